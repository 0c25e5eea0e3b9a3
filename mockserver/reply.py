"""An answer that is not on the wire yet: status, headers, body and how it ends, as data.

Rule: whoever answers says what is to happen on the wire; only the server makes it happen.
Times of an ending are real ones: a client's patience knows no other clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from http import HTTPStatus
from threading import Lock
from typing import TYPE_CHECKING, Protocol

from mockserver.clock import Millis
from mockserver.frozen import frozen

if TYPE_CHECKING:
    from mockserver.stream import Stream

# What a WSGI environ says beside WSGI: that the server carries out endings and waits for what is held
# by itself; how this answer ends; that it is to come.
OWN_SERVER, ENDING, HELD = "mockserver.server", "mockserver.ending", "mockserver.held"


class Way(StrEnum):
    """How an answer gets onto the wire, if it does."""

    WHOLE = "whole"
    TWICE = "twice"  # whole, and all of it once more behind it
    DRIP = "drip"  # whole, but the body in pieces, evenly over a time
    CUT = "cut"  # head and a part of the body, then the connection is closed
    RESET = "reset"  # as cut, but the connection is reset; without a body part nothing goes out at all
    EMPTY = "empty"  # the connection is closed without an answer
    MALFORMED = "malformed"  # the head of a chunked answer, then what is no chunk, then closed
    GARBAGE = "garbage"  # what is no HTTP at all, then closed
    NEVER = "never"  # nothing goes out, and the connection stays until the client goes
    STREAM = "stream"  # the head, then pieces of a stream as they come, to its end


@frozen
class Ending:
    """How an answer ends: when it begins, and in what way it goes out."""

    way: Way = Way.WHOLE
    after: Millis = 0  # nothing goes out for so long
    pieces: int = 1  # drip: of the body
    over: Millis = 0  # drip: from the first piece to the last
    sent: int = 0  # cut, reset: bytes of the body that go out
    noise: bytes = b""  # malformed, garbage: what goes out instead
    stream: Stream | None = None  # stream: what goes out behind the head


AT_ONCE = Ending()


@frozen
class Reply:
    """An answer as data."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    reason: str = ""
    ending: Ending = AT_ONCE

    @property
    def status_line(self) -> str:
        """Status and reason phrase, e.g. ``404 NotFound``; the standard phrase unless given."""
        return f"{self.status} {self.reason or standard_reason(self.status)}"

    def header(self, name: str) -> str | None:
        """The first header field of that name."""
        return next((value for field_, value in self.headers if field_.lower() == name.lower()), None)


def of_wsgi(
    status: str, headers: Iterable[tuple[str, str]], body: Iterable[bytes], ending: Ending = AT_ONCE
) -> Reply:
    """An answer as WSGI gives it, whole; its body is closed, as WSGI asks."""
    try:
        whole = b"".join(body)
    finally:
        close = getattr(body, "close", None)
        if close is not None:
            close()
    code, _, reason = status.partition(" ")
    return Reply(int(code), whole, tuple(headers), reason, ending)


class Lasting(Protocol):
    """An answer that takes its time, whatever the time is for."""

    def abandon(self) -> None:
        """The client has gone."""
        ...

    def expire(self) -> None:
        """Its time is over: let it come to its end."""
        ...


class Held:
    """An answer that is not known yet. Its release, its time or the client's going ends the wait.

    ``done`` is called once, when any of the three has come, on whatever thread that was.
    """

    __slots__ = ("_done", "_otherwise", "_over", "_reply", "_then", "timeout")
    _lock = Lock()  # of all: it is held for a moment

    def __init__(
        self, timeout: Millis, otherwise: Callable[[], Reply], done: Callable[[], object] = lambda: None
    ) -> None:
        self.timeout = timeout  # real time
        self._otherwise = otherwise
        self._done = done
        self._over = False
        self._reply: Reply | None = None
        self._then: Callable[[Reply], object] | None = None

    @property
    def is_over(self) -> bool:
        """Whether the wait has ended, in whatever way."""
        return self._over

    def release(self, reply: Reply) -> bool:
        """Let this be the answer; False if the wait is over already."""
        with self._lock:
            if self._over:
                return False
            self._over, self._reply, then = True, reply, self._then
        self._done()
        if then is not None:
            then(reply)
        return True

    def expire(self) -> None:
        """Its time has passed: the answer is what there is by now."""
        if not self._over:
            self.release(self._otherwise())

    def abandon(self) -> None:
        """The client has gone: nobody waits any longer."""
        with self._lock:
            if self._over:
                return
            self._over = True
        self._done()

    def when_released(self, then: Callable[[Reply], object]) -> None:
        """For the server: is told the answer once, at once if it is known."""
        with self._lock:
            self._then, reply = then, self._reply
        if reply is not None:
            then(reply)


def standard_reason(status: int) -> str:
    """The phrase RFC 9110 gives a status."""
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Unknown"
