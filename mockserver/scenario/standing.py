"""Rules that stand in a sandbox: its scenario's, and live ones that were put before them.

Rule: the newest live rule is looked at first, then the scenario's in their order. One of the scenario's
that is taken away is there again after a reset. Callers hold the space's transaction.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.store.base import Space

MOST_LIVE = 1000  # live rules of a kind: every request looks at all of them


class TooManyRules(RuntimeError):
    """There is no room for another live rule."""


class RuleNotFound(LookupError):
    """No rule has this id or name, or it has been taken away."""


class Ruling(Protocol):
    """What every rule has."""

    @property
    def name(self) -> str:
        """What it is called."""
        ...

    @property
    def ttl(self) -> Millis | None:
        """How long it holds; None: until somebody takes it away."""
        ...


R = TypeVar("R", bound=Ruling)


@frozen
class Standing(Generic[R]):
    """A rule that stands in a sandbox: the key of its counters, and since when it holds."""

    key: str
    rule: R
    since: Millis
    is_live: bool = False

    @property
    def until(self) -> Millis | None:
        """The moment from which it holds no more."""
        return None if self.rule.ttl is None else self.since + self.rule.ttl

    def holds(self, at: Millis) -> bool:
        """Whether it still does."""
        return self.rule.ttl is None or at < self.since + self.rule.ttl


class Book(ABC, Generic[R]):
    """The rules of one kind: ``kind`` is in tables and ids, ``key`` is how the scenario's are numbered."""

    def __init__(
        self,
        space: Space,
        rules: Iterable[R],
        *,
        seed: int,
        began: Millis,
        magic: bool,  # requests may ask for rules of their own
        kind: str = "rule",
        key: str = "{}",
    ) -> None:
        self.magic = magic
        self._space = space
        self._seed = seed
        self._kind = kind
        tables = (f"{kind}s.{what}" for what in ("live", "answers", "ended"))  # by the keys of rules
        self._live_rows, self._answers, self._ended = tables
        self._rules = tuple(Standing(key.format(row), rule, began) for row, rule in enumerate(rules))
        self._always = magic or bool(self._rules)

    def __bool__(self) -> bool:
        """Whether there is any, or may be."""
        return self._always or self._space.count(self._live_rows) > 0

    def __iter__(self) -> Iterator[Standing[R]]:
        """All rules in the order in which they are looked at."""
        return chain(self._live(), self._rules)

    def _has_live(self) -> bool:
        return self._space.count(self._live_rows) > 0

    def _live(self) -> list[Standing[R]]:
        return [row for _, row in self._space.rows(self._live_rows)][::-1]

    def _stands(self, standing: Standing[R], at: Millis) -> bool:
        return standing.holds(at) and not (self._space.count(self._ended) and self.has_ended(standing))

    def _answer(self, standing: Standing[R]) -> None:
        self._space.put(self._answers, standing.key, 1 + self.answered(standing))

    def answered(self, standing: Standing[R]) -> int:
        """How often a rule has decided."""
        return self._space.get(self._answers, standing.key) or 0

    def add(self, rule: R, at: Millis) -> Standing[R]:
        """Put a live rule before all others; it holds from that moment on.

        Raises:
            TooManyRules: there are as many as there may be, and all of them still hold.
        """
        self._make_room(at)
        numbers = f"{self._kind}s.number"
        number = 1 + (self._space.get(numbers, "last") or 0)
        self._space.put(numbers, "last", number)
        named = rule if rule.name else replaced(rule, name=f"live[{number}]")
        standing = Standing(identity(self._seed, self._kind, number), named, at, is_live=True)
        self._space.put(self._live_rows, standing.key, standing)
        return standing

    def _make_room(self, at: Millis) -> None:
        if self._space.count(self._live_rows) < MOST_LIVE:
            return
        for row in [row for row in self._live() if not row.holds(at)]:
            self._forget_live(row.key)
        if self._space.count(self._live_rows) >= MOST_LIVE:
            raise TooManyRules(f"there are {MOST_LIVE} live rules; DELETE /__admin/rules takes them away")

    def drop(self, name: str) -> Standing[R]:
        """Take away the rule that ``find`` finds: a live one for good, the scenario's until a reset.

        Raises:
            RuleNotFound: there is none.
        """
        found = self.find(name)
        if found.is_live:
            self._forget_live(found.key)
        else:
            self._space.put(self._ended, found.key, True)
        return found

    def _forget_live(self, key: str) -> None:
        self._space.remove(self._live_rows, key)
        self._space.remove(self._answers, key)
        self._forget(key)

    @abstractmethod
    def _forget(self, key: str) -> None:
        """Forget what a rule has counted."""

    def find(self, name: str) -> Standing[R]:
        """The first rule with that id or name that has not been taken away.

        Raises:
            RuleNotFound: there is none.
        """
        for row in self:
            if name in (row.key, row.rule.name) and not self.has_ended(row):
                return row
        raise RuleNotFound(name)

    def has_ended(self, standing: Standing[R]) -> bool:
        """Whether a rule of the scenario has been taken away."""
        return self._space.get(self._ended, standing.key) is not None


def book_with(books: Iterable[Book[Any]], name: str) -> Book[Any]:
    """The first of some books that has a rule with this id or name.

    Raises:
        RuleNotFound: none has.
    """
    for book in books:
        with suppress(RuleNotFound):
            book.find(name)
            return book
    raise RuleNotFound(name)
