"""Campaigns that are started and stopped by the scenario and from outside, and who hears of it."""

from __future__ import annotations

import pytest

from mockserver.callcentre.errors import NotPossibleNow
from mockserver.callcentre.lists.lifecycle import Order
from tests.vendors.genesys.outbound_world import CAMPAIGN, HOUR, OUTBOUND, Dialler

ROW = {"phone": "1"}


def planned(*orders, **more):
    given = [{"after": after, "order": order} for after, order in orders]
    return Dialler(ROW, campaigns=[{"name": "Campaign1", "lists": ["CallingList1"], "orders": given, **more}])


def events(world):
    return [data["notificationType"] for _, channel, data in world.told if channel == OUTBOUND]


def test_a_scenario_stops_and_starts_a_campaign_in_time():
    world = planned((3600, "stop"), (7200, "start"))

    world.wait(HOUR - 1)
    assert events(world) == []
    world.wait(1)
    assert world.tell(CAMPAIGN, "GetPreviewRecord")["errorCode"] == 2
    world.wait(HOUR)
    assert world.preview() == ("1", 1)
    assert [each for each in events(world) if each.startswith("Campaign")] == [
        "CampaignStopped",
        "CampaignStarted",
    ]


def test_everybody_is_told_of_an_order():
    world = planned((1, "stop"))

    world.wait(1000)

    assert world.told == [(None, OUTBOUND, {
        "campaign": {
            "name": "Campaign1", "dialingMode": "Preview", "groupName": "Campaign1@AgentGroup1",
            "state": "Loaded", "applicationId": 134, "groupDescription": "", "description": "",
        },
        "notificationType": "CampaignStopped",
        "messageType": "OutboundCampaignMessage",
    })]  # fmt: skip


def test_an_order_that_the_state_does_not_allow_any_more_is_left_out():
    world = planned((1, "start"), (2, "unload"))

    world.wait(5000)

    assert events(world) == ["CampaignUnloaded"]


def test_an_order_from_outside_is_told_or_refused():
    world = planned()

    world.sandbox.order("genesys", "Campaign1", Order.STOP, world.sandbox.clock.now())
    with pytest.raises(NotPossibleNow):
        world.sandbox.order("genesys", "Campaign1", Order.STOP, world.sandbox.clock.now())

    assert events(world) == ["CampaignStopped"]


def test_a_campaign_that_names_no_list_has_all_of_them():
    lists = [{"name": name, "records": [{"phone": name}]} for name in ("A", "B")]
    world = Dialler(lists=lists, campaigns=[{"name": "Campaign1"}])

    assert [world.preview(), world.preview(), world.preview()] == [("A", 1), ("B", 2), None]


def test_a_reset_brings_the_scenarios_campaigns_and_records_back():
    world = planned()
    world.preview()
    world.sandbox.order("genesys", "Campaign1", Order.STOP, world.sandbox.clock.now())

    world.sandboxes.reset()
    world.start()

    device = next(iter(world.devices.values()))
    answered = world.do(CAMPAIGN, "GetPreviewRecord", applicationId=134, devicePath=device)
    assert answered == {"statusCode": 0}
    assert world.kept(1).handle == 1
