"""Request patterns as WireMock writes them, compiled to a predicate.

Rule: every word is a row of a table; a word that is not there is refused, never
ignored, since a count that ignores half its question lies.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from mockserver.request import Request

Fits = Callable[[Request], bool]
TextFits = Callable[[str | None], bool]


class BadPattern(ValueError):
    """A pattern says something that is not known here; ``pointer`` says where."""

    def __init__(self, text: str, pointer: str) -> None:
        super().__init__(text)
        self.pointer = pointer


def _kind(kind: type, name: str) -> Callable[[Any, str], Any]:
    """Accepts a value of a kind, and nothing else."""

    def checked(value: Any, pointer: str) -> Any:
        if not isinstance(value, kind):
            raise BadPattern(f"{name} is wanted here, not {json.dumps(value)[:60]}", pointer)
        return value

    return checked


_text, _flag = _kind(str, "a text"), _kind(bool, "true or false")


def _regex(pattern: Any, pointer: str) -> re.Pattern[str]:
    try:
        return re.compile(_text(pattern, pointer))
    except (re.error, OverflowError, RecursionError) as why:
        raise BadPattern(f"{str(pattern)[:60]!r} is no regular expression: {why}", pointer) from why


def _same_json(left: str, right: Any) -> bool:
    try:
        return bool(json.loads(left) == (json.loads(right) if isinstance(right, str) else right))
    except (ValueError, RecursionError):  # the journal's bodies are whatever somebody sent
        return False


# fmt: off
_TEXT: dict[str, Callable[[Any, str], TextFits]] = {
    "equalTo":      lambda wanted, at: _equal(_text(wanted, at)),
    "contains":     lambda wanted, at: _containing(_text(wanted, at)),
    "matches":      lambda wanted, at: _matching(_regex(wanted, at)),
    "doesNotMatch": lambda wanted, at: _not(_matching(_regex(wanted, at))),
    "absent":       lambda wanted, at: _absent(_flag(wanted, at)),
    "equalToJson":  lambda wanted, at: lambda text: text is not None and _same_json(text, wanted),
}
_REQUEST: dict[str, Callable[[Any, str], Fits]] = {
    "method":          lambda wanted, at: _method(_text(wanted, at)),
    "url":             lambda wanted, at: _on(lambda request: request.target, _equal(_text(wanted, at))),
    "urlPath":         lambda wanted, at: _on(lambda request: request.path, _equal(_text(wanted, at))),
    "urlPattern":      lambda wanted, at: _on(lambda request: request.target, _matching(_regex(wanted, at))),
    "urlPathPattern":  lambda wanted, at: _on(lambda request: request.path, _matching(_regex(wanted, at))),
    "headers":         lambda wanted, at: _each(wanted, at, header_of),
    "queryParameters": lambda wanted, at: _each(wanted, at, query_member_of),
    "bodyPatterns":    lambda wanted, at: _bodies(wanted, at),
}
# fmt: on


def header_of(request: Request, name: str) -> str | None:
    """The value of a header."""
    return request.headers.get(name.lower())


def compiled(pattern: dict[str, Any]) -> Fits:
    """The predicate of a pattern.

    Raises:
        BadPattern: a word is unknown or has the wrong kind of value.
    """
    parts = [_row(_REQUEST, name, value, "") for name, value in pattern.items()]
    return lambda request: all(part(request) for part in parts)


def _row(table: dict[str, Callable[[Any, str], Any]], name: str, value: Any, at: str) -> Any:
    if name not in table:
        raise BadPattern(f"{name!r} is not known here; there is {', '.join(table)}", f"{at}/{name}")
    return table[name](value, f"{at}/{name}")


def _method(wanted: str) -> Fits:
    return lambda request: wanted in ("ANY", request.method)


def _equal(wanted: str) -> TextFits:
    return lambda text: text == wanted


def _containing(wanted: str) -> TextFits:
    return lambda text: text is not None and wanted in text


def _absent(wanted: bool) -> TextFits:
    return lambda text: (text is None) is wanted


def _matching(regex: re.Pattern[str]) -> TextFits:
    return lambda text: text is not None and regex.fullmatch(text) is not None


def _not(fits: TextFits) -> TextFits:
    return lambda text: not fits(text)


def _on(part: Callable[[Request], str | None], fits: TextFits) -> Fits:
    return lambda request: fits(part(request))


def _text_of(pattern: Any, at: str) -> TextFits:
    if not isinstance(pattern, dict):
        raise BadPattern('a matcher is an object such as {"equalTo": "…"}', at)
    insensitive = _flag(pattern.get("caseInsensitive", False), f"{at}/caseInsensitive")
    words = {
        name: _folded(value, insensitive) for name, value in pattern.items() if name != "caseInsensitive"
    }
    parts = [_row(_TEXT, name, value, at) for name, value in words.items()]
    return lambda text: all(part(_folded(text, insensitive)) for part in parts)


def _folded(value: Any, insensitive: bool) -> Any:
    return value.lower() if insensitive and isinstance(value, str) else value


def _each(wanted: Any, at: str, part: Callable[[Request, str], str | None]) -> Fits:
    if not isinstance(wanted, dict):
        raise BadPattern("an object of matchers by name is wanted here", at)
    rows = [(name, _text_of(pattern, f"{at}/{name}")) for name, pattern in wanted.items()]
    return lambda request: all(fits(part(request, name)) for name, fits in rows)


def query_member_of(request: Request, name: str) -> str | None:
    """The first value of a member of the query."""
    return next(iter(parse_qs(request.query, keep_blank_values=True).get(name, [])), None)


def _bodies(wanted: Any, at: str) -> Fits:
    if not isinstance(wanted, Iterable) or isinstance(wanted, (str, dict)):
        raise BadPattern("a list of matchers is wanted here", at)
    rows = [_text_of(pattern, f"{at}/{place}") for place, pattern in enumerate(wanted)]
    return lambda request: all(fits(request.body.decode("utf-8", "replace")) for fits in rows)
