"""How a vendor's calls go unless a scenario says otherwise.

Rule: a scenario's courses are tried first, then the vendor's magic numbers, then
the usual course; the first whose patterns fit the two numbers is taken.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field

from mockserver.callcentre.model import Course, Outcome
from mockserver.callcentre.script import CannotPlay, outcome_of, script_of
from mockserver.frozen import frozen


@frozen
class Playing:
    """The courses of one vendor, in the words of scripts."""

    usual: tuple[str, ...] = ("rings 3s..6s", "answered", "talks 8s..20s", "hung up by caller")
    opening: tuple[str, ...] = ()  # stands before a script that does not say how the agent is reached
    outcomes: Mapping[Outcome, tuple[str, ...]] = field(default_factory=dict)
    magic: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # pattern of the called number -> script

    _made: list[Course] = field(default_factory=list, init=False, compare=False, repr=False)

    def course(self, steps: Sequence[str], caller: str = "", called: str = "") -> Course:
        """A course that follows these steps.

        Raises:
            CannotPlay: they are no script.
        """
        told: tuple[str, ...] = tuple(steps)
        alone = outcome_of(told[0]) if len(told) == 1 else None
        if alone is not None and alone in self.outcomes:
            told = self.outcomes[alone]
        elif self.opening and not any(str(step).startswith("agent") for step in told):
            told = (*self.opening, *told)
        added = len(told) - len(steps)
        try:
            return Course(script_of(told), caller, called)
        except CannotPlay as why:
            raise CannotPlay(max(0, why.step - added), str(why)) from why

    def own_courses(self) -> tuple[Course, ...]:
        """The magic numbers' courses, then the usual one; every sandbox has them, so they are made once."""
        if not self._made:
            magic = [Course(script_of(steps), called=pattern) for pattern, steps in self.magic.items()]
            self._made.extend((*magic, Course(script_of(self.usual))))
        return tuple(self._made)
