"""The user itself: who it is, and its contact centre session.

Rule: EndContactCenterSession ends the HTTP session, too, so it is a client's last request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs

from marshmallow import fields

from mockserver.callcentre.lists.lifecycle import Change
from mockserver.formats.base import Plain
from mockserver.frozen import replaced
from mockserver.kit import Desk, Refused
from mockserver.vendors.genesys import auth, devices, paths
from mockserver.vendors.genesys.devices import AGENTS, Agent, agent_of
from mockserver.vendors.genesys.idle import log_out, watch
from mockserver.vendors.genesys.tables import (
    AGENT_VERBS,
    CENTRE,
    CHANNELS,
    FEATURES,
    MEANINGS,
    PARTIAL,
    VOICE,
)
from mockserver.vendors.genesys.wire import Verb, by_verb, done
from mockserver.wire import Wire


class StartSession(Wire):
    """What a contact centre session begins with."""

    contract = "request"

    channels = fields.List(fields.String(), required=True)
    place = fields.String(load_default=None, allow_none=True)
    login_code = fields.String(data_key="loginCode", load_default=None, allow_none=True)
    queue = fields.String(load_default=None, allow_none=True)
    device_path = fields.String(data_key="devicePath", load_default=None, allow_none=True)


def show(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """The user, with the subresources that the query asks for."""
    person = auth.person_of(desk)
    return done(user={**user_resource(desk, person), **_subresources(desk)})


def user_resource(desk: Desk, person: Mapping[str, Any]) -> dict[str, Plain]:
    """A user in the members and the order of the documentation's sample."""
    id = person["id"]
    return {
        "id": id,
        "userName": person["user"],
        "firstName": person["first_name"],
        "lastName": person["last_name"],
        "emailAddress": person["email"],
        "roles": list(person["roles"]),
        "enabled": True,
        "changePasswordOnFirstLogin": False,
        "contactCenterId": CENTRE,
        "uri": f"{desk.settings['external_api_url']}/users/{id}",
        "path": f"/users/{id}",
    }


def _subresources(desk: Desk) -> dict[str, Plain]:
    asked = ",".join(parse_qs(desk.request.query).get("subresources", ())).split(",")
    return {name: give(desk) for name, give in SUBRESOURCES.items() if name in asked or "*" in asked}


def _channels(desk: Desk) -> Plain:
    """The channels the user is logged in on; the phones have the states of voice."""
    agent = agent_of(desk)
    found = agent.channels if agent else ()
    return [{"channel": name} for name in found if name != VOICE]


def _settings(_desk: Desk) -> Plain:
    return {}


def feature_list(desk: Desk) -> list[Plain]:
    """The features of the contact centre, as JSON."""
    base = desk.settings["external_api_url"]
    return [
        {"id": id, "displayName": FEATURES[id], "uri": f"{base}/features/{id}"}
        for id in desk.settings["features"]
    ]


SUBRESOURCES: Mapping[str, Callable[[Desk], Plain]] = {
    "features": feature_list,
    "devices": devices.resources,
    "channels": _channels,
    "settings": _settings,
}


def list_features(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """The features of the contact centre: their URIs, or with ``fields=*`` the features."""
    if devices.wants_fields(desk):
        return done(features=feature_list(desk))
    base = desk.settings["external_api_url"]
    return done(uris=[f"{base}/features/{id}" for id in desk.settings["features"]])


def start(desk: Desk, asked: dict[str, Any]) -> Plain:
    """StartContactCenterSession: the agent is logged in, not ready, on one phone or on all of its own.

    Raises:
        Refused: ``MissingParameter`` without a channel, ``NotFound`` for a device that is not the user's,
            ``InternalError`` where no channel can be had.
    """
    if not asked["channels"]:
        raise Refused("MissingParameter", member="channels")
    user, phones = auth.user_of(desk), _phones(desk, asked["device_path"])
    results = {name: 0 if name in desk.settings["channels"] else 4 for name in asked["channels"]}
    fine = tuple(name for name, code in results.items() if code == 0)
    if not fine:
        raise Refused(_why_not(asked["channels"]), member="channels")
    desk.rows.put(AGENTS, user, Agent(user, fine, phones if VOICE in fine else ()))
    devices.tell(desk.office, user)
    watch(desk, user)
    if len(fine) == len(results):
        return done()
    told: list[Plain] = [_result(name, code) for name, code in results.items()]
    return done(PARTIAL, statusMessage=MEANINGS[PARTIAL], channels=told)


def _why_not(channels: list[str]) -> str:
    return "InternalError" if any(name in CHANNELS for name in channels) else "InvalidParameter"


def _result(name: str, code: int) -> dict[str, Plain]:
    outcome: dict[str, Plain] = {"channel": name, "statusCode": code}
    return outcome if code == 0 else {**outcome, "statusMessage": MEANINGS[code]}


def _phones(desk: Desk, path: str | None) -> tuple[str, ...]:
    if not path:
        return tuple(devices.mine(desk))
    found = devices.id_of(desk, path)
    if found is None:
        raise Refused("NotFound", what=path[:200])
    return (found,)


def end(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """EndContactCenterSession: the agent is logged out, and the HTTP session is over.

    Raises:
        Refused: ``BadState`` without a session.
    """
    user = auth.user_of(desk)
    if agent_of(desk) is None:
        raise Refused("BadState", why="There is no contact center session")
    log_out(desk.office, user, desk.now, Change.LEFT)
    auth.invalidate(desk)
    return done()


def _to_state(state: str) -> Callable[[Desk, dict[str, Any]], Plain]:
    def change(desk: Desk, _asked: dict[str, Any]) -> Plain:
        if paths.named(desk)["channels"] not in CHANNELS:
            raise Refused("NotFound", what=desk.request.path[:200])
        agent = agent_of(desk)
        if agent is None:
            raise Refused("BadState", why="There is no contact center session")
        desk.rows.put(AGENTS, agent.user, replaced(agent, state=state))
        devices.tell(desk.office, agent.user)
        return done()

    return change


class Nothing(Wire):
    """An operation without parameters."""

    contract = "request"


act = by_verb(
    {
        "StartContactCenterSession": Verb(StartSession, start),
        "EndContactCenterSession": Verb(Nothing, end),
    }
)
act_on_channel = by_verb({verb: Verb(Nothing, _to_state(state)) for verb, state in AGENT_VERBS.items()})
