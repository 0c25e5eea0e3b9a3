"""Which rule answers a request: the first whose conditions all hold, in the order of the files.

Rule: a rule counts a request only when all its other conditions hold; what stands
behind the first that answers is neither looked at nor counted.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

from mockserver.formats.base import Plain
from mockserver.request import Request
from mockserver.scenario.model import Condition, Rule, When
from mockserver.store.base import Space

TABLE = "rules"
_NUMBER = re.compile(r"[0-9]{1,9}")
Counted = tuple[str, Rule]  # the key of its counter, and the rule


@dataclass
class Asked:
    """A request, as rules look at it; the body is decoded only for a rule that looks at it."""

    vendor: str
    operation: str
    request: Request
    body: Callable[[], Plain | None]

    @cached_property
    def decoded(self) -> Plain | None:
        """The body's value; None if there is none, or none that can be read."""
        return self.body()

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The members of the query, each with its values."""
        return parse_qs(self.request.query, keep_blank_values=True)


class Rules:
    """A sandbox's rules; their counters are rows of its space."""

    def __init__(self, space: Space, rules: Iterable[Rule] = ()) -> None:
        self._space = space
        self._rules: tuple[Counted, ...] = tuple((str(number), rule) for number, rule in enumerate(rules))
        self._for: dict[tuple[str, str], tuple[Counted, ...]] = {}  # only a memory of what _rules say

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self._rules)

    def first(self, asked: Asked) -> Rule | None:
        """The rule that answers, if any; counters move."""
        for key, rule in self._candidates(asked):
            if _fits(rule, asked) and self._is_its_turn(key, rule.when):
                return rule
        return None

    def _candidates(self, asked: Asked) -> tuple[Counted, ...]:
        about = (asked.vendor, asked.operation)
        if about not in self._for:
            self._for[about] = tuple(row for row in self._rules if _is_about(row[1], *about))
        return self._for[about]

    def _is_its_turn(self, key: str, when: When) -> bool:
        if when.nth is when.first is when.every is None:
            return True
        count = 1 + (self._space.get(TABLE, key) or 0)
        self._space.put(TABLE, key, count)
        return (
            when.nth in (None, count)
            and (when.first is None or count <= when.first)
            and (when.every is None or count % when.every == 0)
        )


def _is_about(rule: Rule, vendor: str, operation: str) -> bool:
    return rule.vendor in ("", vendor) and rule.operation in ("", operation)


def _fits(rule: Rule, asked: Asked) -> bool:
    request, when = asked.request, rule.when
    return (
        rule.method in ("", request.method)
        and (not rule.path or fnmatchcase(request.path, rule.path))
        and (not (when.header or when.query or when.body) or _is_when(when, asked))
    )


def _is_when(when: When, asked: Asked) -> bool:
    return (
        all(_holds(wanted, asked.request.headers.get(wanted.name.lower())) for wanted in when.header)
        and all(_holds_for_any(wanted, asked.query.get(wanted.name, [])) for wanted in when.query)
        and all(_holds_in(wanted, asked.decoded) for wanted in when.body)
    )


def _holds_for_any(wanted: Condition, values: Iterable[str]) -> bool:
    return any(_holds(wanted, value) for value in values)


def _holds(wanted: Condition, text: str | None) -> bool:
    if text is None:
        return False
    if wanted.matches is not None:
        return re.fullmatch(wanted.matches, text, re.DOTALL) is not None
    return text == spelt(wanted.equals)


def _holds_in(wanted: Condition, body: Plain | None) -> bool:
    found, value = _at(body, wanted.name)
    if value is None:
        return found and wanted.matches is None and wanted.equals is None
    return not isinstance(value, (dict, list)) and _holds(wanted, spelt(value))


def _at(value: Any, path: str) -> tuple[bool, Any]:
    """Whether there is a value at a dotted path, and the value."""
    for step in path.split("."):
        if isinstance(value, dict) and step in value:
            value = value[step]
        elif isinstance(value, list) and _NUMBER.fullmatch(step) and int(step) < len(value):
            value = value[int(step)]
        else:
            return False, None
    return True, value


def spelt(value: str | int | float | bool | None) -> str | None:
    """A scalar as text: some formats know numbers, in others they are text, and a rule holds for both."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value)
