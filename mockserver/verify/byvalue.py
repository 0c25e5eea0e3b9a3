"""Happenings by the value at the place that an expectation counts by.

Rule: what has no value there is of every value. They are sorted once, however many values there are:
a journal may have a value for each of its events.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import itemgetter

from mockserver.verify.happenings import Happening

Placed = tuple[int, Happening]  # where it stands among all, and what it is


class ByValue:
    """Happenings in their order, to be had by value."""

    def __init__(self, found: Iterable[Happening]) -> None:
        self.all: Sequence[Happening] = list(found)
        self._placed: dict[str | None, list[Placed]] = {}
        for row in enumerate(self.all):
            self._placed.setdefault(row[1].value, []).append(row)

    @property
    def values(self) -> Iterable[str | None]:
        """Each value once, the earliest first; None is among them if something has no value."""
        return self._placed.keys()

    def of(self, value: str | None) -> Sequence[Happening]:
        """Those of a value; all of them for None."""
        if value is None:
            return self.all
        common, own = self._placed.get(None, []), self._placed.get(value, [])
        return [each for _, each in sorted([*common, *own], key=itemgetter(0))]
