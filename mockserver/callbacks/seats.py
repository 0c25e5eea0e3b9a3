"""Seats: how much may be on its way at once, to one destination and in all.

Rule: whoever takes a seat gives it back, whatever comes of it. For one thread.
"""

from __future__ import annotations

from mockserver.callbacks.delivery import destination


class Seats:
    """The first half goes to whoever asks; of the rest a destination gets an eighth of what is free.

    So a few dozen slow destinations leave some to others.
    """

    def __init__(self, per_destination: int = 64, total: int = 256) -> None:
        self._each = per_destination
        self._total = total
        self._taken: dict[str, int] = {}
        self.taken = 0  # in all

    @property
    def free(self) -> int:
        """How many seats are free."""
        return self._total - self.taken

    def take(self, url: str) -> bool:
        """Take a seat for the destination of a URL; False if there is none for it."""
        place, free = destination(url), self._total - self.taken
        ration = self._each if free > self._total // 2 else max(1, min(self._each, free // 8))
        taken = self._taken.get(place, 0)
        if not free or taken >= ration:
            return False
        self._taken[place] = taken + 1
        self.taken += 1
        return True

    def give_back(self, url: str) -> None:
        """Give back a seat that was taken for a URL."""
        place = destination(url)
        left = self._taken.pop(place) - 1
        if left:
            self._taken[place] = left
        self.taken -= 1
