"""What a request for the dialler (OCS) is about, and who says no to it.

Rule: Web Services itself refuses what it can see (parameters, device, campaign, list) at once. What only the
dialler knows (handles, their owners and states) is told as the scenario says: over CometD, after a 0,
or at once. Either way nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from mockserver.callcentre.errors import CallCentreRefusal
from mockserver.callcentre.lists import Held
from mockserver.callcentre.lists.model import Campaign, Handle
from mockserver.formats.base import Plain
from mockserver.kit import Desk, Handler, Refused
from mockserver.vendors.genesys import auth, devices, paths
from mockserver.vendors.genesys.outbound import messages
from mockserver.vendors.genesys.outbound.campaigns import campaigns_of, lists_of
from mockserver.vendors.genesys.outbound.dialling import caught_up
from mockserver.vendors.genesys.outbound.messages import Errand
from mockserver.vendors.genesys.outbound.tables import REFUSALS
from mockserver.vendors.genesys.tables import REFUSALS as COMMON
from mockserver.vendors.genesys.wire import done

DIGITS = 18  # of a handle; more is none


class DiallerRefused(Refused):
    """The dialler refuses, and not Web Services."""


Act = Callable[[Desk, Errand, dict[str, Any]], None]


def by_dialler(act: Act) -> Handler:
    """A handler that answers at once, and lets the dialler act and tell.

    Raises:
        Refused: ``NotFound`` or ``BadState`` by Web Services; what the dialler refuses, where the scenario
            wants it told at once.
    """

    def run(desk: Desk, asked: dict[str, Any]) -> Plain:
        errand = errand_of(desk, asked)
        if desk.settings["outbound_errors"] == "sync":
            act(desk, errand, asked)
            return done()
        try:
            with desk.rows.transaction():
                act(desk, errand, asked)
        except DiallerRefused as why:
            _tell(desk, errand, why.name, why.facts)
        except CallCentreRefusal as why:
            _tell(desk, errand, type(why).__name__, why.facts)
        return done()

    return run


def _tell(desk: Desk, errand: Errand, name: str, facts: Mapping[str, Any]) -> None:
    row = REFUSALS.get(name) or COMMON[name]
    messages.refuse(desk, errand, int(row.code), row.text(facts))


def errand_of(desk: Desk, asked: Mapping[str, Any]) -> Errand:
    """Who asks, at which device, for which campaign, list and handle.

    Raises:
        Refused: ``NotFound``, ``BadState`` or ``InvalidParameter``.
    """
    here = paths.named(desk)
    number = _handle_in(here["outbound-records"]) if "outbound-records" in here else None
    device = devices.id_of(desk, asked["device_path"])
    if device is None:
        raise Refused("NotFound", what=asked["device_path"])
    name = here["outbound-campaigns"] if "outbound-campaigns" in here else asked["campaign"]
    campaign = _campaign(desk, name, asked["application"])
    if asked.get("list") is not None and asked["list"] not in lists_of(desk.office).records.names():
        raise Refused("NotFound", what=asked["list"])
    if not devices.is_active(desk, device):
        raise Refused("BadState", why="The device is in no contact center session")
    return Errand(
        user=auth.user_of(desk),
        device=device,
        device_path=asked["device_path"],
        campaign=campaign,
        application=asked["application"],
        list=asked.get("list"),
        handle=number,
        reference=asked["reference"],
    )


def _handle_in(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= DIGITS):
        raise Refused("InvalidParameter", member="record-handle")
    return int(text)


def _campaign(desk: Desk, name: str, application: int) -> Campaign:
    campaign = campaigns_of(desk.office).find(name)
    if desk.settings["outbound_application"] == "checked" and campaign.application != application:
        raise Refused("NotFound", what=f"application {application}")
    return campaign


def held_by(desk: Desk, errand: Errand) -> Held:
    """The handle that the errand names, with its record, if it is the user's and of that campaign and list.

    Raises:
        HandleNotFound: it is closed, or never was.
        DiallerRefused: ``NotTheOwner`` or ``OtherList``.
    """
    handle, record = caught_up(desk.office, errand.handle or 0)
    if not OWNERS[desk.settings["outbound_owner"]](handle, errand):
        raise DiallerRefused("NotTheOwner", number=handle.number)
    if handle.campaign != errand.campaign.name or errand.list not in (None, handle.list):
        raise DiallerRefused("OtherList", number=handle.number)
    return handle, record


def _same_device(handle: Handle, errand: Errand) -> bool:
    # What a scenario gives an agent from the beginning is held at no phone in particular.
    return handle.user == errand.user and handle.device in ("", errand.device)


OWNERS: Mapping[str, Callable[[Handle, Errand], bool]] = {  # who may use a handle, by outbound_owner
    "device": _same_device,
    "user": lambda handle, errand: handle.user == errand.user,
}
