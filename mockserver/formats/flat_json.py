"""Flat JSON objects as anybody reads them, where ServiceStack reads the same.

Rule: what is given back is what the lenient reader gives, without a remark; of a text about
which that is not certain, nothing is given back, and the lenient reader reads it. Certain is
a strict JSON object whose names are members as declared, each given once, and whose values
are of the members' own types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from json import JSONDecoder
from typing import Any, Final

from .base import Kind, Plain, Shape
from .known import Known
from .numbers import DOUBLE_MAX, INT_MAX, INT_MIN, NotANumber
from .text import mend
from .typed import members_of, parse_date

BLANKS: Final = " \t\n\r"
Step = Callable[[Any], Plain]
Steps = Mapping[str, Mapping[type, Step]]  # by member and the exact type of its value

_scan: Final = JSONDecoder(object_pairs_hook=tuple).raw_decode
# The lenient reader resolves no escapes in names. A name stands after a brace or a comma.
_ESCAPED_NAME: Final = re.compile(r'[{,][ \t\n\r]*"[^"\\]*\\')


def read_flat(text: str, shape: Shape) -> dict[str, Plain] | None:
    """The object of a text; None where the lenient reader must read it."""
    pairs = _pairs(text)
    if pairs is None:
        return None
    escapes = "\\" in text
    if escapes and _ESCAPED_NAME.search(text):
        return None
    try:
        found = _object(pairs, (_WITH_ESCAPES if escapes else _WITHOUT).of(shape))
    except (KeyError, NotANumber):
        return None  # another name, or another type of value
    return found if len(found) == len(pairs) else None


def _pairs(text: str) -> tuple[tuple[str, Plain], ...] | None:
    """Names and values of an object that is the whole text."""
    if not text.startswith("{"):
        return None
    try:
        pairs, end = _scan(text, 0)
    except (ValueError, RecursionError):
        return None
    return None if end < len(text) and text[end:].strip(BLANKS) else pairs


def _object(pairs: tuple[tuple[str, Plain], ...], steps: Steps) -> dict[str, Plain]:
    found = {}
    for name, value in pairs:
        step = steps[name][type(value)]
        found[name] = value if step is _same else step(value)
    return found


def _same(value: Plain) -> Plain:
    return value


def _int(value: int) -> int:
    if not INT_MIN <= value <= INT_MAX:
        raise NotANumber
    return value


def _double(value: float) -> float:
    if not -DOUBLE_MAX <= value <= DOUBLE_MAX:
        raise NotANumber
    return value


def _double_of_int(value: int) -> float:
    """A double without a point. Zero may have been -0, which is another double and no other int."""
    if not value or not INT_MIN <= value <= INT_MAX:
        raise NotANumber
    return float(value)


# fmt: off
_TEXT: Final[Mapping[type, Step]] = {str: _same, type(None): _same}
_KINDS: Final[dict[Kind, Mapping[type, Step]]] = {
    Kind.STRING:   _TEXT,
    Kind.ANY:      _TEXT,
    Kind.INT:      {int: _int},
    Kind.DOUBLE:   {float: _double, int: _double_of_int},
    Kind.DECIMAL:  {float: _double, int: _double_of_int},
    Kind.BOOL:     {bool: _same},
    Kind.DATETIME: {str: parse_date},
}
# Half a surrogate pair may have been escaped; and a date's escapes are no escapes to the lenient reader.
_ESCAPED: Final[dict[Kind, Mapping[type, Step]]] = {
    **_KINDS,
    Kind.STRING:   {**_TEXT, str: mend},
    Kind.ANY:      {**_TEXT, str: mend},
    Kind.DATETIME: {},
}
# fmt: on


def _steps(kinds: Mapping[Kind, Mapping[type, Step]]) -> Callable[[Shape], Steps]:
    nested: Mapping[type, Step] = {type(None): _same}
    return lambda shape: {
        member.name: kinds[member.type] if isinstance(member.type, Kind) else nested
        for member in members_of(shape).values()
    }


_WITHOUT: Final = Known(_steps(_KINDS))
_WITH_ESCAPES: Final = Known(_steps(_ESCAPED))
