"""How the CTI-OBS interfaces and their campaign neighbours spell what they ask and answer.

Rule: our name on the left, theirs in ``data_key``. What is missing or of another type is refused
here, what is empty by ``refused_if_empty``: the vendor's codes tell the two apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import fields

from mockserver.kit import Refused
from mockserver.vendors.huawei.wire import Text
from mockserver.wire import Whole, Wire


class WholeOrEmpty(Whole):
    """The same, and an empty text counts as none: the document's sample leaves members empty."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        return None if value == "" else super()._deserialize(value, attr, data, **kwargs)


def _id(name: str) -> Whole:
    return Whole(data_key=name, required=True)


def _text(name: str) -> fields.String:
    return fields.String(data_key=name, required=True)


def _optional(name: str) -> fields.String:
    return fields.String(data_key=name, load_default="", allow_none=True)


def refused_if_empty(asked: Mapping[str, Any], names: Mapping[str, str]) -> None:
    """Refuse what is mandatory and empty; ``names`` are ours and theirs, in the document's order.

    Raises:
        Refused: ``ObsEmpty``.
    """
    for ours, theirs in names.items():
        if asked[ours] == "":
            raise Refused("ObsEmpty", member=theirs)


class Login(Wire):
    """Who asks for a token."""

    contract = "request"

    user = fields.String(required=True)
    passwd = fields.String(required=True)


class Refresh(Wire):
    """What new tokens are asked for with."""

    contract = "request"

    refresh_token = _text("refreshToken")


class Version(Wire):
    """The version of the interface that a client knows."""

    contract = "request"

    version = Whole(required=True)


class Centre(Wire):
    """A virtual call centre."""

    contract = "request"

    sub_cc_no = _id("subCCNo")
    vdn_id = _id("vdnId")


class Reading(Centre):
    """How many data of which task to hand out."""

    contract = "request"

    service_id = Text(data_key="serviceId", required=True)
    batch_count = _id("batchCount")


class Holiday(Centre):
    """A day, by the id it has in the call centre's calendar."""

    contract = "request"

    holiday_id = Text(data_key="holidayId", required=True)


class CallOutcome(Wire):
    """What became of a datum: the thirteen members of push/midresult and call/result."""

    contract = "request"

    sub_cc_no = _id("subCCNo")
    vdn_id = _id("vdnId")
    unique_id = _text("uniqueId")
    service_id = _text("serviceId")
    status = _optional("status")
    device_type = WholeOrEmpty(data_key="deviceType", load_default=None, allow_none=True)
    phone_number = _optional("phoneNumber")
    fail_code = _optional("failCode")
    asr_result = _optional("asrResult")
    fetch_time = _optional("fetchTime")
    write_start_time = _optional("writeStartTime")
    end_call_time = _optional("endCallTime")
    call_id = _optional("callId")


KEYS = {"unique_id": "uniqueId", "service_id": "serviceId"}  # of CallOutcome: mandatory texts


class Campaign(Wire):
    """A campaign to create; of the many members of the page, those that change something here."""

    contract = "request"

    name = fields.String(required=True)
    device_type = Whole(data_key="deviceType", required=True)
    caller_number = _optional("callerNo")
    callback_url = _optional("callBackUrl")


class CallData(Wire):
    """One number to be called."""

    contract = "callData"

    session_id = _optional("sessionId")
    called = fields.String(required=True)
    call_data = _optional("callData")


class CallDataList(Wire):
    """Numbers to add to a campaign."""

    contract = "request"

    call_data_list = fields.List(fields.Nested(CallData), data_key="callDataList", required=True)


class Answer(Wire):
    """What every CTI-OBS interface answers."""

    contract = "response"

    result = fields.Raw()
    data = fields.Raw(data_key="resultData")
