"""Huawei Cloud AICC: two-way calls and their callbacks, as a table.

The CTI-OBS interfaces under ``/rest`` are another family with files of their own;
its rows join ``OPERATIONS``, and its mount joins ``mounts``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from mockserver import plain
from mockserver.formats.base import Kind, Limits, Reading
from mockserver.formats.negotiate import Choice
from mockserver.kit import ASSUMED, Auth, Facts, Operation, Refusal, Route, Settings, Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.vendors.huawei import callbacks, recording, tables, tokens, twoway, wire
from mockserver.vendors.huawei.settings import ASSUMPTIONS, HuaweiSettings

V1 = "/apiaccess/CC-Management/v1/mobileAgent"
V3 = "/apiaccess/CC-Management/v3/mobileAgent"

# fmt: off
FETCH = Operation("fetchRecording", "GET", f"{recording.FILES}{{key}}", None, recording.fetch,
                  fidelity=ASSUMED, open=True, about="The sound file that getRecordingAddress leads to")
OPERATIONS = (
    Operation("tokenByAkSk", "POST", tokens.TOKEN_PATH, wire.TokenRequest, tokens.issue, wire.TokenAnswer,
              open=True, about="A bearer token for an application's key and secret"),
    Operation("createCall", "POST", f"{V1}/createCall", wire.NewCall, twoway.create_v1, wire.Answer,
              about="Create a two-way call (V1.0.0): the agent's phone is rung first"),
    Operation("createCallV3", "POST", f"{V3}/createCall", wire.NewSoftphoneCall, twoway.create_v3,
              wire.Answer, about="Create a two-way call (V3.0.0) from a softphone"),
    Operation("queryCallState", "POST", f"{V1}/queryCallState", wire.OneCall, twoway.query_state, wire.Answer,
              about="How far a call is, and why it ended"),
    Operation("queryCallDetailRecord", "POST", f"{V1}/queryCallDetailRecord", wire.CallSearch,
              twoway.query_details, wire.Answer, about="The calls of a stretch of time"),
    Operation("getRecordingAddress", "POST", f"{V1}/getRecordingAddress", wire.OneCall, recording.address,
              wire.RecordingAnswer, about="A URL of a call's recording, good for five minutes"),
    FETCH,
)
# fmt: on


def route(vendor: Vendor, request: Request) -> Route:
    """The row of the table; a recording's path holds a key, so it is told by its beginning.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    if request.method in ("GET", "HEAD") and recording.key_of(request):
        return Route(FETCH)
    return plain.by_table(vendor, request)


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The body by its Content-Type; where none is taken, none is looked at."""
    if route.operation.takes is None:
        return Reading(None)
    return plain.decode(route, request, limits)


def refuse(refusal: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """A retCode and a retMsg; whether an HTTP error has a body at all is the scenario's to say."""
    if refusal.status != 200 and settings["http_error_body"] == "empty":
        return Reply(refusal.status, headers=refusal.headers, reason=refusal.reason)
    code = refusal.code or str(refusal.status)
    body = {
        "retCode": int(code) if isinstance(refusal, tables.Numbered) else code,
        "retMsg": refusal.text(facts),
    }
    reply = plain.encode(body, Kind.ANY, choice, refusal.status)
    return replace(reply, headers=(*reply.headers, *refusal.headers), reason=refusal.reason)


def credentials(request: Request) -> Iterable[str]:
    """Tokens, application keys, and the key in a recording's address."""
    key = recording.key_of(request)
    return (*tokens.shown(request), *((key,) if key else ()))


VENDOR = Vendor(
    name="huawei",
    title="Huawei Cloud AICC",
    mounts=("/apigovernance", "/apiaccess"),
    operations=OPERATIONS,
    refusals=tables.REFUSALS,
    by_status=tables.BY_STATUS,
    negotiate=plain.negotiate,
    decode=decode,
    refuse=refuse,
    route=route,
    encode=plain.encode,
    settings=HuaweiSettings,
    auth=Auth(before=tokens.check),
    credentials=credentials,
    owned=tokens.owned,
    notices=callbacks.NOTICES,
    playing=tables.PLAYING,
    retries=callbacks.RETRIES,
    signature=callbacks.SHARED_KEY,
    assumptions=ASSUMPTIONS,
)
