"""The admin API of a running server, asked over HTTP.

Rule: no proxy stands between and no redirect is followed, so the admin token goes
where the person said and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote, urlencode, urlsplit

from mockserver.cli.failing import Mistake, Unmet
from mockserver.frozen import frozen

USUAL = "http://127.0.0.1:8080"
TIMEOUT = 10.0
_CONNECTIONS = {"http": HTTPConnection, "https": HTTPSConnection}


@frozen
class Admin:
    """One server's admin API, as one sandbox sees it."""

    url: str = USUAL
    token: str | None = None
    sandbox: str | None = None

    def get(self, *path: str, **query: object) -> Any:
        """What the server answers.

        Raises:
            Mistake: the URL is none.
            Unmet: nobody answers, or the answer is no.
        """
        place = _place(self.url)
        target = "/".join((place.path.rstrip("/"), "__admin", *(quote(part, safe="") for part in path)))
        chosen = {"sandbox": self.sandbox, **query}
        given = {name: value for name, value in chosen.items() if value is not None}
        status, body = self._fetch(place, f"{target}?{urlencode(given)}" if given else target)
        return self._read(status, body)

    def _fetch(self, place: SplitResult, target: str) -> tuple[int, bytes]:
        connection = _CONNECTIONS[place.scheme](place.hostname or "", place.port, timeout=TIMEOUT)
        try:
            connection.request("GET", target, headers=self._headers())
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, HTTPException, ValueError) as why:
            reason = getattr(why, "strerror", None) or str(why) or type(why).__name__
            raise Unmet(f"no server answers at {self.url} ({reason}); --url says where it is") from why
        finally:
            connection.close()

    def _headers(self) -> Mapping[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}

    def _read(self, status: int, body: bytes) -> Any:
        try:
            value = json.loads(body)
        except ValueError as why:
            raise Unmet(f"{self.url} answered {status}, but not as mockserver does") from why
        if status == 401:
            raise Unmet(f"{self.url} wants its admin token: --admin-token, or MOCKSERVER_ADMIN_TOKEN")
        if status != 200:
            raise Unmet(f"{self.url} answered {status}: {_title(value)}")
        return value


def _place(url: str) -> SplitResult:
    try:
        place = urlsplit(url if "://" in url else f"http://{url}")
        found = place.scheme in _CONNECTIONS and place.hostname and (place.port or 1)
    except ValueError:
        found = None
    if not found:
        raise Mistake(f"{url!r} is no URL of a server; write it like {USUAL}")
    return place


def _title(value: Any) -> str:
    try:
        return str(value["errors"][0]["title"])
    except (KeyError, IndexError, TypeError):
        return "it does not say why"
