"""The HTTP client on real sockets: what goes out byte for byte, and when a connection is used again."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event, Thread
from typing import Any

import pytest
import uvloop

from mockserver.callbacks.delivery import Attempt
from mockserver.callbacks.egress import EgressGate
from mockserver.callbacks.outbox import Outbox
from mockserver.callbacks.sender import Sender
from mockserver.store.memory import MemorySpace
from tests.callbacks.tiny import posted

pytestmark = pytest.mark.live
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
BODY = b'{"a": 1}'


@dataclass
class Peer:
    """A server that answers each request on a connection by the next of its answers, and notes what came."""

    answers: tuple[bytes, ...]
    url: str = ""
    got: list[list[bytes]] = field(default_factory=list)  # by connection: its requests
    hurry: Event = field(default_factory=Event)  # the last answer of a connection waits for it
    closed: Event = field(default_factory=Event)  # a connection was closed by this side

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            Thread(target=self.talk, args=(connection,), daemon=True).start()

    def talk(self, connection: socket.socket) -> None:
        requests: list[bytes] = []
        self.got.append(requests)
        with connection, suppress(ConnectionError):  # a client may have heard enough
            for answer in self.answers:
                request = self.read(connection)
                if not request:
                    return
                requests.append(request)
                connection.sendall(answer)
            self.hurry.wait(10)
        self.closed.set()

    @staticmethod
    def read(connection: socket.socket) -> bytes:
        came = b""
        while b"\r\n\r\n" not in came or not came.endswith(BODY):
            piece = connection.recv(65536)
            if not piece:
                return b""
            came += piece
        return came


@contextmanager
def peer(*answers: bytes) -> Iterator[Peer]:
    made = Peer(answers)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        Thread(target=made.serve, args=(listener,), daemon=True).start()
        try:
            yield made
        finally:
            made.hurry.set()
            listener.shutdown(socket.SHUT_RDWR)


@asynccontextmanager
async def sending(timeout: float = 5.0) -> AsyncIterator[Callable[..., Any]]:
    sender, outbox = Sender(EgressGate(), timeout=timeout), Outbox(MemorySpace())

    async def send(url: str, **facts: Any) -> Attempt:
        return await sender.send(posted(outbox, url=url, **{"body": BODY, **facts}))

    try:
        yield send
    finally:
        await sender.close()


@pytest.fixture(params=[asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner]:
    with asyncio.Runner(loop_factory=request.param) as made:
        yield made


@pytest.mark.parametrize(
    ("headers", "lines"),
    [
        ((), "Host: {host}\r\nContent-Length: 8\r\n"),
        (
            (("b", "1"), ("Content-Type", "x"), ("A", "2"), ("b", "3")),
            "Host: {host}\r\nb: 1\r\nContent-Type: x\r\nA: 2\r\nb: 3\r\nContent-Length: 8\r\n",
        ),
        (
            (("X", "é"), ("host", "other"), ("content-length", "8")),
            "X: é\r\nhost: other\r\ncontent-length: 8\r\n",
        ),
    ],
    ids=["none", "in their order", "host and length are its own"],
)
def test_a_request_has_exactly_these_bytes(
    runner: asyncio.Runner, headers: tuple[tuple[str, str], ...], lines: str
) -> None:
    async def work(url: str) -> Attempt:
        async with sending() as send:
            return await send(f"{url}/a%2Fb?c=%E4#d", headers=headers)

    with peer(OK) as other:
        assert runner.run(work(other.url)).error == ""

    head = f"POST /a%2Fb?c=%E4 HTTP/1.1\r\n{lines}\r\n".format(host=other.url.removeprefix("http://"))
    assert other.got == [[head.encode() + BODY]]


@pytest.mark.parametrize(
    ("answer", "connections"),
    [
        (OK, 1),
        (b"HTTP/1.1 100 Continue\r\n\r\n" + OK, 1),
        (b"HTTP/1.1 204 No Content\r\n\r\n", 1),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n", 1),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", 2),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 2),
        (OK + b"HTTP/1.1 400 Unasked\r\nContent-Length: 0\r\n\r\n", 2),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5000000\r\n\r\n" + b"x" * 5_000_000, 2),
    ],
    ids=["length", "interim", "empty", "chunked", "close", "1.0", "unasked", "long"],
)
def test_a_connection_is_used_again_where_the_answer_lets_it(
    runner: asyncio.Runner, answer: bytes, connections: int
) -> None:
    async def work(url: str) -> list[str]:
        async with sending() as send:
            return [(await send(url)).error for _ in range(2)]

    with peer(answer, answer) as other:
        assert runner.run(work(other.url)) == ["", ""]

    assert len(other.got) == connections


def test_an_answer_may_last_until_the_connection_ends(runner: asyncio.Runner) -> None:
    async def work(url: str) -> Attempt:
        async with sending() as send:
            return await send(url)

    with peer(b"HTTP/1.1 200 OK\r\n\r\nuntil the end") as other:
        other.hurry.set()
        attempt = runner.run(work(other.url))

    assert (attempt.body, attempt.error) == (b"until the end", "")


def test_what_the_other_side_has_closed_is_not_used_again_even_if_the_loop_does_not_know_yet(
    runner: asyncio.Runner,
) -> None:
    async def work(other: Peer) -> list[str]:
        async with sending() as send:
            first = await send(other.url)
            other.hurry.set()
            assert other.closed.wait(5)
            time.sleep(0.05)  # the loop is busy with something else: it has not heard of it
            return [first.error, (await send(other.url)).error]

    with peer(OK) as other:
        assert runner.run(work(other)) == ["", ""]

    assert len(other.got) == 2


def test_a_connection_that_rested_too_long_is_dropped(runner: asyncio.Runner) -> None:
    async def work(url: str) -> list[str]:
        async with sending() as send:
            first = await send(url)
            await asyncio.sleep(1.7)
            return [first.error, (await send(url)).error]

    with peer(OK, OK) as other:
        assert runner.run(work(other.url)) == ["", ""]
        assert len(other.got) == 2


@pytest.mark.parametrize("kept", [False, True], ids=["new", "kept"])
def test_an_answer_is_waited_for_so_long_on_a_new_connection_and_on_a_kept_one(
    runner: asyncio.Runner, kept: bool
) -> None:
    async def work(url: str) -> list[Attempt]:
        async with sending(timeout=0.3) as send:
            if kept:
                assert (await send(url)).error == ""
            return list(await asyncio.gather(*(send(url) for _ in range(3))))

    with peer(*([OK] if kept else []), b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf") as other:
        attempts = runner.run(work(other.url))

    assert {attempt.error.partition(" ")[2] for attempt in attempts} <= {
        f"whole answer from {other.url.removeprefix('http://')} within 0.3 s"
    } | {""}
    late = [attempt for attempt in attempts if attempt.error]
    assert len(late) >= 1
    assert all(290_000 <= attempt.took < 3_000_000 for attempt in late)


def test_a_request_that_was_written_is_never_written_again(runner: asyncio.Runner) -> None:
    async def work(url: str) -> list[str]:
        async with sending() as send:
            return [(await send(url)).error for _ in range(2)]

    with peer(OK, b"") as other:
        other.hurry.set()
        errors = runner.run(work(other.url))

    assert errors[0] == ""
    assert "closed the connection without an answer" in errors[1]
    assert [len(requests) for requests in other.got] == [2]


def test_a_name_is_looked_up_once_for_many(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def work(url: str) -> list[str]:
        loop = asyncio.get_running_loop()
        ask = loop.getaddrinfo

        async def noted(host: str, *args: Any, **more: Any) -> Any:
            asked.append(host)
            return await ask(host, *args, **more)

        monkeypatch.setattr(loop, "getaddrinfo", noted)
        async with sending() as send:
            attempts = await asyncio.gather(*(send(url) for _ in range(10)))
            return [attempt.error for attempt in attempts]

    with peer(OK) as other:
        errors = asyncio.run(work(other.url.replace("127.0.0.1", "some.localhost")))

    assert errors == [""] * 10
    assert asked.count("localhost") == 1


def test_a_sender_that_was_closed_opens_anew(runner: asyncio.Runner) -> None:
    sender, outbox = Sender(EgressGate()), Outbox(MemorySpace())

    async def work(url: str) -> str:
        error = (await sender.send(posted(outbox, url=url, body=BODY))).error
        await sender.close()
        return error

    with peer(OK, OK) as other:
        assert [runner.run(work(other.url)) for _ in range(2)] == ["", ""]

    assert len(other.got) == 2
