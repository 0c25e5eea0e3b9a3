"""A delivery, its attempts, and its life as a table.

Rule: every way a delivery's state may change is a row of ``TRANSITIONS``; only
``after`` reads it, and no other module assigns a state.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from enum import StrEnum
from functools import lru_cache

from mockserver.clock import Millis
from mockserver.frozen import frozen, replacing
from mockserver.timeline import Due

LONGEST_ANSWER = 64 * 1024  # bytes kept of an answer's body
Headers = tuple[tuple[str, str], ...]


class State(StrEnum):
    """Where a delivery stands."""

    __hash__ = str.__hash__  # what an enumeration would do takes ten times as long
    WAITING = "waiting"  # for its moment, or for the moment of its next attempt
    READY = "ready"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What may happen to a delivery."""

    __hash__ = str.__hash__
    RIPENS = "ripens"
    CLAIMED = "claimed"
    ACCEPTED = "accepted"
    PUT_OFF = "put off"
    GIVEN_UP = "given up"
    CANCELLED = "cancelled"
    TURNED_AWAY = "turned away"
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
    (State.WAITING,   Step.TURNED_AWAY): State.FAILED,
    (State.WAITING,   Step.REDELIVERED): State.WAITING,
    (State.DELIVERED, Step.REDELIVERED): State.WAITING,
    (State.FAILED,    Step.REDELIVERED): State.WAITING,
    (State.CANCELLED, Step.REDELIVERED): State.WAITING,
}
# fmt: on
SETTLED = frozenset({State.DELIVERED, State.FAILED, State.CANCELLED})


class DeliveryNotFound(LookupError):
    """No delivery has this id: there never was one, or it was settled so long ago that it has left."""


class NotPossibleNow(Exception):
    """The state of the delivery does not allow this step."""


@frozen
class Attempt:
    """One try at sending, and what came of it."""

    number: int
    at: Millis
    status: int | None = None
    headers: Headers = ()
    body: bytes = b""  # of the answer, as it came; at most LONGEST_ANSWER
    error: str = ""  # why it does not count as delivered; empty if it does
    took: int = 0  # microseconds

    def asks_to_wait(self, at: Millis) -> Millis:
        """How long the answer's Retry-After asks to wait; 0 without one that can be read."""
        text = next((value for name, value in self.headers if name.lower() == "retry-after"), "").strip()
        if text.isascii() and text.isdigit():
            return int(text[:9]) * 1000
        try:
            return max(0, int(parsedate_to_datetime(text).timestamp() * 1000) - at)
        except (ValueError, OverflowError):
            return 0


@frozen
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
    state: State = State.WAITING
    schedule: tuple[Millis, ...] = ()  # how long after each failed attempt the next one comes; 0: at once
    attempts: tuple[Attempt, ...] = ()
    problem: str = ""  # why it is not delivered (yet), in words
    number: float = 0  # which delivery of its outbox it is, from 1; a half more than that of one it follows
    due: Due | None = None  # when it will be ready, while it waits
    turn: int = 0  # of those ready, the lowest goes first; as it was when it became ready
    fault: str = ""  # what went wrong with it on purpose, by its name
    over: Millis = 0  # real time from its body's first byte to its last; 0: at once
    method: str = "POST"

    @property
    def is_settled(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in SETTLED

    @property
    def can_be_cancelled(self) -> bool:
        """Whether it still waits or is ready."""
        return (self.state, Step.CANCELLED) in TRANSITIONS

    @property
    def line(self) -> str:
        """Deliveries of one line leave one after the other: those of a call."""
        return f"{self.vendor} {self.call_id}" if self.call_id else self.id

    @property
    def destination(self) -> str:
        """Scheme, host and port, as the URL has them."""
        return destination(self.url)

    def wait(self, attempt: Attempt, at: Millis) -> Millis | None:
        """How long after this failed attempt the next one comes; None when the schedule has ended.

        A Retry-After makes it longer, but not longer than the schedule's longest step.
        """
        made = len(self.attempts)
        if made >= len(self.schedule):
            return None
        return max(self.schedule[made], min(attempt.asks_to_wait(at), max(self.schedule)))


@lru_cache(1024)
def destination(url: str) -> str:
    """Scheme, host and port of a URL, as it has them; those of a destination give themselves."""
    return "/".join(url.split("/", 3)[:3])


def moved(url: str, origin: str) -> str:
    """The URL at another origin (scheme, host, port; a path goes before its own); empty: as it is."""
    if not origin:
        return url
    rest = url.split("/", 3)[3:]
    return "/".join((origin.rstrip("/"), *rest))


_stepped = replacing(Delivery, "state", "attempts", "problem", "due", "turn")


def after(
    delivery: Delivery,
    step: Step,
    due: Due | None = None,
    *,
    attempt: Attempt | None = None,
    problem: str | None = None,
    turn: int | None = None,
) -> Delivery:
    """The delivery as it is after a step; ``due`` is when it will be ready, if it waits then.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    state = TRANSITIONS.get((delivery.state, step))
    if state is None:
        raise NotPossibleNow(f"delivery {delivery.id} is {delivery.state}: it cannot be {step} now")
    return _stepped(
        delivery,
        state,
        delivery.attempts if attempt is None else (*delivery.attempts, attempt),
        delivery.problem if problem is None else problem,
        due,
        delivery.turn if turn is None else turn,
    )
