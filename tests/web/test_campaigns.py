"""Campaigns of a made-up vendor: begun with the sandbox, told what to do in time and by the admin API."""

from dataclasses import replace

import pytest

from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import Campaign
from mockserver.kit.outbound import Outbound, PlannedOrder
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import ClockSpec, Scenario
from mockserver.store.memory import MemoryStore
from tests.acme import VENDOR


@pytest.fixture
def told():
    return []


@pytest.fixture
def sandboxes(told):
    def begin(office, now):
        Campaigns(office.rows, "acme").begin(Campaign("spring", 1, "agents", ()))
        return [
            PlannedOrder(now + 1000, "spring", Order.STOP),
            PlannedOrder(now + 2000, "spring", Order.STOP),
        ]

    def tell(office, campaign, order, at):
        told.append((office.sandbox, campaign.name, campaign.state, order, at))

    vendor = replace(VENDOR, outbound=Outbound(begin, tell))
    scenario = Scenario("test", vendors={"acme": vendor.settings().load({})}, clock=ClockSpec("manual", 0))
    return Sandboxes(MemoryStore(), scenario, {"acme": vendor}, tell=lambda *_: None)


def pass_time(sandbox, millis):
    sandbox.clock.move_to(sandbox.clock.now() + millis)
    sandbox.catch_up()


def test_a_planned_order_is_given_at_its_moment_and_told(sandboxes, told):
    pass_time(sandboxes.get(), 999)
    assert told == []

    pass_time(sandboxes.get(), 5000)

    assert told == [("default", "spring", "loaded", "stop", 1000)]
    assert sandboxes.get().next_due() is None


def test_each_sandbox_has_campaigns_of_its_own(sandboxes, told):
    one, other = sandboxes.get("one"), sandboxes.get("other")

    one.order("acme", "spring", Order.UNLOAD, 5)

    assert told == [("one", "spring", "unloaded", "unload", 5)]
    assert [each.state for each in Campaigns(other.space, "acme")] == ["started"]
