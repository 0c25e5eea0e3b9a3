"""A user's phones, and the state of the agent on them.

Rule: a phone is Active from StartContactCenterSession to EndContactCenterSession; what an agent
is doing stands in one row for each user that has a session.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit import Desk, Office, Refused, Settings
from mockserver.vendors.genesys import auth, paths
from mockserver.vendors.genesys.tables import AGENT_STATES, LOGGED_OUT
from mockserver.vendors.genesys.wire import done

AGENTS = "genesys.agents"
CHANNEL = "/v2/me/devices"
ENVIRONMENT = "370ef5e6-9e3c-4d91-9588-7f4dfe67e011"  # of the documentation's samples
_PATH = re.compile(r"/?devices/([^/]+)/?")


@frozen
class Agent:
    """A user in a contact centre session: on which channels and phones, and in which state."""

    user: str
    channels: tuple[str, ...]
    devices: tuple[str, ...]
    state: str = "NotReady"  # a row of AGENT_STATES


def agent_of(desk: Desk) -> Agent | None:
    """The contact centre session of the request's user, if there is one."""
    return agent_at(desk.office, auth.user_of(desk))


def agent_at(office: Office, user: str) -> Agent | None:
    """A user's contact centre session, if there is one."""
    agent: Agent | None = office.rows.get(AGENTS, user)
    return agent


def id_of(desk: Desk, device_path: str) -> str | None:
    """The id of a phone of the request's user by a path such as ``/devices/<id>``, or None."""
    found = _PATH.fullmatch(device_path)
    return found[1] if found and found[1] in mine(desk) else None


def is_active(desk: Desk, device: str) -> bool:
    """Whether the request's user has a contact centre session on a phone."""
    agent = agent_of(desk)
    return agent is not None and device in agent.devices


def mine(desk: Desk) -> Mapping[str, Mapping[str, Any]]:
    """The phones of the request's user, by id."""
    return {device["id"]: device for device in auth.person_of(desk)["devices"]}


def list_mine(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """The user's phones: their URIs, or with ``fields=*`` the phones."""
    found = mine(desk)
    if wants_fields(desk):
        return done(devices=resources(desk))
    return done(uris=[f"{desk.settings['external_api_url']}/devices/{id}" for id in found])


def show(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """One of the user's phones.

    Raises:
        Refused: ``NotFound``.
    """
    id = paths.named(desk)["devices"]
    device = mine(desk).get(id)
    if device is None:
        raise Refused("NotFound", what=f"/devices/{id}"[:200])
    return done(device=resource(desk.settings, device, agent_of(desk)))


def wants_fields(desk: Desk) -> bool:
    """Whether a list is to hold objects instead of URIs."""
    return parse_qs(desk.request.query).get("fields", [""])[0] != ""


def resources(desk: Desk) -> list[Plain]:
    """The user's phones, as JSON."""
    agent = agent_of(desk)
    return [resource(desk.settings, device, agent) for device in mine(desk).values()]


def resource(settings: Settings, device: Mapping[str, Any], agent: Agent | None) -> dict[str, Plain]:
    """A phone as answers and messages have it, its members in the order of the documentation's sample."""
    active = agent is not None and device["id"] in agent.devices
    state = AGENT_STATES[agent.state] if agent is not None and active else LOGGED_OUT
    return {
        "id": device["id"],
        "deviceState": "Active" if active else "Inactive",
        "userState": dict(state),
        "phoneNumber": device["phone_number"],
        "e164Number": device["phone_number"],
        "telephonyNetwork": device["telephony_network"],
        "doNotDisturb": "Off",
        "voiceEnvironmentUri": f"{settings['external_api_url']}/voice-environments/{ENVIRONMENT}",
        "capabilities": ["ForwardCallsOn", "DoNotDisturbOn"] if active else [],
    }


def tell(office: Office, user: str) -> None:
    """Let the user's clients know how the phones are now."""
    agent, person = agent_at(office, user), office.settings["people"][user]
    told: list[Plain] = [resource(office.settings, device, agent) for device in person["devices"]]
    office.publish(user, ((CHANNEL, {"messageType": "DeviceStateChangeMessage", "devices": told}),))
