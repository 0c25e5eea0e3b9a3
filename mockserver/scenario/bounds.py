"""What a template may use up: a second of time, and texts and lists of a million.

Rule: whoever looks at its sandbox waits while a template is rendered. So each turn of a loop, each call,
filter and test looks at the clock, and what could grow at one blow is weighed before it is made.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from inspect import isroutine
from math import prod
from threading import local
from typing import Any

from mockserver.clock import effort

MOST = 1_000_000  # letters of a text, items of a list and of those in it
LONGEST = 1_000_000  # microseconds
_AT_ONE_BLOW = 100 * MOST  # the sizes of what one filter or method is given, multiplied
_BITS = 100_000  # of a whole number
_GROWING = frozenset(
    {"batch", "center", "indent", "join", "replace", "round", "slice", "tojson", "truncate", "wordwrap"}
)  # filters whose result may be larger than all they are given
_PATTERNS = frozenset({"format", "format_map", "strftime"})
_WIDE = re.compile(r"%(\([^)]*\))?[^a-zA-Z%]*([0-9]{6}|\*) | \{[^{}]*:[^{}]*([0-9]{6}|\{)", re.VERBOSE)


class UsesTooMuch(ValueError):
    """A template takes too long, or makes something too large."""


class NoOutput(ValueError):
    """What is to become text is something that makes texts."""


class _Running(local):
    until: int | None = None  # microseconds of ``effort``; None: nothing is being rendered


_running = _Running()


@contextmanager
def timed() -> Iterator[None]:
    """Let what is done inside take so long at the most, as far as it looks."""
    outer = _running.until
    _running.until = effort() + LONGEST if outer is None else outer
    try:
        yield
    finally:
        _running.until = outer


def look() -> bool:
    """True; what is true may stand in any condition.

    Raises:
        UsesTooMuch: the time is over.
    """
    if _running.until is not None and effort() > _running.until:
        raise UsesTooMuch(f"it takes more than {LONGEST // 1_000_000} s")
    return True


def weigh(*values: Any) -> int:
    """How many letters and items values have, with those inside them.

    Raises:
        UsesTooMuch: more than ``MOST``.
    """
    total, waiting = 0, list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, (str, bytes, range)):
            total += len(value)
        else:
            total += 1
            waiting += _inside(value)
        if total + len(waiting) > MOST:
            raise UsesTooMuch(f"it makes more than {MOST} letters or items")
    return total


def _inside(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return [*value, *value.values()]
    return value if isinstance(value, (list, tuple)) else ()


def joined(parts: Iterable[object]) -> str:
    """Texts, and anything else as text, one behind the other."""
    held = list(parts)
    weigh(held)
    return "".join(map(str, held))


def check_output(value: Any) -> None:
    """Let a value become text, or data.

    Raises:
        NoOutput: it is ``fake.name`` where ``fake.name()`` is meant.
        UsesTooMuch: it is too large.
    """
    if isroutine(value):
        raise NoOutput(f"{value.__name__} is called with brackets: {value.__name__}()")
    weigh(value)


def check_operands(operator: str, left: Any, right: Any) -> None:
    """Let ``*``, ``**``, ``+`` and ``%`` be, unless they make too much."""
    if operator == "%":
        if isinstance(left, str):
            _check_pattern(left)
    elif isinstance(left, int) and isinstance(right, int):
        _check_number(operator, left, right)
    elif operator == "*":
        sized, times = (left, right) if hasattr(left, "__len__") else (right, left)
        _check_size(weigh(sized) * times if hasattr(sized, "__len__") and isinstance(times, int) else 0, MOST)
    elif operator == "+":
        weigh(left, right)


def _check_number(operator: str, left: int, right: int) -> None:
    bits = left.bit_length() * right if operator == "**" else left.bit_length() + right.bit_length()
    _check_size(bits, _BITS)


def _check_size(size: float, most: int) -> None:
    if size > most:
        raise UsesTooMuch("it makes more than a template may")


def _check_pattern(pattern: object) -> None:
    if isinstance(pattern, str) and _WIDE.search(pattern):
        raise UsesTooMuch("a pattern asks for more than 99999 letters, or for as many as another value says")


def called_with(does: Any, given: tuple[Any, ...]) -> tuple[Any, ...]:
    """What a call is given, unless it is a method of a text and makes too much; others are timed alone."""
    look()
    method = getattr(does, "__wrapped__", does)  # Jinja2 has a ``format`` of its own around that of texts
    of = getattr(method, "__self__", None)
    if not isinstance(of, str):
        return given
    held = tuple(map(_held, given))
    if method.__name__ in _PATTERNS:
        for pattern in (of, *held[:1]):
            _check_pattern(pattern)
    _check_size(_at_one_blow(of, held), _AT_ONE_BLOW)
    return held


def _held(value: Any) -> Any:
    """What is only made when it is looked at, made: nothing else can be weighed."""
    return list(value) if hasattr(value, "__next__") else value


def _at_one_blow(first: Any, others: Iterable[Any]) -> int:
    return prod([max(1, weigh(first)), *(max(1, _size(each)) for each in others)])


def _size(value: Any) -> int:
    return abs(value) if isinstance(value, int) else weigh(value)


def bounded(name: str, does: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that looks at the clock, and weighs what it is given and what it gives."""
    skipped = 0 if getattr(does, "jinja_pass_arg", None) is None else 1  # the environment comes first

    @wraps(does)
    def bounded_filter(*given: Any, **options: Any) -> Any:
        look()
        passed, (first, *others) = given[:skipped], given[skipped:]
        if name in _GROWING:
            first = _held(first)
            _check_size(_at_one_blow(first, [*others, *options.values()]), _AT_ONE_BLOW)
        if name == "format":
            _check_pattern(first)
        if name == "sum" and any(isinstance(each, (list, tuple)) for each in (*others, *options.values())):
            raise UsesTooMuch("sum adds numbers; lists are added by +")
        made = does(*passed, first, *others, **options)
        weigh(first)
        weigh(made)
        return made

    return bounded_filter


def watched(does: Callable[..., Any]) -> Callable[..., Any]:
    """A test that looks at the clock."""

    @wraps(does)
    def watched_test(*given: Any, **options: Any) -> Any:
        look()
        return does(*given, **options)

    return watched_test
