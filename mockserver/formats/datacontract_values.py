"""The lexical rules of DataContractSerializer: one value of each kind, from text and to text.

Rule: what .NET's XmlConvert takes is taken, and refused with its words; what it writes is written so.
Measured on the recorded answers; the overflow of a double is an error, as on .NET Framework.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import lru_cache
from typing import Any

from .base import CannotDecode, Kind
from .numbers import double_xml
from .xmltree import BLANKS

_LONGEST = 1024  # of a number's text; nobody writes more, and a million digits cost time
_INT = re.compile(r"[+-]?[0-9]+")
_DECIMAL = re.compile(r"([+-]?)(?:([0-9]+)\.?([0-9]*)|\.([0-9]+))")
_DOUBLE = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_SPECIAL = {
    name: float(name.replace("INF", "inf")) for name in ("NaN", "INF", "-INF", "Infinity", "-Infinity")
}
# .NET has a short way for texts of up to ten letters; it goes by an int, which has no -0, and needs no digit.
_SHORT = re.compile("-?[0-9]{1,9}")
_NO_DIGITS = {".": 0.0, "-.": -0.0}
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}

_MANTISSA = 2**96 - 1
_SCALE = 28
_WIDE = Context(prec=2 * _LONGEST, rounding=ROUND_HALF_EVEN)

_ZONE = r"(?:[Zz]|[+-][0-9]{2}:[0-9]{2})?"
_DAY = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_CLOCK = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.[0-9]+)?"
# fmt: off
_DATES = tuple(re.compile(shape + _ZONE) for shape in (
    f"{_DAY}T{_CLOCK}", _DAY, _CLOCK,
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})", r"(?P<year>[0-9]{4})",
    r"--(?P<month>[0-9]{2})-(?P<day>[0-9]{2})", r"--(?P<month>[0-9]{2})(?:--)?", r"---(?P<day>[0-9]{2})",
))
# What nearly every value is: nothing of these needs rounding, trimming or a look at its parts one by one.
_PLAIN_DECIMAL = re.compile(r"[0-9]{1,18}(?:\.[0-9]{1,9})?")
_PLAIN_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,7})?Z?")
# Lowest and highest of each part; the day is looked at with its month.
_RANGES = {"year": (1, 9999), "month": (1, 12), "hour": (0, 23), "minute": (0, 59), "second": (0, 59)}
# fmt: on
_BEYOND = re.compile(r"9999-12-31T23:59:59\.9{7}[5-9]")  # which seven places would make the year 10000
_LEAP_YEAR = 1904  # what .NET fills in where a value names no year


def _unreadable(text: str, kind: str) -> CannotDecode:
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
    return CannotDecode(f"The value '{shown}' cannot be parsed as the type '{kind}'.")


def read_int(text: str) -> int:
    """Read an Int32."""
    digits = text.strip(BLANKS)
    if len(digits) > _LONGEST or not _INT.fullmatch(digits) or not -(2**31) <= int(digits) < 2**31:
        raise _unreadable(text, "Int32")
    return int(digits)


def read_bool(text: str) -> bool:
    """Read an xs:boolean: true, false, 1 or 0, and no other spelling."""
    try:
        return _BOOLEANS[text.strip(BLANKS)]
    except KeyError:
        raise _unreadable(text, "Boolean") from None


def read_double(text: str) -> float:
    """Read an xs:double, or one of .NET's own words for infinity."""
    if _SHORT.fullmatch(text):
        return float(int(text))
    digits = text.strip(BLANKS)
    if digits in _SPECIAL:
        return _SPECIAL[digits]
    if text in _NO_DIGITS:
        return _NO_DIGITS[text]
    if len(digits) > _LONGEST or not _DOUBLE.fullmatch(digits):
        raise _unreadable(text, "double")
    value = float(digits)
    if value in (_SPECIAL["INF"], _SPECIAL["-INF"]):
        raise _unreadable(text, "double")
    return value


def read_decimal(text: str) -> Decimal:
    """Read a System.Decimal: 96 bits and at most 28 places, rounded half to even; the scale is kept."""
    if _PLAIN_DECIMAL.fullmatch(text):
        return Decimal(text)
    digits = text.strip(BLANKS)
    match = _DECIMAL.fullmatch(digits) if len(digits) <= _LONGEST else None
    value = fit_decimal(Decimal(digits), len(match[3] or match[4] or "")) if match else None
    if value is None:
        raise _unreadable(text, "decimal")
    return value or value.copy_abs()  # .NET's zero has no sign on the wire


