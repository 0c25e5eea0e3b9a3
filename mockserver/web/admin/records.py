"""A vendor's call records, in the vendor's own spelling."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError

from mockserver.callcentre.errors import RecordNotFound
from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.records import RecordQuery
from mockserver.kit import Vendor
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.wire import schema_of


def listing(ask: Ask) -> Any:
    """A page of records: ``?page=1&size=50``."""
    vendor = _vendor(ask)
    query = RecordQuery(page=max(1, ask.number("page", 1)), size=min(1000, ask.number("size", 50)))
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        page = ask.sandbox.records[vendor.name].page(query)
    return {"records": [_told(vendor, record) for record in page.records], "meta": {"total": page.total}}


def show(ask: Ask) -> Any:
    """One record."""
    vendor = _vendor(ask)
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        try:
            return _told(vendor, ask.sandbox.records[vendor.name].find(ask.parts["key"]))
        except RecordNotFound as why:
            raise Wrong(404, f"no record has the id {ask.parts['key']!r}") from why


def add(ask: Ask) -> Any:
    """Add a record, given in the vendor's spelling."""
    vendor = _vendor(ask)
    if vendor.record is not None:
        ask.only(*(member.name for member in vendor.record.type().members))
    try:
        record = vendor.records_of([ask.body])[0]
    except ValidationError as why:
        raise Wrong(422, f"not a record of {vendor.title}: {why.messages}") from why
    if record.id is None:
        raise Wrong(422, "a record needs an id")
    with ask.sandbox.transaction():
        ask.sandbox.records[vendor.name].add(record)
    return Answer(_told(vendor, record), 201)


def _vendor(ask: Ask) -> Vendor:
    vendor = ask.sandbox.vendors.get(ask.parts["vendor"])
    if vendor is None or vendor.record is None:
        raise Wrong(404, f"{ask.parts['vendor']!r} keeps no call records in this sandbox")
    return vendor


def _told(vendor: Vendor, record: CallRecord) -> Any:
    return schema_of(vendor.record).dump(record) if vendor.record else None
