"""The outbox: every callback of a sandbox, from the moment it is worded until it is settled.

Rule: every way a delivery's state may change is a row of ``TRANSITIONS``; no other
module assigns a state. Deliveries of one call leave in the order they were posted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice
from typing import Any

from mockserver.callbacks.patience import asked_to_wait
from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.store.base import Space
from mockserver.timeline import Due

OWNER = "outbox"
KEPT = 10_000  # settled deliveries; the oldest leave
LONGEST_ANSWER = 64 * 1024

Headers = tuple[tuple[str, str], ...]


class State(StrEnum):
    """Where a delivery stands."""

    WAITING = "waiting"  # for its moment, or for the moment of its next attempt
    READY = "ready"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What may happen to a delivery."""

    RIPENS = "ripens"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    PUT_OFF = "put off"
    GIVEN_UP = "given up"
    CANCELLED = "cancelled"
    REDELIVERED = "redelivered"


# fmt: off
TRANSITIONS: dict[tuple[State, Step], State] = {
    (State.WAITING,   Step.RIPENS):      State.READY,
    (State.READY,     Step.CLAIMED):     State.SENDING,
    (State.SENDING,   Step.ACCEPTED):    State.DELIVERED,
    (State.SENDING,   Step.PUT_OFF):     State.WAITING,
    (State.SENDING,   Step.GIVEN_UP):    State.FAILED,
    (State.WAITING,   Step.CANCELLED):   State.CANCELLED,
    (State.READY,     Step.CANCELLED):   State.CANCELLED,
    (State.WAITING,   Step.REDELIVERED): State.WAITING,
    (State.DELIVERED, Step.REDELIVERED): State.WAITING,
    (State.FAILED,    Step.REDELIVERED): State.WAITING,
    (State.CANCELLED, Step.REDELIVERED): State.WAITING,
}
# fmt: on
SETTLED = frozenset({State.DELIVERED, State.FAILED, State.CANCELLED})


class DeliveryNotFound(LookupError):
    """No delivery has this id: there never was one, or it left because it was settled long ago."""


class NotPossibleNow(Exception):
    """The state of the delivery does not allow what was asked."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try at sending, and what came of it."""

    number: int
    at: Millis
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""  # of the answer, as it came; 64 KiB at the most
    error: str = ""  # why it does not count as delivered; empty if it does
    took: int = 0  # microseconds


