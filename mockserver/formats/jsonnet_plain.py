"""The plain body of a type, as a serializer writes it, read by the standard library's scanner.

Rule: what is read here is what the general reader would read, with nothing lost, noted or changed on the way.
A strict object that gives each member once, by its own name, with a value of its own type in its usual
spelling, is plain; of all else None is given back, and the general reader reads it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from json import JSONDecoder
from typing import Any, Final

from .base import Kind, Limits, ListOf, Plain, Shape, Type
from .jsonnet_dates import json_moment, moment_text
from .numbers import INT_MAX, INT_MIN

ReadPlain = Callable[[str, Limits], Plain]  # None: it is not plain
_Step = Callable[[Any], Plain]
_Steps = Mapping[type, _Step]  # by the exact type of the value

_BLANKS: Final = " \t\n\r"
_DIGITS: Final = 28  # so many always fit a decimal
# A moment in the very text it is written out as; the ends of months are looked at more closely.
_DATE: Final = re.compile(
    "(?!0000)[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{0,6}[1-9])?Z?"
)
_HALF_PAIR: Final = re.compile(r"\\u[dD][89a-fA-F]")  # the scanner leaves one alone as it is
_INT: Final = re.compile("-?[1-9][0-9]{0,9}|0")


class NotPlain(Exception):
    """The general reader must see it."""


class _Number(str):
    """A number as it is spelt."""

    __slots__ = ()


def _refuse(name: str) -> Plain:
    raise NotPlain(name)


_scan: Final = JSONDecoder(
    object_pairs_hook=tuple, parse_float=_Number, parse_int=_Number, parse_constant=_refuse, strict=False
).raw_decode


def plan_root(type_: Type) -> ReadPlain:
    """Make the reader of whole plain bodies; only objects have such."""
    if not isinstance(type_, Shape):
        return lambda _text, _limits: None
    take = _shape(type_)

    def read(text: str, limits: Limits) -> Plain:
        if text[:1] != "{" or len(text) > limits.nodes or ("\\u" in text and _HALF_PAIR.search(text)):
            return None
        try:
            pairs, end = _scan(text, 0)
            if end < len(text) and text[end:].strip(_BLANKS):
                return None
            return take(pairs)
        except (KeyError, ValueError, NotPlain, RecursionError):
            return None

    return read


def _same(value: Plain) -> Plain:
    return value


def _shape(shape: Shape) -> _Step:
    steps = {member.name: _steps(member.type) for member in shape.members}

    def take(pairs: Sequence[tuple[str, Plain]]) -> Plain:
        found = {}
        for name, value in pairs:
            step = steps[name][value.__class__]
            found[name] = value if step is _same else step(value)
        if len(found) < len(pairs):
            raise NotPlain("a member came twice")
        return found

    return take


def _list(list_: ListOf) -> _Step:
    steps = _steps(list_.item)
    return lambda items: [steps[item.__class__](item) for item in items]


def _steps(type_: Type) -> _Steps:
    if isinstance(type_, Kind):
        return _KINDS[type_]
    if isinstance(type_, ListOf):
        return {list: _list(type_), type(None): _same}
    return {tuple: _shape(type_), type(None): _same}


def _decimal(text: str) -> Decimal:
    if len(text) > _DIGITS or "e" in text or "E" in text or text[:2] == "-0":
        raise NotPlain("a decimal that may be rounded, or lose its sign")
    return Decimal(text)


def _int(text: str) -> int:
    if not _INT.fullmatch(text) or not INT_MIN <= int(text) <= INT_MAX:
        raise NotPlain("no integer, or too large a one")
    return int(text)


def _double(text: str) -> float:
    value = float(text)
    if math.isinf(value) or text == "-0":
        raise NotPlain("a double that overflows, or a whole nought, which has no sign")
    return value


def _date(text: str) -> str:
    if _DATE.fullmatch(text):
        return text
    if text.startswith("/"):
        raise NotPlain("a date in milliseconds")
    moment = json_moment(text)
    if moment is None or moment_text(moment) != text:
        raise NotPlain("a date in another spelling")
    return text


_TEXT: Final[_Steps] = {str: _same, type(None): _same}
_KINDS: Final[dict[Kind, _Steps]] = {
    Kind.STRING: _TEXT,
    Kind.ANY: _TEXT,
    Kind.BOOL: {bool: _same},
    Kind.INT: {_Number: _int},
    Kind.DOUBLE: {_Number: _double},
    Kind.DECIMAL: {_Number: _decimal},
    Kind.DATETIME: {str: _date},
}
