"""What goes out: gathered over one turn of the loop, and written together.

Rule: a write wakes whoever reads, and its way through the system takes the place of our own work in
the processor's caches. So answers are made one after the other, and go out one after the other.
All that is done to a connection keeps its order: what ends one lets go first what waits here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Final

from mockserver.server.listening import reset_when_closed

MOST: Final = 64 * 1024  # bytes that wait
LONGEST: Final = 0.005  # seconds; a line of usual requests takes less, one of large ones lets go on its way


class Outgoing:
    """What the connections of a server send. For one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._waiting: list[tuple[asyncio.Transport, bytes]] = []
        self._size = 0
        self._is_held = False
        self._until = 0.0  # while it is held, by the loop's clock

    def hold(self) -> None:
        """More will be sent at once, and then ``release`` is called."""
        self._is_held, self._until = True, self._loop.time() + LONGEST

    def release(self) -> None:
        """No more comes; what waits goes out."""
        self._is_held = False
        self.let_go()

    def send(self, transport: asyncio.Transport, data: bytes) -> None:
        """Write to a connection: once it is released, else in the loop's next turn."""
        if not self._is_held and not self._waiting:
            self._loop.call_soon(self.let_go)
        self._waiting.append((transport, data))
        self._size += len(data)
        if self._size > MOST or (self._is_held and self._loop.time() > self._until):
            self.let_go()

    def let_go(self) -> None:
        """Write now what waits; a connection that fails keeps no other from being written to."""
        self._size, self._until = 0, self._loop.time() + LONGEST
        waiting, self._waiting = iter(self._waiting), []
        try:
            for transport, data in waiting:
                if not transport.is_closing():
                    transport.write(data)
        finally:
            for transport, data in waiting:
                self.send(transport, data)


class Outlet:
    """Where the bytes of one connection go out, and whether its client takes them."""

    __slots__ = ("_moved", "_outgoing", "_transport", "_unsent", "write")

    def __init__(self, outgoing: Outgoing, transport: asyncio.Transport, tick: int) -> None:
        self._outgoing = outgoing
        self._transport = transport
        self._moved = tick  # when the client took something last
        self._unsent = 0  # bytes that it had not taken when we looked last
        self.write: Callable[[bytes], None] = partial(outgoing.send, transport)  # behind what was sent before

    @property
    def unsent(self) -> int:
        """Bytes that the system has not taken from us yet."""
        self._outgoing.let_go()
        return self._transport.get_write_buffer_size()

    def moved(self, tick: int) -> None:
        """The client has caught up."""
        self._moved = tick

    def unread_for(self, tick: int) -> int:
        """Seconds for which there have been bytes that the client takes nothing of. Asked once a second."""
        unsent = self.unsent
        if not unsent or unsent < self._unsent:
            self._moved = tick
        self._unsent = unsent
        return tick - self._moved

    def end(self) -> None:
        """Send what is written, and then no more; what the client sends can be read on."""
        self._outgoing.let_go()
        self._transport.write_eof()

    def close(self) -> None:
        """Send what is written, and close."""
        self._outgoing.let_go()
        if not self._transport.is_closing():  # before Python 3.11.3 TLS closed twice cannot be aborted
            self._transport.close()

    def reset(self) -> None:
        """Close so that the client's system says: connection reset by peer."""
        self._outgoing.let_go()
        reset_when_closed(self._transport.get_extra_info("socket"))
        self._transport.abort()
