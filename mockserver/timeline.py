"""What is due, in order.

Rule: things due at the same moment happen in the order they were planned. The
timeline knows moments and names; what a name means is its owner's business.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from mockserver.clock import Millis


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Something that will happen: when, in which order among equals, and whose it is."""

    at: Millis
    turn: int
    owner: str  # e.g. "huawei" for a step in a call's life
    key: str


class Timeline:
    """A queue of what is due. Not locked: its owner's transaction is the lock."""

    def __init__(self) -> None:
        self._queue: list[Due] = []
        self._waiting: set[int] = set()
        self._turn = 0

    def plan(self, at: Millis, owner: str, key: str) -> Due:
        """Let something happen at a moment."""
        self._turn += 1
        due = Due(at, self._turn, owner, key)
        self.restore(due)
        return due

    def restore(self, due: Due) -> None:
        """Put back what was taken or dropped, in its old turn."""
        self._waiting.add(due.turn)
        heapq.heappush(self._queue, due)

    def drop(self, due: Due) -> bool:
        """Let something planned not happen; False if it was not planned any more."""
        if due.turn not in self._waiting:
            return False
        self._waiting.discard(due.turn)
        return True

    def next(self) -> Due | None:
        """What happens next; None when nothing is planned."""
        while self._queue and self._queue[0].turn not in self._waiting:
            heapq.heappop(self._queue)
        return self._queue[0] if self._queue else None

    def take(self, now: Millis) -> Due | None:
        """Remove and return the first thing due by now; None when there is none."""
        due = self.next()
        if due is None or due.at > now:
            return None
        self._waiting.discard(due.turn)
        return heapq.heappop(self._queue)

    def __iter__(self) -> Iterator[Due]:
        """All that is planned, in order."""
        return iter(sorted({due for due in self._queue if due.turn in self._waiting}))

    def __len__(self) -> int:
        """How much is planned."""
        return len(self._waiting)
