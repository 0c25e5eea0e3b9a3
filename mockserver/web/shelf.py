"""Scenarios that came with requests: a run of tests sends the same one for each, and it is read once.

Rule: a scenario is frozen and a function of what it was made of, so sandboxes may share it; the
shelf is bounded by count, and what is large does not come onto it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from mockserver.scenario.model import Scenario

MOST = 32
LARGEST = 512 * 1024  # letters of what one was made of


class Shelf:
    """The scenarios that were asked for last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: OrderedDict[str, Scenario] = OrderedDict()

    def find(self, made_of: str, read: Callable[[], Scenario]) -> Scenario:
        """The scenario that was made of this; it is read if it is not there."""
        with self._lock:
            if made_of in self._kept:
                self._kept.move_to_end(made_of)
                return self._kept[made_of]
        made = read()
        if len(made_of) <= LARGEST:
            self._keep(made_of, made)
        return made

    def _keep(self, made_of: str, made: Scenario) -> None:
        with self._lock:
            self._kept[made_of] = made
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
