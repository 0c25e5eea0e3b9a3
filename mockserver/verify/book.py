"""The expectations of a sandbox: those of its scenario, and those that somebody added since.

Rule: added ones are rows of the sandbox's space; a reset forgets them with the world.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from threading import Lock
from typing import TYPE_CHECKING

from mockserver.scenario.expected import Expectation
from mockserver.store.base import Space
from mockserver.timeline import Due

if TYPE_CHECKING:
    from mockserver.verify.evidence import Memory

TABLE = "expectations"
OWNER = "expectations"  # of timeline entries: time alone may decide something then


class Expectations:
    """What a sandbox's client is to do; callers hold its transaction."""

    def __init__(self, space: Space, given: Iterable[Expectation] = ()) -> None:
        self._space = space
        self._given = {each.name: each for each in given}
        self.memory: Memory = {}  # what was found so far: the next look is at what came since
        self._lock = Lock()
        self._hearing: tuple[Callable[[], None], ...] = ()

    def __iter__(self) -> Iterator[Expectation]:
        """All, the scenario's first."""
        return iter(self.known.values())

    def __len__(self) -> int:
        """How many there are."""
        return len(self._given) + self._space.count(TABLE)

    @property
    def known(self) -> Mapping[str, Expectation]:
        """All by name."""
        return {**self._given, **dict(self._space.rows(TABLE))}

    def add(self, expectation: Expectation) -> None:
        """Add one; its name is its own."""
        self._space.put(TABLE, expectation.name, expectation)

    def drop(self) -> int:
        """Forget those that were added; says how many. The scenario's stay."""
        names = [name for name, _ in self._space.rows(TABLE)]
        for name in names:
            self._space.remove(TABLE, name)
        self.memory.clear()
        return len(names)

    def listen(self, hear: Callable[[], None]) -> Callable[[], None]:
        """Call ``hear`` when time may have decided something; gives what ends that."""
        with self._lock:
            self._hearing = (*self._hearing, hear)

        def forget() -> None:
            with self._lock:
                self._hearing = tuple(each for each in self._hearing if each is not hear)

        return forget

    def come_due(self, _due: Due) -> None:
        """A moment has come that somebody planned."""
        for hear in self._hearing:
            self._space.afterwards(hear)
