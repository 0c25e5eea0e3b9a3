"""What a request of a recording has to be like for its answer to be given again, in a scenario's words.

Rule: all that the application said is asked for. A number of its own may be another one, of
the same form; a secret may be any; what the caller of the recording ignores is not asked for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qsl

from mockserver import redact
from mockserver.formats.base import NORMAL, Plain
from mockserver.frozen import frozen
from mockserver.kit import Refused, Vendor
from mockserver.recording.standins import NUMBER, SECRET, StandIns
from mockserver.request import Request
from mockserver.scenario.asked import spelt

MOST = 200  # conditions of one rule
_PLAIN_STEP = re.compile(r"[A-Za-z0-9_-]+")
_FORMS = {NUMBER: "[0-9 ().+-]+", SECRET: ".+"}
Path = tuple[str | int, ...]  # names of members, and places in lists


@frozen
class Asking:
    """A request in the words of a rule: ``when`` as plain data, and how much it asks for."""

    method: str
    path: str  # a glob
    when: Mapping[str, Any]
    operation: str = ""
    exact: int = 0  # conditions that one value alone meets

    @property
    def key(self) -> str:
        """The same for requests that the same rule answers."""
        return repr((self.method, self.path, self.when))

    @property
    def size(self) -> tuple[int, int]:
        """What asks for more stands before what asks for less: the latter would answer for it."""
        return self.exact, sum(1 if part == "text" else len(tests) for part, tests in self.when.items())


@frozen
class Reader:
    """Reads requests of one vendor."""

    vendor: Vendor
    standins: StandIns
    ignored: frozenset[str] = frozenset()  # names of members that are not asked for

    def asking(self, request: Request) -> Asking:
        """What a rule has to ask for to take this request."""
        operation, body = self.body(request)
        members = self._members(parse_qsl(request.query, keep_blank_values=True))
        when: dict[str, Any] = {"query": members, "body": {}, "text": {}}
        if isinstance(body, (dict, list)):
            when["body"] = self._members(_told(body))
        elif request.body and "\0" not in (text := request.body.decode("utf-8", "replace")):
            when["text"] = self._test(text)
        path = _globbed(self.standins.mould(request.path))
        exact = ("*" not in path) + sum(
            isinstance(test, str) for part in ("query", "body") for test in when[part].values()
        )
        return Asking(
            request.method,
            path,
            {part: tests for part, tests in when.items() if tests},
            operation,
            exact + isinstance(when["text"], str),
        )

    def body(self, request: Request) -> tuple[str, Plain | None]:
        """The operation that a request leads to, and its decoded body: empty and None where there is none."""
        try:
            route = self.vendor.route(self.vendor, request)
        except Refused:
            return "", None
        try:
            return route.operation.name, self.vendor.decode(route, request, NORMAL).value
        except Refused:
            return route.operation.name, None

    def own_numbers(self, request: Request) -> dict[str, str]:
        """The application's own numbers, as it spells them, each with where a template finds it."""
        query = parse_qsl(request.query, keep_blank_values=True)
        found = {text: f"request.query{_subscript(name)}" for name, text in reversed(query)}
        for path, text in leaves(self.body(request)[1]):
            found[text] = f"request.body{''.join(map(_subscript, path))}"
        own = {text: place for text, place in found.items() if self.standins.is_own(text)}
        return {text: place for text, place in own.items() if self._may_be_named(place)}

    def _members(self, told: Any) -> dict[str, Any]:
        asked = ((name, text) for name, text in told if _last(name) not in self.ignored)
        tests = {name: self._named(name, text) for name, text in asked if self._may_be_named(name)}
        return dict(list(tests.items())[:MOST])

    def _may_be_named(self, path: str) -> bool:
        """Whether no name on the way is itself what must not be shown, as a mapping by number has it."""
        return self.standins.shown(path) == path

    def _named(self, name: str, text: str) -> Any:
        return {"absent": False} if redact.is_secret(_last(name)) else self._test(text)

    def _test(self, text: str) -> Any:
        mould = self.standins.mould(text)
        if not any(mark in mould for mark in _FORMS):
            return mould
        pattern = re.escape(mould)
        for mark, form in _FORMS.items():
            pattern = pattern.replace(re.escape(mark), form)
        return {"matches": pattern}


def leaves(value: Plain | None, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """The texts, numbers and flags in a value, as texts, each with the names that lead to it."""
    if isinstance(value, (dict, list)):
        inside = value.items() if isinstance(value, dict) else enumerate(value)
        for name, item in inside:
            yield from leaves(item, (*path, name))
    elif (text := spelt(value)) is not None:
        yield path, text


def _told(body: Plain) -> Iterator[tuple[str, str]]:
    for path, text in leaves(body):
        spelling = _spelt_path(path)
        if spelling is not None and "\0" not in text:
            yield spelling, text


def _spelt_path(path: Path) -> str | None:
    """A path as rules write it; None for one that they cannot."""
    names = tuple(map(str, path))
    if all(map(_PLAIN_STEP.fullmatch, names)):
        return ".".join(names)
    steps = [_quoted(name) for name in names]
    return None if None in steps else "$" + "".join(filter(None, steps))


def _quoted(step: str) -> str | None:
    quote = next((sign for sign in "'\"" if sign not in step), None)
    return None if quote is None or not step else f"[{quote}{step}{quote}]"


def _last(name: str) -> str:
    """The last name of a path."""
    return re.split(r"[.\[\]'\"]+", name.rstrip("]'\""))[-1]


def _subscript(step: str | int) -> str:
    return f"[{json.dumps(step, ensure_ascii=False)}]"


def _globbed(mould: str) -> str:
    """A path as a glob that it fits, whatever signs it has."""
    text = re.sub(r"[\[*?]", lambda sign: f"[{sign[0]}]", mould)
    return text.replace(NUMBER, "*").replace(SECRET, "*")
