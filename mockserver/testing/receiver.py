"""A receiver of callbacks on loopback, for tests of what the mock sends and when.

Rule: what came is kept before it is answered, so whoever was told of an answer finds the callback here.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Mapping
from dataclasses import field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from mockserver.clock import sleep_real
from mockserver.frozen import frozen
from mockserver.testing.waiting import PATIENCE, NotInTime

LOOPBACK = "127.0.0.1"
_IDLE = 30.0  # seconds that a connection may be silent

Headers = Mapping[str, str]


@frozen
class Received:
    """A request that came: a callback, or whatever else somebody sent."""

    method: str
    path: str
    query: str
    headers: Headers  # names in lower case
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read as JSON.

        Raises:
            ValueError: it is none.
        """
        return json.loads(self.body)


@frozen
class Answer:
    """What the receiver says."""

    status: int = 200
    body: bytes = b"{}"
    headers: Headers = field(default_factory=dict)
    delay: float = 0.0  # seconds before it is sent


class CallbackReceiver:
    """Keeps what comes, and answers as it is told to; a context manager."""

    def __init__(self) -> None:
        self._news = Condition()
        self._received: list[Received] = []
        self._next: list[Answer] = []
        self._usual: Callable[[Received], Answer] = lambda _received: Answer()
        self._server = _Server(self._take)

    @property
    def url(self) -> str:
        """Its base URL; every path is taken."""
        return f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def received(self) -> list[Received]:
        """What came so far, oldest first."""
        with self._news:
            return list(self._received)

    def answer(
        self,
        status: int = 200,
        *,
        json: Any = None,
        body: bytes = b"",
        headers: Headers | None = None,
        delay: float = 0.0,
        times: int | None = None,
    ) -> None:
        """Say this from now on; with ``times`` for so many requests only, after those told so before.

        ``json`` is sent as JSON, else ``body`` as it is. ``delay`` is in seconds of real time.
        """
        made = Answer(status, body if json is None else _json(json), headers or {}, delay)
        with self._news:
            if times is None:
                self._usual = lambda _received: made
            else:
                self._next += [made] * times

    def answer_by(self, decide: Callable[[Received], Any]) -> None:
        """Say what a function makes of a request: a value for JSON, or a status and a value."""

        def usual(received: Received) -> Answer:
            made = decide(received)
            status, value = made if isinstance(made, tuple) else (200, made)
            return Answer(status, _json(value))

        with self._news:
            self._usual = usual

    def wait(
        self,
        count: int = 1,
        *,
        where: Callable[[Received], bool] = lambda _received: True,
        timeout: float = PATIENCE,
    ) -> list[Received]:
        """Wait until so many have come; those that came before count, too. Gives them, oldest first.

        ``where`` chooses; ``timeout`` is in seconds of real time.

        Raises:
            NotInTime: fewer came; the text says what did.
        """
        __tracebackhide__ = True
        with self._news:
            came = self._news.wait_for(lambda: len(self._chosen(where)) >= count, timeout)
            found = self._chosen(where)
            if came:
                return found
            others = ", ".join(f"{each.method} {each.path}" for each in self._received) or "nothing"
        raise NotInTime(f"{len(found)} of {count} came within {timeout:g} s; what came: {others}")

    def _chosen(self, where: Callable[[Received], bool]) -> list[Received]:
        return [each for each in self._received if where(each)]

    def clear(self) -> None:
        """Forget what came."""
        with self._news:
            self._received.clear()

    def _take(self, received: Received) -> Answer:
        with self._news:
            self._received.append(received)
            self._news.notify_all()
            if self._next:
                return self._next.pop(0)
            usual = self._usual
        return usual(received)

    def close(self) -> None:
        """Listen no longer; connections are closed."""
        self._server.end()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _why: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.close()


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()


class _Server(ThreadingHTTPServer):
    """A thread a connection; it ends at once, where ``serve_forever`` would look again after a pause."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, take: Callable[[Received], Answer]) -> None:
        super().__init__((LOOPBACK, 0), _Handler)
        self.take = take
        self._open: set[socket.socket] = set()
        self._is_ending = False
        self._thread = Thread(target=self._serve, name="callback receiver", daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while not self._is_ending:
            self.handle_request()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def end(self) -> None:
        """Stop listening, close what is open."""
        self._is_ending = True
        socket.create_connection(self.server_address[:2]).close()  # type: ignore[arg-type] # it waits for one
        self._thread.join()
        self.server_close()
        for each in tuple(self._open):
            self.shutdown_request(each)

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not self._is_ending:  # else it was cut off by us
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Takes a request of any method."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1  # one packet an answer
    timeout = _IDLE
    server: _Server

    def do_POST(self) -> None:
        """Keep it, and answer."""
        length = int(self.headers.get("Content-Length") or 0)
        place = urlsplit(self.path)
        named = {name.lower(): value for name, value in self.headers.items()}
        received = Received(self.command, place.path, place.query, named, self.rfile.read(length))
        answer = self.server.take(received)
        if answer.delay:
            sleep_real(answer.delay)
        self._say(answer)

    def _say(self, answer: Answer) -> None:
        self.send_response(answer.status)
        fields = {
            "Content-Type": "application/json",
            **answer.headers,
            "Content-Length": str(len(answer.body)),
        }
        for name, value in fields.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_PUT = do_PATCH = do_DELETE = do_POST  # noqa: N815 (the names of the standard library)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: what came is kept."""
