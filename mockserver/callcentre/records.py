"""One vendor's call records in one sandbox: given, generated, and those of calls that ended here.

Rule: what nobody changed is not stored; a row of the store lies over the given or
generated record of its id. Order is that: given, generated, then added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from math import isnan
from typing import Any

from mockserver.callcentre.errors import RecordNotFound
from mockserver.callcentre.generated import Generated, written
from mockserver.callcentre.model import Call, CallRecord, Interaction
from mockserver.callcentre.people import People
from mockserver.clock import Millis, moment_of
from mockserver.store.base import Space

SORTABLE = frozenset(field.name for field in fields(CallRecord)) - {"interactions", "forms"}


@dataclass(frozen=True, slots=True)
class RecordQuery:
    """Which records are wanted, in which order, which page of them. None asks nothing."""

    started_from: str | None = None  # ISO 8601; a date alone is its first moment
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


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records, and how many there are in all."""

    records: tuple[CallRecord, ...]
    total: int


class Records:
    """The records of one vendor in one sandbox."""

    def __init__(
        self,
        space: Space,
        vendor: str,
        *,
        given: Sequence[CallRecord] = (),
        generated: Generated | None = None,
    ) -> None:
        self._space = space
        self._table = f"{vendor}.records"  # changed records by id
        self._added = f"{vendor}.records.added"  # ids of those that were not there at the start
        self._given = tuple(given)
        self._places = {record.id: place for place, record in reversed(list(enumerate(given)))}
        self._generated = generated

    def __len__(self) -> int:
        """How many there are."""
        return self._made + self._space.count(self._added)

    @property
    def _made(self) -> int:
        return len(self._given) + (len(self._generated) if self._generated else 0)

    def find(self, key: str) -> CallRecord:
        """The record with this id; the first, should several have been given with it.

        Raises:
            RecordNotFound: there is none.
        """
        changed: CallRecord | None = self._space.get(self._table, key)
        found = changed or self._original(key)
        if found is None:
            raise RecordNotFound(id=key)
        return found

    def _original(self, key: str) -> CallRecord | None:
        if key in self._places:
            return self._given[self._places[key]]
        index = self._generated.index_of(key) if self._generated else None
        return self._generated.at(index) if self._generated and index is not None else None

    def annotate(self, key: str, notes: str | None) -> CallRecord:
        """Set a record's notes; None leaves them, an empty text clears them.

        Raises:
            RecordNotFound: there is no such record.
        """
        record = self.find(key)
        if notes is None or notes == record.notes:
            return record
        changed = replace(record, notes=notes)
        self._space.put(self._table, key, changed)
        return changed

    def add(self, record: CallRecord) -> None:
        """Keep a record, in place of one with the same id."""
        key = record.id or ""
        if self._original(key) is None:
            self._space.put(self._added, key, key)
        self._space.put(self._table, key, record)

    def page(self, query: RecordQuery) -> Page:
        """The page of records that a query asks for."""
        found: Sequence[int] = self._span(query)
        tests = list(_tests(query))
        if tests:
            added = self._added_ids()
            found = [place for place in found if self._passes(place, tests, added)]
        found = self._sorted(found, query)
        start = (max(1, query.page) - 1) * max(0, query.size)
        ids = self._added_ids()
        wanted = found[start : start + max(0, query.size)]
        return Page(tuple(self._at(place, ids) for place in wanted), len(found))

    def _added_ids(self) -> list[str]:
        return [key for key, _ in self._space.rows(self._added)]

    def _at(self, place: int, added: list[str]) -> CallRecord:
        """The record at a place of the whole list, with what changed it."""
        if place >= self._made:
            return self.find(added[place - self._made])
        record = self._unchanged(place)
        if not self._space.count(self._table):
            return record
        # Only the first of several given with one id can be found, and so changed.
        is_first = place >= len(self._given) or self._places[record.id] == place
        changed: CallRecord | None = self._space.get(self._table, record.id or "") if is_first else None
        return changed or record

    def _unchanged(self, place: int) -> CallRecord:
        if place < len(self._given):
            return self._given[place]
        if self._generated is None:
            raise IndexError(place)
        return self._generated.at(place - len(self._given))

    def _span(self, query: RecordQuery) -> range | list[int]:
        """The places worth looking at; generated ones outside a stretch of time are never touched."""
        low, high = _moment(query.started_from), _moment(query.started_to)
        if self._generated is None or (low is None and high is None):
            return range(len(self))
        first = len(self._given)
        begin = first + (self._generated.index_from(low) if low is not None else 0)
        end = first + (self._generated.index_from(high + 1000) if high is not None else len(self._generated))
        return [*range(first), *range(begin, end), *range(self._made, len(self))]

    def _passes(self, place: int, tests: list[Test], added: list[str]) -> bool:
        read = self._reader(place, added)
        return all(fits(read(name)) for name, fits in tests)

    def _reader(self, place: int, added: list[str]) -> Callable[[str], Any]:
        """How to read a field at a place: of generated records nobody changed, without making the rest."""
        index, made = place - len(self._given), self._generated
        if made is None or not 0 <= index < len(made) or self._is_changed(made, index):
            record = self._at(place, added)
            return lambda name: getattr(record, name)
        return lambda name: made.field(name, index)

    def _is_changed(self, made: Generated, index: int) -> bool:
        return bool(self._space.count(self._table)) and (
            self._space.get(self._table, made.field("id", index)) is not None
        )

    def _sorted(self, found: Sequence[int], query: RecordQuery) -> Sequence[int]:
        if query.sort_field not in SORTABLE:
            return found[::-1] if query.descending else found
        added = self._added_ids()
        if (
            query.sort_field == "started"
            and not self._given
            and not added
            and not self._space.count(self._table)
        ):
            return found[::-1] if query.descending else found  # generated in this order already
        name = query.sort_field
        return sorted(
            found, key=lambda place: _sort_key(self._reader(place, added)(name)), reverse=query.descending
        )


