"""Campaigns and calling lists of a sandbox, and who has started a preview session of which.

Rule: the scenario's campaigns and lists become rows when the sandbox is made; from then on the rows count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.callcentre.lists import CallingLists
from mockserver.callcentre.lists.campaigns import Campaigns
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import CallingList, Campaign, ListRecord, Status
from mockserver.callcentre.lists.zones import Window
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.kit import Office
from mockserver.kit.outbound import PlannedOrder
from mockserver.vendors.genesys.outbound.tables import CAMPAIGN_STATES, KINDS

PREVIEWS = "genesys.previews"
_STATES = {name: state for state, name in CAMPAIGN_STATES.items()}


def begin(office: Office, now: Millis) -> Iterator[PlannedOrder]:
    """Let the scenario's lists and campaigns be; gives what these are told in time."""
    lists = lists_of(office)
    for each in office.settings["lists"]:
        windows = tuple(dict.fromkeys(Window(**hours) for hours in each["hours"]))
        made = CallingList(each["name"], each["generate"], each["numbers"], windows, each["each_chain"])
        lists.begin(made, [_record(row) for row in each["records"]], now)
    names = [each["name"] for each in office.settings["lists"]]
    campaigns = campaigns_of(office)
    for each in office.settings["campaigns"]:
        campaigns.begin(_campaign(each, names))
        for told in each["orders"]:
            yield PlannedOrder(now + told["after"] * 1000, each["name"], Order(told["order"]))


def lists_of(office: Office) -> CallingLists:
    """The calling lists of the sandbox."""
    return CallingLists(office.rows, "genesys", seed=office.seed)


def campaigns_of(office: Office) -> Campaigns:
    """The campaigns of the sandbox."""
    return Campaigns(office.rows, "genesys")


def given_list(office: Office, name: str) -> Mapping[str, Any]:
    """What the scenario says of a list."""
    return _named(office.settings["lists"], name)


def given_campaign(office: Office, name: str) -> Mapping[str, Any]:
    """What the scenario says of a campaign."""
    return _named(office.settings["campaigns"], name)


def begin_preview(office: Office, campaign: str, user: str, device: str) -> None:
    """A user has started a preview session, perhaps once more."""
    office.rows.put(PREVIEWS, _key(campaign, user), device)


def is_previewing(office: Office, campaign: str, user: str) -> bool:
    """Whether a user has started a preview session and not ended it."""
    return office.rows.get(PREVIEWS, _key(campaign, user)) is not None


def end_preview(office: Office, campaign: str, user: str) -> None:
    """A user's preview session is over."""
    office.rows.remove(PREVIEWS, _key(campaign, user))


def _key(campaign: str, user: str) -> str:
    return f"{campaign}\n{user}"  # neither has a line break in it


def _named(rows: list[dict[str, Any]], name: str) -> Mapping[str, Any]:
    return next(row for row in rows if row["name"] == name)


def _record(row: Mapping[str, Any]) -> ListRecord:
    record = ListRecord(
        list="",
        number=0,
        phone=row["phone"],
        chain=row["chain"],
        kind=KINDS[row["kind"]],
        result=row["result"],
        attempts=row["attempts"],
        due=row["due"] * 1000,
        window=Window(row["since"], row["until"], row["zone"]),
        phone_type=row["phone_type"],
        agent=row["agent"],
        others=row["others"],
    )
    held = row["held"]
    if held is None:
        return record
    return replaced(
        record,
        status=Status.RETRIEVED,
        agent=held["user"],
        campaign=held["campaign"],
        handle=held["handle"],
    )


def _campaign(row: Mapping[str, Any], all_lists: list[str]) -> Campaign:
    return Campaign(
        name=row["name"],
        application=row["application"],
        group=row["group"],
        lists=tuple(row["lists"] or all_lists),
        mode=row["mode"],
        state=_STATES[row["state"]],
        description=row["description"],
        group_description=row["group_description"],
    )
