"""Calls that a user makes and steers. The answer only says that it was asked for; the messages say what came.

Rule: which operations a call takes is said by its ``capabilities``, and that table is what is checked.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from marshmallow import fields, validate

from mockserver.callcentre.model import Beat, Call, Event, Outcome, State
from mockserver.formats.base import Plain
from mockserver.kit import Desk, Refused
from mockserver.vendors.genesys import auth, devices, paths
from mockserver.vendors.genesys.calls import (
    CALLER,
    CHANNEL,
    Side,
    data_of,
    message,
    resource,
    side_of,
    state_of,
)
from mockserver.vendors.genesys.me import Nothing
from mockserver.vendors.genesys.outbound.dialling import dialled
from mockserver.vendors.genesys.tables import CAPABILITIES, SAME_VERB
from mockserver.vendors.genesys.wire import Verb, by_verb, done
from mockserver.wire import Wire

DATA_CHANGED = "AttachedDataChanged"
Data = dict[str, Plain]


class Destination(Wire):
    """Whom to call."""

    phone_number = fields.String(
        data_key="phoneNumber", required=True, validate=validate.Regexp(r"[+0-9A-Za-z*#().@ -]{1,64}\Z")
    )


class NewCall(Wire):
    """A call to make."""

    contract = "request"

    destination = fields.Nested(Destination, required=True)
    device_path = fields.String(data_key="devicePath", load_default=None, allow_none=True)
    location = fields.String(load_default=None, allow_none=True)
    data = fields.Dict(data_key="userData", keys=fields.String(), load_default=dict)


class UserData(Wire):
    """Data to attach to a call."""

    contract = "request"

    data = fields.Dict(data_key="userData", keys=fields.String(), required=True)


class UserDataPair(Wire):
    """Which of the attached data is meant."""

    contract = "request"

    key = fields.String(required=True, validate=validate.Length(min=1))


class Digits(Wire):
    """Tones to send."""

    contract = "request"

    digits = fields.String(required=True, validate=validate.Regexp(r"[0-9A-Da-d*#,]{1,64}\Z"))


def make(desk: Desk, asked: dict[str, Any]) -> Plain:
    """A call from a phone of the user's: that of the address, that of ``devicePath``, or the first.

    Raises:
        Refused: ``NotFound`` for a phone that is not the user's, ``BadState`` for one without a session.
    """
    phone = _phone(desk, asked["device_path"])
    number = asked["destination"]["phone_number"]
    data = json.dumps(asked["data"], ensure_ascii=False) if asked["data"] else None
    call = desk.calls.place(
        desk.now, phone["phone_number"], number, agent=phone["user"], data=data, cause=desk.event
    )
    dialled(desk, call, phone["user"])
    return done()


def _phone(desk: Desk, path: str | None) -> Mapping[str, Any]:
    here = paths.named(desk).get("devices")
    path = f"/devices/{here}" if here else path
    agent, mine = devices.agent_of(desk), devices.mine(desk)
    id = devices.id_of(desk, path) if path else next(iter(agent.devices if agent else ()), "")
    if id is None:
        raise Refused("NotFound", what=str(path)[:200])
    if agent is None or id not in agent.devices:
        raise Refused("BadState", why="The device is in no contact center session")
    return mine[id]


def list_mine(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """The user's calls that go on: their URIs, or with ``fields=*`` the calls."""
    user, settings = auth.user_of(desk), desk.settings
    found = [(call, side_of(settings, call, user)) for call in desk.calls if call.state is not State.ENDED]
    mine = [resource(settings, call, side, desk.now) for call, side in found if side is not None]
    if devices.wants_fields(desk):
        return done(calls=list[Plain](mine))
    return done(uris=[call["uri"] for call in mine])


def show(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """One of the user's calls that go on.

    Raises:
        Refused: ``NotFound``.
    """
    call, side = _one(desk)
    return done(call=resource(desk.settings, call, side, desk.now))


def _one(desk: Desk) -> tuple[Call, Side]:
    id = paths.named(desk)["calls"]
    call = desk.calls.find(id)
    side = side_of(desk.settings, call, auth.user_of(desk))
    if side is None or call.state is State.ENDED:
        raise Refused("CallNotFound", id=id)
    return call, side


def _checked(desk: Desk, verb: str) -> tuple[Call, Side]:
    """The call of the address, if it takes the operation now."""
    call, side = _one(desk)
    if verb not in CAPABILITIES[state_of(call, side)]:
        raise Refused("NotPossibleNow", state=state_of(call, side))
    return call, side


def _hangup(side: Side) -> Beat:
    return Beat(0, Event.RELEASED, Outcome.CALLER_HUNG_UP if side is CALLER else Outcome.CALLED_HUNG_UP)


# fmt: off
STEPS: Mapping[str, Callable[[Side], Beat]] = {  # operation -> what then happens to the call
    "Answer":   lambda _side: Beat(0, Event.ANSWERED),
    "Hangup":   _hangup,
    "Hold":     lambda _side: Beat(0, Event.HELD),
    "Retrieve": lambda _side: Beat(0, Event.RESUMED),
}
DATA: Mapping[str, Callable[[Data, dict[str, Any]], Data]] = {  # operation -> what is attached then
    "AttachUserData":     lambda data, asked: {**data, **asked["data"]},
    "UpdateUserData":     lambda data, asked: {**data, **asked["data"]},
    "DeleteUserData":     lambda _data, _asked: {},
    "DeleteUserDataPair": lambda data, asked: {key: data[key] for key in data if key != asked["key"]},
}
TAKES: Mapping[str, type[Wire]] = {
    "AttachUserData":     UserData,
    "UpdateUserData":     UserData,
    "DeleteUserDataPair": UserDataPair,
    "SendDtmf":           Digits,
}
# fmt: on


def _step(verb: str) -> Callable[[Desk, dict[str, Any]], Plain]:
    def act(desk: Desk, _asked: dict[str, Any]) -> Plain:
        call, side = _checked(desk, verb)
        desk.calls.turn(call.id, desk.now, STEPS[verb](side))
        return done()

    return act


def _attach(verb: str) -> Callable[[Desk, dict[str, Any]], Plain]:
    def act(desk: Desk, asked: dict[str, Any]) -> Plain:
        call, side = _checked(desk, verb)
        data = DATA[verb](data_of(call), asked)
        noted = desk.calls.note(call.id, json.dumps(data, ensure_ascii=False) if data else None)
        told = message(desk.settings, noted, side, desk.now, DATA_CHANGED)
        desk.publish(auth.user_of(desk), (CHANNEL, told))
        return done()

    return act


def _send_tones(desk: Desk, _asked: dict[str, Any]) -> Plain:
    _checked(desk, "SendDtmf")
    return done()


def _verb(name: str) -> Verb:
    takes = TAKES.get(name, Nothing)
    if name in STEPS:
        return Verb(takes, _step(name))
    return Verb(takes, _attach(name) if name in DATA else _send_tones)


act_on_one = by_verb(
    {name: _verb(SAME_VERB.get(name, name)) for name in (*STEPS, *DATA, "SendDtmf", *SAME_VERB)}
)
act = by_verb(dict.fromkeys(("Dial", "MakeCall"), Verb(NewCall, make)))
