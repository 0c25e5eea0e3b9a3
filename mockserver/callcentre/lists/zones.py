"""Time zones and hours of the day: when it is a decent hour where somebody is called.

Rule: an offset is a function of the zone's name and the moment, from the table below and never
from the machine's own files, so that every machine gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from mockserver.clock import LATEST, Millis, utc
from mockserver.frozen import frozen

HOUR, DAY = 3_600, 86_400
SUNDAY = 7  # of isoweekday
_PLAIN = re.compile(r"(?:UTC|GMT)(?:([+-])(0?\d|1[0-4])(?::([0-5]\d))?)?")
Summer = Callable[[int, int], tuple[Millis, Millis]]  # (year, offset in seconds) -> from when until when


def _never(_year: int, _offset: int) -> tuple[Millis, Millis]:
    return 0, 0


def _american(year: int, offset: int) -> tuple[Millis, Millis]:
    """From the second Sunday of March, 2:00, to the first of November, 2:00 of summer time."""
    begins, ends = _sunday(year, 3, 8), _sunday(year, 11, 1)
    return begins + (2 * HOUR - offset) * 1000, ends + (HOUR - offset) * 1000


def _european(year: int, _offset: int) -> tuple[Millis, Millis]:
    """From the last Sunday of March to the last of October, 1:00 UTC."""
    return _sunday(year, 3, 25) + HOUR * 1000, _sunday(year, 10, 25) + HOUR * 1000


def _sunday(year: int, month: int, day: int) -> Millis:
    """Midnight of the first Sunday from that day on."""
    date = datetime(year, month, day, tzinfo=UTC)
    date += timedelta(days=SUNDAY - date.isoweekday())
    return int(date.timestamp()) * 1000


# fmt: off
ZONES: dict[str, tuple[float, Summer]] = {  # name -> hours east of UTC in winter, and when summer time is
    "HST":  (-10,  _never),
    "AKST": (-9,   _american),
    "PST":  (-8,   _american),
    "MST":  (-7,   _american),
    "CST":  (-6,   _american),
    "EST":  (-5,   _american),
    "AST":  (-4,   _american),
    "NST":  (-3.5, _american),
    "WET":  (0,    _european),
    "CET":  (1,    _european),
    "MET":  (1,    _european),
    "EET":  (2,    _european),
    "MSK":  (3,    _never),
    "IST":  (5.5,  _never),
    "JST":  (9,    _never),
    "AEST": (10,   _never),
}
# fmt: on


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name: one of the table, or UTC, GMT, GMT+5, UTC-03:30."""
    return name in ZONES or _PLAIN.fullmatch(name) is not None


def offset(name: str, moment: Millis) -> int:
    """How many seconds a zone is ahead of UTC at a moment.

    Raises:
        LookupError: there is no such zone.
    """
    row = ZONES.get(name)
    if row is None:
        return _fixed(name)
    hours, summer = row
    standard = int(hours * HOUR)
    begins, ends = _summer(summer, utc(min(moment, LATEST)).year, standard)
    return standard + (HOUR if begins <= moment < ends else 0)


@lru_cache(maxsize=256)  # asked for every line of every list at every preview
def _summer(summer: Summer, year: int, standard: int) -> tuple[Millis, Millis]:
    return summer(year, standard)


def _fixed(name: str) -> int:
    found = _PLAIN.fullmatch(name)
    if found is None:
        raise LookupError(f"no time zone {name!r}")
    sign, hours, minutes = found.groups("0")
    return (int(hours) * HOUR + int(minutes) * 60) * (-1 if sign == "-" else 1)


@frozen
class Window:
    """Hours of a day in a time zone: seconds since midnight, both included; they may span midnight."""

    since: int = 0
    until: int = DAY - 1
    zone: str = "UTC"

    def is_open(self, moment: Millis) -> bool:
        """Whether it is such an hour there."""
        second = (moment // 1000 + offset(self.zone, moment)) % DAY
        if self.since <= self.until:
            return self.since <= second <= self.until
        return second >= self.since or second <= self.until


ALL_DAY = Window()
