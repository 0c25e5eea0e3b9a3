"""HostedSuite's operations, as a table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mockserver.formats.base import ListOf, Type
from mockserver.kit import ASSUMED, DOCUMENTED, Operation
from mockserver.vendors.hostedsuite import listing, service, wire

# fmt: off
OPERATIONS = (
    Operation("UpdateCallRecordRequest", "POST", "/api/calls/update", wire.UpdateCallRecord, service.update,
              wire.CallRecordInfo, DOCUMENTED, about="Modify a call record"),
    Operation("ListCallRecordsRequest",  "POST", "/api/calls", wire.ListCallRecords, listing.list_records,
              wire.CallRecordList, ASSUMED, about="List call records"),
)
# fmt: on

# A batch is read item by item by its handler; here is what the whole of it is read as.
BATCHES: Mapping[str, Type] = MappingProxyType(
    {row.name: ListOf(row.reads) for row in OPERATIONS if row.reads is not None}
)


def reads(operation: Operation) -> Type | None:
    """What the body of a request for this operation is read as."""
    return BATCHES[operation.name] if operation.many else operation.reads