@dataclass(frozen=True, slots=True)
class Delivery:
    """One callback: where it goes, its exact bytes, and what became of it."""

    id: str
    vendor: str
    notice: str
    call_id: str  # empty: it belongs to no call, and waits for no other
    cause: str  # the journal event that led to it
    url: str
    headers: Headers
    body: bytes
    created: Millis
    state: State
    schedule: tuple[Millis, ...] = ()  # how long after each failed attempt comes the next; 0: at once
    attempts: tuple[Attempt, ...] = ()
    problem: str = ""  # why it is not delivered (yet), in words
    number: int = 0  # which delivery of the outbox it is, from 1
    due: Due | None = None  # when it will be ready, while it waits

    @property
    def settled(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in SETTLED

    @property
    def line(self) -> str:
        """Deliveries of the same line leave one after the other."""
        return f"{self.vendor} {self.call_id}" if self.call_id else self.id


@dataclass(frozen=True, slots=True)
class _Place:
    """A delivery's place among those that are ready or being sent."""

    number: int
    id: str
    line: str
    url: str


@dataclass(frozen=True, slots=True)
class _Standing:
    """How the outbox stands: one row, so that no step ever looks at all deliveries."""

    posted: int = 0
    waiting: int = 0
    settled: int = 0
    dropped: int = 0
    ready: tuple[_Place, ...] = ()
    sending: tuple[_Place, ...] = ()


def anywhere(_url: str) -> bool:
    """Lets every delivery be claimed, wherever it goes."""
    return True


class Outbox:
    """The callbacks of one sandbox. Every method is one transaction, or part of the caller's."""

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
        """Put a callback in; it becomes ready ``at`` its moment, when the sandbox lets that happen."""
        with self._space.transaction():
            standing = self._standing()
            number = standing.posted + 1
            delivery = Delivery(
                id=identity(self._seed, "delivery", number),
                vendor=vendor,
                notice=notice,
                call_id=call_id,
                cause=cause,
                url=url,
                headers=headers,
                body=body,
                created=at if created is None else created,
                state=State.WAITING,
                schedule=tuple(schedule),
                number=number,
            )
            self._stand(replace(standing, posted=number, waiting=standing.waiting + 1))
            return self._keep(replace(delivery, due=self._plan(delivery.id, at)))

    def ripen(self, id: str, at: Millis) -> None:
        """Its moment has come: it is ready, behind those that became ready before.

        What is no longer there, or no longer waits, is left alone.
        """
        with self._space.transaction():
            delivery: Delivery | None = self._space.get("deliveries", id)
            if delivery is not None and delivery.state is State.WAITING:
                self._step(delivery, Step.RIPENS)

    def claim(self, limit: int, room: Callable[[str], bool] = anywhere) -> tuple[Delivery, ...]:
        """Take out what may be sent now, in the order it became ready.

        Of one call only the earliest posted of those ready may go, and only when none
        is on its way. ``room`` is asked about the URL of each that may go, last of all.
        """
        with self._space.transaction():
            standing = self._standing()
            places = tuple(islice(_free(standing, room), limit))
            return tuple(self._step(self.get(place.id), Step.CLAIMED) for place in places)

    def settle(self, id: str, attempt: Attempt, at: Millis) -> Delivery:
        """Keep an attempt: delivered, or put off by the schedule, or given up where that has ended.

        A Retry-After of the answer makes the wait longer, never longer than the longest
        step of the schedule, and never shorter.

        Raises:
            DeliveryNotFound: it has gone meanwhile.
            NotPossibleNow: it is not being sent.
        """
        with self._space.transaction():
            delivery = self.get(id)
            told = replace(delivery, attempts=(*delivery.attempts, attempt), problem=attempt.error)
            if not attempt.error:
                return self._settled(told, Step.ACCEPTED)
            wait = _wait(told, attempt, at)
            if wait is None:
                return self._settled(told, Step.GIVEN_UP)
            return self._put_off(told, at, wait)

    def _put_off(self, delivery: Delivery, at: Millis, wait: Millis) -> Delivery:
        if wait:
            return self._step(delivery, Step.PUT_OFF, self._plan(delivery.id, at + wait))
        # At once: in the same transaction, so that no later delivery of the call slips past.
        return self._step(self._step(delivery, Step.PUT_OFF), Step.RIPENS)

    def redeliver(self, id: str, at: Millis) -> Delivery:
        """Send it once more, or what waits earlier; what is left of its schedule still holds.

        Raises:
            DeliveryNotFound: there is none with this id.
            NotPossibleNow: it is ready or on its way.
        """
        with self._space.transaction():
            delivery = self.get(id)
            self._unplan(delivery)
            return self._step(delivery, Step.REDELIVERED, self._plan(id, at))

    def cancel(self, ids: Iterable[str] | None = None) -> int:
        """Cancel these deliveries, or all; says how many still waited or were ready.

        Raises:
            DeliveryNotFound: there is none with one of the ids.
        """
        with self._space.transaction():
            every = self.list() if ids is None else tuple(map(self.get, ids))
            open_ = [each for each in every if (each.state, Step.CANCELLED) in TRANSITIONS]
            for delivery in open_:
                self._unplan(delivery)
                self._settled(replace(delivery, problem=delivery.problem or "cancelled"), Step.CANCELLED)
            return len(open_)

    def get(self, id: str) -> Delivery:
        """The delivery with this id.

        Raises:
            DeliveryNotFound: there is none.
        """
        with self._space.transaction():
            delivery: Delivery | None = self._space.get("deliveries", id)
        if delivery is None:
            raise DeliveryNotFound(id)
        return delivery

    def list(self, **facts: Any) -> tuple[Delivery, ...]:
        """All deliveries kept, oldest first; only those with these facts, e.g. ``state="failed"``, ``call_id=…``."""
        with self._space.transaction():
            every: Iterator[Delivery] = (row for _, row in self._space.rows("deliveries"))
            return tuple(each for each in every if all(getattr(each, name) == fact for name, fact in facts.items()))

    def pending(self) -> int:
        """How many are not settled."""
        standing = self._standing()
        return standing.waiting + len(standing.ready) + len(standing.sending)

    def underway(self) -> int:
        """How many are ready or on their way."""
        standing = self._standing()
        return len(standing.ready) + len(standing.sending)

    def dropped(self) -> int:
        """How many settled deliveries have left because of the bound."""
        return self._standing().dropped
