"""How the outbound operations spell what they ask.

Rule: whole numbers may come as digits; call results by number, or by name in any spelling.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, fields, validate

from mockserver.callcentre.lists.zones import DAY, is_zone
from mockserver.clock import LATEST
from mockserver.vendors.genesys.outbound.tables import CALLBACKS, CHAIN_ATTRIBUTES, PHONE_TYPES, result_of
from mockserver.wire import Whole, Wire


class Result(fields.Field[str]):
    """A call result: its name in any spelling, or its number."""

    default_error_messages = {"unknown": "Not a call result."}  # noqa: RUF012 (marshmallow's own way)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        found = result_of(value)
        if found is None:
            raise self.make_error("unknown")
        return found


def _zone(text: str) -> None:
    if not is_zone(text):
        raise ValidationError("Not a time zone.")


def _name(key: str) -> fields.String:
    return fields.String(data_key=key, required=True, validate=validate.Length(1, 128))


def _optional(key: str, *checks: Any) -> fields.String:
    return fields.String(data_key=key, load_default=None, allow_none=True, validate=checks)


def _phone(required: bool) -> fields.String:
    check = validate.Length(1, 128)
    if required:
        return fields.String(data_key="phoneNumber", required=True, validate=check)
    return _optional("phoneNumber", check)


def _whole(key: str, most: int, required: bool) -> Whole:
    check = validate.Range(0, most)
    if required:
        return Whole(data_key=key, required=True, validate=check)
    return Whole(data_key=key, load_default=None, allow_none=True, validate=check)


class Parameters(Wire):
    """What every outbound operation is asked with."""

    contract = "request"

    application = Whole(data_key="applicationId", required=True)
    device_path = _name("devicePath")
    reference = fields.Raw(data_key="referenceId", load_default=None, allow_none=True)


class OfCampaign(Parameters):
    """An operation of the campaign that the address names."""


class OfRecords(Parameters):
    """An operation of a campaign's records."""

    campaign = _name("campaignName")


class OfList(OfRecords):
    """An operation that names the calling list."""

    list = _name("callingList")


class Complete(OfList):
    """CompleteRecord."""

    result = Result(data_key="callResult", load_default=None, allow_none=True)
    phone = _phone(required=False)


class Reschedule(OfRecords):
    """RescheduleRecord."""

    kind = fields.String(data_key="callbackType", required=True, validate=validate.OneOf(tuple(CALLBACKS)))
    due = _whole("timestamp", LATEST // 1000, required=True)  # seconds since the epoch
    list = _optional("callingList")


class Update(OfRecords):
    """UpdateRecord: what is not given stays."""

    list = _optional("callingList")
    phone = _phone(required=False)
    zone = _optional("timeZone", _zone)
    phone_type = _optional("phoneType", validate.OneOf(PHONE_TYPES))
    since = _whole("from", DAY - 1, required=False)
    until = _whole("until", DAY - 1, required=False)


class Unchain(OfRecords):
    """GetChainedRecord."""

    list = _optional("callingList")


class Bar(OfList):
    """DoNotCallRecord by handle."""

    phone = _phone(required=False)
    chain_attribute = _optional("chainAttribute", validate.OneOf(tuple(CHAIN_ATTRIBUTES)))


class BarNumber(OfRecords):
    """DoNotCallRecord by number."""

    list = _optional("callingList")
    phone = _phone(required=True)
    chain_attribute = _optional("chainAttribute", validate.OneOf(tuple(CHAIN_ATTRIBUTES)))


class Add(OfList):
    """AddRecord."""

    phone = _phone(required=True)
    zone = fields.String(data_key="timeZone", required=True, validate=_zone)
    phone_type = fields.String(data_key="phoneType", required=True, validate=validate.OneOf(PHONE_TYPES))
    since = _whole("from", DAY - 1, required=True)
    until = _whole("until", DAY - 1, required=True)
    chain = Whole(data_key="chainId", load_default=None, allow_none=True, validate=validate.Range(1, 10**9))
    others = fields.Dict(data_key="otherFields", keys=fields.String(), load_default=None, allow_none=True)
