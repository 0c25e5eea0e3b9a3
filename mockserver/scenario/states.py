"""Scenario states, as WireMock has them: by name, each in one state at a time, ``Started`` at first.

Rule: a state that a rule asked for is left by compare-and-set, in the transaction in which
the rule fits, so of two requests that could both make a transition exactly one makes it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from mockserver.frozen import frozen
from mockserver.store.base import Conflict, Space

TABLE = "states"
STARTED = "Started"
Named = tuple[tuple[str, str], ...]  # a scenario state's name, and a state of it


@frozen
class Transition:
    """What a rule asks of the states, and what it makes of them."""

    needs: Named = ()
    sets: Named = ()


class States:
    """A sandbox's scenario states, rows of its space; callers hold its transaction.

    ``known`` gives the states that rules name, by the name of the scenario state.
    """

    def __init__(self, space: Space, known: Callable[[], Mapping[str, tuple[str, ...]]] = dict) -> None:
        self._space = space
        self._known = known

    def get(self, name: str) -> str:
        """The state that it is in."""
        found: str | None = self._space.get(TABLE, name)
        return STARTED if found is None else found

    def put(self, name: str, state: str) -> None:
        """Let it be in a state, whatever it was in before; an empty text means ``Started``."""
        self._space.put(TABLE, name, state or STARTED)

    def all(self) -> dict[str, str]:
        """The state of each name that a rule says or somebody has set."""
        names = dict.fromkeys([*self._known(), *(name for name, _ in self._space.rows(TABLE))])
        return {name: self.get(name) for name in names}

    def possible(self, name: str) -> tuple[str, ...]:
        """The states that rules name for it, ``Started`` first, and the one that it is in."""
        return tuple(dict.fromkeys([STARTED, *self._known().get(name, ()), self.get(name)]))

    def reset(self) -> None:
        """Let each be ``Started``."""
        for name, _ in self._space.rows(TABLE):
            self._space.remove(TABLE, name)

    def hold(self, needs: Named) -> bool:
        """Whether each is in the state that is asked for."""
        return all(self.get(name) == (state or STARTED) for name, state in needs)

    def move(self, transition: Transition) -> None:
        """Make a transition whose needs hold.

        Raises:
            Conflict: somebody else has made it.
        """
        needed = dict(transition.needs)
        for name, state in transition.sets:
            held = self._space.get(TABLE, name)
            if (held or STARTED) != (needed.get(name, held) or STARTED):
                raise Conflict(f"{name} is in the state {held or STARTED} meanwhile")
            self._space.swap(TABLE, name, held, state or STARTED)


def named_by(transitions: Iterable[Transition]) -> dict[str, tuple[str, ...]]:
    """The states that transitions name, by the name of the scenario state."""
    named: dict[str, dict[str, None]] = {}
    for transition in transitions:
        for name, state in (*transition.needs, *transition.sets):
            named.setdefault(name, {})[state or STARTED] = None
    return {name: tuple(states) for name, states in named.items()}
