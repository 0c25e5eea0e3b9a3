"""A client of our own, on an event loop: for ten thousand requests at once, and where wrk is missing.

Rule: a connection has one request under way. Times are microseconds of ``clock.stopwatch``,
which all processes of a machine share.
"""

from __future__ import annotations

import asyncio
import resource
from collections.abc import Awaitable, Callable, Iterable, Sequence
from itertools import cycle, islice
from typing import Any, TypeVar, cast

import httptools
import uvloop

from mockserver.bench.load import CannotLoad, Load, Target, percentile
from mockserver.bench.workloads import IDS
from mockserver.clock import stopwatch
from mockserver.frozen import frozen
from mockserver.settings import LOOPBACK

NAME = "the bench's own client"
T = TypeVar("T")
_AT_ONCE = 250  # connections that are opened at a time: more than a server's backlog takes would be lost
_SPARE_FILES = 200
_DIFFERENT = 1_000  # requests that are made before the load begins


@frozen
class Came:
    """An answer that came."""

    status: int
    body: bytes
    sent: int  # when the request left
    at: int  # when its answer was whole


class Lost(Exception):
    """The connection ended before the answer was whole."""


class Connection(asyncio.Protocol):
    """A kept connection."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._parser = httptools.HttpResponseParser(self)
        self._waiting: asyncio.Future[Came] | None = None
        self._body: list[bytes] = []
        self._sent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not of that class

    def connection_lost(self, exc: Exception | None) -> None:
        """It has ended."""
        self._transport = None
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(Lost(str(exc or "closed")))

    def data_received(self, data: bytes) -> None:
        """A piece of an answer."""
        self._parser.feed_data(data)

    def on_body(self, body: bytes) -> None:
        """A piece of an answer's body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """The answer is whole."""
        waiting, body = self._waiting, b"".join(self._body)
        self._waiting, self._body = None, []
        if waiting is not None and not waiting.done():
            waiting.set_result(Came(self._parser.get_status_code(), body, self._sent, stopwatch()))
        self._parser = httptools.HttpResponseParser(self)

    async def ask(self, request: bytes) -> Came:
        """Send a request; its answer.

        Raises:
            Lost: none will come.
        """
        if self._transport is None:
            raise Lost("closed")
        self._waiting = asyncio.get_running_loop().create_future()
        self._sent = stopwatch()
        self._transport.write(request)
        return await self._waiting

    def close(self) -> None:
        """End it."""
        if self._transport is not None:
            self._transport.close()


def run(main: Callable[[], Awaitable[T]]) -> T:
    """Run a measurement on a loop of its own."""

    async def running() -> T:
        return await main()

    return uvloop.run(running())


def allow_files(count: int) -> None:
    """Let this process, and those it starts, have so many connections.

    Raises:
        CannotLoad: the machine does not allow it.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = count + _SPARE_FILES
    if hard != resource.RLIM_INFINITY and hard < needed:
        raise CannotLoad(
            f"{count} connections need {needed} open files; this machine allows {hard} (ulimit -Hn)"
        )
    if soft < needed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (needed, hard))


def packed(
    port: int, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
) -> bytes:
    """A request as it goes over the wire."""
    fields = {"Host": f"{LOOPBACK}:{port}", **(headers or {}), "Content-Length": str(len(body))}
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def requests_for(target: Target, numbers: Iterable[int]) -> list[bytes]:
    """The requests of a workload with these ids."""
    workload, headers = target.workload, target.workload.headers(target.token)
    return [
        packed(target.port, workload.method, workload.path_of(number), workload.body_of(number), headers)
        for number in numbers
    ]


async def connect(port: int, count: int) -> list[Connection]:
    """So many connections.

    Raises:
        CannotLoad: the server does not take them all.
    """
    loop = asyncio.get_running_loop()
    opened: list[Connection] = []
    try:
        while len(opened) < count:
            wave = min(_AT_ONCE, count - len(opened))
            made = (loop.create_connection(Connection, LOOPBACK, port) for _ in range(wave))
            opened += [protocol for _, protocol in await asyncio.gather(*made)]
    except OSError as why:
        close(opened)
        raise CannotLoad(f"{len(opened)} of {count} connections opened, then {why}") from why
    return opened


def close(connections: Iterable[Connection]) -> None:
    """End them all."""
    for connection in connections:
        connection.close()


async def ask_all(connections: Sequence[Connection], requests: Iterable[bytes]) -> list[Came | BaseException]:
    """Each connection sends one request, all at once; what came of each."""
    asked = (each.ask(request) for each, request in zip(connections, requests, strict=False))
    return await asyncio.gather(*asked, return_exceptions=True)


def load(target: Target, connections: int, seconds: int) -> Load:
    """Load a server as wrk does, at the pace that this client has.

    Raises:
        CannotLoad: the server cannot be reached.
    """
    requests = requests_for(target, range(1, min(IDS, _DIFFERENT) + 1))
    return run(lambda: _load(target.port, requests, connections, seconds))


async def _load(port: int, requests: Sequence[bytes], connections: int, seconds: int) -> Load:
    opened = await connect(port, connections)
    began = stopwatch()
    until = began + seconds * 1_000_000
    turns = (_keep_asking(each, islice(cycle(requests), at, None), until) for at, each in enumerate(opened))
    tallies = await asyncio.gather(*turns)
    took = (stopwatch() - began) / 1e6
    close(opened)
    return _sum([came for tally, _ in tallies for came in tally], sum(lost for _, lost in tallies), took)


async def _keep_asking(
    connection: Connection, requests: Iterable[bytes], until: int
) -> tuple[list[Any], int]:
    tally: list[tuple[int, int, int]] = []  # microseconds, status, bytes
    for request in requests:
        try:
            came = await connection.ask(request)
        except Lost:
            return tally, 1
        tally.append((came.at - came.sent, came.status, len(came.body)))
        if came.at >= until:
            break
    return tally, 0


def _sum(tally: Sequence[tuple[int, int, int]], lost: int, seconds: float) -> Load:
    millis = [micros / 1000 for micros, _, _ in tally]
    return Load(
        requests=len(tally),
        seconds=seconds,
        p50=percentile(millis, 50),
        p90=percentile(millis, 90),
        p99=percentile(millis, 99),
        worst=max(millis, default=0.0),
        size=sum(size for _, _, size in tally) / max(1, len(tally)),
        refused=sum(status >= 400 for _, status, _ in tally),
        lost=lost,
    )
