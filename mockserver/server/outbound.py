"""How an answer goes out, by the way its ending names: one function for each.

Rule: a connection that is broken on purpose is broken as real ones break: a reset is a
TCP reset, a cut-off body keeps the Content-Length it should have had.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from mockserver.reply import Reply, Way
from mockserver.server.streaming import stream

if TYPE_CHECKING:
    from mockserver.server.connection import Connection

_FLIGHT = 0.02  # seconds; what was sent before a reset reaches the client before it


def end(connection: Connection, reply: Reply) -> None:
    """Let an answer go out as its ending says.

    A delay is counted from when the request was there: of ten thousand at once, none is late for the others.
    """
    if reply.ending.after:
        way = partial(WAYS[reply.ending.way], connection, reply)
        connection.later(reply.ending.after / 1000, way, connection.asked)
    else:
        WAYS[reply.ending.way](connection, reply)


def _whole(connection: Connection, reply: Reply) -> None:
    connection.send(reply)


def _twice(connection: Connection, reply: Reply) -> None:
    connection.head(reply)
    connection.out.write(connection.body_of(reply))
    connection.send(reply)


def _drip(connection: Connection, reply: Reply) -> None:
    keep = connection.head(reply)
    pieces = iter(pieces_of(connection.body_of(reply), reply.ending.pieces))
    gap = reply.ending.over / 1000 / max(1, reply.ending.pieces - 1)
    _drop(connection, pieces, gap, keep=keep)


def _drop(connection: Connection, pieces: Iterator[bytes], gap: float, *, keep: bool) -> None:
    piece = next(pieces, None)
    if piece is None:
        connection.over(keep=keep)
        return
    connection.out.write(piece)
    connection.later(gap, lambda: _drop(connection, pieces, gap, keep=keep))


def pieces_of(body: bytes, count: int) -> list[bytes]:
    """A body in so many pieces, as equal as can be; none of them empty."""
    size, more = divmod(len(body), max(1, count))
    ends = [number * size + min(number, more) for number in range(max(1, count) + 1)]
    return [body[begin:end] for begin, end in pairwise(ends) if begin < end]


def _cut(connection: Connection, reply: Reply) -> None:
    connection.head(reply)
    connection.out.write(connection.body_of(reply)[: reply.ending.sent])
    connection.shut()


def _reset(connection: Connection, reply: Reply) -> None:
    if reply.ending.sent:
        connection.head(reply)
        connection.out.write(connection.body_of(reply)[: reply.ending.sent])
    if reply.ending.sent or connection.out.unsent:  # perhaps of an answer before
        connection.later(_FLIGHT, connection.reset)
    else:
        connection.reset()


def _empty(connection: Connection, _reply: Reply) -> None:
    connection.shut()


def _malformed(connection: Connection, reply: Reply) -> None:
    connection.head(reply, chunked=True)
    connection.out.write(reply.ending.noise)
    connection.shut()


def _garbage(connection: Connection, reply: Reply) -> None:
    connection.out.write(reply.ending.noise)
    connection.shut()


def _never(connection: Connection, _reply: Reply) -> None:
    connection.hang()


WAYS: Mapping[Way, Callable[[Connection, Reply], None]] = {
    Way.WHOLE: _whole,
    Way.TWICE: _twice,
    Way.DRIP: _drip,
    Way.CUT: _cut,
    Way.RESET: _reset,
    Way.EMPTY: _empty,
    Way.MALFORMED: _malformed,
    Way.GARBAGE: _garbage,
    Way.NEVER: _never,
    Way.STREAM: stream,
}
