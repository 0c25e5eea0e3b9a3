"""What campaigns are told, at once or in time as a scenario has it, and how far their records are.

Rule: a campaign does what its state allows; whoever is to hear of it hears in the same transaction.
Loaded only where a vendor has campaigns.
"""

from __future__ import annotations

from mockserver.callcentre.lists import CallingLists
from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.lifecycle import CAMPAIGNS, Order
from mockserver.callcentre.lists.model import Campaign
from mockserver.clock import Millis
from mockserver.kit import Office, Vendor
from mockserver.kit.outbound import Outbound, PlannedOrder
from mockserver.timeline import Due

TABLE = "campaign orders"


def owner_of(vendor: str) -> str:
    """Whose a planned order is on the timeline."""
    return f"{TABLE} of {vendor}"


def begin(vendor: str, outbound: Outbound, office: Office, now: Millis) -> None:
    """Let the scenario's campaigns of a vendor be, and plan what they are told in time."""
    for number, planned in enumerate(outbound.begin(office, now)):
        key = f"{vendor} {number}"
        office.rows.put(TABLE, key, planned)
        office.rows.plan(planned.at, owner_of(vendor), key)


def order(vendor: Vendor, office: Office, campaign: str, what: Order, at: Millis) -> Campaign:
    """Tell a campaign to do something, and whoever is to hear of it; gives it as it is then.

    Raises:
        CampaignNotFound: the vendor has no campaign of that name.
        NotPossibleNow: the campaign's state does not allow that.
    """
    changed = Campaigns(office.rows, vendor.name).order(campaign, what)
    if vendor.outbound is not None:
        vendor.outbound.tell(office, changed, what, at)
    return changed


def lists_of(vendor: Vendor, office: Office) -> CallingLists:
    """A vendor's calling lists, with records that show what has become of their calls by now."""
    if vendor.outbound is not None:
        vendor.outbound.catch_up(office)
    return CallingLists(office.rows, vendor.name, seed=office.seed)


def give(vendor: Vendor, office: Office, due: Due) -> None:
    """What was planned for a campaign; what its state does not allow any more is left out."""
    told: PlannedOrder = office.rows.get(TABLE, due.key)
    state = Campaigns(office.rows, vendor.name).find(told.campaign).state
    if state in CAMPAIGNS[told.order]:
        order(vendor, office, told.campaign, told.order, due.at)
