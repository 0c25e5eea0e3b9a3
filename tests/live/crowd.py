"""Many clients at once, each a thread with a connection it keeps."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import local
from typing import Any, TypeVar
from urllib.parse import urlsplit

from tests.live.serving import PATIENCE

T = TypeVar("T")
Answer = tuple[int, Any]
HUAWEI = "/apiaccess/CC-Management/v1/mobileAgent"


class Client:
    """Posts JSON over one kept connection for each thread that uses it."""

    def __init__(self, url: str) -> None:
        self._place = urlsplit(url).netloc
        self._own = local()
        self._open: list[HTTPConnection] = []

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> Answer:
        """The status and the JSON of an answer."""
        kept = self._connection()
        sent = {"Content-Type": "application/json", "Accept": "application/json", **(headers or {})}
        kept.request("POST", path, json.dumps(body), sent)
        answer = kept.getresponse()
        return answer.status, json.loads(answer.read())

    def _connection(self) -> HTTPConnection:
        if not hasattr(self._own, "connection"):
            self._own.connection = HTTPConnection(self._place, timeout=PATIENCE)
            self._open.append(self._own.connection)
        connection: HTTPConnection = self._own.connection
        return connection

    def close(self) -> None:
        """Let go of all connections."""
        for each in self._open:
            each.close()


@contextmanager
def client_of(url: str) -> Iterator[Client]:
    """A client whose connections are closed in the end."""
    client = Client(url)
    try:
        yield client
    finally:
        client.close()


def at_once(does: Callable[[int], T], items: Iterable[int], threads: int = 16) -> list[T]:
    """What comes of each item, done by so many threads at once."""
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(does, items))
