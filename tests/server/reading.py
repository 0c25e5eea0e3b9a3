"""What the server reads of bytes that are fed to it, however they are split, told in words.

``GET /x``, with the body behind it if there is one; ``close`` behind that if the connection ends with the
answer; ``too large`` in place of a body that was not read; ``continue`` where the client is told to send on;
and the status of a refusal, which is the last.
"""

from __future__ import annotations

from collections.abc import Iterable

from mockserver.server.bounds import Bounds
from mockserver.server.inbound import Arrived, Inbound
from mockserver.server.refusing import Malformed
from mockserver.server.repeats import Repeats

BOUNDS = Bounds()


class _Repeats(dict):
    """One memory for all readings within the same bounds, as a server has it for all its connections."""

    def __missing__(self, bounds):
        self[bounds] = made = Repeats(bounds)
        return made


_REPEATS = _Repeats()


def read(pieces: Iterable[bytes], bounds: Bounds = BOUNDS) -> tuple[str | int, ...]:
    """What is read of the bytes, up to the first refusal or the first request that ends the connection."""
    said: list[str | int] = []

    def take(arrived: Arrived) -> None:
        body = "too large" if arrived.request.too_large else arrived.request.body.decode("latin-1")
        words = (arrived.request.method, arrived.request.target, body, "" if arrived.keep else "close")
        said.append(" ".join(word for word in words if word))

    inbound = Inbound(_REPEATS[bounds], "http", "127.0.0.1", take, lambda: said.append("continue"))
    try:
        for piece in pieces:
            inbound.feed(piece)
    except Malformed as why:
        said.append(why.status)
    last = next((number for number, word in enumerate(said) if str(word).endswith(" close")), len(said))
    return tuple(said[: last + 1])


def bits(data: bytes) -> Iterable[bytes]:
    """Byte by byte."""
    return (data[at : at + 1] for at in range(len(data)))
