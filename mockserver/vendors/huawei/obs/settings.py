"""What a scenario may say of the outbound family: users, tasks and their data, holidays, switches.

Rule: these are settings of the vendor like any other; their names begin with ``obs_`` or ``campaign_``.
"""

from __future__ import annotations

from typing import Any

from marshmallow import RAISE, fields, validate

from mockserver.vendors.huawei.obs.tables import DEVICE_TYPES
from mockserver.wire import HttpUrl, Wire

DEMO_USER = {"user": "mock-user", "passwd": "mock-passwd"}
DAY_SECONDS = 86_400
MOST_GENERATED = 10_000_000
MOST_RETRIES = 10
# The task and the first datum of the document's own sample, so that it can be sent as it is printed.
DEMO_TASK: dict[str, Any] = {
    "sub_cc_no": 1,
    "vdn_id": 88,
    "service_id": "1251250797",
    "device_type": 2,
    "caller_number": "",
    "call_data": "",
    "retries": 0,
    "callback_url": None,
    "numbers": ["88889156"],
    "generate": 99,
    "first_id": "21713676089219765504",
}

# fmt: off
OBS_ASSUMPTIONS = {  # switch -> what it decides
    "obs_result":      "the result of a success is a number (the samples) or a string (the tables)",
    "obs_bearer":      "which live token is let in: any, token (English pages) or refresh (Chinese pages)",
    "obs_unknown":     "the status where a task or a datum is unknown: 500 or 200",
    "obs_media_type":  "the status of a body in a format that is not read: 400 or 415",
    "obs_order":       "any: a result of a datum in any state is taken; strict: only once it was handed out",
    "obs_codes":       "any failCode, asrResult and deviceType is taken, or only the known ones of the lists",
    "obs_batch":       "callnos answers with a list always, or (auto) with an object where batchCount is 1",
    "obs_heard":       "whether calls of vendors it plays together with count for the data of their numbers",
    "obs_error_body":  "the body of an HTTP error: result (result and resultDesc) or empty",
    "campaign_auth":   "form: an auth-v2 header must be there, its signature is not checked; none: nor that",
}
# fmt: on


class _Strict(Wire):
    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE


class ObsUser(_Strict):
    """Who may log in."""

    user = fields.String(required=True, validate=validate.Length(min=1))
    passwd = fields.String(required=True)


def _number(usual: int, least: int, most: int) -> fields.Integer:
    return fields.Integer(load_default=usual, validate=validate.Range(least, most))


class ObsTask(_Strict):
    """An outbound task and its data: numbers that are given, and then made-up ones."""

    service_id = fields.String(required=True, validate=validate.Regexp(r"[0-9A-Za-z_-]{1,32}\Z"))
    sub_cc_no = _number(1, 0, 65_535)
    vdn_id = _number(1, 1, 65_535)
    device_type = fields.Integer(load_default=2, validate=validate.OneOf(tuple(DEVICE_TYPES)))
    caller_number = fields.String(load_default="")
    call_data = fields.String(load_default="")
    retries = _number(0, 0, MOST_RETRIES)
    callback_url = HttpUrl(load_default=None, allow_none=True)
    numbers = fields.List(fields.String(), load_default=list)
    generate = _number(0, 0, MOST_GENERATED)
    first_id = fields.String(load_default="10000000000000000000", validate=validate.Regexp(r"[0-9]{1,30}\Z"))


def _one_of(*words: str) -> fields.String:
    return fields.String(load_default=words[0], validate=validate.OneOf(words))


class ObsSettings(Wire):
    """The outbound family's part of the vendor's settings."""

    obs_users = fields.List(
        fields.Nested(ObsUser), load_default=lambda: [dict(DEMO_USER)], validate=validate.Length(min=1)
    )
    obs_token_seconds = _number(300, 1, DAY_SECONDS)
    obs_refresh_seconds = _number(3600, 1, DAY_SECONDS)
    obs_service = fields.Boolean(load_default=True)
    obs_tasks = fields.List(fields.Nested(ObsTask), load_default=lambda: [dict(DEMO_TASK)])
    obs_holidays = fields.List(fields.String(), load_default=list)
    obs_pushes = _number(2, 1, 6)

    campaign_access_keys = fields.List(fields.String(), load_default=list)  # none given: any
    campaign_sub_cc_no = _number(1, 0, 65_535)
    campaign_retries = _number(0, 0, MOST_RETRIES)
    campaign_most = _number(20, 1, 1_000)  # of skill queues, and of IVRs

    obs_result = _one_of("number", "string")
    obs_bearer = _one_of("any", "token", "refresh")
    obs_unknown = fields.Integer(load_default=500, validate=validate.OneOf((500, 200)))
    obs_media_type = fields.Integer(load_default=400, validate=validate.OneOf((400, 415)))
    obs_order = _one_of("any", "strict")
    obs_codes = _one_of("any", "known")
    obs_batch = _one_of("auto", "list")
    obs_heard = _one_of("any", "none")
    obs_error_body = _one_of("result", "empty")
    campaign_auth = _one_of("form", "none")
