"""Which records a query means, in which order: a list that is never made, only looked into.

Rule: generated records are told by their index, and found by arithmetic or by a scan that
remembers; the given and the added ones are few, and are simply tried.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from math import inf, nan

from mockserver.callcentre.generated import Filter, Generated, Rank, rank
from mockserver.callcentre.model import CallRecord
from mockserver.clock import Millis, moment_of
from mockserver.frozen import frozen

SORTABLE = frozenset(CallRecord.__match_args__) - {"interactions", "forms"}


@frozen
class RecordQuery:
    """Which records, in which order, and which page of them. None is no condition.

    Times are ISO 8601, both ends included; a date alone is its first moment. ``sort_field`` is
    one of ``SORTABLE``; by any other, the order is that of the list. ``descending`` is the same
    order backwards.
    """

    started_from: str | None = None
    started_to: str | None = None
    client_id: str | None = None
    centre_id: str | None = None
    record_id: str | None = None
    min_duration: float | None = None
    max_duration: float | None = None
    kind: str | None = None
    page: int = 1
    size: int = 50
    sort_field: str | None = None
    descending: bool = False

    @property
    def filter(self) -> Filter:
        """What is asked for besides time and id."""
        return Filter(self.client_id, self.centre_id, self.kind, self.min_duration, self.max_duration)


@frozen
class Page:
    """A page of records, and how many there are in all."""

    records: tuple[CallRecord, ...]
    total: int


class Listing:
    """Generated records, by index, with others among them; ``place`` tells where each other one stands."""

    def __init__(
        self, made: Sequence[int], others: Sequence[CallRecord], place: Callable[[int], int]
    ) -> None:
        self._made = made
        self._others = others
        self._place = place

    def __len__(self) -> int:
        """How many there are in all."""
        return len(self._made) + len(self._others)

    def between(self, start: int, stop: int) -> Iterator[int | CallRecord]:
        """Those from a position up to another."""
        nth = bisect_left(range(len(self._others)), start, key=self._place)
        due = self._due(nth)
        for position in range(start, stop):
            if position == due:
                yield self._others[nth]
                nth += 1
                due = self._due(nth)
            else:
                yield self._made[position - nth]

    def _due(self, nth: int) -> int | None:
        return self._place(nth) if nth < len(self._others) else None


def stretch(made: Generated, query: RecordQuery) -> tuple[int, int]:
    """From which index up to which one the times and the id of a query lead."""
    low = 0 if query.started_from is None else made.index_from(moment_of(query.started_from))
    high = len(made) if query.started_to is None else made.index_from(moment_of(query.started_to) + 1)
    if query.record_id is not None:
        index = made.index_of(query.record_id)
        low, high = (0, 0) if index is None else (max(low, index), min(high, index + 1))
    return low, max(low, high)


def test_of(query: RecordQuery) -> Callable[[CallRecord], bool]:
    """Whether a given or added record fits, whatever it is like."""
    wanted = ("id", query.record_id), ("client_id", query.client_id), ("centre_id", query.centre_id)
    same = [(name, value) for name, value in (*wanted, ("kind", query.kind)) if value is not None]
    low = -inf if query.started_from is None else moment_of(query.started_from)
    high = inf if query.started_to is None else moment_of(query.started_to)
    sought, dated = query.filter, (low, high) != (-inf, inf)

    def fits(record: CallRecord) -> bool:
        return (
            all(getattr(record, name) == value for name, value in same)
            and (not sought.timed or sought.lasts(record.duration))
            and (not dated or low <= _started(record, nan) <= high)
        )

    return fits


@lru_cache(maxsize=65_536)
def _moment(text: str | None) -> Millis | None:
    """The moment a record's text tells; None where it tells none."""
    try:
        return None if text is None else moment_of(text)
    except (ValueError, OverflowError):
        return None


def _started(record: CallRecord, otherwise: float) -> float:
    moment = _moment(record.started)
    return otherwise if moment is None else moment


def rank_of(field: str, record: CallRecord) -> Rank:
    """Where a record stands in a sort by that field."""
    return rank(_moment(record.started) if field == "started" else getattr(record, field))
