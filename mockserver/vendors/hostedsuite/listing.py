"""ListCallRecordsRequest: the request is public, the answer is not.

Rule: everything here but the names of the request's members is assumed; the ledger says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.records import RecordQuery
from mockserver.clock import moment_of
from mockserver.formats.base import Plain
from mockserver.kit import Desk, Refused
from mockserver.vendors.hostedsuite.wire import CallRecordInfo, record_info

USUAL, MOST = 25, 1000  # items a page
_FIELDS: Mapping[str, str] = {
    (field.data_key or name).lower(): name for name, field in CallRecordInfo._declared_fields.items()
}


def list_records(desk: Desk, asked: dict[str, Any]) -> Plain:
    """A page of call records.

    Raises:
        Refused: a date is none, or there is nothing to sort by of that name.
    """
    query = _query(asked)
    found = desk.records.page(query)
    rows = [record_info(record) for record in found.records]
    if desk.settings["list_envelope"] == "bare":
        return rows
    stats = None if asked["no_stats"] else _stats(found.records)
    return {
        "Results": rows,
        "Total": found.total,
        "Page": query.page,
        "ItemsPerPage": query.size,
        "Stats": stats,
    }


def _query(asked: Mapping[str, Any]) -> RecordQuery:
    return RecordQuery(
        started_from=_date(asked["since"]),
        started_to=_date(asked["until"]),
        client_id=asked["client_id"],
        centre_id=asked["centre_id"],
        record_id=asked["id"],
        min_duration=asked["shortest"],
        max_duration=asked["longest"] or None,  # a double of .NET is never null: 0 is what sets no limit
        kind=asked["kind"],
        page=max(1, asked["page"]),
        size=min(asked["size"] if asked["size"] > 0 else USUAL, MOST),
        sort_field=_field(asked["sort_by"]),
        descending=(asked["sort_order"] or "").lower() == "desc",
    )


def _date(text: str | None) -> str | None:
    """The text, if it tells a moment; an empty one counts as none."""
    if not text:
        return None
    try:
        moment_of(text)
    except (ValueError, OverflowError):
        raise Refused("FormatException") from None
    return text


def _field(name: str | None) -> str | None:
    if not name:
        return None
    if name.lower() not in _FIELDS:
        raise Refused("ArgumentException")
    return _FIELDS[name.lower()]


def _stats(records: Sequence[CallRecord]) -> dict[str, Plain]:
    """Sums over the page."""
    seconds = sum(record.duration for record in records)
    average = seconds / len(records) if records else 0.0
    return {"TotalDurationInSeconds": seconds, "AverageDurationInSeconds": average}
