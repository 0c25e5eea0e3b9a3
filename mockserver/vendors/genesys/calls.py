"""A call as Genesys tells it, and who hears of it: the messages on ``/v2/me/calls``.

Rule: a call has two sides; each that is a phone of some user is told to that user, in that side's words.
Whatever is known of a call stands in the call itself: which phone is its number, what is attached its data.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.callcentre.model import Call, Event, State
from mockserver.chance import hexadecimal
from mockserver.clock import Millis
from mockserver.formats.base import Kind, Plain
from mockserver.frozen import frozen
from mockserver.kit import Notice, Settings, Telling
from mockserver.plain import JSON
from mockserver.vendors.genesys.tables import CALL_STATES, CAPABILITIES, RINGING, TOLD

CHANNEL = "/v2/me/calls"
CHANGED = "StatusChange"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
_LOT, _COUNT = 26, 6  # letters of an id: what is drawn, and the number of the call


@frozen
class Side:
    """One end of a call, as seen from there."""

    name: str
    own: Callable[[Call], str]  # its number
    other: Callable[[Call], str]


CALLER = Side("caller", lambda call: call.caller, lambda call: call.called)
CALLED = Side("called", lambda call: call.called, lambda call: call.caller)
SIDES = (CALLER, CALLED)


def call_id(seed: int, number: int, _now: Millis) -> str:
    """An id such as 01RCC3N118B1V0SL8O7GK2LAES000010: 26 letters, then the number of the call."""
    drawn = int(hexadecimal(seed, 40, "genesys call", number), 16)
    return "0" + _spelt(drawn, _LOT - 1) + _spelt(number, _COUNT)


def _spelt(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, place = divmod(number, len(_DIGITS))
        letters.append(_DIGITS[place])
    return "".join(reversed(letters))


def phone_at(settings: Settings, call: Call, side: Side) -> Mapping[str, Any] | None:
    """The phone at a side of a call, if it is one of ours; it knows its user's name."""
    phone: Mapping[str, Any] | None = settings["numbers"].get(side.own(call))
    return phone


def side_of(settings: Settings, call: Call, user: str) -> Side | None:
    """The side of a call that a user is at; None: it is others' call."""
    for side in SIDES:
        phone = phone_at(settings, call, side)
        if phone is not None and phone["user"] == user:
            return side
    return None


def state_of(call: Call, side: Side) -> str:
    """How a call is, as a side sees it."""
    if side is CALLED and call.state in (State.WAITING, State.CALLING):
        return RINGING
    return CALL_STATES[call.state]


def data_of(call: Call) -> dict[str, Plain]:
    """What is attached to a call; what an admin wrote there that is no JSON object counts for nothing."""
    try:
        found = json.loads(call.data or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def resource(settings: Settings, call: Call, side: Side, now: Millis) -> dict[str, Plain]:
    """A call as answers and messages have it, its members in the order of the documentation's sample."""
    base, phone, state = settings["external_api_url"], phone_at(settings, call, side), state_of(call, side)
    number, attached = side.other(call), data_of(call)
    of_inbound: dict[str, Plain] = {"ani": call.caller} if side is CALLED else {}
    of_data: dict[str, Plain] = {"userData": attached} if attached else {}
    return {
        "id": call.id,
        "state": state,
        "callUuid": call.id,
        "connId": f"0071{hexadecimal(0, 12, 'genesys connection', call.id)}",
        "deviceUri": f"{base}/devices/{phone['id']}" if phone else None,
        "participants": [
            {"e164Number": "", "formattedPhoneNumber": number, "phoneNumber": number, "digits": number}
        ],
        **of_inbound,
        "dnis": call.called,
        "callType": _type_of(settings, call, side),
        "capabilities": list(CAPABILITIES[state]),
        **of_data,
        "duration": str(((call.released or now) - call.created) // 1000),
        "mute": "Off",
        "supervisorListeningIn": False,
        "monitoredUserMuted": False,
        "monitoring": False,
        "uri": f"{base}/me/calls/{call.id}",
        "path": f"/calls/{call.id}",
    }


def _type_of(settings: Settings, call: Call, side: Side) -> str:
    if side.other(call) in settings["numbers"]:
        return "Internal"
    return "Inbound" if side is CALLED else "Outbound"


def message(settings: Settings, call: Call, side: Side, now: Millis, kind: str = CHANGED) -> dict[str, Plain]:
    """A CallStateChangeMessage, its members in the order of the documentation's sample."""
    return {
        "notificationType": kind,
        "call": resource(settings, call, side, now),
        "phoneNumber": side.own(call),
        "extensions": {"BusinessCall": 0},
        "messageType": "CallStateChangeMessage",
    }


def _notice(name: str, event: Event, side: Side) -> Notice:
    """What a side's user is told when something happens to a call."""

    def whom(telling: Telling) -> str | None:
        phone = phone_at(telling.settings, telling.call, side)
        return None if phone is None else str(phone["user"])

    return Notice(
        name=f"{name}_{side.name}",
        on=event,
        to=lambda telling: CHANNEL if whom(telling) else None,
        whom=whom,
        says=lambda telling: message(telling.settings, telling.call, side, telling.happening.at),
        writes=lambda members: JSON.format.write(members, Kind.ANY),
        accepts=lambda _status, _body: "",
    )


NOTICES = tuple(_notice(name, event, side) for name, event in TOLD.items() for side in SIDES)
