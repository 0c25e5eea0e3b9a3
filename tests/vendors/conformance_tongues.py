"""The formats a client may speak, and sample bodies made of a vendor's own schemas.

Rule: no vendor is named here. What a vendor reads is found out by asking it: a format
is one it reads if it understands a sample in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from mockserver.formats.base import Format, Kind, Limits, ListOf, Shape, Type
from mockserver.formats.csv import Csv
from mockserver.formats.datacontract import DataContract
from mockserver.formats.form import Form
from mockserver.formats.json import PlainJson
from mockserver.formats.jsv import Jsv
from mockserver.formats.xml import PlainXml
from mockserver.kit import Operation, Refused, Vendor
from mockserver.request import Headers, Request

MARK = "MARKMARKMARK"  # stands for the value that a hostile body replaces
_PART = re.compile(r"\{\w+\}|<[^<>]*>")

_SOLID = (Kind.INT, Kind.DOUBLE, Kind.DECIMAL, Kind.BOOL, Kind.DATETIME)


@dataclass(frozen=True)
class Tongue:
    """A format a client speaks: what it calls itself, how it writes, and its family."""

    name: str
    family: str  # which raw spellings it has: json, xml, jsv, csv, form
    media_type: str
    format: Format

    def says(self, value: Any, type_: Type) -> bytes:
        return self.format.write(value, type_)


# fmt: off
TONGUES = (
    Tongue("json",         "json", "application/json", PlainJson()),
    Tongue("xml",          "xml",  "application/xml",  PlainXml(root_out="request")),
    Tongue("datacontract", "xml",  "application/xml",  DataContract()),
    Tongue("jsv",          "jsv",  "application/jsv",  Jsv()),
    Tongue("csv",          "csv",  "text/csv",         Csv()),
    Tongue("form",         "form", "application/x-www-form-urlencoded", Form()),
)
_VALUES = {
    Kind.STRING: "1", Kind.INT: 1, Kind.DOUBLE: 1.0, Kind.DECIMAL: Decimal(1), Kind.BOOL: True,
    Kind.DATETIME: "2026-01-01T00:00:00", Kind.ANY: "1",
}
# fmt: on


def sample(type_: Type) -> Any:
    """A value of the type with every member there is."""
    if isinstance(type_, Shape):
        return {member.name: sample(member.type) for member in type_.members}
    return [sample(type_.item)] if isinstance(type_, ListOf) else _VALUES[type_]


def least(tongue: Tongue, row: Operation) -> bytes:
    """A body of only what must be there; a number or a truth value that is left out would be null in some."""
    if row.takes is None or row.reads is None:
        return b""
    must = {each.data_key or name for name, each in row.takes._declared_fields.items() if each.required}
    shape = row.reads.item if isinstance(row.reads, ListOf) else row.reads
    here = {
        each.name: sample(each.type) for each in shape.members if each.name in must or each.type in _SOLID
    }
    return tongue.says([here] if row.many else here, row.reads)


def texts(type_: Type) -> Type:
    """The same type with texts for all scalars, so that any text can be written in their place."""
    if isinstance(type_, Shape):
        members = tuple(type(each)(each.name, texts(each.type), each.level) for each in type_.members)
        return Shape(type_.name, members, type_.namespace)
    return ListOf(texts(type_.item)) if isinstance(type_, ListOf) else Kind.STRING


def members(row: Operation) -> list[str]:
    """The names of the members an operation takes."""
    type_ = row.reads.item if isinstance(row.reads, ListOf) else row.reads
    return [member.name for member in type_.members] if type_ else []


def marked(tongue: Tongue, row: Operation, name: str) -> bytes:
    """A body that is right but for one member, in whose place the mark stands."""
    type_ = texts(row.reads)
    value = sample(type_)
    inner = value[0] if row.many else value
    inner[name] = _mark(inner[name])
    return tongue.says(value, type_)


def _mark(value: Any) -> Any:
    if isinstance(value, list):
        return [_mark(item) for item in value]
    return {name: _mark(item) for name, item in value.items()} if isinstance(value, dict) else MARK


def valid(tongue: Tongue, row: Operation) -> bytes:
    """A body with every member, each of its type."""
    return tongue.says(sample(row.reads), row.reads) if row.reads else b"{}"


def path_of(row: Operation) -> str:
    """A path that leads to the operation."""
    return _PART.sub("1", row.path)


def spoken(vendor: Vendor, row: Operation) -> tuple[Tongue, ...]:
    """The formats in which a vendor understands an operation: one of each family; for no body, one."""
    if row.takes is None:
        return TONGUES[:1]
    understood = (tongue for tongue in reversed(TONGUES) if understands(vendor, row, tongue))
    return tuple({tongue.family: tongue for tongue in understood}.values())


def understands(vendor: Vendor, row: Operation, tongue: Tongue) -> bool:
    """Whether a sample of every member is read as one."""
    headers = Headers([("Content-Type", tongue.media_type)])
    try:
        request = Request(row.method, path_of(row), headers, valid(tongue, row))
        read = vendor.decode(vendor.route(vendor, request), request, Limits()).value
    except Refused:
        return False
    inner = read[0] if row.many and read else read
    return isinstance(inner, dict) and set(members(row)) <= set(inner)
