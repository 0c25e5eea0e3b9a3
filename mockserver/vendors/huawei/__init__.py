"""Huawei Cloud AICC: two-way calls, outbound calls and the callbacks of both, as a table.

The outbound family under ``/rest`` has tokens, refusals and files of its own, in ``obs``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mockserver import plain
from mockserver.formats.base import Kind, Limits, Reading
from mockserver.formats.negotiate import Choice
from mockserver.kit import ASSUMED, Auth, Desk, Facts, Operation, Refusal, Route, Settings, Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.vendors.huawei import callbacks, recording, tables, tokens, twoway, wire
from mockserver.vendors.huawei.obs import access, answers, hearing, paths
from mockserver.vendors.huawei.obs import push as obs_push
from mockserver.vendors.huawei.obs import tokens as obs_tokens
from mockserver.vendors.huawei.obs.operations import CAMPAIGN_OPERATIONS, OBS_OPERATIONS
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
    *OBS_OPERATIONS,
    *CAMPAIGN_OPERATIONS,
)
# fmt: on
CHECKS = {  # by operation; any other is checked by tokens.check
    **dict.fromkeys((row.name for row in OBS_OPERATIONS), obs_tokens.check),
    **dict.fromkeys((row.name for row in CAMPAIGN_OPERATIONS), access.check),
}


def route(vendor: Vendor, request: Request) -> Route:
    """The row of the table; paths of recordings and campaigns hold keys, and are told by their beginnings.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    if request.method in ("GET", "HEAD") and recording.key_of(request):
        return Route(FETCH)
    if request.path.startswith(answers.CAMPAIGNS):
        return paths.route(vendor, request)
    return plain.by_table(vendor, request)


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The body by its Content-Type; where none is taken, none is looked at."""
    if route.operation.takes is None:
        return Reading(None)
    return plain.decode(route, request, limits)


def refuse(refusal: Refusal, facts: Facts, choice: Choice, settings: Settings) -> Reply:
    """A retCode and a retMsg; whether an HTTP error has a body at all is the scenario's to say."""
    if answers.is_ours(refusal, facts):
        return answers.refuse(refusal, facts, choice, settings)
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
    """Tokens, application keys, users that log in, and the key in a recording's address."""
    if request.path.startswith(answers.MOUNT):
        return (*obs_tokens.shown(request), *access.shown(request))
    key = recording.key_of(request)
    return (*tokens.shown(request), *((key,) if key else ()))


def owned(settings: Settings) -> Iterable[str]:
    """The applications' keys, the users and the access keys that a scenario names."""
    return (*tokens.owned(settings), *obs_tokens.owned(settings), *settings["campaign_access_keys"])


def check(desk: Desk, operation: Operation, asked: Mapping[str, Any] | None) -> None:
    """Let in whoever shows the credentials of the operation's family.

    Raises:
        Refused: ``Unauthenticated``, ``ObsForbidden`` or ``ObsUnauthorized``.
    """
    CHECKS.get(operation.name, tokens.check)(desk, operation, asked)


VENDOR = Vendor(
    name="huawei",
    title="Huawei Cloud AICC",
    mounts=("/apigovernance", "/apiaccess", answers.MOUNT),
    operations=OPERATIONS,
    refusals=tables.REFUSALS,
    by_status=tables.BY_STATUS,
    negotiate=plain.negotiate,
    decode=decode,
    refuse=refuse,
    route=route,
    encode=plain.encode,
    settings=HuaweiSettings,
    auth=Auth(before=check),
    credentials=credentials,
    owned=owned,
    hears=hearing.hear,
    notices=(*callbacks.NOTICES, obs_push.NOTICE),
    playing=tables.PLAYING,
    retries=callbacks.RETRIES,
    signature=callbacks.SHARED_KEY,
    assumptions=ASSUMPTIONS,
)
