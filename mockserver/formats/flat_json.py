"""Flat JSON objects as anybody reads them, where ServiceStack reads the same.

Rule: what is given back is what the lenient reader gives, to the remark; of a text about which
that is not certain, nothing is given back, and the lenient reader reads it. Certain is a
strict JSON object that gives each member once, with a value of the member's own type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from json import JSONDecoder
from typing import Any, Final

from .base import Kind, Plain, Reading, Shape
from .known import Known
from .numbers import DOUBLE_MAX, INT_MAX, INT_MIN, NotANumber
from .text import mend
from .typed import Remarks, fold, members_of, parse_date

BLANKS: Final = " \t\n\r"
Pair = tuple[str, Plain]
Step = Callable[[Any], Plain]
Steps = Mapping[str, Mapping[type, Step]]  # by member and the exact type of its value

_scan: Final = JSONDecoder(object_pairs_hook=tuple).raw_decode
# The lenient reader resolves no escapes in names. A name stands after a brace or a comma.
_ESCAPED_NAME: Final = re.compile(r'[{,][ \t\n\r]*"[^"\\]*\\')


def read_flat(text: str, shape: Shape) -> Reading | None:
    """What the lenient reader makes of a text; None where it must be asked."""
    pairs = _pairs(text)
    if pairs is None:
        return None
    escapes = "\\" in text
    if escapes and _ESCAPED_NAME.search(text):
        return None
    steps = (_WITH_ESCAPES if escapes else _WITHOUT).of(shape)
    found = _object(pairs, steps)
    return _renamed(pairs, steps, shape) if found is None else Reading(found)


def _renamed(pairs: Sequence[Pair], steps: Steps, shape: Shape) -> Reading | None:
    """The same where letters' case differs from the members', and of members nobody declared."""
    known, remarks, renamed = members_of(shape), Remarks(), []
    for name, value in pairs:
        member = known.get(fold(name))
        if member is not None:
            renamed.append((member.name, value))
            if name != member.name:
                remarks.say_renamed(name, member.name)
        elif isinstance(value, (tuple, list)):
            return None
        else:
            remarks.say_unknown(name)
    found = _object(renamed, steps)
    return None if found is None else Reading(found, remarks.all())


def _pairs(text: str) -> Sequence[Pair] | None:
    """Names and values of an object that is the whole text."""
    if not text.startswith("{"):
        return None
    try:
        pairs, end = _scan(text, 0)
    except (ValueError, RecursionError):
        return None
    return None if end < len(text) and text[end:].strip(BLANKS) else pairs


def _object(pairs: Sequence[Pair], steps: Steps) -> dict[str, Plain] | None:
    found = {}
    try:
        for name, value in pairs:
            step = steps[name][type(value)]
            found[name] = value if step is _same else step(value)
    except (KeyError, NotANumber):
        return None  # no such member, or not a value of its type
    return found if len(found) == len(pairs) else None


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
