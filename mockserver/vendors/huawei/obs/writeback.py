"""Results written back: while a datum is being called, and when its call is over.

Rule: this is the path that is measured: one look for the datum, one row put, no more.
"""

from __future__ import annotations

from typing import Any

from mockserver.formats.base import Plain
from mockserver.kit import Desk, Refused
from mockserver.vendors.huawei.obs.answers import succeeded
from mockserver.vendors.huawei.obs.lifecycle import State, Step
from mockserver.vendors.huawei.obs.outbound import Datum, find, put_back, remember_call, step
from mockserver.vendors.huawei.obs.push import push
from mockserver.vendors.huawei.obs.tables import CODES, FAILED, SUCCEEDED
from mockserver.vendors.huawei.obs.wire import KEYS, refused_if_empty

_OUTCOMES = {str(SUCCEEDED): SUCCEEDED, str(FAILED): FAILED}  # status, where it is callStatus's number
_NO_FAILURE = ("", "0", "00000", None)


def mid_result(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """An intermediate result: the last one counts. Of a previewed task it is the result.

    Raises:
        Refused: ``ObsEmpty``, ``ObsUnknownCode``, ``ObsNoSuchTask``, ``ObsNoSuchDatum``, ``ObsOutOfOrder``.
    """
    _check(desk, asked)
    datum = find(desk, asked)
    if datum.task.is_previewed:
        _finished(desk, datum, Step.PREVIEWED, asked)
    else:
        step(desk, datum, Step.UPDATED, written=asked, at=desk.now)
    return succeeded(desk)


def call_result(desk: Desk, asked: dict[str, Any]) -> dict[str, Plain]:
    """The result of a call: the datum is done, or waits for its next attempt.

    Raises:
        Refused: ``ObsEmpty``, ``ObsUnknownCode``, ``ObsNoSuchTask``, ``ObsNoSuchDatum``, ``ObsOutOfOrder``.
    """
    _check(desk, asked)
    datum = find(desk, asked)
    if outcome_of(asked) == SUCCEEDED:
        _finished(desk, datum, Step.SUCCEEDED, asked)
    elif datum.state is State.DONE or datum.attempts >= datum.task.retries:
        _finished(desk, datum, Step.FAILED, asked)
    else:
        _returned(desk, datum, asked)
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


def _finished(desk: Desk, datum: Datum, what: Step, asked: dict[str, Any]) -> None:
    now = step(desk, datum, what, written=asked, at=desk.now, outcome=outcome_of(asked))
    remember_call(desk, now, asked["call_id"])
    if datum.state is not State.DONE:  # a result that is corrected later is not told again
        push(desk, now)


def _returned(desk: Desk, datum: Datum, asked: dict[str, Any]) -> None:
    facts = {"attempts": datum.attempts + 1, "outcome": outcome_of(asked)}
    now = step(desk, datum, Step.RETURNED, written=asked, at=desk.now, **facts)
    remember_call(desk, now, asked["call_id"])
    put_back(desk, now)
