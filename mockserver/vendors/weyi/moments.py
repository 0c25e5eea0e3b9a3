"""Dates of XML bodies as DateTime holds them, in the text that .NET writes of it again.

Rule: the format has checked the lexical form; what it means is decided here. A time with an offset
becomes the server's local time, and the server's zone is UTC.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from mockserver.clock import RealClock, utc
from mockserver.formats.base import Kind, ListOf, Plain, Shape, Type
from mockserver.formats.plans import Plans

DEFAULT = "0001-01-01T00:00:00"
_SECOND, _DAY = 10_000_000, 864_000_000_000  # in ticks of 100 ns, which is how .NET counts
_LAST = 3_155_378_975_999_999_999  # 9999-12-31T23:59:59.9999999
_LEAP_YEAR = 1904  # what .NET fills in where a value names month and day and no year
_PLAIN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{0,6}[1-9])?Z?")
_FORM = re.compile(
    r"(?:(?P<year>\d{4})(?:-(?P<month>\d\d)(?:-(?P<day>\d\d))?)?"
    r"|--(?P<month_>\d\d)(?:-(?P<day_>\d\d)|--)?|---(?P<_day>\d\d))?"
    r"T?(?:(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:\.(?P<fraction>\d+))?)?"
    r"(?P<zone>[Zz]|[+-]\d\d:\d\d)?"
)
_WHOLE = ("Z", "")  # what follows the second where there is no part of one, and no offset
_SHOWN = 40  # letters of a date, for people
Say = Callable[[str], object]
Settle = Callable[[Plain, str, Say], Plain]
_EPOCH = datetime(1, 1, 1)  # noqa: DTZ001  (a DateTime without a zone is what .NET has)


def round_trip(text: str) -> str:
    """A date in any of XML Schema's forms, as .NET writes what it read: ``2025-04-25T13:29:01+00:00``."""
    if _PLAIN.fullmatch(text):
        return text
    found = _FORM.fullmatch(text)
    if found is None:
        return text
    zone = found["zone"] or ""
    ticks = _date(found) * _DAY + _time(found) - _offset(zone)
    suffix = {"": "", "Z": "Z"}.get(zone.upper(), "+00:00")
    return f"{_spelt(min(max(ticks, 0), _LAST))}{suffix}"


def _date(found: re.Match[str]) -> int:
    """Days since the first of the year 1; a mere time is of today, a mere month or day of this year."""
    month, day = found["month"] or found["month_"], found["day"] or found["day_"] or found["_day"]
    if not (found["year"] or month or day):
        return (utc(RealClock().now()).replace(tzinfo=None) - _EPOCH).days
    year = int(found["year"] or (_LEAP_YEAR if month and day else utc(RealClock().now()).year))
    return (datetime(year, int(month or 1), int(day or 1)) - _EPOCH).days  # noqa: DTZ001


def _time(found: re.Match[str]) -> int:
    """Ticks since midnight; of a fraction there are seven places, rounded half to even."""
    if found["hour"] is None:
        return 0
    seconds = int(found["hour"]) * 3600 + int(found["minute"]) * 60 + int(found["second"])
    fraction = found["fraction"] or ""
    ticks, rest = int(fraction[:7].ljust(7, "0")), fraction[7:].rstrip("0")
    return seconds * _SECOND + ticks + (rest > "5" or (rest == "5" and ticks % 2))


def _offset(zone: str) -> int:
    if zone[:1] not in ("+", "-"):
        return 0
    minutes = int(zone[1:3]) * 60 + int(zone[4:])
    return (minutes if zone[0] == "+" else -minutes) * 60 * _SECOND


def _spelt(ticks: int) -> str:
    seconds, rest = divmod(ticks, _SECOND)
    moment = (_EPOCH + timedelta(seconds=seconds)).isoformat()
    return f"{moment}.{rest:07d}".rstrip("0") if rest else moment


def settled(value: Plain, type_: Type, say: Say) -> Plain:
    """The value with all its dates as .NET holds them; what became another text is said.

    Lists and objects are changed in place.
    """
    settle = _PLANS.of(type_)
    return value if settle is None or value is None else settle(value, "", say)


def _plan(type_: Type) -> Settle | None:
    """Make what settles the dates of a type; None where it has none."""
    if isinstance(type_, Shape):
        return _plan_shape(type_)
    if isinstance(type_, ListOf):
        return _plan_list(type_)
    return _settle if type_ is Kind.DATETIME else None


def _plan_shape(shape: Shape) -> Settle | None:
    plans = [(member.name, _plan(member.type)) for member in shape.members]
    rows = [(name, settle) for name, settle in plans if settle is not None]

    def each_member(value: Plain, _name: str, say: Say) -> Plain:
        for name, settle in rows:
            inner = value.get(name)
            if inner is not None:
                value[name] = settle(inner, name, say)
        return value

    return each_member if rows else None


def _plan_list(list_: ListOf) -> Settle | None:
    settle = _plan(list_.item)
    if settle is None:
        return None

    def each_item(value: Plain, name: str, say: Say) -> Plain:
        for place, item in enumerate(value):
            if item is not None:
                value[place] = settle(item, name, say)
        return value

    return each_item


def _settle(text: Plain, name: str, say: Say) -> Plain:
    if text[10:11] == "T" and text[19:] in _WHOLE:  # of all forms that a format lets pass, the usual one
        return text
    moment = round_trip(text)
    if moment != text:
        local = moment.endswith("+00:00")
        why = "it has an offset, and became the server's local time" if local else "so .NET holds it"
        say(f"{name} '{text[:_SHOWN]}' was converted to {moment}: {why}")
    return moment


_PLANS = Plans(_plan)
