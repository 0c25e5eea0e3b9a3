"""The result push: what became of a datum, told to its task's callBackUrl as a list of one.

Rule: one push a result, told again at once when it fails, then every ten minutes; how many pushes
there are is the tenant's to say. It is not signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.chance import pick
from mockserver.clock import Millis, utc
from mockserver.formats.base import Kind, Plain
from mockserver.frozen import replaced
from mockserver.kit import Anatomy, Letter, Notice, Office
from mockserver.plain import JSON
from mockserver.vendors.huawei.callbacks import HEADERS, verdict
from mockserver.vendors.huawei.obs.outbound import Datum, Task
from mockserver.vendors.huawei.obs.tables import FAIL_CODES, FAILED, PREVIEWED, SUCCEEDED
from mockserver.vendors.huawei.obs.written import NOTHING_WRITTEN, Written

NAME = "result"
TEN_MINUTES: Millis = 600_000
_OK = "00000"  # no failure


def schedule(pushes: int) -> tuple[Millis, ...]:
    """The waits between so many pushes, each of them tried again at once."""
    return (0, *(TEN_MINUTES, 0) * (pushes - 1))


def push(office: Office, datum: Datum, at: Millis, cause: str) -> None:
    """Tell what became of a datum, if anybody wants to hear it; ``cause`` is the journal's event."""
    url, waits = datum.task.callback_url, schedule(office.settings["obs_pushes"])
    if url:
        office.send(Letter(NAME, datum.key, url, [told(datum)], cause, at, waits))


def told(datum: Datum) -> dict[str, Plain]:
    """What is told of a datum, its members in the order of the document's sample."""
    written = datum.written or NOTHING_WRITTEN
    return {
        "campaignId": datum.task.service_id,
        "sessionId": datum.session_id,
        "called": written.phone_number or datum.number,
        "callTimeStr": _time_of(datum),
        "callStatus": datum.outcome,
        "failCode": written.fail_code or "0",
        "vdnId": datum.task.vdn_id,
        "callId": written.call_id or "",
        "recordPath": "",
    }


def _time_of(datum: Datum) -> str:
    """When it was called: the first of the times that were written back, else when they were."""
    written = datum.written or NOTHING_WRITTEN
    return written.write_start_time or written.fetch_time or moment(datum.at)


def moment(at: Millis) -> str:
    """A moment as this family writes it, in UTC: ``2020-08-30 20:00:00``."""
    return utc(at).strftime("%Y-%m-%d %H:%M:%S")


def write(members: Any) -> bytes:
    """The list as the body of a callback."""
    return JSON.format.write(members, Kind.ANY)


def samples(seed: int, at: Millis) -> Iterator[tuple[str, list[dict[str, Plain]]]]:
    """What may become of a datum: it succeeded, or failed for each reason that there is a code for."""
    yield "succeeded", [_sample(seed, at, SUCCEEDED, _OK)]
    for code in FAIL_CODES:
        if code != _OK:
            yield f"failed, {code}", [_sample(seed, at, FAILED, code)]


def _sample(seed: int, at: Millis, outcome: int, code: str) -> dict[str, Plain]:
    task = Task("2 3", 2, "3", 1, PREVIEWED)
    call_id = f"{at // 1000}-{pick(seed, 10**5, 'sample call', code, at)}"
    session = str(pick(seed, 10**17, "sample session", code, at))
    datum = Datum("2 3 0", task, "0", "13800138000", session_id=session, at=at, outcome=outcome)
    return told(replaced(datum, written=Written(fail_code=code, call_id=call_id)))


ANATOMY = Anatomy(  # the page marks no member as optional; which may be null, and how long, is assumed
    needed=("campaignId", "sessionId", "called", "callStatus", "vdnId"),
    longest={"called": 24, "callId": 50, "recordPath": 255},
)
_AGAIN = "the result push's page: a failed push is sent again, at once and ten minutes later"
SOURCES = {"documented": "the result push's page", "duplicate": _AGAIN, "late": _AGAIN}  # of certify's cases
NOTICE = Notice(
    name=NAME,
    on=None,
    writes=write,
    accepts=verdict,
    headers=HEADERS,
    anatomy=ANATOMY,
    sources=SOURCES,
    samples=samples,
)