Test = tuple[str, Callable[[Any], bool]]


def _tests(query: RecordQuery) -> Iterator[Test]:
    """What a record has to pass, a field at a time; the cheapest to draw come first."""
    for name, wanted in (
        ("id", query.record_id),
        ("kind", query.kind),
        ("client_id", query.client_id),
        ("centre_id", query.centre_id),
    ):
        if wanted is not None:
            yield name, wanted.__eq__
    yield from _between("duration", query.min_duration, query.max_duration, lambda value: value)
    yield from _between("started", _moment(query.started_from), _moment(query.started_to), _moment)


def _between(name: str, low: float | None, high: float | None, read: Callable[[Any], Any]) -> Iterable[Test]:
    if low is not None or high is not None:
        yield name, lambda value: _inside(read(value), low, high)


def _inside(value: float | None, low: float | None, high: float | None) -> bool:
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def _moment(text: str | None) -> Millis | None:
    """The moment a text tells; None where it tells none, as texts that were given may."""
    try:
        return None if text is None else moment_of(text)
    except (ValueError, OverflowError):
        return None


def _sort_key(value: Any) -> tuple[int, Any]:
    """Missing values first, numbers before texts, NaN before numbers."""
    if value is None or (isinstance(value, float) and isnan(value)):
        return (0, 0)
    return (1, value) if isinstance(value, (int, float)) else (2, value)


def record_of(call: Call, people: People) -> CallRecord:
    """An ended call as a record; durations from its moments."""
    end = call.released or call.created
    talked = (end - call.answered) if call.answered else 0
    return CallRecord(
        id=call.id,
        started=written(call.created),
        caller_name=people.name("call", call.caller),
        caller_number=call.caller,
        transferred_to_number=None,
        duration=(end - call.created) / 1000,
        ringing=_seconds(call.rang, call.answered or end),
        on_hold=call.on_hold / 1000,
        holds=call.holds,
        talking=(talked - call.on_hold) / 1000,
        answered_by=call.agent if call.answered else None,
        interactions=tuple(_story(call)),
        kind="Outgoing",
    )


def _seconds(begin: Millis | None, end: Millis) -> float:
    return 0.0 if begin is None else (end - begin) / 1000


def _story(call: Call) -> Iterator[Interaction]:
    for moment, kind in ((call.rang, "Ring"), (call.answered, "Answer"), (call.released, "Hangup")):
        if moment is not None:
            ended = str(call.outcome).replace("_", " ") if kind == "Hangup" else ""
            yield Interaction(written(moment), kind, ended or call.called)
