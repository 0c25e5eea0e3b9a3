"""Two-way calls: created, and asked after. The agent's leg is rung first, then the customer's.

Rule: what is wrong with a call that is asked for is a row of ``WRONG``, strongest
first; a business failure is HTTP 200 with a ``retCode`` that is not 0.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Iterable
from typing import Any

from mockserver.callcentre.model import Call, State
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit import Desk, Refused
from mockserver.vendors.huawei.tables import STATES, reason
from mockserver.vendors.huawei.wire import SERIAL_NO_LENGTH, answered, present, seconds

NUMBER_LENGTH, DATA_LENGTH = 32, 1024
DAY: Millis = 86_400_000
LONGEST_SEARCH = 7 * DAY
_NUMBER = re.compile(r"\+?[0-9*#]+")
_SHOWN = re.compile(r"[0-9]{11,14}")
_URL = re.compile(r"https?://([a-zA-Z0-9.:_-]+)([/?#][a-zA-Z0-9:./_#?&-]*)?")
_SERIAL_NO = re.compile(rf"[0-9]{{1,{SERIAL_NO_LENGTH}}}")
_WHOLE = re.compile(r"[0-9]{1,15}")


@frozen
class Wanted:
    """A call that a client asks for."""

    caller: str
    called: str
    softphone: str
    caller_shown: str  # what the customer sees: callerPresent, or the tenant's access code
    called_shown: str  # what the agent sees: agentPresent, or the tenant's access code
    data: str | None = None
    agent: str | None = None
    report_to: str | None = None


def create_v1(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """A call between an agent's phone and a customer's."""
    agent = None if asked["agent"] is None else str(asked["agent"])
    report_to = callback_url(desk, asked["report_to"]) if asked["report_to"] else None
    return _create(
        desk, _wanted(desk, asked, asked["caller"], asked["caller"], agent=agent, report_to=report_to)
    )


def create_v3(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """A call between an agent's softphone and a customer's phone."""
    return _create(desk, _wanted(desk, asked, asked["caller"] or asked["softphone"], asked["softphone"]))


def callback_url(desk: Desk, encoded: str) -> str:
    """The URL in a callBackUrl.

    Raises:
        Refused: no Base64, a character that is not allowed (% and = are not), or a host that is not listed.
    """
    try:
        url = base64.b64decode(encoded, validate=True).decode("ascii")
    except ValueError:
        raise Refused("BadCallBackUrl", why="not Base64 of a URL") from None
    found = _URL.fullmatch(url)
    if found is None:
        raise Refused("BadCallBackUrl", why="a character that is not allowed")
    listed = desk.settings["callback_hosts"]
    if listed and not {found[1], found[1].partition(":")[0]} & set(listed):
        raise Refused("BadCallBackUrl", why="a host that is not listed")
    return url


def _wanted(desk: Desk, asked: dict[str, Any], caller: str, softphone: str, **more: str | None) -> Wanted:
    access_code = desk.settings["access_code"]
    return Wanted(
        caller=caller,
        called=asked["called"],
        softphone=softphone,
        caller_shown=asked["caller_shown"] or access_code,
        called_shown=asked["called_shown"] or access_code,
        data=asked["data"],
        **more,
    )


def _create(desk: Desk, wanted: Wanted) -> dict[str, Plain]:
    for name, is_so in WRONG:
        if is_so(desk, wanted):
            raise Refused(name)
    call = desk.calls.place(
        desk.now,
        wanted.caller,
        wanted.called,
        agent=wanted.agent,
        data=wanted.data,
        caller_shown=wanted.caller_shown,
        called_shown=wanted.called_shown,
        report_to=wanted.report_to,
        cause=desk.event,
    )
    as_number = desk.settings["call_serial_no"] == "number"
    return answered({"callSerialNo": int(call.id) if as_number else call.id}, "Created successfully.")


def _vdn_unavailable(desk: Desk, _wanted: Wanted) -> bool:
    return not desk.settings["vdn_available"]


def _bad_number(desk: Desk, wanted: Wanted) -> bool:
    numbers = {wanted.caller, wanted.called, wanted.softphone}  # mostly two: each is looked at once
    shown = {wanted.caller_shown, wanted.called_shown}
    return not all(map(is_number, numbers)) or not all(_may_be_shown(desk, number) for number in shown)


def is_number(text: str) -> bool:
    """Whether a text is a number that can be dialled."""
    return len(text) <= NUMBER_LENGTH and _NUMBER.fullmatch(text) is not None


def _may_be_shown(desk: Desk, number: str) -> bool:
    # createCall: the access code; 11 to 14 digits once transparent display is on.
    if number == desk.settings["access_code"]:
        return True
    return bool(desk.settings["transparent_display"]) and _SHOWN.fullmatch(number) is not None


def _bad_data(_desk: Desk, wanted: Wanted) -> bool:
    return len(wanted.data or "") > DATA_LENGTH


def _no_softphone(desk: Desk, wanted: Wanted) -> bool:
    softphones = desk.settings["softphones"]
    return bool(softphones) and wanted.softphone not in softphones


def _not_listed(desk: Desk, wanted: Wanted) -> bool:
    listed = desk.settings["trial_agents"]
    return bool(desk.settings["trial"] and listed) and wanted.caller not in listed


def _over_trial_limit(desk: Desk, _wanted: Wanted) -> bool:
    if not desk.settings["trial"]:
        return False
    today, limit = desk.now // DAY, int(desk.settings["trial_calls_a_day"])
    return sum(call.created // DAY == today for call in desk.calls) >= limit


def _is_duplicate(desk: Desk, wanted: Wanted) -> bool:
    if not desk.settings["refuse_duplicates"]:
        return False
    pair = (wanted.caller, wanted.called)
    return any((call.caller, call.called) == pair and call.state is not State.ENDED for call in desk.calls)


# fmt: off
WRONG: tuple[tuple[str, Callable[[Desk, Wanted], bool]], ...] = (
    ("VdnUnavailable",      _vdn_unavailable),
    ("BadNumber",           _bad_number),
    ("BadCallData",         _bad_data),
    ("CallerNotSoftphone",  _no_softphone),
    ("TrialAgentNotListed", _not_listed),
    ("TrialLimit",          _over_trial_limit),
    ("Duplicate",           _is_duplicate),
)
# fmt: on


def query_state(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """How far a call is; times are epoch milliseconds as text, unlike the callbacks'."""
    if not _SERIAL_NO.fullmatch(asked["serial_no"]):
        raise Refused("BadSerialNo")
    call = desk.calls.find(asked["serial_no"])
    result = {
        "state": STATES[call.state],
        "reasonCode": reason(call),
        "callData": call.data,
        "caller": call.caller,
        "called": call.called,
        "startTime": str(call.created),
        "endTime": None if call.released is None else str(call.released),
        "callerPresent": call.caller_shown,
        "agentPresent": call.called_shown,
    }
    return answered(present(result), "success")


