"""Endings carried out under a server that is not ours, by the thread it gave the request.

Rule: the server writes the head of an answer, as it writes any other; here is what WSGI has no
words for. A connection that is to break off is left with a broken pipe: a threaded server takes
that for a client that has gone, says nothing of it, and closes.
"""

from __future__ import annotations

import errno
import selectors
import socket
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from os import dup2
from threading import Event
from typing import Any, NoReturn

from mockserver.clock import Millis, sleep_real, stopwatch
from mockserver.reply import AT_ONCE, ENDING, HELD, OWN_SERVER, Held, Reply, Way, of_wsgi
from mockserver.server.heads import date_line, framed
from mockserver.server.listening import reset_when_closed
from mockserver.server.outbound import pieces_of
from mockserver.stream import PULSE

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
SOCKETS = ("gunicorn.socket", "werkzeug.socket")
GLANCE = 0.25  # seconds between two looks whether the client is still there
HANGS: Millis = 3_600_000  # a thread is given back in the end, whatever patience a client has
FLIGHT = 0.02  # seconds; what was sent before a reset reaches the client before it
_SOCKETLESS = (Way.WHOLE, Way.DRIP, Way.STREAM)  # what WSGI has words for
_LENGTH = "content-length"
_NO_BODY = frozenset({204, 304})


