"""The ledger: what an outbox remembers beside its rows, so that no step looks at all of them.

Rule: it can be made anew from the rows and the marks at any time, and says the same.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from mockserver.callbacks.delivery import SETTLED, Delivery, State
from mockserver.callbacks.lines import Lines
from mockserver.frozen import frozen

Marks = tuple[int, int, int]  # posted, dropped, turns: what the rows cannot tell

WAITING, READY, SENDING = State.WAITING, State.READY, State.SENDING


@frozen
class Standing:
    """How many deliveries are where."""

    posted: int
    waiting: int
    ready: int
    sending: int
    settled: int
    dropped: int  # settled ones that have left because of the bound

    @property
    def underway(self) -> int:
        """How many are ready or on their way."""
        return self.ready + self.sending

    @property
    def pending(self) -> int:
        """How many are not settled."""
        return self.waiting + self.ready + self.sending


class Ledger:
    """Counts, who may go next, and who leaves next."""

    def __init__(self, marks: Marks = (0, 0, 0), rows: Sequence[Delivery] = ()) -> None:
        self.posted, self.dropped, self.turns = marks
        self.lines = Lines(rows)
        self.counts = dict.fromkeys(State, 0)
        for each in rows:
            self.counts[each.state] += 1
        self.old = deque(each.id for each in rows if each.is_settled)  # in the order in which they leave
        self.calls: dict[str, dict[str, None]] = {}  # the ids of each call's, as they were posted
        for each in rows:
            self.calls.setdefault(each.call_id, {})[each.id] = None

    @property
    def marks(self) -> Marks:
        """What has to be kept in a row."""
        return self.posted, self.dropped, self.turns

    @property
    def pending(self) -> int:
        """How many are not settled."""
        counts = self.counts
        return counts[WAITING] + counts[READY] + counts[SENDING]

    @property
    def settled(self) -> int:
        """How many settled ones are kept."""
        counts = self.counts
        return counts[State.DELIVERED] + counts[State.FAILED] + counts[State.CANCELLED]

    @property
    def standing(self) -> Standing:
        """How many deliveries are where."""
        waiting, ready, sending = (self.counts[state] for state in (WAITING, READY, SENDING))
        return Standing(self.posted, waiting, ready, sending, self.settled, self.dropped)

    def post(self, delivery: Delivery) -> None:
        """There is one more; one that is ready at once comes last of all that are."""
        self.posted += 1
        self.counts[delivery.state] += 1
        if delivery.state is READY:
            self.turns += 1
            self.lines.join(delivery)
        self.calls.setdefault(delivery.call_id, {})[delivery.id] = None

    def move_last(self, delivery: Delivery) -> None:
        """One stands behind all others of its call."""
        of_call = self.calls[delivery.call_id]
        del of_call[delivery.id]
        of_call[delivery.id] = None

    def step(self, was: Delivery, now: Delivery) -> None:
        """One has made a step."""
        state = now.state
        self.counts[was.state] -= 1
        self.counts[state] += 1
        if state is READY:
            self.turns += 1
        elif state in SETTLED:
            self.old.append(now.id)
        self.lines.step(was, now)

    def drop(self, delivery: Delivery) -> None:
        """A settled one has left."""
        self.dropped += 1
        self.counts[delivery.state] -= 1
        of_call = self.calls[delivery.call_id]
        del of_call[delivery.id]
        if not of_call:
            del self.calls[delivery.call_id]
