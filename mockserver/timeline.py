"""What is due, in order.

Rule: things due at the same moment happen in the order they were planned. The
timeline knows moments and names; what a name means is its owner's business.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import NamedTuple

from mockserver.clock import Millis

_LEFT_OVER = 64  # so many more things than wait may stand in the queue before it is cleared


class Due(NamedTuple):
    """Something that will happen: when, in which order among equals, and whose it is.

    A tuple, because the queue compares each with a dozen others.
    """

    at: Millis
    turn: int
    owner: str  # e.g. "huawei" for a step in a call's life
    key: str


_due = tuple.__new__  # a named tuple's own __new__ is Python, and takes twice as long


class Timeline:
    """A queue of what is due. Not locked: its owner's transaction is the lock.

    What was dropped stays in the queue until it comes first, where it is never seen:
    every request asks for the first thing, and few drop one.
    """

    def __init__(self) -> None:
        self._queue: list[Due] = []
        self._waiting: set[int] = set()
        self._turn = 0

    def plan(self, at: Millis, owner: str, key: str) -> Due:
        """Let something happen at a moment."""
        self._turn = turn = self._turn + 1
        due = _due(Due, (at, turn, owner, key))
        self._waiting.add(turn)
        heappush(self._queue, due)
        return due

    def restore(self, due: Due) -> None:
        """Put back what was taken or dropped, in its old turn."""
        self._waiting.add(due.turn)
        heappush(self._queue, due)

    def drop(self, due: Due) -> bool:
        """Let something planned not happen; False if it was not planned any more."""
        if due.turn not in self._waiting:
            return False
        self._waiting.discard(due.turn)
        if len(self._queue) > 2 * len(self._waiting) + _LEFT_OVER:
            self._queue = list(self)  # in order, it is a heap
        self._clear_first()
        return True

    def next(self) -> Due | None:
        """What happens next; None when nothing is planned."""
        return self._queue[0] if self._queue else None

    def of(self, owner: str, key: str) -> Due | None:
        """What comes first of what is planned under a name; takes as long as there is much planned."""
        found = [due for due in self._queue if due[3] == key and due[2] == owner and due[1] in self._waiting]
        return min(found, default=None)

    def take(self, now: Millis) -> Due | None:
        """Remove and return the first thing due by now; None when there is none."""
        queue, waiting = self._queue, self._waiting
        if not queue or queue[0].at > now:
            return None
        due = heappop(queue)
        waiting.discard(due.turn)
        if queue and queue[0].turn not in waiting:
            self._clear_first()
        return due

    def _clear_first(self) -> None:
        """Let what comes first be something that waits."""
        while self._queue and self._queue[0].turn not in self._waiting:
            heappop(self._queue)

    def __iter__(self) -> Iterator[Due]:
        """All that is planned, in order."""
        return iter(sorted({due for due in self._queue if due.turn in self._waiting}))

    def __len__(self) -> int:
        """How much is planned."""
        return len(self._waiting)
