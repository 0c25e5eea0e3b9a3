"""Dates as Json.NET and .NET's DateTime.Parse read them, and the text they are written out as.

Rule: a moment is a count of ticks (100 ns since the year 1) and a kind: ``Z`` is UTC, ``+00:00`` is the
server's local time, for the server stands in UTC, and nothing is a time of nowhere. A date without a year
is no date here, for it would be another one every day. Measured against DateTime.TryParse, invariant culture.
"""

from __future__ import annotations

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Final

_SECOND: Final = 10_000_000  # ticks
_MINUTE, _HOUR, _DAY = 60 * _SECOND, 3600 * _SECOND, 86400 * _SECOND
_END: Final = date.max.toordinal() * _DAY  # ticks
_EPOCH: Final = (date(1970, 1, 1).toordinal() - 1) * _DAY
UTC, LOCAL, NOWHERE = "Z", "+00:00", ""
MINIMUM: Final = "0001-01-01T00:00:00"  # default(DateTime)

Moment = tuple[int, str]


class NoMoment(ValueError):
    """A date that .NET stumbles over instead of refusing it; the text is .NET's."""


def moment_text(moment: Moment) -> str:
    """A moment in round-trip form, the noughts of its fraction cut off."""
    ticks, kind = moment
    days, ticks = divmod(ticks, _DAY)
    seconds, fraction = divmod(ticks, _SECOND)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    digits = f".{fraction:07}".rstrip("0") if fraction else ""
    return f"{date.fromordinal(days + 1).isoformat()}T{clock}{digits}{kind}"


def moment(text: str) -> Moment | None:
    """A text as ReadAsDateTime understands it; None where it would not.

    Raises:
        NoMoment: a ``/Date(...)/`` it stumbles over.
    """
    return json_moment(text) or parsed_moment(text)


def json_moment(text: str) -> Moment | None:
    """A text that Json.NET takes for a date wherever it stands: ISO, or ``/Date(ms)/``.

    Raises:
        NoMoment: there is more or less in the brackets than milliseconds and an offset.
    """
    if text.startswith("/Date(") and text.endswith(")/") and len(text) >= len("/Date()/"):
        return _microsoft(text[6:-2])
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    day = _day(match[1], match[2], match[3])
    if day is None:
        return None
    ticks = day + _clock(match[4], match[5], match[6], match[7])
    if match[8] is None:
        return ticks, UTC if text[-1] in "Zz" else NOWHERE
    offset = int(match[9]) * _HOUR + int(match[10] or 0) * _MINUTE
    shifted = ticks + offset if match[8] == "-" else ticks - offset
    return min(max(shifted, 0), _END - 1), LOCAL


# fmt: off
_ISO: Final = re.compile(
    "([0-9]{4})-(0[1-9]|1[0-2])-([0-3][0-9])T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])"
    r"(?:\.([0-9]{1,7}+))?(?:[Zz]|([+-])([0-9]{2})(?::?([0-9]{2})|:)?|:?[0-9]{2}|:)?"  # lone minutes: no zone
)
_MILLISECONDS: Final = re.compile(r"[\t-\r ]*([+-]?[0-9]{1,18})[\t-\r ]*")
_OFFSET: Final = re.compile(r"[+-][ 0-9][0-9](?:[0-9]{2}.*|.?)", re.DOTALL)
# fmt: on


def _microsoft(text: str) -> Moment | None:
    cut = max(text.find("+", 1), 0) or max(text.find("-", 1), 0) or len(text)
    digits, offset = text[:cut], text[cut:]
    if not text or (offset and not _OFFSET.fullmatch(offset)):
        raise NoMoment("Index and length must refer to a location within the string.")
    match = _MILLISECONDS.fullmatch(digits)
    if match is None:
        return None
    ticks = int(match[1]) * 10_000 + _EPOCH
    if not 0 <= ticks < _END:
        raise NoMoment("Ticks must be between DateTime.MinValue.Ticks and DateTime.MaxValue.Ticks.")
    return ticks, LOCAL if offset else UTC


# ---------------------------------------------------------------- DateTime.TryParse

