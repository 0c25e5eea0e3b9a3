"""A held record's calls: an ordinary call whose user data name the handle counts as an attempt.

Rule: what became of the call is read off the call itself when the record is next asked for, so the two
never disagree.
"""

from __future__ import annotations

from mockserver.callcentre.errors import CallNotFound, HandleNotFound
from mockserver.callcentre.lists import Held
from mockserver.callcentre.lists.lifecycle import TRANSITIONS, Change, Step
from mockserver.callcentre.lists.model import Stage
from mockserver.callcentre.model import Call, State
from mockserver.clock import Millis
from mockserver.kit import Desk, Office
from mockserver.vendors.genesys.calls import data_of
from mockserver.vendors.genesys.outbound.campaigns import campaigns_of, end_preview, lists_of
from mockserver.vendors.genesys.outbound.tables import ANSWER, UNANSWERED

HANDLE = "GSW_RECORD_HANDLE"
ON_A_CALL = (Stage.DIALLED, Stage.TALKING)


def dialled(desk: Desk, call: Call, user: str) -> None:
    """A user has made a call; if its data name a record of the user's that may be called, it is called."""
    number = data_of(call).get(HANDLE)
    if type(number) is not int:
        return
    try:
        handle, _ = caught_up(desk.office, number)
    except HandleNotFound:  # of another day, say: then it is a call like any other
        return
    if handle.user == user and handle.stage in TRANSITIONS[Step.DIAL]:
        lists_of(desk.office).dial(number, desk.now, call.id)


def caught_up(office: Office, number: int) -> Held:
    """A handle and its record, after what has become of the call by now.

    Raises:
        HandleNotFound: the handle is closed, or never was.
    """
    lists = lists_of(office)
    handle, record = lists.find(number)
    if handle.stage not in ON_A_CALL or not handle.call:
        return handle, record
    call = _call(office, handle.call)
    if call is not None and call.answered is not None and handle.stage is Stage.DIALLED:
        handle, record = lists.establish(number, ANSWER)
    if call is None or call.state is State.ENDED:
        is_unanswered = handle.stage is Stage.DIALLED
        handle, record = lists.end(number, _result(call) if is_unanswered else None)
    return handle, record


def _result(call: Call | None) -> str | None:
    """What a call came to that nobody answered."""
    return None if call is None or call.outcome is None else UNANSWERED[call.outcome]


def _call(office: Office, id: str) -> Call | None:
    try:
        return office.calls.find(id)
    except CallNotFound:  # it ended long ago
        return None


def catch_up(office: Office) -> None:
    """Let all records that are held show what has become of their calls."""
    for handle in list(lists_of(office).handles):
        caught_up(office, handle.number)


def leave(office: Office, user: str, now: Millis, change: Change) -> None:
    """A user's contact centre session is over: preview sessions end, and what is held is given up."""
    lists = lists_of(office)
    for handle in list(lists.handles.of(user)):
        caught_up(office, handle.number)
    lists.leave(user, now, change)
    for campaign in campaigns_of(office):
        end_preview(office, campaign.name, user)
