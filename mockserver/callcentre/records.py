"""One vendor's call records in one sandbox: given, generated, and those of calls that ended here.

Rule: of a record nothing changes but its notes, so notes are all that is stored of it. A
record that is added is stored whole; it takes the place of the one that had its id. Of
those that calls leave behind, the newest ``KEPT`` are kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence

from mockserver.callcentre.calls import KEPT
from mockserver.callcentre.errors import RecordNotFound
from mockserver.callcentre.generated import Generated, Rank, rank
from mockserver.callcentre.listing import SORTABLE, Listing, Page, RecordQuery, rank_of, stretch, test_of
from mockserver.callcentre.model import Call, CallRecord, Interaction
from mockserver.callcentre.passage import OUTGOING, written
from mockserver.callcentre.people import People
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.store.base import Space
from mockserver.store.fifo import Fifo, over

__all__ = ["Page", "RecordQuery", "Records", "record_of"]

AFTER, BEFORE = 0, 1  # on which side of a record the generated ones stand that are its equals


class Records:
    """The records of one vendor in one sandbox. Ids are exact; of equal ones the first is meant."""

    def __init__(
        self,
        space: Space,
        vendor: str,
        *,
        given: Sequence[CallRecord] = (),
        generated: Generated | None = None,
        kept: int = KEPT,
    ) -> None:
        self._space = space
        self._notes = f"{vendor}.records"  # by id, of those whose notes were changed
        self._added = f"{vendor}.records.added"  # by id
        self._replaced = f"{vendor}.records.replaced"  # ids of added ones that were there before
        self._logged = Fifo(space, f"{vendor}.records.logged")
        self._too_many = over(kept)
        self._given = tuple(given)
        self._places = {record.id: place for place, record in reversed(list(enumerate(given)))}
        self._made = generated or Generated(0, seed=0, vendor=vendor, people=People(0), since=0, until=0)

    def __len__(self) -> int:
        """How many there are."""
        stored = self._space.count(self._added) - self._space.count(self._replaced)
        return len(self._given) + len(self._made) + stored

    def find(self, id: str) -> CallRecord:
        """The record with this id.

        Raises:
            RecordNotFound: there is none.
        """
        record = self._original(id)
        if record is None:
            raise RecordNotFound(id=id)
        return self._noted(record)

    def annotate(self, id: str, notes: str | None) -> CallRecord:
        """Set a record's notes; an empty text clears them, None leaves them.

        Raises:
            RecordNotFound: there is none.
        """
        record = self.find(id)
        if notes is None or notes == record.notes:
            return record
        self._space.put(self._notes, id, notes)
        return replaced(record, notes=notes)

    def add(self, record: CallRecord) -> None:
        """Keep a record; it stands at the end of the list."""
        if record.id is None:  # it can be listed, and never found
            came = self._logged.ends()[0] + self._space.count(self._added)
            self._space.put(self._added, f"\t{came}", record)
            return
        if self._first(record.id) is not None:
            self._space.put(self._replaced, record.id, True)
        self._space.remove(self._notes, record.id)
        self._space.put(self._added, record.id, record)

    def log(self, record: CallRecord) -> None:
        """Keep the record of a call that has ended; the oldest such records leave."""
        self.add(record)
        for id in self._logged.push(str(record.id), self._too_many):
            for table in (self._added, self._replaced, self._notes):
                self._space.remove(table, id)

    def page(self, query: RecordQuery) -> Page:
        """The page of records that a query asks for; whatever lies beyond the end is empty.

        Raises:
            ValueError: a time of the query is none.
        """
        found = self._found(query)
        total = len(found)
        start = min(total, max(0, query.page - 1) * max(0, query.size))
        stop = min(total, start + max(0, query.size))
        if not query.descending:
            return Page(tuple(self._shown(each) for each in found.between(start, stop)), total)
        backwards = [self._shown(each) for each in found.between(total - stop, total - start)]
        return Page(tuple(reversed(backwards)), total)

    def _original(self, id: str | None) -> CallRecord | None:
        """The record of an id as it was given, made or added."""
        stored: CallRecord | None = None if id is None else self._space.get(self._added, id)
        if stored is not None and stored.id == id:
            return stored
        return None if id is None else self._first(id)

    def _first(self, id: str) -> CallRecord | None:
        """The record that was there from the start."""
        if id in self._places:
            return self._given[self._places[id]]
        index = self._made.index_of(id)
        return None if index is None else self._made.at(index)

    def _noted(self, record: CallRecord) -> CallRecord:
        notes = None if record.id is None else self._space.get(self._notes, record.id)
        return record if notes is None else replaced(record, notes=notes)

    def _shown(self, each: int | CallRecord) -> CallRecord:
        if isinstance(each, CallRecord):
            return each
        record = self._made.at(each)
        # A given record of the same id comes first: the changed notes are its.
        return record if record.id in self._places else self._noted(record)

    def _found(self, query: RecordQuery) -> Listing:
        fits, field = test_of(query), query.sort_field if query.sort_field in SORTABLE else None
        given = [record for record in self._given_now() if fits(record)]
        added = [self._noted(record) for _, record in self._space.rows(self._added) if fits(record)]
        made = self._chosen(query, field)
        if field is None:
            return Listing(made, [*given, *added], lambda nth: nth if nth < len(given) else nth + len(made))
        return self._sorted(field, made, given, added)

    def _given_now(self) -> Iterator[CallRecord]:
        """The given records that nothing replaced, with the notes they have now."""
        for place, record in enumerate(self._given):
            if record.id is None or self._places[record.id] != place:
                yield record
            elif not self._space.get(self._replaced, record.id):
                yield self._noted(record)

    def _chosen(self, query: RecordQuery, field: str | None) -> Sequence[int]:
        """The indexes of the generated records that fit, in order."""
        low, high = stretch(self._made, query)
        if field in (None, "started", "notes"):
            chosen = self._made.chosen(query.filter, low, high)
        else:
            chosen = self._made.ordered(str(field), query.filter, low, high)
        if self._space.count(self._replaced):
            hidden = self._hidden()
            chosen = [index for index in chosen if index not in hidden]
        return sorted(chosen, key=self._notes_rank) if field == "notes" else chosen

    def _hidden(self) -> set[int | None]:
        """The indexes of the generated records that added ones replaced."""
        ids = (id for id, _ in self._space.rows(self._replaced) if id not in self._places)
        return {self._made.index_of(id) for id in ids}

    def _notes_rank(self, index: int) -> Rank:
        return rank(self._shown(index).notes)

    def _sorted(
        self, field: str, made: Sequence[int], given: list[CallRecord], added: list[CallRecord]
    ) -> Listing:
        """All in one order. Among equals, the generated ones stand after the given and before the added."""
        ranked = [(rank_of(field, record), AFTER, record) for record in given]
        ranked += [(rank_of(field, record), BEFORE, record) for record in added]
        ranked.sort(key=lambda row: row[0])
        count = self._counter(field, made)
        return Listing(
            made, [row[2] for row in ranked], lambda nth: nth + count(ranked[nth][0], ranked[nth][1])
        )

    def _counter(self, field: str, made: Sequence[int]) -> Callable[[Rank, int], int]:
        """How many of the generated stand before a record of that rank."""
        source = self._made
        if field == "started":
            return lambda wanted, side: (
                bisect_left(made, source.index_from(int(wanted[1]) + side)) * wanted[0]
            )
        key = self._notes_rank if field == "notes" else lambda index: rank(source.value(index, field))
        return lambda wanted, side: (bisect_left, bisect_right)[side](made, wanted, key=key)


def record_of(call: Call, people: People | None = None) -> CallRecord:
    """An ended call as a record, from its moments; a call that was placed goes out.

    Where it took time until anybody rang, the parts do not add up to the duration.
    """
    end = call.created if call.released is None else call.released
    rang = _first_of(call.agent_rang, call.rang)
    return CallRecord(
        id=call.id,
        started=written(call.created),
        caller_name=people.name("caller", call.caller) if people else None,
        caller_number=call.caller,
        duration=_seconds(call.created, end),
        ringing=_seconds(rang, end if call.answered is None else call.answered),
        on_hold=call.on_hold / 1000,
        holds=call.holds,
        interactions=tuple(_lines(call)),
        answered_by=None if call.answered is None else call.agent,
        talking=max(0.0, _seconds(call.answered, end - call.on_hold)),
        forms=(),
        kind=OUTGOING,
    )


def _first_of(*moments: Millis | None) -> Millis | None:
    return min((moment for moment in moments if moment is not None), default=None)


def _seconds(begin: Millis | None, end: Millis) -> float:
    return 0.0 if begin is None else (end - begin) / 1000


def _lines(call: Call) -> Iterator[Interaction]:
    ended = "" if call.outcome is None else call.outcome.replace("_", " ").capitalize()
    if call.rang is None:  # no other line would say who was called
        ended = f"{ended}: call to {call.called}"
    for moment, kind, description in (
        (call.agent_rang, "Ring", f"Call to {call.caller}"),
        (call.agent_answered, "Answer", f"Answered by {call.caller}"),
        (call.rang, "Ring", f"Call to {call.called}"),
        (call.answered, "Answer", f"Answered by {call.called}"),
        (call.released, "Hangup", ended),
    ):
        if moment is not None:
            yield Interaction(written(moment), kind, description)
