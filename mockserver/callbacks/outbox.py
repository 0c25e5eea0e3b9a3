"""The outbox: every callback of a sandbox, from the moment it is worded until it is settled.

Rule: deliveries of one call leave in the order they were posted, one at a time.
What a step makes of the others is in ``standing``, what it makes of one in ``delivery``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice

from mockserver.callbacks.delivery import (
    Attempt,
    Delivery,
    DeliveryNotFound,
    Headers,
    NotPossibleNow,
    State,
    Step,
    after,
)
from mockserver.callbacks.standing import Change, Standing, free, moved
from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.store.base import Space
from mockserver.timeline import Due

__all__ = ["KEPT", "OWNER", "Attempt", "Delivery", "DeliveryNotFound", "NotPossibleNow", "Outbox", "State"]

OWNER = "outbox"  # of timeline entries; the key is the delivery's id
TABLE = "deliveries"
KEPT = 10_000  # settled deliveries; the oldest leave
_LEAVING = 16  # settled deliveries leave so many at a time: finding them costs more than removing them


class Outbox:
    """The callbacks of one sandbox. Every method is a transaction, or a part of its caller's."""

    def __init__(self, space: Space, owner: str = OWNER, *, seed: int = 0, kept: int = KEPT) -> None:
        self._space = space
        self._owner = owner
        self._seed = seed
        self._kept = kept

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
    ) -> Delivery:
        """Put a callback in; it is ready ``at`` its moment, when the sandbox lets that happen."""
        with self._space.transaction():
            standing = self.standing()
            number = standing.posted + 1
            id = identity(self._seed, "delivery", number)
            when = at if created is None else created
            told = Delivery(id, vendor, notice, call_id, cause, url, headers, body, when)
            due = self._plan(id, at)
            delivery = replace(told, schedule=tuple(schedule), number=number, due=due)
            self._stand(replace(standing, posted=number, waiting=standing.waiting + 1))
            self._space.put(TABLE, id, delivery)
            return delivery

    def ripen(self, id: str, at: Millis) -> None:
        """Its moment has come: it is ready, behind those that became so before.

        What has gone meanwhile, or waits no longer, is left alone.
        """
        with self._space.transaction():
            delivery: Delivery | None = self._space.get(TABLE, id)
            if delivery is not None and delivery.state is State.WAITING:
                self._step(delivery, Step.RIPENS)

    def claim(self, limit: int, room: Callable[[str], bool] = lambda _url: True) -> tuple[Delivery, ...]:
        """Take out what may be sent now, in the order it became ready.

        Of one call only the earliest posted of those ready may go, and only while none
        of it is on its way. ``room`` is asked last, about the destination: False, and it stays.
        """
        with self._space.transaction():
            places = islice(free(self.standing(), room), limit)
            was = [self.get(place.id) for place in places]
            return self._move([(each, after(each, Step.CLAIMED)) for each in was])

    def settle(self, id: str, attempt: Attempt, at: Millis) -> Delivery:
        """Keep an attempt: the delivery is delivered, put off by its schedule, or given up at its end.

        Raises:
            DeliveryNotFound: it has gone meanwhile.
            NotPossibleNow: it is not on its way.
        """
        with self._space.transaction():
            delivery = self.get(id)
            told = replace(delivery, attempts=(*delivery.attempts, attempt), problem=attempt.error)
            wait = told.wait(at)
            if not attempt.error:
                return self._step(told, Step.ACCEPTED)
            if wait is None:
                return self._step(told, Step.GIVEN_UP)
            if wait:
                return self._step(told, Step.PUT_OFF, self._plan(id, at + wait))
            # At once, and in this transaction: no later delivery of the call may slip past.
            return self._step(self._step(told, Step.PUT_OFF), Step.RIPENS)

    def redeliver(self, id: str, at: Millis) -> Delivery:
        """Send it again, or earlier than planned; what is left of its schedule still holds.

        Raises:
            DeliveryNotFound: there is none with this id.
            NotPossibleNow: it is ready or on its way.
        """
        with self._space.transaction():
            delivery = self.get(id)
            after(delivery, Step.REDELIVERED)  # says no before anything is planned
            self._unplan(delivery)
            return self._step(delivery, Step.REDELIVERED, self._plan(id, at))

    def cancel(self, ids: Iterable[str] | None = None) -> int:
        """Cancel these deliveries, or all; says how many still waited or were ready.

        Raises:
            DeliveryNotFound: there is none with one of the ids.
        """
        with self._space.transaction():
            asked = self.list() if ids is None else tuple(map(self.get, dict.fromkeys(ids)))
            pending = [each for each in asked if each.can_be_cancelled]
            for each in pending:
                self._unplan(each)
            told = [replace(each, problem=each.problem or "cancelled before it was sent") for each in pending]
            return len(self._move([(each, after(each, Step.CANCELLED)) for each in told]))

    def get(self, id: str) -> Delivery:
        """The delivery with this id.

        Raises:
            DeliveryNotFound: there is none.
        """
        with self._space.transaction():
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
        asked = {"state": state, "vendor": vendor, "call_id": call_id, "cause": cause}
        wanted = [(name, value) for name, value in asked.items() if value is not None]
        with self._space.transaction():
            rows: Iterator[Delivery] = (row for _, row in self._space.rows(TABLE))
            return tuple(row for row in rows if all(getattr(row, name) == value for name, value in wanted))

    def pending(self) -> int:
        """How many deliveries are not settled."""
        return self.standing().pending

    def standing(self) -> Standing:
        """How many deliveries stand where."""
        with self._space.transaction():
            return self._space.get(self._owner, "standing") or Standing()

    def _stand(self, standing: Standing) -> None:
        self._space.put(self._owner, "standing", standing)

    def _plan(self, id: str, at: Millis) -> Due:
        return self._space.plan(at, self._owner, id)

    def _unplan(self, delivery: Delivery) -> None:
        if delivery.due is not None:
            self._space.drop_due(delivery.due)

    def _step(self, delivery: Delivery, step: Step, due: Due | None = None) -> Delivery:
        return self._move([(delivery, after(delivery, step, due))])[0]

    def _move(self, changes: Iterable[Change]) -> tuple[Delivery, ...]:
        """Keep deliveries that have made a step, and where they now stand."""
        made = tuple(changes)
        for _, now in made:
            self._space.put(TABLE, now.id, now)
        self._stand(moved(self.standing(), made))
        self._bound()
        return tuple(now for _, now in made)

    def _bound(self) -> None:
        standing = self.standing()
        if standing.settled > self._kept:
            settled = (id for id, row in self._space.rows(TABLE) if row.is_settled)
            leaving = list(islice(settled, min(_LEAVING, self._kept // 100 + 1)))
            for id in leaving:
                self._space.remove(TABLE, id)
            gone = len(leaving)
            self._stand(replace(standing, settled=standing.settled - gone, dropped=standing.dropped + gone))
