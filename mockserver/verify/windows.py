"""Windows: the stretches of time in which something is expected, and which happenings fall into which.

Rule: a happening counts once. Each window takes the earliest that are left, as many as it needs;
what remains goes where there is room for it, and is too much where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import inf

from mockserver.clock import Millis
from mockserver.scenario.expected import Times, Timing
from mockserver.verify.happenings import Happening


@dataclass
class Window:
    """After one happening of a reference (None: from ever on). Mutable: what falls into it is put in."""

    since: Happening | None
    until: Millis | None  # the last moment
    least: Millis = 0  # not sooner than so long after ``since``
    before: Happening | None = None  # what ends it, once it has happened
    taken: list[Happening] = field(default_factory=list)
    soon: list[Happening] = field(default_factory=list)  # those of ``taken`` that came too soon
    excess: list[Happening] = field(default_factory=list)

    def is_ahead_of(self, each: Happening) -> bool:
        """Whether it had begun when that happened."""
        return self.since is None or each.follows(self.since)

    def is_in_time(self, each: Happening) -> bool:
        """Whether that happened before its end."""
        return (self.until is None or each.at <= self.until) and (
            self.before is None or self.before.follows(each)
        )

    def is_too_soon(self, each: Happening) -> bool:
        """Whether that happened sooner than it may."""
        return self.since is not None and each.at < self.since.at + self.least

    def is_over(self, now: Millis) -> bool:
        """Whether nothing can fall into it any more."""
        return self.before is not None or (self.until is not None and now > self.until)


def windows(
    timing: Timing, after: Sequence[Happening] | None, before: Sequence[Happening], began: Millis
) -> list[Window]:
    """The windows of an expectation; ``after`` are the happenings of its reference, None where it has none.

    Without a reference a time counts from when the sandbox began.
    """
    if after is None:
        until = None if timing.most is None else began + timing.most
        return [
            Window(
                Happening("", began) if timing.least else None, until, timing.least, next(iter(before), None)
            )
        ]
    begins = after if timing.each else after[:1]
    return [_window(timing, since, end) for since, end in zip(begins, _ends(begins, before), strict=True)]


def _window(timing: Timing, since: Happening, end: Happening | None) -> Window:
    until = None if timing.most is None else since.at + timing.most
    return Window(since, until, timing.least, end)


def _ends(begins: Iterable[Happening], before: Sequence[Happening]) -> Iterator[Happening | None]:
    """The first of ``before`` that follows each: no search starts from the beginning again."""
    place = 0
    for since in begins:
        while place < len(before) and not _may_follow(before[place], since):
            place += 1
        yield next((each for each in islice(before, place, None) if each.follows(since)), None)


def allot(rows: Sequence[Window], found: Iterable[Happening], times: Times) -> None:
    """Let each happening fall into a window, if into any."""
    _fill_up(rows, _take(rows, list(found), times.least), times)
    for row in rows:
        row.soon = [each for each in row.taken if row.is_too_soon(each)]


def _take(rows: Sequence[Window], found: list[Happening], least: int) -> list[Happening]:
    """Give each window the earliest that are left; gives what remains."""
    rest: list[Happening] = []
    place = 0
    for row in rows:
        while place < len(found) and not row.is_ahead_of(found[place]):
            rest.append(found[place])
            place += 1
        while place < len(found) and len(row.taken) < least and row.is_in_time(found[place]):
            row.taken.append(found[place])
            place += 1
    return [*rest, *found[place:]]


def _fill_up(rows: Sequence[Window], rest: Iterable[Happening], times: Times) -> None:
    """Put what remains where there is room, or to the last that it fell into.

    A window that is over, or full, is so for all that come later: thousands are not looked through for each.
    """
    most = inf if times.most is None else times.most
    over = full = ahead = 0
    for each in rest:
        over = _past(rows, over, _is_over_for, each)
        ahead = _past(rows, ahead, _may_be_ahead_of, each)
        full = _past(rows, max(full, over), lambda row, _: len(row.taken) >= most, each)
        roomy = (row for row in rows[full:ahead] if len(row.taken) < most and _fits(row, each))
        fitting = (row for row in reversed(rows[over:ahead]) if _fits(row, each))
        if (row := next(roomy, None)) is not None:
            row.taken.append(each)
        elif (row := next(fitting, None)) is not None:
            row.excess.append(each)


def _past(
    rows: Sequence[Window], place: int, is_past: Callable[[Window, Happening], bool], each: Happening
) -> int:
    while place < len(rows) and is_past(rows[place], each):
        place += 1
    return place


def _is_over_for(row: Window, each: Happening) -> bool:
    return (row.until is not None and each.at > row.until) or (
        row.before is not None and not _may_follow(row.before, each)
    )


def _may_be_ahead_of(row: Window, each: Happening) -> bool:
    return row.since is None or _may_follow(each, row.since)


def _may_follow(each: Happening, other: Happening) -> bool:
    """Whether it is not before the other; what is at one moment has no order, and none follows itself."""
    return each.follows(other) or not other.follows(each)


def _fits(row: Window, each: Happening) -> bool:
    return row.is_ahead_of(each) and row.is_in_time(each) and not row.is_too_soon(each)