_MONTHS: Final = [name.lower() for name in calendar.month_name]
_DAYS: Final = [name.lower() for name in calendar.day_name]
_NAME: Final = "(?P<name>" + "|".join(f"{name}|{name[:3]}" for name in _MONTHS[1:]) + ")"
_WEEKDAY: Final = "(?:(?P<weekday>" + "|".join(f"{name}|{name[:3]}" for name in _DAYS) + r")\s*,?\s*)?"
_TO: Final = r"\s*[-/.,\s]\s*"
_YEAR4, _YEAR = "(?P<year>[0-9]{4})", "(?P<year>[0-9]{1,2}|[0-9]{4})"
_MONTH, _DATE = "(?P<month>[0-9]{1,2})", "(?P<day>[0-9]{1,2})"
_ZONE: Final = r"(?:\s*(?P<zone>z|gmt|[+-][0-9]{1,2}(?::[0-9]{1,2}|[0-9]{2})?))?"
_CLOCKS: Final = (
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{1,2})(?::(?P<second>[0-9]{1,2})(?:\.(?P<fraction>[0-9]+))?)?"
    r"(?:\s*(?P<half>[ap]m))?",
    r"(?P<hour>[0-9]{1,2})\s*(?P<half>[ap]m)",
)
_EXACT: Final = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]+))?)?"
)
_EXACT_ZONE: Final = r"(?:\s*(?P<zone>z|[+-][0-9]{1,2}(?::[0-9]{1,2}|[0-9]{2})?))?"
_DATES: Final = (
    _YEAR4 + _TO + _MONTH + _TO + _DATE,
    _MONTH + _TO + _DATE + _TO + _YEAR,
    _YEAR4 + _TO + _MONTH,
    _MONTH + _TO + _YEAR4,
    _DATE + _TO + _NAME + _TO + _YEAR,
    _NAME + _TO + _DATE + _TO + _YEAR,
    _YEAR4 + _TO + _NAME + _TO + _DATE,
    _NAME + _TO + _YEAR4,
)
_SHAPES: Final = (
    _YEAR4 + "-" + _MONTH + "-" + _DATE + r"\s*t\s*" + _EXACT + _EXACT_ZONE,
    *(_WEEKDAY + each + rf"[\s,]+{clock}" + _ZONE for each in _DATES for clock in _CLOCKS),
    *(clock + r"\s+" + each + _ZONE for each in _DATES for clock in _CLOCKS),
    *(_WEEKDAY + each + (_ZONE if "<day>" in each else "") for each in _DATES),
    _YEAR + _TO + _NAME,  # a number before a month is a year, if nothing follows
)
_LONGEST: Final = 80  # letters; a fraction may be long, but nobody writes it so


@lru_cache(maxsize=1)
def _shapes() -> tuple[re.Pattern[str], ...]:
    """Compiled when first wanted: most clients never send such a date."""
    return tuple(re.compile(rf"\s*{shape}\s*\0*", re.IGNORECASE | re.ASCII) for shape in _SHAPES)


def parsed_moment(text: str) -> Moment | None:
    """A text as ``DateTime.TryParse`` understands it with RoundtripKind."""
    return None if len(text) > _LONGEST else _parsed(text)


@lru_cache(maxsize=256)  # a client sends its dates in one spelling, and the moments of a call several times
def _parsed(text: str) -> Moment | None:
    match = next(filter(None, (shape.fullmatch(text) for shape in _shapes())), None)
    if match is None:
        return None
    parts = {name: part.lower() for name, part in match.groupdict().items() if part}
    day, time = _named_day(parts), _time(parts)
    return None if day is None or time is None else _zoned(day + time, parts.get("zone", ""))


def _named_day(parts: dict[str, str]) -> int | None:
    year = int(parts["year"])
    if len(parts["year"]) <= 2:
        year += 2000 if year < 30 else 1900  # GregorianCalendar.TwoDigitYearMax is 2029
    day = _day(year, parts.get("month") or _month(parts["name"]), parts.get("day", 1))
    weekday = parts.get("weekday")
    if day is not None and weekday and not _DAYS[day // _DAY % 7].startswith(weekday):
        return None
    return day


def _month(name: str) -> int:
    return next(at for at, full in enumerate(_MONTHS) if at and full.startswith(name))


def _day(year: str | int, month: str | int, day: str | int) -> int | None:
    """The ticks of a day, if there is such a day."""
    try:
        return (date(int(year), int(month), int(day)).toordinal() - 1) * _DAY
    except ValueError:
        return None


def _clock(hour: str | int, minute: str, second: str | None, fraction: str | None) -> int:
    ticks = int(hour) * _HOUR + int(minute) * _MINUTE + int(second or 0) * _SECOND
    if not fraction:
        return ticks
    return ticks + (int(f"{fraction[:8]:0<8}") + 5) // 10  # .NET rounds what is finer than a tick


def _time(parts: dict[str, str]) -> int | None:
    hour, half = int(parts.get("hour", 0)), parts.get("half")
    if int(parts.get("minute", 0)) > 59 or int(parts.get("second", 0)) > 59 or hour > 23:
        return None
    if half == "am" and hour > 12:
        return None
    if half and hour in (0, 12):
        hour = 12 * (half == "pm")
    elif half == "pm" and hour < 12:
        hour += 12
    return _clock(hour, parts.get("minute", "0"), parts.get("second"), parts.get("fraction"))


def _zoned(ticks: int, zone: str) -> Moment | None:
    if zone in ("", "z", "gmt"):
        return (ticks, UTC if zone else NOWHERE) if ticks < _END else None
    digits = zone[1:].partition(":")
    hours, minutes = (digits[0], digits[2]) if len(digits[0]) <= 2 else (digits[0][:-2], digits[0][-2:])
    offset = int(hours) * _HOUR + int(minutes or 0) * _MINUTE
    if offset > 14 * _HOUR or int(minutes or 0) > 59:
        return None
    shifted = ticks + offset if zone[0] == "-" else ticks - offset
    if shifted < 0:
        shifted += _DAY  # as .NET does at the beginning of time
    return (shifted, LOCAL) if shifted < _END else None
