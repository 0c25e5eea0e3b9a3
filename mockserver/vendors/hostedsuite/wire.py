"""What HostedSuite sends and takes, as schemas; the metadata page is drawn from them, too.

Rule: members stand in the order of the vendor's metadata page (seed 004). ServiceStack
writes JSON, JSV and CSV in that order; XML has its own, which the format knows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

from marshmallow import fields, post_load

from mockserver.callcentre.model import CallRecord, Interaction
from mockserver.formats.base import Plain
from mockserver.wire import Wire

# From the vendor's public metadata (xml/metadata?op=NewCallerRequest).
NAMESPACE = "http://schemas.datacontract.org/2004/07/Evo.HostedSuite.Core.ServiceModel"
CLR_NAMESPACE = "Evo.HostedSuite.Core.ServiceModel"


def _text(name: str, **facts: Any) -> fields.String:
    return fields.String(data_key=name, load_default=None, allow_none=True, metadata=facts)


def _seconds(name: str) -> fields.Float:
    return fields.Float(data_key=name, load_default=0.0, allow_nan=True)


class Credentials(Wire):
    """``RequestBase``: who asks, in every request's body."""

    contract = "RequestBase<TResponse>"
    namespace = NAMESPACE

    customer = _text("CustomerName", required=True, about="The HostedSuite Customer Name")
    user = _text(
        "UserName",
        required=True,
        about="The HostedSuite User Name. Data visibility and security is based on this user's permissions.",
    )
    password = _text("Password", required=True, about="The HostedSuite User's Password")


class UpdateCallRecord(Credentials):
    """Modify a call record."""

    contract = "UpdateCallRecordRequest"

    id = _text("Id", where="body", about="The Id of the call to update")
    notes = _text(
        "Notes",
        where="body",
        about="The notes to save for the call. Send an empty string '' not null to clear them out",
    )


class ListCallRecords(Credentials):
    """List call records."""

    contract = "ListCallRecordsRequest"

    since = _text("StartDate")
    until = _text("EndDate")
    client_id = _text("ClientId")
    centre_id = _text("CenterId")
    id = _text("CallRecordId")
    shortest = fields.Float(data_key="MinCallDuration", load_default=None, allow_none=True, allow_nan=True)
    longest = fields.Float(data_key="MaxCallDuration", load_default=None, allow_none=True, allow_nan=True)
    kind = _text("CallType", type="ReceptionCallTypesApi?")
    page = fields.Integer(data_key="Page", load_default=0)
    size = fields.Integer(data_key="ItemsPerPage", load_default=0)
    no_stats = fields.Boolean(data_key="DisableStats", load_default=False)
    sort_by = _text("SortField")
    sort_order = _text("SortDir")


class InteractionInfo(Wire):
    """A line of a call record's history."""

    contract = "CallRecordInteractionInfo"
    namespace = NAMESPACE

    started = _text("StartTime")
    kind = _text("Type")
    description = _text("Description")

    @post_load
    def _make(self, given: dict[str, Any], **_: Any) -> Interaction:
        return Interaction(**given)


class CallRecordInfo(Wire):
    """A call record, as it is answered and as scenarios give it."""

    contract = "CallRecordInfo"
    namespace = NAMESPACE

    id = _text("Id")
    client_id = _text("ClientId")
    client_name = _text("ClientName")
    centre_id = _text("CenterId")
    started = _text("StartTime")
    caller_name = _text("CallerName")
    caller_number = _text("CallerNumber")
    transferred_to_name = _text("TransferToName")
    transferred_to_number = _text("TransferToNumber")
    notes = _text("Notes")
    duration = _seconds("DurationInSeconds")
    ringing = _seconds("RingTimeInSeconds")
    on_hold = _seconds("HoldTimeInSeconds")
    holds = fields.Integer(data_key="HoldCount", load_default=0)
    interactions = fields.List(
        fields.Nested(InteractionInfo, allow_none=True),
        data_key="Interactions",
        load_default=None,
        allow_none=True,
    )
    answered_by = _text("AnsweredBy")
    server = _text("Server")
    talking = _seconds("TalkTimeInSeconds")
    transferring = _seconds("TransferTimeInSeconds")
    screen_pop = _text("ScreenPop")
    forms = fields.List(
        fields.String(allow_none=True), data_key="CompletedFormIds", load_default=None, allow_none=True
    )
    flagged = fields.Boolean(data_key="Flagged", load_default=False)
    flag_notes = _text("FlagNotes")
    kind = _text("Type")
    wrap_up = _seconds("WorkTimeInSeconds")

    @post_load
    def _make(self, given: dict[str, Any], **_: Any) -> CallRecord:
        for name in ("interactions", "forms"):
            given[name] = None if given[name] is None else tuple(given[name])
        return CallRecord(**given)


class CallRecordStats(Wire):
    """Sums over the page; null when ``DisableStats`` is set."""

    contract = "CallRecordStats"
    namespace = NAMESPACE

    duration = fields.Float(data_key="TotalDurationInSeconds")
    average = fields.Float(data_key="AverageDurationInSeconds")


class CallRecordList(Wire):
    """The answer to ListCallRecordsRequest. Nobody outside has seen the real one."""

    contract = "ListCallRecordsResponse"
    namespace = NAMESPACE

    results = fields.List(fields.Nested(CallRecordInfo), data_key="Results")
    total = fields.Integer(data_key="Total")
    page = fields.Integer(data_key="Page")
    size = fields.Integer(data_key="ItemsPerPage")
    stats = fields.Nested(CallRecordStats, data_key="Stats", allow_none=True)


# A handler's hot path: two tables made of the schemas once; marshmallow's own dump takes fifty times as long.
Dump = Callable[[Any], dict[str, Plain]]


def _dump_of(schema: type[Wire]) -> Dump:
    names = [field.data_key or name for name, field in schema._declared_fields.items()]
    values = attrgetter(*schema._declared_fields)
    return lambda row: dict(zip(names, values(row), strict=True))


_record = _dump_of(CallRecordInfo)
_interaction = _dump_of(InteractionInfo)


def record_info(record: CallRecord) -> dict[str, Plain]:
    """A call record as it travels."""
    info = _record(record)
    if record.interactions is not None:
        info["Interactions"] = _list(record.interactions)
    if record.forms is not None:
        info["CompletedFormIds"] = list(record.forms)
    return info


def _list(interactions: Iterable[Interaction | None]) -> list[Plain]:
    return [None if line is None else _interaction(line) for line in interactions]