def query_details(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """The calls of a stretch of time, oldest first, a page of them."""
    start, end = _stretch(asked)
    offset, limit = _page(asked["offset"], 0), _page(asked["limit"], 100)
    _check_caller(desk, asked["caller"])
    found = [call for call in _of_kind(desk, asked["kind"]) if start <= call.created <= end]
    if asked["caller"]:
        found = [call for call in found if call.caller == asked["caller"]]
    if not found:
        raise Refused("NothingFound")
    spelt = int if desk.settings["detail_values"] == "number" else str
    page = [detail(call, spelt) for call in found[offset : offset + limit]]
    return answered({"total": len(found), "callInfo": page}, "Query call detail record successfully")


def detail(call: Call, spelt: Callable[[int], int | str]) -> dict[str, Plain]:
    """A call as queryCallDetailRecord lists it, its members in the order of the document's sample."""

    def number(value: int | None) -> int | str | None:
        return None if value is None else spelt(value)

    agent_left = call.released if call.agent_rang is not None else None
    return present(
        {
            "releaseTime": number(call.released),
            "called": call.called,
            "callerPresent": call.caller_shown,
            "agentAlertingTime": number(call.agent_rang),
            "agentPresent": call.called_shown,
            "talkingTime": number(call.answered),
            "alertingTime": number(call.rang),
            "caller": call.caller,
            "agentTalkingTime": number(call.agent_answered),
            "agentReleaseTime": number(agent_left),
            "agentTalkDuration": number(seconds(call.agent_answered, call.released)),
            "callSerialNo": call.id,
            "startTime": number(call.created),
            "endTime": number(call.released),
            "talkDuration": number(seconds(call.answered, call.released)),
            "state": STATES[call.state],
            "reasonCode": reason(call),
            "callData": call.data,
        }
    )


def _of_kind(desk: Desk, kind: str | None) -> Iterable[Call]:
    # taskType: 0 all types but ITA's, 1 two-way calls; 2, 3 and 4 are calls this vendor does not make yet.
    return desk.calls if kind in (None, "", "0", "1") else ()


def _stretch(asked: dict[str, Any]) -> tuple[Millis, Millis]:
    if not _WHOLE.fullmatch(asked["start"]) or not _WHOLE.fullmatch(asked["end"]):
        raise Refused("BadTime")
    start, end = int(asked["start"]), int(asked["end"])
    if not 0 <= end - start <= LONGEST_SEARCH:
        raise Refused("BadTime")
    return start, end


def _page(text: str | None, default: int) -> int:
    if not text:
        return default
    if not _WHOLE.fullmatch(text):
        raise Refused("BadPage")
    return int(text)


def _check_caller(desk: Desk, caller: str | None) -> None:
    softphones = desk.settings["softphones"]
    if caller and (not is_number(caller) or (softphones and caller not in softphones)):
        raise Refused("CallerUnusable")
