"""What templates can name: the request, made-up values, the time, the call at hand.

Rule: everything here is read when a template asks for it, and never changed; what there is not
is empty, whatever is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from mockserver.callcentre.fakes import Fakes
from mockserver.callcentre.model import Call
from mockserver.callcentre.script import duration
from mockserver.clock import DAWN, Millis, iso, utc
from mockserver.formats.base import Plain
from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked
from mockserver.scenario.mistakes import nearest
from mockserver.scenario.states import STARTED

_KNOWN_OF_CALLS = frozenset(name for name in dir(Call) if name[0] != "_")
_PARTS = ("method", "path", "url", "vendor", "operation", "header", "query", "body", "text")
_MOST_VALUES = 1000  # of a request, when it is looked for one that names a call


class Instant(str):
    """A moment as ISO 8601 has it, with its numbers: ``now.millis``, ``now.plus("1h")``."""

    __slots__ = ("millis",)
    millis: Millis

    @classmethod
    def at(cls, moment: Millis) -> Instant:
        """The moment, milliseconds since the epoch."""
        made = cls(iso(moment))
        made.millis = moment
        return made

    @property
    def seconds(self) -> int:
        """Whole seconds since the epoch."""
        return self.millis // 1000

    def plus(self, lasts: str) -> Instant:
        """So much later; a time such as ``90s``.

        Raises:
            ValueError: it is no time.
        """
        return Instant.at(self.millis + duration(lasts))

    def minus(self, lasts: str) -> Instant:
        """So much earlier.

        Raises:
            ValueError: it is no time.
        """
        return Instant.at(self.millis - duration(lasts))

    def strftime(self, pattern: str) -> str:
        """The moment in UTC, as the pattern has it."""
        return utc(self.millis).strftime(pattern)


class NoSuchPart(ValueError):
    """There is no such thing in any request or call. No ``AttributeError``: that is for what was not sent."""

    def __init__(self, of: str, name: str, known: Iterable[str]) -> None:
        near = nearest(name, known)
        super().__init__(f"{of} has no {name!r}" + (f"; did you mean {near}?" if near else ""))


class HeaderView:
    """Header fields by name, in whatever case; ``_`` stands for a dash."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    def __getitem__(self, name: str) -> str:
        found = self._headers.get(name.lower()) or self._headers.get(name.lower().replace("_", "-"))
        if found is None:
            raise KeyError(name)
        return found


class RequestView:
    """A request: ``request.body.order.id``, ``request.header.X_Key``, ``request.query.v``."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        request = asked.request
        self.method, self.path, self.url = request.method, request.path, request.url
        self.header = HeaderView(request.headers)
        self.vendor, self.operation = asked.vendor, asked.operation

    def __getattr__(self, name: str) -> Any:
        """Nothing: what there is in requests is found before this is asked.

        Raises:
            NoSuchPart: always, unless Python itself asks.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        raise NoSuchPart("request", name, _PARTS)

    @property
    def query(self) -> Mapping[str, str]:
        """The members of the query, the first of each name."""
        return {name: values[0] for name, values in self._asked.query.items()}

    @property
    def body(self) -> Plain | None:
        """The decoded body."""
        return self._asked.decoded

    @property
    def text(self) -> str:
        """The body as it came."""
        return self._asked.text


class StateView:
    """Scenario states by name."""

    def __init__(self, get: Callable[[str], str]) -> None:
        self._get = get

    def __getitem__(self, name: str) -> str:
        return self._get(name)


class CallView:
    """The call that a request names: by its id, wherever that stands in it."""

    def __init__(self, asked: Asked, find: Callable[[str], Call | None]) -> None:
        self._asked = asked
        self._find = find

    def __getattr__(self, name: str) -> Any:
        """What is known of the call.

        Raises:
            AttributeError: the request names none.
            NoSuchPart: calls have no such thing.
        """
        if name.startswith("_"):
            raise AttributeError(name)
        if name not in _KNOWN_OF_CALLS:
            raise NoSuchPart("call", name, _KNOWN_OF_CALLS)
        return getattr(self._call(), name)

    def __bool__(self) -> bool:
        """Whether the request names a call."""
        return self._call() is not None

    def _call(self) -> Call | None:
        asked = self._asked
        values = [*asked.request.path.split("/"), *(one for many in asked.query.values() for one in many)]
        return next(filter(None, map(self._find, (*values, *_scalars(asked.decoded)))), None)


def _scalars(value: Plain | None) -> Iterator[str]:
    """The texts and numbers in a value, as texts; not more of them than anybody would look through."""
    waiting, seen = [value], 0
    while waiting and seen < _MOST_VALUES:
        one, seen = waiting.pop(0), seen + 1
        if isinstance(one, dict):
            waiting += one.values()
        elif isinstance(one, list):
            waiting += one[:_MOST_VALUES]
        elif one is not None:
            yield str(one)


def moment_facts(seed: int, locale: str, now: Millis, *key: object) -> dict[str, Any]:
    """What a template can name where nothing was asked: ``now``, ``fake``, ``seed``.

    ``key``: what it is rendered for; made-up values are drawn by it.
    """
    return {"now": Instant.at(now), "fake": Fakes(seed, locale, *key), "seed": seed}


def request_facts(
    asked: Asked, count: int, state: Callable[[str], str], find: Callable[[str], Call | None]
) -> dict[str, Any]:
    """What a template can name beside that where a request is answered."""
    views = {"request": RequestView(asked), "call": CallView(asked, find), "state": StateView(state)}
    return {**views, "count": count}


def dummies() -> dict[str, Any]:
    """The same for a rehearsal: like a run, in which nobody has sent anything."""
    asked = Asked("", "", Request("POST", "/", Headers()), lambda: None, DAWN)
    call = Call(id="1", number=1, caller="1", called="2", created=DAWN, script=())
    return {
        **moment_facts(1, "en_US", DAWN),
        **request_facts(asked, 1, lambda _name: STARTED, lambda _key: call),
    }
