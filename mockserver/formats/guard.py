"""The caps on a body, checked by one linear look before any parser sees it."""

from __future__ import annotations

import re
from typing import Final

from .base import NORMAL, CannotDecode, Limits

# A string counts as one thing, brackets open and close a level, a comma ends a value.
_JSON_LIKE: Final = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[{]|[\]}]|,', re.DOTALL)
_JSV_LIKE: Final = re.compile(r'"[^"]*+"?|[\[{]|[\]}]|,')
_STEP: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_REPEATED: Final = 4  # a body may come to so many times the allowed size, its objects repeated
_TOKENS: Final = 5  # a value and its name are at the most: two strings, a comma, two brackets

__all__ = ["NORMAL", "check_count", "check_json", "check_jsv", "check_size", "is_small", "most_references"]


def check_size(body: bytes, limits: Limits) -> None:
    """Raise CannotDecode when a body is larger than allowed."""
    if len(body) > limits.size:
        raise CannotDecode(f"the body has {len(body)} bytes, more than {limits.size}")


def check_json(text: str, limits: Limits) -> None:
    """Raise CannotDecode when JSON-like text nests too deep or holds too many values."""
    _check(_JSON_LIKE, text, limits)


def check_jsv(text: str, limits: Limits) -> None:
    """Raise CannotDecode when JSV-like text nests too deep or holds too many values."""
    _check(_JSV_LIKE, text, limits)


def check_count(count: int, limits: Limits) -> None:
    """Raise CannotDecode when a body holds more values than allowed."""
    if count > limits.nodes:
        raise CannotDecode(f"the body holds more than {limits.nodes} values")


def most_references(length: int, limits: Limits) -> int:
    """How many times a body may name its own objects again, each of which may be nearly all of it."""
    return _REPEATED * limits.size // (length + 1)


def is_small(text: str, limits: Limits) -> bool:
    """Whether no reading of a text could go beyond a limit: it has too few letters, and too few brackets."""
    return len(text) <= limits.nodes and text.count("{") + text.count("[") <= limits.depth


def _check(token: re.Pattern[str], text: str, limits: Limits) -> None:
    if is_small(text, limits):
        return
    depth = nodes = 0
    for seen, match in enumerate(token.finditer(text)):
        first = text[match.start()]
        nodes += first in "[{,"
        check_count(seen // _TOKENS, limits)
        depth = max(0, depth + _STEP.get(first, 0))
        if depth > limits.depth:
            raise CannotDecode(f"the body nests deeper than {limits.depth} levels")
        check_count(nodes, limits)
