"""What a scenario may say of this vendor: credentials, callbacks, the tenant's options, switches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, ValidationError, fields, validate

from mockserver.callcentre.script import duration
from mockserver.clock import Millis
from mockserver.vendors.huawei.obs.settings import OBS_ASSUMPTIONS, ObsSettings
from mockserver.wire import HttpUrl, Wire

DEMO_APP = {"app_key": "mock-app-key", "app_secret": "mock-app-secret"}
MOST_PUSHES = 12  # the sibling push's six, each retried at once

# fmt: off
ASSUMPTIONS = {  # switch -> what it decides
    "http_error_body":   "the body of a 400, 401, 403, 404, 500: retcode (retCode and retMsg) or empty",
    "call_serial_no":    "createCall's serial number is a string (V3's table) or a number (V1's table)",
    "detail_values":     "queryCallDetailRecord's times are a number (its sample) or a string (its table)",
    "absent":            "what the release callback writes for a value that is absent: null or empty",
    "refuse_duplicates": "whether a second call of a pair gets retCode 1 while the first goes on",
    "retry":             "how long after a failed delivery the next one follows: a list of durations",
    **OBS_ASSUMPTIONS,
}
# fmt: on


class Duration(fields.Field[Millis]):
    """A length of time in words, e.g. ``10m``; milliseconds here."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Millis:
        try:
            return duration(value)
        except ValueError as why:
            raise ValidationError(str(why)) from why


class App(Wire):
    """An application that may ask for tokens."""

    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE

    app_key = fields.String(required=True, validate=validate.Length(min=1))
    app_secret = fields.String(required=True)


def _url() -> HttpUrl:
    return HttpUrl(load_default=None, allow_none=True)


class Callbacks(Wire):
    """Where the tenant's configuration page sends callbacks."""

    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE

    connection = _url()
    release = _url()


def _numbers() -> fields.List[str]:
    return fields.List(fields.String(), load_default=list)


def _one_of(*words: str) -> fields.String:
    return fields.String(load_default=words[0], validate=validate.OneOf(words))


class HuaweiSettings(ObsSettings):
    """The tenant space that a scenario describes; everything has a default."""

    class Meta:
        """A misspelt setting is a mistake."""

        unknown = RAISE

    apps = fields.List(
        fields.Nested(App), load_default=lambda: [dict(DEMO_APP)], validate=validate.Length(min=1)
    )
    callbacks = fields.Nested(Callbacks, load_default=lambda: {"connection": None, "release": None})
    callback_hosts = _numbers()  # host or host:port that callBackUrl may name; none given: any
    shared_key = fields.String(load_default=None, allow_none=True)
    retry = fields.List(Duration(), validate=validate.Length(max=MOST_PUSHES))  # absent: the vendor's own

    access_code = fields.String(load_default="960003")
    transparent_display = fields.Boolean(load_default=True)
    softphones = _numbers()  # none given: every caller is one
    vdn = fields.Integer(load_default=2, validate=validate.Range(1, 65_535))
    vdn_available = fields.Boolean(load_default=True)
    trial = fields.Boolean(load_default=False)
    trial_agents = _numbers()  # none given: every agent number is listed
    trial_calls_a_day = fields.Integer(load_default=10, validate=validate.Range(min=0))

    http_error_body = _one_of("retcode", "empty")
    call_serial_no = _one_of("string", "number")
    detail_values = _one_of("number", "string")
    absent = _one_of("null", "empty")
    refuse_duplicates = fields.Boolean(load_default=False)
