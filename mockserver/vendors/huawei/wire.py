"""How the two-way call interfaces spell what they ask and answer.

Rule: our name on the left, theirs in ``data_key``. What is missing or of another
type is refused here; what a ``retCode`` is documented for (a number's form, a
length) is judged by the handlers, because the vendor answers it with HTTP 200.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from marshmallow import fields

from mockserver.clock import Millis, utc
from mockserver.formats.base import Plain
from mockserver.wire import Wire

SERIAL_NO_LENGTH = 50


class Text(fields.String):
    """Text whose digits a client may also send as a number, e.g. the serial number that V1 types as one."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        return super()._deserialize(value, attr, data, **kwargs)


class WorkNo(fields.Integer):
    """A decimal(5), sent as a number or as digits; an empty text counts as none."""

    default_error_messages = {"decimal(5)": "At most five digits."}  # noqa: RUF012 (marshmallow's own way)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if value == "":
            return None
        number = super()._deserialize(value, attr, data, **kwargs)
        if isinstance(value, bool) or not 0 <= number <= 99_999:
            raise self.make_error("decimal(5)")
        return number


def _optional(name: str) -> fields.String:
    return fields.String(data_key=name, load_default=None, allow_none=True)


class TokenRequest(Wire):
    """What an application shows to get a token."""

    contract = "request"

    app_key = fields.String(required=True)
    app_secret = fields.String(required=True)


class TokenAnswer(Wire):
    """A token, in the order of the document's sample; all members are texts."""

    contract = "response"

    access_token = fields.String(data_key="AccessToken")
    apply_type = fields.String(data_key="ApplyType")
    create_time = fields.String(data_key="CreateTime")
    expires = fields.String(data_key="Expires")
    scope = fields.String(data_key="Scope")
    app_key = fields.String(data_key="AppKey")
    user_id = fields.String(data_key="UserID")


class NewCall(Wire):
    """A call to create, V1.0.0."""

    contract = "request"

    caller = fields.String(required=True)
    called = fields.String(required=True)
    agent = WorkNo(data_key="agentWorkNo", load_default=None, allow_none=True)
    data = _optional("callData")
    caller_shown = _optional("callerPresent")
    called_shown = _optional("agentPresent")
    report_to = _optional("callBackUrl")


class NewSoftphoneCall(Wire):
    """A call to create, V3.0.0: the softphone is mandatory, and there is no callback URL."""

    contract = "request"

    caller = _optional("caller")
    softphone = fields.String(data_key="softPhone", required=True)
    called = fields.String(required=True)
    data = _optional("callData")
    caller_shown = _optional("callerPresent")
    called_shown = _optional("agentPresent")


class OneCall(Wire):
    """A call, named by its serial number."""

    contract = "request"

    serial_no = Text(data_key="callSerialNo", required=True)


class CallSearch(Wire):
    """Which calls of the past to list; times are epoch milliseconds as text."""

    contract = "request"

    end = Text(data_key="endTime", required=True)
    offset = Text(load_default="0", allow_none=True)
    limit = Text(load_default="100", allow_none=True)
    start = Text(data_key="startTime", required=True)
    caller = _optional("caller")
    kind = Text(data_key="taskType", load_default="0", allow_none=True)


class Answer(Wire):
    """What every interface of the family answers, in the order of the printed samples."""

    contract = "response"

    result = fields.Raw()
    code = fields.String(data_key="retCode")
    message = fields.String(data_key="retMsg")


class RecordingAnswer(Wire):
    """Where a recording is: this interface prints its members in another order, and its code as a number."""

    contract = "response"

    message = fields.String(data_key="retMsg")
    result = fields.Raw()
    code = fields.Integer(data_key="retCode")


def answered(result: dict[str, Plain], message: str, code: str | int = "0") -> dict[str, Plain]:
    """A success, as wire data."""
    return {"result": result, "retCode": code, "retMsg": message}


def stamp(moment: Millis | None) -> str | None:
    """A moment as the callbacks write it, in UTC: ``2022/02/22,10:04:28:823``."""
    return None if moment is None else f"{_second(moment // 1000)}{moment % 1000:03d}"


@lru_cache(1024)
def _second(number: int) -> str:
    """What all moments of a second begin with; writing it takes ten times as long as the rest."""
    return utc(number * 1000).strftime("%Y/%m/%d,%H:%M:%S:")


def seconds(start: Millis | None, end: Millis | None) -> int:
    """Whole seconds from one moment to another; 0 where one of them never came."""
    return 0 if start is None or end is None else (end - start) // 1000


def present(members: Mapping[str, Plain]) -> dict[str, Plain]:
    """The members that have a value: the printed samples leave the others out."""
    return {name: value for name, value in members.items() if value is not None}
