"""First in, first out: which of a table's rows are the oldest, so that those can leave that are too many.

Rule: whatever a sandbox keeps of every request has a bound. To let the oldest leave
takes as long however many there are: nothing is looked through.
"""

from __future__ import annotations

from collections.abc import Callable

from mockserver.store.base import Space

_ENDS = "ends"
Leaves = Callable[[str, int], bool]  # (the oldest key, how many there are) -> whether it leaves


class Fifo:
    """Keys in the order in which they came, kept in a table of their own."""

    def __init__(self, space: Space, table: str) -> None:
        self._space = space
        self._table = table

    def push(self, key: str, leaves: Leaves) -> list[str]:
        """Add a key; the keys that leave for it, oldest first. It may be one of them itself."""
        left, came = self.ends()
        self._space.put(self._table, str(came), key)
        came += 1
        leaving: list[str] = []
        while left < came and leaves(oldest := self._space.get(self._table, str(left)), came - left):
            self._space.remove(self._table, str(left))
            leaving.append(oldest)
            left += 1
        self._space.put(self._table, _ENDS, (left, came))
        return leaving

    def ends(self) -> tuple[int, int]:
        """How many have left, and how many have come."""
        return self._space.get(self._table, _ENDS) or (0, 0)


def over(most: int) -> Leaves:
    """Leaves while there are more than so many."""
    return lambda _oldest, many: many > most
