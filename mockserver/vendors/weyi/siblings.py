"""The actions beside CallFinishedNew, which bring a request to where it can be finished.

Rule: their names and most members are those of WEYI's sibling products; that Client has just these
is assumed, and every answer says so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from mockserver.formats.base import Plain
from mockserver.kit import Desk, Handler, Refused
from mockserver.vendors.weyi import wire
from mockserver.vendors.weyi.lifecycle import WORDS, State, Step
from mockserver.vendors.weyi.requests import InterpreterRequest
from mockserver.vendors.weyi.service import check_parameter, requests_of
from mockserver.wire.dumping import dump

_DIGITS = 9  # of a RequestId; an int has ten, and not all of those


def new(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """A new request of the caller."""
    check_parameter(desk)
    return _told(desk, requests_of(desk).make(State.NEW))


def invite(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """A request that begins when somebody follows its URL."""
    check_parameter(desk)
    return _told(desk, requests_of(desk).make(State.NOT_INITIATED))


def initiate(desk: Desk, asked: dict[str, Any]) -> Plain:
    """The invited person has come and chosen a language."""
    check_parameter(desk)
    requests = requests_of(desk)
    request = requests.named(invite=asked["invite"] or "")
    return _told(desk, requests.move(request, Step.INITIATE))


def step(what: Step) -> Handler:
    """What takes a request one step on its way."""

    def does(desk: Desk, asked: dict[str, Any]) -> Plain:
        check_parameter(desk)
        requests = requests_of(desk)
        return _told(desk, requests.move(requests.named(asked["id"]), what))

    return does


def status_by_id(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """How the request of that id is; the caller's current one where none is named."""
    text = _query(desk).get("requestid", "0").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        raise Refused("RecordNotFound")
    return _told(desk, requests_of(desk).named(int(text)))


def status_by_invite(desk: Desk, _asked: dict[str, Any]) -> Plain:
    """How the request is that a PreInviteToken was made for."""
    return _told(desk, requests_of(desk).named(invite=_query(desk).get("preinvitetoken", "")))


def _query(desk: Desk) -> dict[str, str]:
    """The query's members, their names in lower case; the first of a name counts."""
    pairs = parse_qsl(desk.request.query, keep_blank_values=True)
    return {name.lower(): value for name, value in reversed(pairs)}


def _told(desk: Desk, request: InterpreterRequest) -> Plain:
    invite = request.invite
    return dump(
        wire.ResultRequest,
        {
            "successful": True,
            "reason": None,
            "id": request.id,
            "invite": invite,
            "url": f"{desk.request.scheme}://{desk.request.host}/Client/Invite/{invite}" if invite else None,
            "state": int(request.state),
            "state_word": WORDS[request.state],
            "total_time": request.total_time,
            "calls": request.calls,
        },
    )
