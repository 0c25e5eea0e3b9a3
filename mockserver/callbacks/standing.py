"""How an outbox stands: how many deliveries are where.

Rule: one frozen row, changed with every step, so nobody has to count.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.callbacks.delivery import Delivery, State
from mockserver.frozen import frozen

Change = tuple[Delivery, Delivery]  # a delivery as it was, and as it is


@frozen
class Standing:
    """How many deliveries are where."""

    posted: int = 0
    waiting: int = 0
    ready: int = 0
    sending: int = 0
    settled: int = 0
    dropped: int = 0  # settled ones that have left because of the bound
    turns: int = 0  # how often one became ready

    @property
    def underway(self) -> int:
        """How many are ready or on their way."""
        return self.ready + self.sending

    @property
    def pending(self) -> int:
        """How many are not settled."""
        return self.waiting + self.ready + self.sending

    def with_one_more(self) -> Standing:
        """When one more is posted; it waits."""
        posted, waiting = self.posted + 1, self.waiting + 1
        return Standing(posted, waiting, self.ready, self.sending, self.settled, self.dropped, self.turns)

    def after(self, changes: Iterable[Change]) -> Standing:
        """When these have made their steps."""
        counts, turns = [self.waiting, self.ready, self.sending, self.settled], self.turns
        for was, now in changes:
            counts[_COLUMN[was.state]] -= 1
            counts[_COLUMN[now.state]] += 1
            turns += now.state is State.READY
        waiting, ready, sending, settled = counts
        return Standing(self.posted, waiting, ready, sending, settled, self.dropped, turns)

    def without(self, gone: int) -> Standing:
        """When so many settled ones have left."""
        settled, dropped = self.settled - gone, self.dropped + gone
        return Standing(self.posted, self.waiting, self.ready, self.sending, settled, dropped, self.turns)


_COLUMN = {
    State.WAITING: 0,
    State.READY: 1,
    State.SENDING: 2,
    State.DELIVERED: 3,
    State.FAILED: 3,
    State.CANCELLED: 3,
}
