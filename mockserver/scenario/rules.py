"""Which rule answers a request: the first whose conditions all hold, the newest live one first.

Rule: a rule counts a request only when all its other conditions hold; what stands behind the
first that answers is neither looked at nor counted. What it sets is set in the same transaction,
so of two requests that a state would let through exactly one finds it.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from itertools import chain

from mockserver.clock import Millis
from mockserver.scenario.asked import Asked
from mockserver.scenario.model import Rule, When
from mockserver.scenario.standing import Book, RuleNotFound, Standing
from mockserver.scenario.states import States, Transition, named_by
from mockserver.scenario.turns import TABLE, Turns
from mockserver.store.base import Space

__all__ = ["TABLE", "Asked", "RuleNotFound", "Rules", "Standing", "matching"]


class Rules(Book[Rule]):
    """A sandbox's rules: those of its scenario, and live ones; callers hold the space's transaction."""

    def __init__(
        self,
        space: Space,
        rules: Iterable[Rule] = (),
        *,
        seed: int = 0,
        began: Millis = 0,
        magic: bool = False,
    ) -> None:
        super().__init__(space, rules, seed=seed, began=began, magic=magic)
        self._turns = Turns(space, seed, began)
        self.states = States(space, self._named)
        self._for: dict[tuple[str, str], tuple[Standing[Rule], ...]] = {}  # only a memory of what _rules say

    def first(self, asked: Asked) -> Rule | None:
        """The rule that answers, if any; counters and states move."""
        for standing in chain(self._live_for(asked), self._candidates(asked)):
            rule = standing.rule
            if self._stands(standing, asked.at) and self._fits(standing, asked):
                self._answer(standing)
                if rule.sets:
                    self.states.move(_transition(rule))
                return rule
        return None

    def _fits(self, standing: Standing[Rule], asked: Asked) -> bool:
        rule, when = standing.rule, standing.rule.when
        return (
            _is_like(rule, asked)
            and (not when.state or self.states.hold(when.state))
            and (when.stretch is None or when.stretch.holds(asked.at, self._turns.began))
            and (when.turn is None or self._turns.comes(standing.key, rule.name, when.turn, asked))
        )

    def _candidates(self, asked: Asked) -> tuple[Standing[Rule], ...]:
        about = (asked.vendor, asked.operation)
        if about not in self._for:
            self._for[about] = tuple(row for row in self._rules if _is_about(row.rule, *about))
        return self._for[about]

    def _live_for(self, asked: Asked) -> Iterable[Standing[Rule]]:
        if not self._has_live():  # as with most requests
            return ()
        return (row for row in self._live() if _is_about(row.rule, asked.vendor, asked.operation))

    def count_of(self, rule: Rule) -> int:
        """How many requests a rule that ``first`` gave has decided."""
        return next((self.answered(row) for row in self if row.rule is rule), 0)

    def _forget(self, key: str) -> None:
        self._turns.forget(key)

    def _named(self) -> dict[str, tuple[str, ...]]:
        return named_by(_transition(row.rule) for row in self)


def matching(rule: Rule, asked: Asked) -> bool:
    """Whether a rule is for a request, as far as that is to be seen of the request itself."""
    return _is_about(rule, asked.vendor, asked.operation) and _is_like(rule, asked)


def _is_like(rule: Rule, asked: Asked) -> bool:
    return (
        rule.method in ("", asked.request.method)
        and (not rule.path or fnmatchcase(asked.request.path, rule.path))
        and _conditions_hold(rule.when, asked)
    )


def _conditions_hold(when: When, asked: Asked) -> bool:
    for condition in when.conditions:  # noqa: SIM110 (half the time of all())
        if not condition.holds(asked):
            return False
    return True


def _transition(rule: Rule) -> Transition:
    return Transition(rule.when.state, rule.sets)


def _is_about(rule: Rule, vendor: str, operation: str) -> bool:
    return rule.vendor in ("", vendor) and rule.operation in ("", operation)