def fit_decimal(value: Decimal, places: int) -> Decimal | None:
    for scale in range(min(places, _SCALE), -1, -1):
        rounded = value.quantize(Decimal(1).scaleb(-scale), context=_WIDE)
        if abs(int(rounded.scaleb(scale, context=_WIDE))) <= _MANTISSA:
            return rounded
    return None


def read_datetime(text: str) -> str:
    """Check a date, and give its text without blanks around.

    All of XML Schema's forms are taken (dateTime, date, time, gYear ...), as XmlConvert.ToDateTime does. What
    the text means (7 places of a second, local time for an offset) is the vendor's to work out.
    """
    if _PLAIN_DATE.fullmatch(text) and _is_moment(text[:19]):
        return text
    value = text.strip(BLANKS)
    match = next(filter(None, (shape.fullmatch(value) for shape in _DATES)), None)
    parts = match.groupdict() if match else {}
    if not parts or not _exists({name: int(part) for name, part in parts.items()}) or _BEYOND.match(value):
        raise _unreadable(text, "DateTime")
    return value


def _is_moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _exists(parts: dict[str, int]) -> bool:
    inside = all(low <= parts.get(name, low) <= high for name, (low, high) in _RANGES.items())
    return inside and 1 <= parts.get("day", 1) <= _days(parts)


def _days(parts: dict[str, int]) -> int:
    return calendar.monthrange(parts.get("year", _LEAP_YEAR), parts.get("month", 1))[1]


def write_double(value: float) -> str:
    """Spell a double in .NET Framework's "R" form: 15 digits, or 17 where 15 would not read back."""
    return _spelt(value) if value else str(float(value)).removesuffix(".0")  # 0.0 is equal to -0.0


@lru_cache(maxsize=1024, typed=True)  # records are full of the same small numbers
def _spelt(value: float) -> str:
    text = repr(float(value))
    if len(text) <= _PLAIN_DOUBLE and "e" not in text and "n" not in text:
        return text.removesuffix(".0")
    return double_xml(value)


def write_decimal(value: Decimal | int) -> str:
    """Spell a decimal with its scale and never with an exponent."""
    return f"{value:f}"


def write_bool(value: Any) -> str:
    return "true" if value else "false"


_PLAIN_DOUBLE = 16  # up to this length, what Python writes has 15 digits at most

# fmt: off
# What the wire calls each kind, .NET's name of it where it cannot be null, and how it is read.
XSD_NAMES = {
    Kind.STRING: "string", Kind.INT: "int", Kind.DOUBLE: "double",
    Kind.DECIMAL: "decimal", Kind.BOOL: "boolean", Kind.DATETIME: "dateTime",
}
VALUE_TYPES = {
    Kind.INT: "System.Int32", Kind.DOUBLE: "System.Double", Kind.DECIMAL: "System.Decimal",
    Kind.BOOL: "System.Boolean", Kind.DATETIME: "System.DateTime",
}
READERS: dict[Kind, Callable[[str], Any]] = {
    Kind.STRING: str, Kind.INT: read_int, Kind.DOUBLE: read_double,
    Kind.DECIMAL: read_decimal, Kind.BOOL: read_bool, Kind.DATETIME: read_datetime,
}
# How nearly every value is spelt: a pattern of texts that need no other look, and what makes the value.
_USUAL_DAY = (
    r"(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_USUAL_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,7})?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
USUAL: dict[Kind, tuple[str, Callable[[str], Any]]] = {
    Kind.INT: ("-?[0-9]{1,9}", int), Kind.DOUBLE: (r"[0-9]{1,15}(?:\.[0-9]{1,15})?", float),
    Kind.DECIMAL: (r"[0-9]{1,18}(?:\.[0-9]{1,9})?", Decimal),
    Kind.BOOL: ("true|false", {"true": True, "false": False}.__getitem__),
    Kind.DATETIME: (f"(?!0000)[0-9]{{4}}-{_USUAL_DAY}T{_USUAL_CLOCK}", str),
}
# fmt: on
