"""A request, as rules and expectations look at it: its parts, and the values at a place of it.

Rule: what a place has is a list of values: none, one, or several (a member of the query that
came twice, all items of a list); the body is decoded only for who looks at it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import parse_qs

from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.request import Request

EACH = "*"
_NUMBER = re.compile(r"[0-9]{1,9}")
_STEP = re.compile(r"""\.([^.\[\]'"*]+|\*) | \[(\d{1,9}|\*)\] | \['([^']*)'\] | \["([^"]*)"\]""", re.VERBOSE)


@dataclass
class Asked:
    """A request, as rules look at it; ``at`` is when it came, on the sandbox's clock."""

    vendor: str
    operation: str
    request: Request
    body: Callable[[], Plain | None]
    at: Millis = 0

    @cached_property
    def decoded(self) -> Plain | None:
        """The body's value; None if there is none, or none that can be read."""
        return self.body()

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """The members of the query, each with its values."""
        return parse_qs(self.request.query, keep_blank_values=True)

    @cached_property
    def text(self) -> str:
        """The body's text, as it came."""
        return self.request.body.decode("utf-8", "replace")


def _header(asked: Asked, name: str) -> list[Any]:
    value = asked.request.headers.get(name.lower())
    return [] if value is None else [value]


# fmt: off
PARTS: Mapping[str, Callable[[Asked, str], list[Any]]] = {  # a part of a request -> its values by a name
    "header": _header,
    "query":  lambda asked, name: list(asked.query.get(name, ())),
    "body":   lambda asked, name: values_at(asked.decoded, name),
    "text":   lambda asked, _name: [asked.text],
    "path":   lambda asked, _name: [asked.request.path],
    "method": lambda asked, _name: [asked.request.method],
}
# fmt: on
NAMED = ("header", "query", "body")  # the parts in which there are values by name


@frozen
class Where:
    """A place in requests, such as ``body.order.id``, ``header.X-Key``, ``query.v``, ``path`` or ``text``."""

    part: str
    name: str = ""

    def __str__(self) -> str:
        return f"{self.part}.{self.name}" if self.name else self.part

    def values(self, asked: Asked) -> list[Any]:
        """What a request has there."""
        return PARTS[self.part](asked, self.name)

    def text(self, asked: Asked) -> str | None:
        """The first value that a request has there, as text; None where it has none."""
        return next((spelt(value) for value in self.values(asked) if not _has_parts(value)), None)


def place_problem(text: str) -> str:
    """What is wrong with a place such as ``body.order.id``; empty if nothing is."""
    part, _, name = text.partition(".")
    if part not in PARTS:
        return f"one of {', '.join(PARTS)} first"
    if (part in NAMED) is not bool(name):
        return f"{part}.x, with a name after it" if part in NAMED else f"{part} alone"
    return path_problem(name) if part == "body" else ""


def place_of(text: str) -> Where:
    """The place that a text without problems names."""
    part, _, name = text.partition(".")
    return Where(part, name)


def values_at(value: Any, path: str) -> list[Any]:
    """The values at a path in a decoded body: ``a.b.0.c``, or as JSON path has it, ``$.a.b[0].c``.

    A ``*`` stands for each item or member.
    """
    steps = steps_of(path)
    for number, step in enumerate(steps):
        if not isinstance(value, dict) or step not in value:  # the plainest step is most of them
            return _values_below(value, steps[number:])
        value = value[step]
    return [value]


def _values_below(value: Any, steps: tuple[str, ...]) -> list[Any]:
    found = [value]
    for step in steps:
        found = [inner for outer in found for inner in _inside(outer, step)]
    return found


def _inside(value: Any, step: str) -> Iterable[Any]:
    if isinstance(value, dict):
        return [value[step]] if step in value else list(value.values()) if step == EACH else []
    if not isinstance(value, list):
        return []
    if step == EACH:
        return value
    return [value[int(step)]] if _NUMBER.fullmatch(step) and int(step) < len(value) else []


@lru_cache(maxsize=4096)
def steps_of(path: str) -> tuple[str, ...]:
    """The steps of a path."""
    if path[:1] != "$":
        return tuple(path.split("."))
    return tuple(next(filter(None, step.groups()), "") for step in _STEP.finditer(path))


def path_problem(path: str) -> str:
    """What is wrong with a path, where it is JSON path; any other text is a dotted path."""
    if path[:1] != "$":
        return ""
    end = 1
    while step := _STEP.match(path, end):
        end = step.end()
    return "" if end == len(path) else "a path of members and items, e.g. $.a.b[0].c or a.b.0.c"


def _has_parts(value: Any) -> bool:
    return isinstance(value, (dict, list))


def spelt(value: str | int | float | bool | None) -> str | None:
    """A scalar as text: some formats know numbers, in others they are text, and a rule holds for both."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return None if value is None else str(value)