def fallback(inner: Application) -> Application:
    """The application, with its answers ended as they say, whatever threaded server it is under."""

    def application(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        if OWN_SERVER in environ:
            return inner(environ, start_response)
        said: list[tuple[str, list[tuple[str, str]]]] = []
        body = inner(environ, lambda status, headers, *_more: said.append((status, headers)))
        status, headers = said[-1]
        if ENDING not in environ and HELD not in environ:
            start_response(status, headers)
            return body
        line = Line(environ, start_response)
        reply = of_wsgi(status, headers, body, environ.get(ENDING, AT_ONCE))
        return line.carry_out(_awaited(environ[HELD], line) if HELD in environ else reply)

    return application


class Line:
    """What one answer goes out by: the server for what is usual, its socket for what is not."""

    def __init__(self, environ: Environ, start_response: Callable[..., Any]) -> None:
        self._start = start_response
        self._is_head = environ["REQUEST_METHOD"] == "HEAD"
        self._socket: Any = next((environ[name] for name in SOCKETS if name in environ), None)

    def carry_out(self, reply: Reply) -> Iterable[bytes]:
        """The body, piece by piece; the reply ends as it says."""
        ending = reply.ending
        if ending.after:
            sleep_real(ending.after / 1000)
        if self._socket is None and ending.way not in _SOCKETLESS:
            return _whole(self, _cannot(ending.way))
        return WAYS[ending.way](self, reply)

    def head(self, reply: Reply, *, chunked: bool = False) -> bytes:
        """Have the head written before the first piece of the body; gives the body that may follow it."""
        empty = reply.status in _NO_BODY
        fields = [field for field in reply.headers if not (chunked and field[0].lower() == _LENGTH)]
        if not (chunked or empty or reply.header(_LENGTH)):
            fields.append(("Content-Length", str(len(reply.body))))
        self._start(reply.status_line, fields)
        return b"" if self._is_head or empty else reply.body

    def send(self, data: bytes) -> None:
        """Bytes that the server knows nothing of."""
        self._socket.sendall(data)

    def shut(self) -> NoReturn:
        """Close the connection: the client reads to the end of what was sent."""
        with suppress(OSError):  # the client was quicker
            self._socket.shutdown(socket.SHUT_RDWR)
        raise BrokenPipeError(errno.EPIPE, "the answer breaks off here")

    def reset(self) -> NoReturn:
        """Reset the connection. The server keeps its socket object, with a dead socket behind it."""
        reset_when_closed(self._socket)
        dead, other = socket.socketpair()
        other.close()
        with dead:
            dup2(dead.fileno(), self._socket.fileno(), inheritable=False)
        raise BrokenPipeError(errno.EPIPE, "the connection is reset here")

    def is_gone(self) -> bool:
        """Whether the client has hung up; where there is no socket, nobody can tell."""
        if self._socket is None or not _is_readable(self._socket):
            return False
        try:
            # Past TLS, which does not let anybody peek; the end of the stream is the same below it.
            return not socket.socket.recv(self._socket, 1, socket.MSG_PEEK)
        except ConnectionError:
            return True


def _is_readable(one: socket.socket) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(one, selectors.EVENT_READ)
        return bool(selector.select(0))


def _awaited(held: Held, line: Line) -> Reply:
    """The answer that was held, once it is known.

    Raises:
        BrokenPipeError: the client did not wait for it.
    """
    known = Event()
    replies: list[Reply] = []

    def then(reply: Reply) -> None:
        replies.append(reply)
        known.set()

    held.when_released(then)
    until = stopwatch() + held.timeout * 1000
    while not known.wait(min(GLANCE, max(0, until - stopwatch()) / 1e6)):
        if stopwatch() >= until:
            held.expire()
            known.wait()  # where it was released at this very moment, by whoever did it
        elif line.is_gone():
            held.abandon()
            line.shut()
    return replies[0]


def _whole(line: Line, reply: Reply) -> Iterable[bytes]:
    return [line.head(reply)]


def _twice(line: Line, reply: Reply) -> Iterator[bytes]:
    """The server writes the first; of the second it knows nothing, so its head is ours."""
    body = line.head(reply)
    yield body
    line.send(framed(reply, date_line(), keep=False, length=len(reply.body)) + body)
    line.shut()


def _drip(line: Line, reply: Reply) -> Iterator[bytes]:
    pieces = pieces_of(line.head(reply), reply.ending.pieces)
    gap = reply.ending.over / 1000 / max(1, reply.ending.pieces - 1)
    for number, piece in enumerate(pieces):
        sleep_real(gap if number else 0)
        yield piece


def _stream(line: Line, reply: Reply) -> Iterator[bytes]:
    """Piece by piece, on the thread of its client, until one of both has enough."""
    stream = reply.ending.stream
    if stream is None:
        raise ValueError("an answer that goes on needs a stream")
    ready = Event()
    quiet_since = stopwatch()
    try:
        yield line.head(reply, chunked=True)  # and the head is written
        stream.when_ready(ready.set)
        while not stream.is_over and not line.is_gone():
            ready.clear()
            data = stream.take()
            if not data and stopwatch() - quiet_since > PULSE * 1000:
                data = stream.pulse
            if data:
                quiet_since = stopwatch()
                yield data
            elif not stream.is_over:
                ready.wait(GLANCE)
    finally:
        stream.abandon()


def _cut(line: Line, reply: Reply) -> Iterator[bytes]:
    yield line.head(reply)[: reply.ending.sent]
    line.shut()


def _reset(line: Line, reply: Reply) -> Iterator[bytes]:
    if reply.ending.sent:
        yield line.head(reply)[: reply.ending.sent]
        sleep_real(FLIGHT)
    line.reset()


def _empty(line: Line, _reply: Reply) -> NoReturn:
    line.shut()


def _malformed(line: Line, reply: Reply) -> Iterator[bytes]:
    line.head(reply, chunked=True)
    yield b""  # and the head is written
    line.send(reply.ending.noise)
    line.shut()


def _garbage(line: Line, reply: Reply) -> NoReturn:
    line.send(reply.ending.noise)
    line.shut()


def _never(line: Line, _reply: Reply) -> NoReturn:
    until = stopwatch() + HANGS * 1000
    while stopwatch() < until and not line.is_gone():
        sleep_real(GLANCE)
    line.shut()


def _cannot(way: Way) -> Reply:
    text = f"mockserver: this server cannot end an answer so ({way}): use mockserver run\n"
    return Reply(501, text.encode(), (("Content-Type", "text/plain; charset=utf-8"),))


WAYS: Mapping[Way, Callable[[Line, Reply], Iterable[bytes]]] = {
    Way.WHOLE: _whole,
    Way.TWICE: _twice,
    Way.DRIP: _drip,
    Way.CUT: _cut,
    Way.RESET: _reset,
    Way.EMPTY: _empty,
    Way.MALFORMED: _malformed,
    Way.GARBAGE: _garbage,
    Way.NEVER: _never,
    Way.STREAM: _stream,
}
