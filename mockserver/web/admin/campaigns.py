"""Campaigns: list them, and tell one what to do; whoever is to hear of that is told."""

from __future__ import annotations

from typing import Any

from mockserver.callcentre.errors import CampaignNotFound, NotPossibleNow
from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import Campaign
from mockserver.web.admin.ask import Ask, Wrong

_ORDERS = ", ".join(Order)


def listing(ask: Ask) -> Any:
    """All campaigns of all vendors."""
    space = ask.sandbox.space
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        found = [_told(vendor, each) for vendor in ask.sandbox.vendors for each in Campaigns(space, vendor)]
    return {"campaigns": found}


def order(ask: Ask) -> Any:
    """Tell a campaign to load, start, stop or unload: ``order``."""
    ask.only("order")
    vendor, name, wanted = ask.parts["vendor"], ask.parts["key"], ask.text("order")
    if wanted not in tuple(Order):
        raise Wrong(422, f"no order is {wanted!r}; there is {_ORDERS}", "/order")
    if vendor not in ask.sandbox.vendors:
        raise Wrong(404, f"no vendor {vendor!r} in this sandbox")
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        try:
            changed = ask.sandbox.order(vendor, name, Order(wanted), ask.sandbox.clock.now())
        except CampaignNotFound as why:
            raise Wrong(404, f"{vendor!r} has no campaign {name!r}") from why
        except NotPossibleNow as why:
            raise Wrong(409, f"a campaign that is {why.facts['state']} cannot {wanted}") from why
    return _told(vendor, changed)


def _told(vendor: str, campaign: Campaign) -> dict[str, Any]:
    return {
        "vendor": vendor,
        "name": campaign.name,
        "state": campaign.state,
        "mode": campaign.mode,
        "application": campaign.application,
        "group": campaign.group,
        "lists": list(campaign.lists),
    }
