"""Which record of a list is called next: lines of those that are ready, strongest first.

Rule: callbacks of the agent's own, then the campaign's, then the others; within a line the lowest
number. Of a chain nobody comes while one is held, and only callbacks while there are any. Whoever is
to be called later stands apart until then. Values only: nothing is stored here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from mockserver.callcentre.lists.model import Kind, ListRecord, Status
from mockserver.callcentre.lists.zones import Window
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced

PERSONAL, CAMPAIGN, GENERAL = range(3)
# fmt: off
RANKS: Mapping[Kind, int] = {  # a kind without a rank is never called
    Kind.PERSONAL_CALLBACK:    PERSONAL,
    Kind.PERSONAL_RESCHEDULED: PERSONAL,
    Kind.CAMPAIGN_CALLBACK:    CAMPAIGN,
    Kind.CAMPAIGN_RESCHEDULED: CAMPAIGN,
    Kind.GENERAL:              GENERAL,
}
# fmt: on


@frozen
class Line:
    """Records that are as good as each other: of one rank, for one agent (or any), at the same hours."""

    rank: int
    agent: str
    window: Window


Later = tuple[Millis, int, Line]  # from when on, the record's number, and where it will stand


@frozen
class Waiting:
    """The records of one list that are ready and were touched; how far those untouched are used up."""

    lines: Mapping[Line, tuple[int, ...]] = field(default_factory=dict)
    later: tuple[Later, ...] = ()  # in order
    used: Mapping[Window, int] = field(default_factory=dict)  # made-up ones with these hours


def line_of(record: ListRecord) -> Line | None:
    """Where a record stands; None where it is not to be called."""
    rank = RANKS.get(record.kind)
    if rank is None or record.status is not Status.READY:
        return None
    return Line(rank, owner_of(record), record.window)


def owner_of(record: ListRecord) -> str:
    """The agent whose callback it is; empty where it is anybody's."""
    return record.agent if RANKS.get(record.kind) == PERSONAL else ""


def callable_of(chain: Iterable[ListRecord]) -> list[ListRecord]:
    """Those of a chain that may be called: nobody while one is held, only callbacks while there are any."""
    rows = list(chain)
    if any(row.status is Status.RETRIEVED for row in rows):
        return []
    lines = [(line.rank, row) for row in rows if (line := line_of(row)) is not None]
    callbacks = [row for rank, row in lines if rank < GENERAL]
    return callbacks or [row for _, row in lines]


def lined_up(waiting: Waiting, record: ListRecord, now: Millis) -> Waiting:
    """With a record more."""
    line = line_of(record)
    if line is None:
        return waiting
    if record.due > now:
        later = _with(waiting.later, (record.due, record.number, line))
        return replaced(waiting, later=later)
    return replaced(waiting, lines={**waiting.lines, line: _with(waiting.lines.get(line, ()), record.number)})


def withdrawn(waiting: Waiting, record: ListRecord) -> Waiting:
    """Without a record, which may not be there."""
    line = line_of(record)
    if line is None:
        return waiting
    numbers = _without(waiting.lines.get(line, ()), record.number)
    return replaced(
        waiting,
        later=_without(waiting.later, (record.due, record.number, line)),
        lines=_lines({**waiting.lines, line: numbers}),
    )


def ripened(waiting: Waiting, now: Millis) -> Waiting:
    """With those in line whose time has come."""
    come = bisect_left(waiting.later, (now + 1,))
    if not come:
        return waiting
    more: dict[Line, list[int]] = {}
    for _, number, line in waiting.later[:come]:
        more.setdefault(line, []).append(number)
    joined = {line: tuple(sorted((*waiting.lines.get(line, ()), *new))) for line, new in more.items()}
    return replaced(waiting, later=waiting.later[come:], lines={**waiting.lines, **joined})


def heads(waiting: Waiting, agent: str, now: Millis) -> Iterator[tuple[int, int]]:
    """The rank and number of whoever is first in each line that the agent may call at this hour."""
    for line, numbers in waiting.lines.items():
        if line.agent in ("", agent) and line.window.is_open(now):
            yield line.rank, numbers[0]


def _with(row: tuple[Any, ...], item: Any) -> tuple[Any, ...]:
    place = bisect_left(row, item)
    return (*row[:place], item, *row[place:])


def _without(row: tuple[Any, ...], item: Any) -> tuple[Any, ...]:
    place = bisect_left(row, item)
    return row[:place] + row[place + 1 :] if row[place : place + 1] == (item,) else row


def _lines(lines: Mapping[Line, tuple[int, ...]]) -> Mapping[Line, tuple[int, ...]]:
    """Those in which anybody stands."""
    return {line: numbers for line, numbers in lines.items() if numbers}
