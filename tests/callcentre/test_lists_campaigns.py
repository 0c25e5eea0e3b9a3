"""Campaigns: told to load, start, stop and unload, as far as their state allows it."""

import pytest

from mockserver.callcentre.errors import CampaignNotFound, NotPossibleNow
from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import Campaign, CampaignState
from mockserver.store.memory import MemorySpace


def campaigns(state=CampaignState.STARTED):
    found = Campaigns(MemorySpace(), "acme")
    found.begin(Campaign("spring", 1, "agents", ("all",), state=state))
    return found


def test_a_campaign_keeps_the_state_that_it_was_told_to_have():
    found = campaigns()

    states = [
        found.order("spring", what).state for what in (Order.STOP, Order.START, Order.UNLOAD, Order.LOAD)
    ]

    assert states == ["loaded", "started", "unloaded", "loaded"]
    assert [each.state for each in found] == ["loaded"]


def test_a_campaign_that_is_started_cannot_start():
    found = campaigns()

    with pytest.raises(NotPossibleNow):
        found.order("spring", Order.START)

    assert found.find("spring").state is CampaignState.STARTED


def test_a_campaign_that_is_not_there_is_told_nothing():
    with pytest.raises(CampaignNotFound):
        campaigns().order("autumn", Order.STOP)
