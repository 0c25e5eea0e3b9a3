"""Thousands of requests at the same moment, each over a connection of its own.

Rule: plain sockets, because what is measured is the server: an event loop of Python takes longer to send ten
thousand requests than they are to be delayed, and counts that against the server.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mockserver.bench.client import Came
from mockserver.bench.load import CannotLoad
from mockserver.clock import sleep_real, stopwatch
from mockserver.settings import LOOPBACK

_PIECE = 65_536
_END = b"\r\n\r\n"
_LENGTH = b"content-length:"
_CHUNKED, _LAST_CHUNK = b"\r\ntransfer-encoding: chunked", b"0\r\n\r\n"
_PAUSE = 1.0  # seconds for the server to take all connections: what is measured are requests


class _Asked:
    """One connection with its request under way."""

    __slots__ = ("at", "came", "sent", "socket")

    def __init__(self, connection: socket.socket) -> None:
        self.socket = connection
        self.sent = self.at = 0
        self.came = b""

    def take(self) -> bool:
        """Read on; whether this is the end: the answer is whole, or none will come."""
        try:
            piece = self.socket.recv(_PIECE)
        except OSError:
            return True
        self.came += piece
        self.at = stopwatch()
        return not piece or is_whole(self.came)

    def answer(self) -> Came | None:
        """What came, if it is an answer and whole."""
        if not is_whole(self.came):
            return None
        head, _, body = self.came.partition(_END)
        return Came(int(head.split(b" ", 2)[1]), body, self.sent, self.at)


def is_whole(came: bytes) -> bool:
    """Whether an answer is there to its end, be it by its length or in chunks."""
    head, end, body = came.partition(_END)
    lower = head.lower()
    if _CHUNKED in lower:
        return body.endswith(_LAST_CHUNK)
    lines = (line for line in lower.split(b"\r\n") if line.startswith(_LENGTH))
    length = next(lines, b"").removeprefix(_LENGTH).strip()
    return bool(end) and length.isdigit() and len(body) >= int(length)


def ask(port: int, requests: Sequence[bytes], patience: float) -> list[Came]:
    """Send each request over its own connection, all at once; the answers that came within so many seconds.

    Raises:
        CannotLoad: the server does not take the connections.
    """
    with _connected(port, len(requests)) as asked, selectors.DefaultSelector() as selector:
        for each in asked:
            selector.register(each.socket, selectors.EVENT_READ, each)
        sleep_real(_PAUSE)
        for each, request in zip(asked, requests, strict=True):
            each.sent = stopwatch()
            each.socket.sendall(request)
        _wait(selector, len(asked), stopwatch() + int(patience * 1e6))
        return [came for each in asked if (came := each.answer()) is not None]


def _wait(selector: selectors.BaseSelector, left: int, until: int) -> None:
    while left and (now := stopwatch()) < until:
        for key, _ in selector.select((until - now) / 1e6):
            if key.data.take():
                selector.unregister(key.fileobj)
                left -= 1


@contextmanager
def _connected(port: int, count: int) -> Iterator[list[_Asked]]:
    opened: list[_Asked] = []
    try:
        while len(opened) < count:
            opened.append(_Asked(socket.create_connection((LOOPBACK, port), timeout=10)))
        yield opened
    except OSError as why:
        raise CannotLoad(f"{len(opened)} of {count} connections opened, then {why}") from why
    finally:
        for each in opened:
            each.socket.close()
