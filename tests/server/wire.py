"""The server on a loop of its own, in a thread, and clients that are plain sockets.

Rule: whatever the loop would only log (a failed callback, a protocol that raised) fails the test.
"""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

import uvloop

from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.server.bounds import Bounds
from mockserver.server.connection import Connection
from mockserver.server.listening import listening
from mockserver.server.serving import Serving

PATIENCE = 10.0  # seconds until a test gives up; nothing takes so long
MANY = 50_000  # questions until a test gives up
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
ROOM = 100_000  # bytes
_RESET = struct.pack("ii", 1, 0)
Answering = Callable[[Request], Reply | Held]
Any_ = TypeVar("Any_")


def echo(request: Request) -> Reply:
    """What was read, said back."""
    body = f"{request.method} {request.target} {request.body.decode('latin-1')}".strip()
    return Reply(200, body.encode("latin-1"), (("Content-Type", "text/plain"),))


class Wire:
    """A server; ``faults`` is what went wrong on its loop."""

    def __init__(
        self, loop: str, answer: Answering = echo, bounds: Bounds | None = None, ssl: Any = None
    ) -> None:
        self._make = LOOPS[loop]
        self._answer = answer
        self._bounds = bounds or Bounds()
        self._ssl = ssl
        self._up = threading.Event()
        self._stop = asyncio.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self.grace = 0.0
        self.faults: list[dict[str, Any]] = []

    def __enter__(self) -> Wire:
        self._thread.start()
        assert self._up.wait(PATIENCE)
        return self

    def __exit__(self, *_what: object) -> None:
        self.stop()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        assert not self.faults, self.faults

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=self._make) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(lambda _, what: self.faults.append(what))
        self.serving = Serving(self._answer, self._bounds)
        bound = listening("127.0.0.1", 0)
        bound.setsockopt(
            socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM
        )  # a client that does not read is seen soon
        self.port = bound.getsockname()[1]
        await self.serving.listen(bound, self._ssl)
        self._up.set()
        await self._stop.wait()
        await self.serving.stop(self.grace)
        bound.close()

    def stop(self, grace: float = 0.0) -> None:
        """Have it stop; ``ended`` waits for that."""
        if self._thread.is_alive() and not self._loop.is_closed():
            self.grace = grace or self.grace
            self._loop.call_soon_threadsafe(self._stop.set)

    def ended(self) -> None:
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()

    def ask(self, question: Callable[[], Any_]) -> Any_:
        """What is so, asked on the loop."""

        async def asked() -> Any_:
            return question()

        return asyncio.run_coroutine_threadsafe(asked(), self._loop).result(PATIENCE)

    def until(self, question: Callable[[], Any_]) -> Any_:
        """What is asked, once it is so."""
        asked = count()
        while not (answer := self.ask(question)):
            assert next(asked) < MANY
        return answer

    def only(self) -> Connection:
        """The one connection there is."""
        (connection,) = self.until(lambda: tuple(self.serving.connections))
        return connection

    def is_left(self) -> bool:
        """Whether the last connection has gone, or goes soon."""
        return self.until(lambda: not self.serving.connections)

    def pass_time(self, seconds: int) -> None:
        """Let patience run out."""

        def tick() -> None:
            for _ in range(seconds):
                self.serving._ticking.cancel()
                self.serving._look()

        self.ask(tick)

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A connection. Its system keeps little for it, if it does not read."""
        with socket.socket() as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, ROOM)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ROOM)
            one.settimeout(PATIENCE)
            one.connect(("127.0.0.1", self.port))
            one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            yield Client(one)

    def said_in(self, pieces: Iterable[bytes]) -> list[Answer]:
        """The same, sent piece by piece."""
        with self.client() as client:
            for piece in pieces:
                client.send(piece)
            client.end()
            return client.answers()

    def said(self, sent: bytes, heads: int = 0) -> list[Answer]:
        """Everything that is answered to these bytes, and nothing after them."""
        with self.client() as client:
            client.send(sent)
            client.end()
            return client.answers(heads)


@dataclass(frozen=True)
class Answer:
    """One answer, as a client reads it."""

    status: int
    fields: tuple[tuple[str, str], ...]
    body: bytes

    def __getitem__(self, name: str) -> str | None:
        return next((value for field, value in self.fields if field == name), None)


class Client:
    """One connection, from the other side."""

    def __init__(self, one: socket.socket) -> None:
        self._one = one
        self._left = b""  # what came, and nobody has asked for

    def send(self, data: bytes) -> None:
        self._one.sendall(data)

    def end(self) -> None:
        """Send no more."""
        self._one.shutdown(socket.SHUT_WR)

    def vanish(self) -> None:
        """Go, by a reset."""
        self._one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._one.close()

    def some(self) -> bytes:
        """What has come; nothing: the other side sends no more."""
        data, self._left = self._left, b""
        return data or self._one.recv(65_536)

    def until(self, mark: bytes) -> bytes:
        """What comes, to some mark and with it."""
        return self._take(lambda data: data.find(mark) + len(mark) if mark in data else None)

    def _take(self, end: Callable[[bytes], int | None]) -> bytes:
        data = b""
        while (ends := end(data)) is None:
            more = self.some()
            assert more, f"there is no more than {data!r}"
            data += more
        self._left = data[ends:]
        return data[:ends]

    def rest(self) -> bytes:
        """All that comes until the other side sends no more."""
        return b"".join(iter(self.some, b""))

    def last(self) -> tuple[bytes, str]:
        """All that comes, and how it ends."""
        data = b""
        try:
            while more := self.some():
                data += more
        except ConnectionResetError:
            return data, "reset"
        return data, "closed"

    def answers(self, heads: int = 0) -> list[Answer]:
        """All that comes, as answers; so many of them at the beginning are to HEAD."""
        return list(answers_in(self.rest(), heads))

    def answer(self) -> Answer:
        """The next answer."""
        (only,) = answers_in(self._take(_end))
        return only


def _end(data: bytes) -> int | None:
    """Where an answer ends, if all of it is there."""
    head, found, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
    return len(head) + 4 + length if found and len(body) >= length else None


def answers_in(data: bytes, heads: int = 0) -> Iterator[Answer]:
    """Answers, to the letter of the RFC; every one of them has to be whole.

    An interim one has neither fields nor a body.
    """
    while data:
        head, end, data = data.partition(b"\r\n\r\n")
        assert end, head
        line, *fields = head.decode("latin-1").split("\r\n")
        protocol, status, _reason = line.split(" ", 2)
        assert protocol == "HTTP/1.1"
        pairs = tuple(
            (name.lower(), value.strip()) for name, _, value in (one.partition(":") for one in fields)
        )
        given = [value for name, value in pairs if name == "content-length"]
        length = 0 if int(status) in (100, 204, 304) or heads > 0 else int(given[0])
        heads -= status != "100"
        assert len(data) >= length, (head, data)
        yield Answer(int(status), pairs, data[:length])
        data = data[length:]
