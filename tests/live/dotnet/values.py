"""The types that the real serializer has contracts of, and generated values of them.

Rule: a value is what a program on .NET could hold: whole objects, null only where a class has room for it.
"""

from __future__ import annotations

import math
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from mockserver.formats.base import Kind, ListOf, Member, Plain, Shape, Type
from mockserver.formats.datacontract_values import VALUE_TYPES
from mockserver.vendors.hostedsuite import errors, wire
from mockserver.vendors.weyi import wire as weyi
from mockserver.vendors.weyi.errors import api_error

MODELS = weyi.MODELS
# fmt: off
WEYI: dict[str, Type] = {
    "ParaCallInfoList": weyi.ParaCallInfoList.type(),
    "ResultRequestFinish": weyi.ResultRequestFinish.type(),
    "ResultRequest": weyi.ResultRequest.type(),
    "ParaRequestNew": weyi.NewRequest.type(),
    "APIError": api_error("ErrorCode"),
    "string": Kind.STRING,
}
HOSTEDSUITE: dict[str, Type] = {
    "UpdateCallRecordRequest": wire.UpdateCallRecord.type(),
    "UpdateCallRecordRequest[]": ListOf(wire.UpdateCallRecord.type()),
    "ListCallRecordsRequest": wire.ListCallRecords.type(),
    "CallRecordInfo": wire.CallRecordInfo.type(),
    "ListCallRecordsResponse": wire.CallRecordList.type(),
    "ErrorResponse": errors.ERROR_RESPONSE,
}
# fmt: on
TYPES = {**WEYI, **HOSTEDSUITE}
DICTIONARIES = ("Meta",)  # which no shape has; it is always null
_NEVER_NULL = (errors.RESPONSE_ERROR.name,)  # ServiceStack leaves nulls out of these

# ---------------------------------------------------------------- scalars

_NO_CHARACTERS = [*map(chr, (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))]
_AWKWARD = st.sampled_from([
    "", " ", "\n", "\r", "\r\n", "\t", "\0", "\x0b", "\x1f", "\x7f", "\x85", "\u2028", "\ufffe", "\uffff",
    "]]>", "<a b='c'>&amp;", "中é😀", "&#x41;", '"', "true", "-0",
])  # fmt: skip
# Half a surrogate pair is what neither writes; it is tested by itself.
_PIECES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | _AWKWARD
texts = st.lists(_PIECES, max_size=4).map("".join) | st.builds(str.__mul__, _PIECES, st.integers(500, 3000))
legal_texts = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=_NO_CHARACTERS), max_size=12
)

# Made of digits: arithmetic would round to 28 of them, and .NET's have 29.
decimals = st.builds(
    lambda mantissa, scale: Decimal((int(mantissa < 0), tuple(map(int, str(abs(mantissa)))), -scale)),
    st.integers(-(2**96) + 1, 2**96 - 1) | st.integers(-(10**6), 10**6),
    st.integers(0, 28),
)
# Nearer to the ends of what a double holds, Mono's own reading of digits is not exact.
doubles = (
    st.builds(math.copysign, st.just(0.0) | st.floats(1e-100, 1e100), st.sampled_from([1, -1]))
    | st.integers(-(2**53), 2**53).map(lambda eighths: eighths / 8)  # many are halfway between two spellings
    | st.sampled_from([math.nan, math.inf, -math.inf])
)

_FRACTIONS = (
    st.integers(0, 9_999_999).map(lambda ticks: f".{ticks:07d}".rstrip("0").rstrip("."))
    | st.sampled_from(["", ".5", ".05", ".0000001", ".9999999", ".123"])
)  # fmt: skip
_MOMENTS = st.datetimes().map(lambda moment: moment.replace(microsecond=0).isoformat())
# Local time near the ends of the calendar has no UTC to it, and .NET bends it.
_LOCAL = _MOMENTS.filter(lambda text: "0002" < text < "9998")
dates = st.builds("{}{}{}".format, _MOMENTS, _FRACTIONS, st.sampled_from(["", "Z"])) | st.builds(
    "{}{}+08:00".format, _LOCAL, _FRACTIONS
)
SCALARS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.STRING: texts,
    Kind.INT: st.integers(-(2**31), 2**31 - 1),
    Kind.DOUBLE: doubles,
    Kind.DECIMAL: decimals,
    Kind.BOOL: st.booleans(),
    Kind.DATETIME: dates,
}


# ---------------------------------------------------------------- values


def values(type_: Type, strings: st.SearchStrategy[str] = texts) -> st.SearchStrategy[Plain]:
    """Make values of a type; members that may be null sometimes are."""
    if isinstance(type_, Kind):
        return strings if type_ is Kind.STRING else SCALARS[type_]
    if isinstance(type_, ListOf):
        return st.lists(_or_null(type_.item, strings), max_size=2)
    return st.fixed_dictionaries({member.name: _member(type_, member, strings) for member in type_.members})


def _member(shape: Shape, member: Member, strings: st.SearchStrategy[str]) -> st.SearchStrategy[Plain]:
    if member.name in DICTIONARIES:
        return st.none()
    if shape.name in _NEVER_NULL:
        return values(member.type, strings)
    return _or_null(member.type, strings)


def _or_null(type_: Type, strings: st.SearchStrategy[str]) -> st.SearchStrategy[Plain]:
    made = values(type_, strings)
    return made if type_ in VALUE_TYPES else st.none() | made


def as_read(value: Plain) -> Plain:
    """Say what is left of a value on the wire: one new-line of all kinds, and no sign of a zero."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, list):
        return [as_read(item) for item in value]
    if isinstance(value, dict):
        return {name: as_read(item) for name, item in value.items()}
    return 0.0 if value == 0.0 and isinstance(value, float) else value
