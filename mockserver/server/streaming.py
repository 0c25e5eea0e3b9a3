"""A stream on the loop: its head at once, then its pieces as they come.

Rule: no more is taken out of the stream than the client reads, so what waits for a slow one
waits where it is counted. The body ends with the connection, for every version of HTTP.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mockserver.frozen import replaced
from mockserver.reply import Reply
from mockserver.server.heads import ENDLESS, date_line, framed
from mockserver.stream import PULSE, Stream

if TYPE_CHECKING:
    from mockserver.server.connection import Connection

_ENOUGH = 64 * 1024  # bytes that are on their way already: the client reads slower than we write
_GLANCE = 0.05  # seconds until we look again whether it has read
_LENGTH = "content-length"


class Flow:
    """A stream that goes out by a connection; on the connection's loop, but for ``wake``."""

    def __init__(self, connection: Connection, stream: Stream) -> None:
        self._connection, self._stream = connection, stream
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._is_over = False

    def begin(self, reply: Reply) -> None:
        """Send the head; the connection ends the flow when the client goes or the server stops."""
        headers = tuple(field for field in reply.headers if field[0].lower() != _LENGTH)
        head = replaced(reply, headers=headers)
        self._connection.out.write(framed(head, date_line(), keep=False, length=ENDLESS))
        self._connection.lasts(self)
        self._stream.when_ready(self.wake)

    def wake(self) -> None:
        """Something waits in the stream."""
        self._loop.call_soon_threadsafe(self._go_on)

    def _go_on(self) -> None:
        if self._is_over:
            return
        if self._connection.out.unsent > _ENOUGH:
            self._look_again(_GLANCE)
            return
        data = self._stream.take()
        if data:
            self._connection.out.write(data)
        if self._stream.is_over:
            self._finish()
        elif data:
            self._look_again(0)
        else:
            self._look_again(PULSE / 1000, pulse=True)

    def _look_again(self, seconds: float, *, pulse: bool = False) -> None:
        self._stop_timer()
        self._timer = self._loop.call_later(seconds, self._beat if pulse else self._go_on)

    def _beat(self) -> None:
        self._connection.out.write(self._stream.pulse)
        self._look_again(PULSE / 1000, pulse=True)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _finish(self) -> None:
        self._is_over = True
        self._stop_timer()
        self._connection.lasts(None)
        self._connection.over(keep=False)

    # What the connection calls

    def abandon(self) -> None:
        """The client has gone."""
        self._is_over = True
        self._stop_timer()
        self._stream.abandon()

    def expire(self) -> None:
        """The server stops."""
        if not self._is_over:
            self._stream.abandon()
            self._finish()


def stream(connection: Connection, reply: Reply) -> None:
    """Let the stream of a reply go out.

    Raises:
        ValueError: it has none.
    """
    if reply.ending.stream is None:
        raise ValueError("an answer that goes on needs a stream")
    Flow(connection, reply.ending.stream).begin(reply)
