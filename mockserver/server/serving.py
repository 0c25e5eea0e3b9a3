"""Serving an application on an event loop: its connections, their clock, its graceful end.

Rule: it knows no gunicorn, no Flask and no vendor; it has a function from requests to answers.
"""

from __future__ import annotations

import asyncio
import logging
import ssl
from collections.abc import Callable
from socket import socket

from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.server.bounds import Bounds
from mockserver.server.connection import Connection
from mockserver.server.heads import date_line
from mockserver.server.listening import BACKLOG
from mockserver.server.outgoing import Outgoing
from mockserver.server.repeats import Repeats

log = logging.getLogger(__name__)
Serve = Callable[[Request], Reply | Held]
TICK = 1.0  # seconds
HANDSHAKE = 10.0  # seconds that a client's TLS handshake may take
_GLANCE = 0.02
_AT_ONCE = 64  # answers, before what has come meanwhile is read, and what is due is done
_BUG = Reply(
    500,
    b"mockserver has a bug; its log has the traceback\n",
    (("Content-Type", "text/plain; charset=utf-8"), ("X-Mock-Bug", "server")),
)


class Serving:
    """An application on the running loop."""

    def __init__(self, serve: Serve, bounds: Bounds) -> None:
        self.bounds = bounds
        self.repeats = Repeats(bounds)
        self.loop = asyncio.get_running_loop()
        self.connections: set[Connection] = set()
        self.stopping = False
        self.tick = 0  # seconds, roughly, since the start
        self.date = date_line()
        self.outgoing = Outgoing(self.loop)
        self._serve = serve
        self._servers: list[asyncio.Server] = []
        self._line: list[Connection] = []  # whose requests have been read, and wait for their answers
        self._ticking = self.loop.call_later(TICK, self._look)

    async def listen(self, bound: socket, context: ssl.SSLContext | None = None) -> None:
        """Take connections from a listening socket, with TLS if there is a context."""
        bound.setblocking(False)
        server = await self.loop.create_server(
            lambda: Connection(self),
            sock=bound,
            backlog=BACKLOG,
            ssl=context,
            ssl_handshake_timeout=HANDSHAKE if context else None,
        )
        self._servers.append(server)

    def answer(self, request: Request) -> Reply | Held:
        """What the application answers; its own failure is a plain 500."""
        try:
            return self._serve(request)
        except Exception:
            log.exception("%s %s: the mock itself failed", request.method, request.target)
            return _BUG

    def line_up(self, connection: Connection) -> None:
        """Let a connection be answered once all that has come by now is read.

        Reading by itself, answering by itself and writing by itself keeps each warm in the processor's
        caches, and the time that a delay is counted from is that of the coming.
        """
        if not self._line:
            self.loop.call_soon(self._serve_line)
        self._line.append(connection)

    def _serve_line(self) -> None:
        line = self._line
        self._line = line[_AT_ONCE:]
        if self._line:
            self.loop.call_soon(self._serve_line)
        self.outgoing.hold()
        try:
            for connection in line[:_AT_ONCE]:
                connection.answer_waiting()
        finally:
            self.outgoing.release()

    def _look(self) -> None:
        self._ticking = self.loop.call_later(TICK, self._look)
        self.tick += 1
        self.date = date_line()
        for connection in tuple(self.connections):
            connection.look(self.tick)

    async def stop(self, grace: float) -> None:
        """Take no more connections, answer what was asked within so many seconds, and let go of the rest."""
        self.stopping = True
        for server in self._servers:
            server.close()
        for connection in tuple(self.connections):
            connection.finish()
        deadline = self.loop.time() + grace
        while self.connections and self.loop.time() < deadline:
            await asyncio.sleep(_GLANCE)
        self._ticking.cancel()
        for connection in tuple(self.connections):
            connection.transport.abort()
        await asyncio.sleep(0)
