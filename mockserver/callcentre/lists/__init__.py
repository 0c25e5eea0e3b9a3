"""Calling lists: who is to be called, in which order, by whom, and what became of it.

Rule: whoever retrieves a record has it alone, with the rest of its chain, until the handle on it is
closed. Records and handles change only by the tables of ``lifecycle``; nothing changes when one says no.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mockserver.callcentre.lists.handles import Handles
from mockserver.callcentre.lists.lifecycle import Change, Step, changed
from mockserver.callcentre.lists.model import (
    Callback,
    CallingList,
    Handle,
    Kind,
    ListRecord,
    Stage,
    Status,
)
from mockserver.callcentre.lists.rows import KEPT, MOST, ListRecords, entry
from mockserver.callcentre.lists.waiting import (
    GENERAL,
    callable_of,
    heads,
    lined_up,
    owner_of,
    ripened,
    withdrawn,
)
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.store.base import Space
from mockserver.store.fifo import Fifo, over

Held = tuple[Handle, ListRecord]


@frozen
class Agent:
    """Who works on records: at which device, for which campaign."""

    user: str
    device: str
    campaign: str


class CallingLists:
    """The calling lists of one vendor in one sandbox, as agents work on them."""

    def __init__(self, space: Space, vendor: str, *, seed: int, most: int = MOST, kept: int = KEPT) -> None:
        self._space = space
        self.handles = Handles(space, vendor)
        self._barred = f"{vendor}.lists.barred"  # phone numbers, by list
        self._bars = Fifo(space, f"{vendor}.lists.bars")
        self._too_many = over(kept)
        self.records = ListRecords(space, vendor, seed=seed, most=most, kept=kept)

    def begin(self, calling_list: CallingList, given: Iterable[ListRecord], now: Millis) -> None:
        """Let there be a list. Those of its given records that are ready wait from now on; those that
        have a handle are held by their agent, on a call that is over.
        """
        rows = self.records.begin(calling_list, given)
        for row in rows:
            if row.handle:
                held = Handle(row.handle, row.list, row.number, row.agent, "", row.campaign, stage=Stage.WRAP)
                self.handles.open(held)
        for chain in dict.fromkeys(row.chain for row in rows):
            self._arrange(calling_list.name, chain, now)

    def retrieve(self, lists: Iterable[str], agent: Agent, now: Millis) -> Held | None:
        """The record to be called next, held by the agent from now on; None: there is none at this hour.

        Raises:
            ListNotFound: there is no list of one of these names.
            TooManyRecords: as many are in work as may be.
        """
        found = [
            (rank, order, number, name)
            for order, name in enumerate(lists)
            for rank, number in self._first(name, agent.user, now)
        ]
        if not found:
            return None
        _, _, number, name = min(found)
        held = self._hold(self._known(name, number), agent)
        self._arrange(name, held[1].chain, now)
        return held

    def find(self, number: int) -> Held:
        """An open handle and its record.

        Raises:
            HandleNotFound: there is none, or not any more.
        """
        handle = self.handles.find(number)
        return handle, self._known(handle.list, handle.record)

    def dial(self, number: int, now: Millis, call: str = "") -> Held:
        """The agent calls: one attempt more. ``call`` is the call's id."""
        handle, record = self._step(number, Step.DIAL, call=call)
        return handle, self._keep(record, attempts=record.attempts + 1, called=now)

    def establish(self, number: int, result: str) -> Held:
        """Somebody answered."""
        handle, record = self._step(number, Step.ESTABLISH)
        return handle, self._with_result(record, result)

    def end(self, number: int, result: str | None = None) -> Held:
        """The call is over; without a result, the one that the record has stays."""
        handle, record = self._step(number, Step.END)
        return handle, record if result is None else self._with_result(record, result)

    def update(self, number: int, **columns: Any) -> Held:
        """Let the record have other values in some of its fields."""
        handle, record = self._step(number, Step.UPDATE)
        return handle, self.records.keep(self._checked(replaced(record, **columns)))

    def reschedule(self, number: int, callback: Callback) -> Held:
        """Let the record be called again, from a moment on; it takes effect when it is completed."""
        handle, record = self._step(number, Step.RESCHEDULE, callback=callback)
        return handle, record

    def reject(self, number: int, now: Millis) -> Held:
        """Give the record back, as if nobody had seen it."""
        handle, record = self._step(number, Step.REJECT)
        return handle, self._give_back(record, now)

    def complete(self, number: int, now: Millis, result: str | None = None) -> Held:
        """Be done with the record and its chain; a rescheduled one waits for its time."""
        handle, record = self._step(number, Step.COMPLETE)
        final = record.result if result is None else result
        record = replaced(record, result=final, kind=self._checked(record).kind)
        if handle.callback is not None and record.kind is not Kind.NO_CALL:
            return handle, self._put_off(record, handle.callback, now)
        done = self._change(record, Change.COMPLETED, handle=0)
        for sibling in self._ready(self._siblings(done)):
            self._withdraw(sibling)
            self._change(sibling, Change.CHAIN_COMPLETED)
        return handle, done

    def bar(self, number: int, now: Millis, result: str, *, whole_chain: bool) -> Held:
        """Never let this customer be called again at this number, or at any of the chain's."""
        handle, record = self._step(number, Step.BAR)
        barred = self._keep(record, kind=Kind.NO_CALL, result=result)
        self._bar_phone(record.list, record.phone, now, result)
        if whole_chain:
            self._bar_chain(record, now, result)
        return handle, barred

    def bar_phone(
        self, lists: Iterable[str], phone: str, now: Millis, result: str, *, whole_chain: bool
    ) -> None:
        """Never let that phone number be called again, nor, if so wanted, those of the chains it is in.

        Raises:
            ListNotFound: there is no list of one of these names.
        """
        for name in lists:
            for record in self._bar_phone(name, phone, now, result):
                if whole_chain:
                    self._bar_chain(record, now, result)

    def unchain(self, number: int) -> Iterator[Held]:
        """Hold the rest of the record's chain, too; what others hold and what is done is left out."""
        handle, record = self._step(number, Step.UNCHAIN)
        agent = Agent(handle.user, handle.device, handle.campaign)
        held = []
        for sibling in self._siblings(record):
            if sibling.handle and sibling.agent == handle.user:
                held.append(self.find(sibling.handle))
            elif sibling.status is Status.READY and sibling.kind is not Kind.NO_CALL:
                held.append(self._hold(sibling, agent))
        return iter(held)

    def add(self, record: ListRecord, now: Millis) -> ListRecord:
        """A new record of a list, which waits from now on unless its phone number is barred.

        Raises:
            ListNotFound: there is no such list.
            TooManyRecords: as many are kept as may be.
        """
        kept = self.records.add(self._checked(record))
        self._arrange(kept.list, kept.chain, now)
        return kept

    def leave(self, user: str, now: Millis, change: Change = Change.LEFT) -> None:
        """Close the handles of an agent who is gone; ``change`` is what that means for the records."""
        for handle in list(self.handles.of(user)):
            _, record = self._step(handle.number, Step.LEAVE)
            self._change(record, change, handle=0)
            self._arrange(record.list, record.chain, now)

    def _first(self, name: str, user: str, now: Millis) -> Iterator[tuple[int, int]]:
        """The rank and number of whoever comes first, of each kind that waits in a list."""
        made = self.records.list_of(name)
        waiting = before = self.records.waiting(name)
        waiting = ripened(waiting, now)
        found = list(heads(waiting, user, now))
        for nth, window in enumerate(made.windows):
            if window.is_open(now):
                used, number = self.records.untouched(made, nth, waiting.used.get(window, 0))
                waiting = replaced(waiting, used={**waiting.used, window: used})
                found += [] if number is None else [(GENERAL, number)]
        if waiting != before:
            self.records.let_wait(name, waiting)
        return iter(found)

    def _known(self, name: str, number: int) -> ListRecord:
        record = self.records.find(name, number)
        if record is None:
            raise LookupError(f"calling list {name!r} has no record {number}, and somebody holds it")
        return record

    def _hold(self, record: ListRecord, agent: Agent) -> Held:
        number = self.handles.newest + 1
        self._withdraw(record)
        held = self._change(
            record, Change.RETRIEVED, agent=agent.user, campaign=agent.campaign, handle=number
        )
        handle = Handle(number, record.list, record.number, agent.user, agent.device, agent.campaign)
        self.handles.open(handle)
        return handle, held

    def _step(self, number: int, step: Step, **changes: Any) -> Held:
        handle, record = self.find(number)
        return self.handles.step(handle, step, **changes), record

    def _keep(self, record: ListRecord, **changes: Any) -> ListRecord:
        return self.records.keep(replaced(record, **changes))

    def _with_result(self, record: ListRecord, result: str) -> ListRecord:
        """What a call came to; that the customer is never to be called again outlasts it."""
        return record if record.kind is Kind.NO_CALL else self._keep(record, result=result)

    def _change(self, record: ListRecord, change: Change, **changes: Any) -> ListRecord:
        return self._keep(record, status=changed(record.status, change), **changes)

    def _siblings(self, record: ListRecord) -> list[ListRecord]:
        """The others of the chain."""
        chain = self.records.of_chain(record.list, record.chain)
        return [each for each in chain if each.number != record.number]

    def _ready(self, records: Iterable[ListRecord]) -> list[ListRecord]:
        return [each for each in records if each.status is Status.READY]

    def _give_back(self, record: ListRecord, now: Millis) -> ListRecord:
        is_done = any(each.status is Status.UPDATED for each in self._siblings(record))
        change = Change.CHAIN_COMPLETED if is_done else Change.RETURNED
        back = self._change(self._checked(record), change, agent=owner_of(record), handle=0)
        self._arrange(record.list, record.chain, now)
        return back

    def _put_off(self, record: ListRecord, callback: Callback, now: Millis) -> ListRecord:
        later = replaced(record, kind=callback.kind, due=callback.due)
        kept = self._change(later, Change.RESCHEDULED, agent=owner_of(later), handle=0)
        self._arrange(record.list, record.chain, now)
        return kept

    def _bar_phone(self, name: str, phone: str, now: Millis, result: str) -> list[ListRecord]:
        """Remember a number, and take away those of it who wait; gives them as they were."""
        key = entry(name, phone)
        is_new = self._space.get(self._barred, key) is None
        self._space.put(self._barred, key, result)
        for oldest in self._bars.push(key, self._too_many) if is_new else ():
            self._space.remove(self._barred, oldest)
        ready = self._ready(self.records.with_phone(name, phone))
        for each in ready:
            self._withdraw(each)
            self._keep(each, kind=Kind.NO_CALL, result=result)
            self._arrange(name, each.chain, now)
        return ready

    def _checked(self, record: ListRecord) -> ListRecord:
        """The record, which is never to be called if its number is not."""
        barred: str | None = self._space.get(self._barred, entry(record.list, record.phone))
        return record if barred is None else replaced(record, kind=Kind.NO_CALL, result=barred)

    def _bar_chain(self, record: ListRecord, now: Millis, result: str) -> None:
        """Bar the numbers of the others of the chain, those that are held included."""
        for sibling in self._siblings(record):
            self._bar_phone(sibling.list, sibling.phone, now, result)
        for sibling in self._ready(self._siblings(record)):
            self._change(sibling, Change.CHAIN_COMPLETED)

    def _arrange(self, name: str, chain: int, now: Millis) -> None:
        """Let those of a chain stand in line who may be called, and no others."""
        rows = list(self.records.of_chain(name, chain))
        for row in rows:
            self._withdraw(self.records.keep(row) if len(rows) > 1 else row)
        waiting = self.records.waiting(name)
        for row in callable_of(rows):
            waiting = lined_up(waiting, row, now)
        self.records.let_wait(name, waiting)

    def _withdraw(self, record: ListRecord) -> None:
        waiting = self.records.waiting(record.list)
        self.records.let_wait(record.list, withdrawn(waiting, record))
