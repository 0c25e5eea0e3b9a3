"""Conditions: what the values at a place of a request have to be.

Rule: a test is a row of ``TESTS``, for rules and expectations alike. One that wants something
holds where any of a place's values has it; ``not`` holds where what is inside it does not,
and so also where there is no value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.frozen import frozen
from mockserver.scenario.asked import Asked, Where, spelt

Test = tuple[str, Any]  # a word of TESTS, and what it wants
Values = list[Any]
_NUMERAL = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?\s*", re.ASCII | re.IGNORECASE)


@frozen
class Condition:
    """What has to be at a place of a request; all tests have to hold."""

    where: Where
    tests: tuple[Test, ...]

    def holds(self, asked: Asked) -> bool:
        """Whether the request has it there."""
        return passes(self.tests, self.where.values(asked))

    @property
    def expected(self) -> str:
        """What it asks for, in words."""
        return said(self.tests)


@frozen
class Finding:
    """What became of one condition: where, what was expected and found there, and whether it holds."""

    where: str
    expected: str
    found: str | None  # None: there is nothing
    holds: bool


def findings(conditions: tuple[Condition, ...], asked: Asked) -> Iterator[Finding]:
    """What a request has at the place of each condition."""
    for condition in conditions:
        values = condition.where.values(asked)
        found = ", ".join(map(shown, values)) if values else None
        yield Finding(str(condition.where), condition.expected, found, passes(condition.tests, values))


def passes(tests: tuple[Test, ...], values: Values) -> bool:
    """Whether all tests hold for the values of a place."""
    for word, wanted in tests:  # noqa: SIM110 (half the time of all(); every rule comes by here)
        if not TESTS[word](values, wanted):
            return False
    return True


def said(tests: tuple[Test, ...]) -> str:
    """Tests in words, e.g. ``matches '[0-9]+'``."""
    return " and ".join(_said(word, wanted) for word, wanted in tests)


def _said(word: str, wanted: Any) -> str:
    if word == "equals":
        return shown(wanted)
    if word == "absent":
        return "nothing" if wanted else "anything"
    if word == "not":
        return f"not {said(wanted)}"
    return f"{word.replace('_', ' ')} {', '.join(map(shown, wanted)) if word == 'one_of' else shown(wanted)}"


def shown(value: Any) -> str:
    """A value for people."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return repr(value)
    return str(value) if isinstance(value, (dict, list)) else str(spelt(value))


def _is(value: Any, wanted: Any) -> bool:
    if value.__class__ is str and wanted.__class__ is str:
        return bool(value == wanted)
    if value is None or wanted is None:
        return value is wanted
    return not isinstance(value, (dict, list)) and spelt(value) == spelt(wanted)


def _text(value: Any) -> str | None:
    return None if isinstance(value, (dict, list)) else spelt(value)


def _matches(value: Any, pattern: str) -> bool:
    text = _text(value)
    return text is not None and re.fullmatch(pattern, text, re.DOTALL) is not None


def _contains(value: Any, wanted: Any) -> bool:
    """A list has an item that is wanted; a text has wanted within it."""
    if isinstance(value, list):
        return any(_is(item, wanted) for item in value)
    text = _text(value)
    return text is not None and str(spelt(wanted)) in text


def _number(value: Any) -> float | None:
    text = _text(value)  # no inf, no 1_000: numbers as clients write them, not as Python does
    return None if text is None or not _NUMERAL.fullmatch(text) else float(text)


def _less(value: Any, most: float) -> bool:
    number = _number(value)
    return number is not None and number < most


def _greater(value: Any, least: float) -> bool:
    number = _number(value)
    return number is not None and number > least


def _for_any(holds: Callable[[Any, Any], bool]) -> Callable[[Values, Any], bool]:
    def holds_for_any(values: Values, wanted: Any) -> bool:
        for value in values:  # noqa: SIM110 (half the time of any())
            if holds(value, wanted):
                return True
        return False

    return holds_for_any


# fmt: off
TESTS: Mapping[str, Callable[[Values, Any], bool]] = {
    "equals":   _for_any(_is),
    "matches":  _for_any(_matches),
    "contains": _for_any(_contains),
    "one_of":   lambda values, wanted: any(_is(value, one) for value in values for one in wanted),
    "less":     _for_any(_less),
    "greater":  _for_any(_greater),
    "absent":   lambda values, wanted: (not values) is wanted,
    "not":      lambda values, wanted: not passes(wanted, values),
}
# fmt: on
