"""The admin API of a running server, asked over HTTP.

Rule: no proxy stands between and no redirect is followed, so the admin token goes
where the person said and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, urlencode, urlsplit

from mockserver.frozen import frozen

USUAL = "http://127.0.0.1:8080"
TIMEOUT = 10.0  # seconds for an answer
_CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}


class NoURL(ValueError):
    """What was given is no URL of a server; the text says so, and what one looks like."""


class Unreachable(Exception):
    """Nobody answers there, or somebody who is not mockserver; the text says where and why."""


class AdminRefused(Exception):
    """The admin API answered with a status that is no success."""

    def __init__(self, url: str, status: int, body: Any) -> None:
        self.url, self.status = url, status
        self.body = body  # the JSON value that was answered
        self.titles = titles(body)  # one text a mistake, as the server words it
        self.title = self.titles[0] if self.titles else "it does not say why"
        super().__init__(f"{url} answered {status}: {self.title}")


@frozen
class Admin:
    """One server's admin API, as one sandbox sees it."""

    url: str = USUAL  # with or without the path of a sandbox: ``http://127.0.0.1:8080/~alice``
    token: str | None = None
    sandbox: str | None = None  # by name; None leaves it to the URL
    timeout: float = TIMEOUT

    def get(self, path: str, **query: object) -> Any:
        """What ``GET /__admin`` and the path answers, read from JSON; the path is quoted already.

        Raises:
            NoURL: the URL is none.
            Unreachable: nobody answers, or it is no mockserver.
            AdminRefused: the answer is no.
        """
        return self.ask("GET", path, query=query)

    def post(self, path: str, body: Any = None, **query: object) -> Any:
        """What it answers to this value, sent as JSON; raises as ``get``."""
        return self.ask("POST", path, {} if body is None else body, query=query)

    def put(self, path: str, body: Any = None, **query: object) -> Any:
        """What it answers to this value, sent as JSON; raises as ``get``."""
        return self.ask("PUT", path, {} if body is None else body, query=query)

    def delete(self, path: str, body: Any = None, **query: object) -> Any:
        """What it answers; raises as ``get``."""
        return self.ask("DELETE", path, body, query=query)

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, object] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """What it answers; ``timeout`` in seconds is for answers that are held. Raises as ``get``."""
        place = place_of(self.url)
        chosen = {"sandbox": self.sandbox, **(query or {})}
        given = {name: value for name, value in chosen.items() if value is not None}
        target = f"{place.path.rstrip('/')}/__admin/{path.lstrip('/')}"
        target = f"{target}?{urlencode(given)}" if given else target
        sent = None if body is None else json.dumps(body).encode()
        return self._read(*self._fetch(place, method, target, sent, timeout or self.timeout))

    def _fetch(
        self, place: SplitResult, method: str, target: str, body: bytes | None, timeout: float
    ) -> tuple[int, bytes]:
        connection = _CONNECTIONS[place.scheme](place.hostname or "", place.port, timeout=timeout)
        try:
            connection.request(method, target, body, self._headers(body))
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException, ValueError) as why:
            reason = getattr(why, "strerror", None) or str(why) or type(why).__name__
            raise Unreachable(f"no server answers at {self.url} ({reason})") from why
        finally:
            connection.close()

    def _headers(self, body: bytes | None) -> dict[str, str]:
        token = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return token if body is None else {**token, "Content-Type": "application/json"}

    def _read(self, status: int, body: bytes) -> Any:
        try:
            value = json.loads(body)
        except ValueError as why:
            raise Unreachable(f"{self.url} answered {status}, but not as mockserver does") from why
        if not 200 <= status < 300:
            raise AdminRefused(self.url, status, value)
        return value


def place_of(url: str) -> SplitResult:
    """A server's URL taken apart; without a scheme it is http.

    Raises:
        NoURL: it is none.
    """
    try:
        place = urlsplit(url if "://" in url else f"http://{url}")
        found = place.scheme in _CONNECTIONS and place.hostname and (place.port or 1)
    except ValueError:
        found = None
    if not found:
        raise NoURL(f"{url!r} is no URL of a server; write it like {USUAL}")
    return place


def titles(value: Any) -> tuple[str, ...]:
    """What an answer of the admin API says was wrong, one text a mistake."""
    try:
        return tuple(str(error["title"]) for error in value["errors"])
    except (KeyError, TypeError):
        return ()
