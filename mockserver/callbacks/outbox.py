"""The outbox: every callback of a sandbox, from the moment it is worded until it is settled.

Rule: deliveries of one call leave in the order they were posted, one at a time.
What a step makes of one is in ``delivery``. The rows are what is true; the ledger beside
them is forgotten when a transaction that changed it is undone, and made anew from the rows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from mockserver.callbacks.delivery import (
    Attempt,
    Delivery,
    DeliveryNotFound,
    Headers,
    NotPossibleNow,
    State,
    Step,
    after,
    moved,
)
from mockserver.callbacks.ledger import READY, WAITING, Ledger, Standing
from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.store.base import Space
from mockserver.timeline import Due

__all__ = ["KEPT", "OWNER", "Attempt", "Delivery", "DeliveryNotFound", "NotPossibleNow", "Outbox", "State"]

OWNER = "outbox"  # of timeline entries; the key is the delivery's id
TABLE = "deliveries"
KEPT = 10_000  # settled deliveries; the oldest leave
ROOM = 100_000  # deliveries that are not settled; one more is never sent
_FULL = "the outbox is full, %s callbacks wait already"
log = logging.getLogger(__name__)


class Outbox:
    """The callbacks of one sandbox. Every method is a transaction, or a part of its caller's."""

    def __init__(
        self,
        space: Space,
        owner: str = OWNER,
        *,
        seed: int = 0,
        kept: int = KEPT,
        room: int = ROOM,
        origin: str = "",
    ) -> None:
        self._space = space
        self._owner = owner
        self._seed = seed
        self._kept = kept
        self._room = room
        self._origin = origin  # where everything goes instead, its path and query as they are
        self._is_full = False  # said so already
        self.ripened = 0  # how often one became ready; it only grows, whatever is undone
        self.left = 0  # how many were ready when the last claim was over, and stayed
        self._ledger: Ledger | None = None  # as it is true now

    def post(
        self,
        *,
        vendor: str,
        notice: str,
        call_id: str,
        cause: str,
        url: str,
        headers: Headers,
        body: bytes,
        at: Millis,
        created: Millis | None = None,
        schedule: Iterable[Millis] = (),
        at_once: bool = False,
        fault: str = "",
        over: Millis = 0,
        never: str = "",
        method: str = "POST",
    ) -> Delivery:
        """Put a callback in; it is ready ``at`` its moment, when the sandbox lets that happen.

        ``at_once``: its moment is this one. Where there is no room, or a reason why it is ``never`` sent,
        it has failed at once, and its problem says so.
        """
        with self._space.transaction():
            ledger = self._changing()
            number = ledger.posted + 1
            id = identity(self._seed, "delivery", number)
            when = at if created is None else created
            is_full = ledger.pending >= self._room
            is_ready = at_once and not is_full and not never
            made = Delivery(
                id, vendor, notice, call_id, cause, moved(url, self._origin), headers, body, when,
                state=READY if is_ready else WAITING, schedule=tuple(schedule), number=number,
                due=None if is_ready else self._plan(id, at), turn=ledger.turns + 1 if is_ready else 0,
                fault=fault, over=over, method=method,
            )  # fmt: skip
            self._space.put(TABLE, id, made)
            ledger.post(made)
            self.ripened += is_ready
            self._space.put(self._owner, "marks", ledger.marks)
            if is_full:
                return self._turn_away(made)
            self._is_full = False
            return self._keep_back(made, never) if never else made

    def _turn_away(self, delivery: Delivery) -> Delivery:
        if not self._is_full:
            self._is_full = True
            log.error("callback %s is never sent, and others after it: %s", delivery.id, _FULL % self._room)
        return self._keep_back(delivery, _FULL % self._room)

    def _keep_back(self, delivery: Delivery, why: str) -> Delivery:
        self._unplan(delivery)
        return self._step(delivery, Step.TURNED_AWAY, problem=f"never sent: {why}")

    def ripen(self, id: str, at: Millis) -> None:
        """Its moment has come: it is ready, behind those that became so before.

        What has gone meanwhile, or waits no longer, is left alone.
        """
        with self._space.transaction():
            delivery: Delivery | None = self._space.get(TABLE, id)
            if delivery is not None and delivery.state is WAITING:
                self._ripen(delivery)

    def let_follow(self, id: str, leader: Delivery) -> None:
        """It is ready now, behind another of its line; if it was tried or cancelled, it is left alone."""
        with self._space.transaction():
            delivery: Delivery | None = self._space.get(TABLE, id)
            if delivery is not None and delivery.state is WAITING and not delivery.attempts:
                self._unplan(delivery)
                self._space.remove(TABLE, id)  # it stands behind that one in lists, too
                self._changing().move_last(delivery)
                self._ripen(replaced(delivery, number=leader.number + 0.5))

    def _ripen(self, delivery: Delivery) -> Delivery:
        ledger = self._changing()
        turn = ledger.lines.turn_for(delivery, ledger.turns + 1)
        return self._keep(ledger, delivery, after(delivery, Step.RIPENS, turn=turn))

    def claim(self, limit: int, room: Callable[[str], bool] = lambda _url: True) -> tuple[Delivery, ...]:
        """Take out what may be sent now, in the order it became ready.

        Of one call only the earliest posted of those ready may go, and only while none
        of it is on its way. ``room`` is asked last, about the destination: False, and it stays.
        """
        with self._space.transaction():
            self.left = self._opened().counts[READY]
            if not self.left or limit <= 0:
                return ()
            ledger = self._changing()
            going = map(self._get, ledger.lines.go(limit, room))
            claimed = tuple([self._keep(ledger, each, after(each, Step.CLAIMED)) for each in going])
            self.left -= len(claimed)
            return claimed

    def settle(self, id: str, attempt: Attempt, at: Millis) -> Delivery:
        """Keep an attempt: the delivery is delivered, put off by its schedule, or given up at its end.

        Raises:
            DeliveryNotFound: it has gone meanwhile.
            NotPossibleNow: it is not on its way.
        """
        with self._space.transaction():
            delivery = self._get(id)
            if not attempt.error:
                return self._step(delivery, Step.ACCEPTED, attempt=attempt, problem="")
            wait = delivery.wait(attempt, at)
            if wait is None:
                return self._step(delivery, Step.GIVEN_UP, attempt=attempt, problem=attempt.error)
            due = self._plan(id, at + wait) if wait else None
            put_off = self._step(delivery, Step.PUT_OFF, due, attempt=attempt, problem=attempt.error)
            # At once, and in this transaction: no later delivery of the call may slip past.
            return put_off if wait else self._ripen(put_off)

    def redeliver(self, id: str, at: Millis) -> Delivery:
        """Send it again, or earlier than planned; what is left of its schedule still holds.

        Raises:
            DeliveryNotFound: there is none with this id.
            NotPossibleNow: it is ready or on its way.
        """
        with self._space.transaction():
            delivery = self._get(id)
            after(delivery, Step.REDELIVERED)  # says no before anything is planned
            self._unplan(delivery)
            return self._step(delivery, Step.REDELIVERED, self._plan(id, at))

    def cancel(self, ids: Iterable[str] | None = None) -> int:
        """Cancel these deliveries, or all; says how many still waited or were ready.

        Raises:
            DeliveryNotFound: there is none with one of the ids.
        """
        with self._space.transaction():
            asked = self.list() if ids is None else tuple(map(self._get, dict.fromkeys(ids)))
            pending = [each for each in asked if each.can_be_cancelled]
            for each in pending:
                self._unplan(each)
                why = each.problem or "cancelled before it was sent"
                self._step(each, Step.CANCELLED, problem=why)
            return len(pending)

    def get(self, id: str) -> Delivery:
        """The delivery with this id.

        Raises:
            DeliveryNotFound: there is none.
        """
        with self._space.transaction():
            return self._get(id)

    def _get(self, id: str) -> Delivery:
        delivery: Delivery | None = self._space.get(TABLE, id)
        if delivery is None:
            raise DeliveryNotFound(id)
        return delivery

    def list(
        self,
        *,
        state: str | None = None,
        vendor: str | None = None,
        call_id: str | None = None,
        cause: str | None = None,
    ) -> tuple[Delivery, ...]:
        """All deliveries kept, oldest first, or those that have all of this."""
        asked = {"state": state, "vendor": vendor, "cause": cause}
        wanted = [(name, value) for name, value in asked.items() if value is not None]
        with self._space.transaction():
            keys = (key for key, _ in self._space.rows(TABLE))
            rows = map(self._get, keys if call_id is None else self._opened().calls.get(call_id, ()))
            return tuple(row for row in rows if all(getattr(row, name) == value for name, value in wanted))

    def pending(self) -> int:
        """How many deliveries are not settled."""
        with self._space.transaction():
            return self._opened().pending

    def standing(self) -> Standing:
        """How many deliveries stand where."""
        with self._space.transaction():
            return self._opened().standing

    def _opened(self) -> Ledger:
        """The ledger as it is true now."""
        if self._ledger is None:
            marks = self._space.get(self._owner, "marks") or (0, 0, 0)
            self._ledger = Ledger(marks, [row for _, row in self._space.rows(TABLE)])
        return self._ledger

    def _changing(self) -> Ledger:
        """The ledger, for whoever changes it."""
        self._space.when_undone(self._forget)
        return self._opened()

    def _forget(self) -> None:
        self._ledger = None

    def _plan(self, id: str, at: Millis) -> Due:
        return self._space.plan(at, self._owner, id)

    def _unplan(self, delivery: Delivery) -> None:
        if delivery.due is not None:
            self._space.drop_due(delivery.due)

    def _step(self, delivery: Delivery, step: Step, due: Due | None = None, **facts: Any) -> Delivery:
        return self._keep(self._changing(), delivery, after(delivery, step, due, **facts))

    def _keep(self, ledger: Ledger, was: Delivery, now: Delivery) -> Delivery:
        """Keep a delivery that has made a step."""
        self._space.put(TABLE, now.id, now)
        ledger.step(was, now)
        if now.state is READY:
            self.ripened += 1
            self._space.put(self._owner, "marks", ledger.marks)
        elif len(ledger.old) > self._kept:
            self._drop_oldest(ledger)
        return now

    def _drop_oldest(self, ledger: Ledger) -> None:
        """Keep no more settled ones than are kept."""
        while len(ledger.old) > self._kept:
            leaving: Delivery | None = self._space.get(TABLE, id := ledger.old.popleft())
            if leaving is not None and leaving.is_settled:  # it may have been sent again since
                self._space.remove(TABLE, id)
                ledger.drop(leaving)
        self._space.put(self._owner, "marks", ledger.marks)
