"""Which rule answers a request: the first whose conditions all hold, the newest live one first.

Rule: a rule counts a request only when all its other conditions hold; what stands behind the
first that answers is neither looked at nor counted. What it sets is set in the same transaction,
so of two requests that a state would let through exactly one finds it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain

from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.scenario.asked import Asked
from mockserver.scenario.model import Rule, When
from mockserver.scenario.states import States, Transition, named_by
from mockserver.scenario.turns import TABLE, Turns
from mockserver.store.base import Space

__all__ = ["TABLE", "Asked", "RuleNotFound", "Rules", "Standing", "matching"]
_LIVE, _ANSWERS, _ENDED = "rules.live", "rules.answers", "rules.ended"  # tables of rows by the keys of rules
_NUMBER = ("rules.number", "last")  # of live rules


class RuleNotFound(LookupError):
    """No rule has this id or name, or it has been taken away."""


@frozen
class Standing:
    """A rule that stands in a sandbox: the key of its counters, and since when it holds."""

    key: str
    rule: Rule
    since: Millis
    is_live: bool = False

    @property
    def until(self) -> Millis | None:
        """The moment from which it holds no more."""
        return None if self.rule.ttl is None else self.since + self.rule.ttl

    def holds(self, at: Millis) -> bool:
        """Whether it still does."""
        return self.rule.ttl is None or at < self.since + self.rule.ttl


class Rules:
    """A sandbox's rules: those of its scenario, and live ones; callers hold the space's transaction."""

    def __init__(
        self,
        space: Space,
        rules: Iterable[Rule] = (),
        *,
        seed: int = 0,
        began: Millis = 0,
        magic: bool = False,  # requests may ask for rules of their own
    ) -> None:
        self._space = space
        self.magic = magic
        self._seed = seed
        self._turns = Turns(space, seed, began)
        self.states = States(space, self._named)
        self._rules = tuple(Standing(str(number), rule, began) for number, rule in enumerate(rules))
        self._for: dict[tuple[str, str], tuple[Standing, ...]] = {}  # only a memory of what _rules say

    def __bool__(self) -> bool:
        """Whether there is any, or may be."""
        return bool(self._rules) or self.magic or self._space.count(_LIVE) > 0

    def __iter__(self) -> Iterator[Standing]:
        """All rules in the order in which they are looked at."""
        return chain(self._live(), self._rules)

    def first(self, asked: Asked) -> Rule | None:
        """The rule that answers, if any; counters and states move."""
        for standing in chain(self._live_for(asked), self._candidates(asked)):
            rule = standing.rule
            if self._stands(standing, asked.at) and self._fits(standing, asked):
                self._answers(standing)
                if rule.sets:
                    self.states.move(_transition(rule))
                return rule
        return None

    def _stands(self, standing: Standing, at: Millis) -> bool:
        return standing.holds(at) and not (self._space.count(_ENDED) and self.has_ended(standing))

    def _fits(self, standing: Standing, asked: Asked) -> bool:
        rule, when = standing.rule, standing.rule.when
        return (
            _is_like(rule, asked)
            and (not when.state or self.states.hold(when.state))
            and (when.stretch is None or when.stretch.holds(asked.at, self._turns.began))
            and (when.turn is None or self._turns.comes(standing.key, rule.name, when.turn, asked))
        )

    def _candidates(self, asked: Asked) -> tuple[Standing, ...]:
        about = (asked.vendor, asked.operation)
        if about not in self._for:
            self._for[about] = tuple(row for row in self._rules if _is_about(row.rule, *about))
        return self._for[about]

    def _live_for(self, asked: Asked) -> Iterable[Standing]:
        if not self._space.count(_LIVE):  # as with most requests
            return ()
        return (row for row in self._live() if _is_about(row.rule, asked.vendor, asked.operation))

    def _live(self) -> list[Standing]:
        return [row for _, row in self._space.rows(_LIVE)][::-1]

    def _answers(self, standing: Standing) -> None:
        self._space.put(_ANSWERS, standing.key, 1 + self.answered(standing))

    def answered(self, standing: Standing) -> int:
        """How many requests a rule has decided."""
        return self._space.get(_ANSWERS, standing.key) or 0

    def count_of(self, rule: Rule) -> int:
        """The same, for a rule that ``first`` gave."""
        return next((self.answered(row) for row in self if row.rule is rule), 0)

    def add(self, rule: Rule, at: Millis) -> Standing:
        """Put a live rule before all others; it holds from that moment on."""
        number = 1 + (self._space.get(*_NUMBER) or 0)
        self._space.put(*_NUMBER, number)
        named = rule if rule.name else replaced(rule, name=f"live[{number}]")
        standing = Standing(identity(self._seed, "rule", number), named, at, is_live=True)
        self._space.put(_LIVE, standing.key, standing)
        return standing

    def drop(self, name: str) -> Standing:
        """Take away the rule that ``find`` finds: a live one for good, the scenario's until a reset.

        Raises:
            RuleNotFound: there is none.
        """
        found = self.find(name)
        if found.is_live:
            self._space.remove(_LIVE, found.key)
            self._space.remove(_ANSWERS, found.key)
            self._turns.forget(found.key)
        else:
            self._space.put(_ENDED, found.key, True)
        return found

    def find(self, name: str) -> Standing:
        """The first rule with that id or name that has not been taken away.

        Raises:
            RuleNotFound: there is none.
        """
        for row in self:
            if name in (row.key, row.rule.name) and not self.has_ended(row):
                return row
        raise RuleNotFound(name)

    def has_ended(self, standing: Standing) -> bool:
        """Whether a rule of the scenario has been taken away."""
        return self._space.get(_ENDED, standing.key) is not None

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
