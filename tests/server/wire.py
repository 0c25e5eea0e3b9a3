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
from typing import Any, TypeVar

import uvloop

from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.server.bounds import Bounds
from mockserver.server.listening import listening
from mockserver.server.serving import Serving

PATIENCE = 10.0  # seconds until a test gives up; nothing takes so long
LOOPS = {"asyncio": asyncio.new_event_loop, "uvloop": uvloop.new_event_loop}
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

    @contextmanager
    def client(self, room: int = 0) -> Iterator[Client]:
        """A connection; ``room``: bytes its system keeps for it unread, roughly."""
        with socket.socket() as one:
            if room:
                one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
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

    def send(self, data: bytes) -> None:
        self._one.sendall(data)

    def end(self) -> None:
        """Send no more."""
        self._one.shutdown(socket.SHUT_WR)

    def vanish(self) -> None:
        """Go, by a reset."""
        self._one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self._one.close()

    def some(self, most: int = 65_536) -> bytes:
        """What has come; nothing: the other side sends no more."""
        return self._one.recv(most)

    def until(self, mark: bytes) -> bytes:
        """What comes, to some mark."""
        data = b""
        while mark not in data:
            more = self.some()
            assert more, f"{mark!r} did not come, but {data!r}"
            data += more
        return data

    def rest(self) -> bytes:
        """All that comes until the other side sends no more."""
        return b"".join(iter(self.some, b""))

    def answers(self, heads: int = 0) -> list[Answer]:
        """All that comes, as answers; so many of them at the beginning are to HEAD."""
        return list(answers_in(self.rest(), heads))

    def answer(self, *, head: bool = False) -> Answer:
        """The next answer, where nothing comes behind it."""
        data = self.until(b"\r\n\r\n")
        while len(data) < _ends(data, head=head):
            data += self.some()
        (only,) = answers_in(data, int(head))
        return only


def _ends(data: bytes, *, head: bool) -> int:
    begins = data.index(b"\r\n\r\n") + 4
    fields = data[:begins].lower().partition(b"content-length: ")[2]
    return begins + (int(fields.partition(b"\r\n")[0]) if fields and not head else 0)


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
