"""The admin API over connections that are kept: a test asks a handful of small questions, each in a packet.

Rule: a connection is used again only if it lies idle and open; what was sent is never sent twice.
"""

from __future__ import annotations

import re
import select
import socket
from collections import deque
from contextlib import suppress
from urllib.parse import SplitResult

from mockserver.frozen import frozen
from mockserver.remote.admin import Admin, Unreachable

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: *close", re.IGNORECASE)
_PIECE = 65_536


class Connections:
    """Idle connections to one server; threads may share it."""

    def __init__(self) -> None:
        self._idle: deque[socket.socket] = deque()

    def fetch(self, place: SplitResult, sent: bytes, timeout: float) -> tuple[int, bytes]:
        """Status and body of the answer.

        Raises:
            OSError: nobody answers, or not in ``timeout`` seconds.
        """
        connection = self._taken() or _connected(place)
        try:
            connection.settimeout(timeout)
            connection.sendall(sent)
            head, body, is_open = _answer(connection)
        except OSError:
            connection.close()
            raise
        if is_open:
            self._idle.append(connection)
        else:
            connection.close()
        return int(head[9:12]), body

    def _taken(self) -> socket.socket | None:
        """One that lies idle and is open."""
        with suppress(IndexError):  # none is left; another thread may have taken the last
            while True:
                found = self._idle.pop()
                if not select.select([found], [], [], 0)[0]:
                    return found
                found.close()  # there is nothing to read but its end
        return None

    def close(self) -> None:
        """Close those that lie idle."""
        while self._idle:
            self._idle.pop().close()


def _connected(place: SplitResult) -> socket.socket:
    made = socket.create_connection((place.hostname or "", place.port or 80))
    made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return made


def _answer(connection: socket.socket) -> tuple[bytes, bytes, bool]:
    """Head, body, and whether the connection goes on."""
    head, body = _up_to_body(connection)
    length = _LENGTH.search(head)
    if length is None:
        return head, body + _rest(connection, None), False
    body += _rest(connection, int(length[1]) - len(body))
    return head, body, not _CLOSE.search(head)


def _up_to_body(connection: socket.socket) -> tuple[bytes, bytes]:
    found = b""
    while b"\r\n\r\n" not in found:
        piece = connection.recv(_PIECE)
        if not piece:
            raise ConnectionError("it closed the connection before it had answered")
        found += piece
    head, _, body = found.partition(b"\r\n\r\n")
    if not (head.startswith(b"HTTP/1.") and head[9:12].isdigit()):
        raise ConnectionError("what it says is no HTTP")
    return head, body


def _rest(connection: socket.socket, missing: int | None) -> bytes:
    """So many bytes; all until the connection ends, where None."""
    pieces = []
    while missing is None or missing > 0:
        piece = connection.recv(_PIECE)
        if not piece and missing is None:
            break
        if not piece:
            raise ConnectionError("it closed the connection in the midst of its answer")
        pieces.append(piece)
        missing = None if missing is None else missing - len(piece)
    return b"".join(pieces)


@frozen
class KeptAdmin(Admin):
    """One server's admin API; those of one server share its connections."""

    connections: Connections | None = None  # None: as any other

    def _fetch(
        self, place: SplitResult, method: str, target: str, body: bytes | None, timeout: float
    ) -> tuple[int, bytes]:
        if self.connections is None or place.scheme != "http":
            return Admin._fetch(self, place, method, target, body, timeout)
        fields = {"Host": place.netloc, **self._headers(body)}
        if body is not None:
            fields["Content-Length"] = str(len(body))
        lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in fields.items())]
        sent = "\r\n".join([*lines, "", ""]).encode("latin-1") + (body or b"")
        try:
            return self.connections.fetch(place, sent, timeout)
        except OSError as why:
            raise Unreachable(f"no server answers at {self.url} ({why.strerror or why})") from why
