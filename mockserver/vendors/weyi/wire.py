"""What WEYI sends and takes, as schemas.

Rule: members stand in the order of the help page, which is that of the class: Json.NET writes them
so. XML has its own order, which the format knows. A member that was not read has .NET's default.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from marshmallow import fields

from mockserver.vendors.weyi.moments import DEFAULT
from mockserver.wire import Wire

MODELS = "http://schemas.datacontract.org/2004/07/API.Models"
LIBRARY = "http://schemas.datacontract.org/2004/07/WEYILib"
ZERO = Decimal(0)


class Moment(fields.DateTime):
    """A DateTime, as the text that .NET writes of it; it has seven places, which Python's own has not."""

    same = (str,)  # nothing but a text comes out of a format

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if not isinstance(value, str):
            raise self.make_error("invalid", input=value, obj_type="datetime")
        return value

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class Number(fields.Decimal):
    """A System.Decimal: formats give only numbers, never NaN."""

    same = (Decimal,)


def _text(name: str) -> fields.String:
    return fields.String(data_key=name, load_default=None, allow_none=True)


def _decimal(name: str) -> Number:
    return Number(data_key=name, load_default=ZERO)


def _moment(name: str) -> Moment:
    return Moment(data_key=name, load_default=DEFAULT)


def _truth(name: str) -> fields.Boolean:
    return fields.Boolean(data_key=name, load_default=False)


def _number(name: str) -> fields.Integer:
    return fields.Integer(data_key=name, load_default=0)


class ParaCallInfo(Wire):
    """A call that was made for the request."""

    contract = "ParaCallInfo"
    namespace = MODELS

    started = _moment("StartTime_Utc")
    ended = _moment("EndTime_Utc")
    time = _decimal("CallTime")
    successful = _truth("IsSuccessful")
    info = _text("AdditionalInfo")
    third_party_id = _text("ThirdPartyCallId")


def _calls() -> fields.List[Any]:
    return fields.List(
        fields.Nested(ParaCallInfo, allow_none=True), data_key="Calls", load_default=None, allow_none=True
    )


class ParaCallInfoList(Wire):
    """The calls of a request that is over."""

    contract = "ParaCallInfoList"
    namespace = MODELS

    need_survey = _text("NeedSurvey")
    total_time = _decimal("TotalTime")
    successful = _truth("IsSuccessful")
    calls = _calls()


class ResultRequestFinish(Wire):
    """What a request that was finished is answered; the class stands inside another one."""

    contract = "RequestSurveyRequest.ResultRequestFinish"
    namespace = LIBRARY

    need_survey = _text("NeedSurvey")
    reason = _text("Reason")


class NewRequest(Wire):
    """A request for an interpreter (APITwilio, Request/New)."""

    contract = "ParaRequestNew"
    namespace = MODELS

    language = _number("LanguageId")
    specialty = _number("SpecialtyOptionCodeId")
    video_option = _number("VideoOptionCodeId")
    gender = _number("GenderOptionCodeId")
    note = _text("Note")
    reference = _text("ReferenceId")
    is_video = _truth("isVideo")
    video_info = _text("VideoInfo")
    audio_info = _text("AudioInfo")


class Invitation(Wire):
    """A request whose language is chosen later (APITwilio, Request/InviteWithoutLanguage)."""

    contract = "ParaInviteWithoutLanguage"
    namespace = MODELS

    note = _text("Note")
    reference = _text("ReferenceId")


class OneRequest(Wire):
    """A request, named by its id; 0, or none, is the caller's current one."""

    contract = "ParaRequestId"
    namespace = MODELS

    id = _number("RequestId")


class OneInvitation(Wire):
    """A request, named by the token it was made with."""

    contract = "ParaPreInviteToken"
    namespace = MODELS

    invite = _text("PreInviteToken")


class ResultRequest(Wire):
    """How a request is: what the integration's results carry, and what was stored when it was finished."""

    contract = "ResultRequest"
    namespace = MODELS

    successful = _truth("Successful")
    reason = _text("Reason")
    id = _number("RequestId")
    invite = _text("PreInviteToken")
    url = _text("URL")
    state = _number("Status")
    state_word = _text("StatusDescription")
    total_time = _decimal("TotalTime")
    calls = _calls()
