"""The result push: what became of a datum, told to its task's callBackUrl as a list of one.

Rule: one push a result, told again at once when it fails, then every ten minutes; how many pushes
there are is the tenant's to say. It is not signed.
"""

from __future__ import annotations

from typing import Any

from mockserver.clock import Millis, utc
from mockserver.formats.base import Kind, Plain
from mockserver.kit import Desk, Notice
from mockserver.plain import JSON
from mockserver.vendors.huawei.callbacks import HEADERS, verdict
from mockserver.vendors.huawei.obs.outbound import Datum

NAME = "result"
TEN_MINUTES: Millis = 600_000


def schedule(pushes: int) -> tuple[Millis, ...]:
    """The waits between so many pushes, each of them tried again at once."""
    return (0, *(TEN_MINUTES, 0) * (pushes - 1))


def push(desk: Desk, datum: Datum) -> None:
    """Tell what became of a datum, if anybody wants to hear it."""
    if datum.task.callback_url:
        desk.post(
            NAME,
            about=datum.key,
            url=datum.task.callback_url,
            members=[told(datum)],
            schedule=schedule(desk.settings["obs_pushes"]),
        )


def told(datum: Datum) -> dict[str, Plain]:
    """What is told of a datum, its members in the order of the document's sample."""
    written = datum.written or {}
    return {
        "campaignId": datum.task.service_id,
        "sessionId": datum.session_id,
        "called": written.get("phone_number") or datum.number,
        "callTimeStr": written.get("write_start_time") or moment(datum.at),
        "callStatus": datum.outcome,
        "failCode": written.get("fail_code") or "0",
        "vdnId": datum.task.vdn_id,
        "callId": written.get("call_id") or "",
        "recordPath": "",
    }


def moment(at: Millis) -> str:
    """A moment as this family writes it, in UTC: ``2020-08-30 20:00:00``."""
    return utc(at).strftime("%Y-%m-%d %H:%M:%S")


def write(members: Any) -> bytes:
    """The list as the body of a callback."""
    return JSON.format.write(members, Kind.ANY)


NOTICE = Notice(name=NAME, on=None, writes=write, accepts=verdict, headers=HEADERS)
