"""Results written back: while a datum is being called, and when its call is over.

Rule: the intermediate result is the path that is measured: one look for the datum, one row put, no more.
"""

from __future__ import annotations

from typing import Any

from mockserver.clock import Millis
from mockserver.frozen import replaced, replacing
from mockserver.kit import Constant, Desk, Office, Refused
from mockserver.vendors.huawei.obs.answers import succeeded
from mockserver.vendors.huawei.obs.lifecycle import State, Step
from mockserver.vendors.huawei.obs.outbound import (
    Datum,
    find,
    keep,
    of_call,
    put_back,
    remember_call,
    state_after,
)
from mockserver.vendors.huawei.obs.push import push
from mockserver.vendors.huawei.obs.tables import CODES, FAILED, SUCCEEDED
from mockserver.vendors.huawei.obs.wire import KEYS, refused_if_empty
from mockserver.vendors.huawei.obs.written import written_of

_OUTCOMES = {str(SUCCEEDED): SUCCEEDED, str(FAILED): FAILED}  # status, where it is callStatus's number
_written = replacing(Datum, "state", "is_kept", "written", "at")
_NO_FAILURE = ("", "0", "00000", None)


def mid_result(desk: Desk, asked: dict[str, Any]) -> Constant:
    """An intermediate result: the last one counts. Of a previewed task it is the result.

    Raises:
        Refused: ``ObsEmpty``, ``ObsUnknownCode``, ``ObsNoSuchTask``, ``ObsNoSuchDatum``, ``ObsOutOfOrder``.
    """
    _check(desk, asked)
    datum = find(desk, asked)
    if datum.task.is_previewed:
        settle(desk.office, datum, Step.PREVIEWED, asked, at=desk.now, cause=desk.event)
    else:
        now = _written(datum, state_after(desk, datum, Step.UPDATED), True, written_of(asked), desk.now)
        keep(desk, datum, now)
    return succeeded(desk)


def call_result(desk: Desk, asked: dict[str, Any]) -> Constant:
    """The result of a call: the datum is done, or waits for its next attempt.

    Raises:
        Refused: ``ObsEmpty``, ``ObsUnknownCode``, ``ObsNoSuchTask``, ``ObsNoSuchDatum``, ``ObsOutOfOrder``.
    """
    _check(desk, asked)
    datum = find(desk, asked)
    what = step_of(desk.office, datum, asked)
    settle(desk.office, datum, what, asked, at=desk.now, cause=desk.event)
    return succeeded(desk)


def _check(desk: Desk, asked: dict[str, Any]) -> None:
    refused_if_empty(asked, KEYS)
    if desk.settings["obs_codes"] == "known":
        for ours, theirs, known in CODES:
            if asked[ours] not in ("", None) and asked[ours] not in known:
                raise Refused("ObsUnknownCode", member=theirs)


def outcome_of(asked: dict[str, Any]) -> int:
    """The callStatus of a result: status where it is 5 or 6, else whether a failure is named."""
    found = _OUTCOMES.get(asked["status"])
    if found is None:
        found = SUCCEEDED if asked["fail_code"] in _NO_FAILURE else FAILED
    return found


def step_of(office: Office, datum: Datum, asked: dict[str, Any]) -> Step:
    """What the result of a call means to its datum."""
    if outcome_of(asked) == SUCCEEDED:
        return Step.SUCCEEDED
    is_last = datum.state is State.DONE or _earlier(office, datum, asked) >= datum.task.retries
    return Step.FAILED if is_last else Step.RETURNED


def settle(
    office: Office, datum: Datum, what: Step, asked: dict[str, Any], *, at: Millis, cause: str
) -> None:
    """Keep the result of a call, whoever tells it; ``cause`` is the journal's event.

    Raises:
        Refused: ``ObsOutOfOrder``.
    """
    attempts = _earlier(office, datum, asked) + 1
    now = replaced(
        datum,
        state=state_after(office, datum, what),
        is_kept=True,
        written=written_of(asked),
        at=at,
        outcome=outcome_of(asked),
        attempts=attempts,
    )
    keep(office, datum, now)
    remember_call(office, now, asked["call_id"])
    if what is Step.RETURNED:
        put_back(office, now)
    elif datum.state is not State.DONE:  # a result that is corrected later is not told again
        push(office, now, at, cause)


def _earlier(office: Office, datum: Datum, asked: dict[str, Any]) -> int:
    """How many other calls of a datum have a result: that of the same call may be told again."""
    if not asked["call_id"]:
        return datum.attempts - (datum.state is State.DONE)
    known = of_call(office, datum.task.vdn_id, asked["call_id"])
    return datum.attempts - (known is not None and known.key == datum.key)
