"""Windows: the stretches of time in which something is expected, and which happenings fall into which.

Rule: a happening counts once. Each window takes the earliest that are left, as many as it needs;
what remains goes where there is room for it, and is too much where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

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
            Window(Happening("", began) if timing.least else None, until, timing.least, _first(before, None))
        ]
    made = [_window(timing, since, before) for since in after]
    return made if timing.each else made[:1]


def _window(timing: Timing, since: Happening, before: Sequence[Happening]) -> Window:
    until = None if timing.most is None else since.at + timing.most
    return Window(since, until, timing.least, _first(before, since))


def _first(before: Sequence[Happening], since: Happening | None) -> Happening | None:
    return next((each for each in before if since is None or each.follows(since)), None)


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
    for each in rest:
        fitting = [row for row in rows if _has_room_in_time(row, each)]
        roomy = next((row for row in fitting if times.most is None or len(row.taken) < times.most), None)
        if roomy is not None:
            roomy.taken.append(each)
        elif fitting:
            fitting[-1].excess.append(each)


def _has_room_in_time(row: Window, each: Happening) -> bool:
    return row.is_ahead_of(each) and row.is_in_time(each) and not row.is_too_soon(each)
