"""A receiver of callbacks, in a process of its own: says its port, answers, keeps when each came.

Rule: it is as cheap as it can be, since it shares the machine with what is measured. It also sleeps and
wakes, over and over, and keeps how late: what is late by as much may be so by the machine's doing.
``GET`` of a path of ``_TOLD`` gives it as JSON; moments are microseconds.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Callable, Mapping
from typing import cast

import httptools
import uvloop

from mockserver.clock import stopwatch
from mockserver.settings import LOOPBACK

NAP = 2_000  # microseconds between two wakings
Arrival = tuple[int, int]  # the id of the request that placed the call, and when its callback came
Waking = tuple[int, int]  # when it was to be, and how much later it was


class Kept:
    """What a sink knows."""

    def __init__(self) -> None:
        self.came: list[Arrival] = []
        self.woke: list[Waking] = []

    async def sleep_and_wake(self) -> None:
        """Without end."""
        while True:
            due = stopwatch() + NAP
            await asyncio.sleep(NAP / 1e6)
            self.woke.append((due, stopwatch() - due))


_TOLD: Mapping[bytes, Callable[[Kept], object]] = {
    b"/count": lambda kept: len(kept.came),
    b"/came": lambda kept: kept.came,
    b"/woke": lambda kept: kept.woke,
}


class Receiving(asyncio.Protocol):
    """One connection of a sender."""

    def __init__(self, kept: Kept, mark: re.Pattern[bytes], accepts: bytes) -> None:
        self._kept = kept
        self._mark = mark
        self._accepts = _answer(accepts)
        self._parser = httptools.HttpRequestParser(self)
        self._path = b""
        self._body: list[bytes] = []
        self._transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is open."""
        self._transport = cast(asyncio.Transport, transport)  # uvloop's are not of that class

    def data_received(self, data: bytes) -> None:
        """A piece of a request."""
        self._parser.feed_data(data)

    def on_url(self, path: bytes) -> None:
        """The path of a request."""
        self._path = path

    def on_body(self, body: bytes) -> None:
        """A piece of a request's body."""
        self._body.append(body)

    def on_message_complete(self) -> None:
        """A callback is there; or somebody asks for what has come."""
        came, body = stopwatch(), b"".join(self._body)
        self._body = []
        if found := self._mark.search(body):
            self._kept.came.append((int(found[1]), came))
            self._transport.write(self._accepts)
        else:
            self._transport.write(_answer(json.dumps(_TOLD[self._path](self._kept)).encode()))


def _answer(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


async def _serve(mark: str, accepts: str) -> None:
    kept, pattern = Kept(), re.compile(mark.encode())
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Receiving(kept, pattern, accepts.encode()), LOOPBACK, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await kept.sleep_and_wake()


if __name__ == "__main__":
    uvloop.run(_serve(*sys.argv[1:]))
