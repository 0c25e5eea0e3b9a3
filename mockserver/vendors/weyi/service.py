"""What WEYI does when a request is over, and what it understood of the body that says so.

Rule: the framework has read the body by now, however badly; the caller is asked for, then the
parameter is looked at, and a null one is the house's own System Error.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.formats.base import Plain, Reading
from mockserver.kit import Desk, Operation, Refused, Settings
from mockserver.vendors.weyi import wire
from mockserver.vendors.weyi.binding import is_form
from mockserver.vendors.weyi.errors import WORDLESS
from mockserver.vendors.weyi.lifecycle import FINISHED, OPEN, Step
from mockserver.vendors.weyi.requests import InterpreterRequest, Requests, distinct
from mockserver.vendors.weyi.settings import bare
from mockserver.wire.dumping import dump

DIAGNOSES = frozenset(("CallFinishedEcho", "CallFinishedStrict"))
ANYBODY = ""  # the caller that shows no token


def caller_of(desk: Desk) -> str:
    """The token that a request shows, found once; ``Bearer`` before it counts for nothing."""
    if desk.who == ANYBODY:
        desk.who = bare(desk.request.headers.get(desk.settings["token_field"]) or ANYBODY)
    return desk.who


def check_site(desk: Desk, operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """What is looked at before the body is read: https, and whether there is such an action at all.

    Raises:
        Refused: ``RequiresSSL``, or ``NoSuchPath`` for a diagnosis that the scenario does not have.
    """
    request = desk.request
    if desk.settings["https_required"] and request.scheme != "https":
        raise Refused("RequiresSSL")
    if operation.name in DIAGNOSES and not desk.settings["diagnosis"]:
        raise Refused("NoSuchPath", path=request.path, method=request.method, url=request.url)


def let_in(desk: Desk, operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Checks the caller's token; a diagnosis shows nobody but its own caller anything.

    Raises:
        Refused: ``Unauthenticated``.
    """
    settings = desk.settings
    if not settings["authorization"] or operation.name in DIAGNOSES:
        return
    if caller_of(desk) not in settings["callers"]:
        raise Refused("Unauthenticated", why="unknown")


def requests_of(desk: Desk) -> Requests:
    """The requests of the caller of an exchange."""
    return Requests(desk.office, caller_of(desk))


def check_parameter(desk: Desk) -> None:
    """Refuses what the action cannot work with.

    Raises:
        Refused: ``InvalidModel`` where the scenario is strict, ``SystemError`` for null.
    """
    if desk.settings["strict_model_state"]:
        check_model(desk)
    if desk.reading.value is None:
        log = desk.settings["log_id"]
        raise Refused("SystemError", log=desk.number if log is None else log)


def finish(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """CallFinishedNew: the caller's current request is served, or cancelled.

    Raises:
        Refused: ``RecordNotFound`` or ``AlreadyFinished``, as far as the scenario does not say otherwise.
    """
    check_parameter(desk)
    requests, settings = requests_of(desk), desk.settings
    request = requests.current()
    if request is not None and request.state in OPEN:
        need_survey = requests.move(request, _step(asked), **_told(asked)).need_survey
    elif not settings["authorization"] and settings["default_request"]:
        need_survey = asked["need_survey"]
    elif request is not None and request.state in FINISHED:
        need_survey = _again(requests, request, asked, settings["second_finish"])
    else:
        raise Refused("RecordNotFound")
    return _answer(settings, need_survey)


def _step(asked: Mapping[str, Any]) -> Step:
    return Step.SUCCEED if asked["successful"] else Step.FAIL


def _again(requests: Requests, request: InterpreterRequest, asked: Mapping[str, Any], way: str) -> str | None:
    """What NeedSurvey answers for a request that was finished before."""
    if way in _REFUSED:
        raise Refused(_REFUSED[way])
    if way == "repeat":
        return request.need_survey
    return requests.finish_again(request, _step(asked), **_told(asked)).need_survey


_REFUSED = {"error": "AlreadyFinished", "not_found": "RecordNotFound"}


def _told(asked: Mapping[str, Any]) -> dict[str, Any]:
    calls = asked["calls"]
    return {
        "need_survey": asked["need_survey"],
        "total_time": asked["total_time"],
        "calls": None if calls is None else distinct(calls),
    }


def _answer(settings: Settings, need_survey: str | None) -> dict[str, Plain]:
    said = settings["need_survey"]
    return {"NeedSurvey": need_survey if said is None else said, "Reason": settings["reason"]}


# ---------------------------------------------------------------- diagnosis


def echo(desk: Desk, asked: dict[str, Any]) -> Plain:
    """CallFinishedEcho: the bound object itself; null where there is none."""
    return None if desk.reading.value is None else dump(wire.ParaCallInfoList, asked)


def strict(desk: Desk, asked: dict[str, Any]) -> Plain:
    """CallFinishedStrict: the framework's ModelState where anything was noted, else the bound object."""
    check_model(desk)
    return echo(desk, asked)


def check_model(desk: Desk) -> None:
    """Refuses a body of which the framework noted anything.

    Raises:
        Refused: ``InvalidModel``.
    """
    if desk.reading.notes:
        raise Refused("InvalidModel", model_state=model_state(desk))


def model_state(desk: Desk) -> dict[str, tuple[str, ...]]:
    """The framework's ModelState: messages by path, which begins with the parameter's name.

    What was thrown while reading is told only where details are; a form's messages are told to everybody.
    """
    shows = desk.settings["error_detail"] or is_form(desk.request)
    return _by_key(desk.reading, desk.settings["parameter"], shows)


def _by_key(reading: Reading, parameter: str, shows: bool) -> dict[str, tuple[str, ...]]:
    state: dict[str, tuple[str, ...]] = {}
    spelt: dict[str, str] = {}  # .NET's dictionary minds no case: the first spelling stays
    for path, words in reading.notes:
        named = parameter + (path if path[:1] in ("", "[") else f".{path}")
        key = spelt.setdefault(named.lower(), named)
        state[key] = (*state.get(key, ()), words if shows else WORDLESS)
    return state
