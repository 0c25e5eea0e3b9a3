"""Connections that are kept for the next request to the same place.

Rule: the one used last is used next, and one that rests is dropped before its
server drops it.
"""

from __future__ import annotations

import asyncio

from mockserver.callbacks.egress import Place
from mockserver.callbacks.sender.connection import Connection

# Servers drop idle connections after 2 s (gunicorn), 5 s (Node, uvicorn) or later. One that is dropped
# just as we use it again looks like a client that hangs up, so we drop it first.
KEEP_ALIVE = 1.0


class Pool:
    """Kept connections. For one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._kept: dict[Place, list[tuple[float, Connection]]] = {}  # since when; the last put is the last
        self._sweep: asyncio.TimerHandle | None = None

    def take(self, place: Place) -> Connection | None:
        """A connection that may be used, if there is one."""
        kept = self._kept.get(place)
        oldest = self._loop.time() - KEEP_ALIVE
        while kept:
            since, connection = kept.pop()
            if since > oldest and not connection.was_left():
                return connection
            connection.drop()
        return None

    def put(self, place: Place, connection: Connection) -> None:
        """Keep a connection that is free."""
        self._kept.setdefault(place, []).append((self._loop.time(), connection))
        if self._sweep is None:
            self._sweep = self._loop.call_later(KEEP_ALIVE, self._drop_old)

    def _drop_old(self) -> None:
        oldest = self._loop.time() - KEEP_ALIVE
        for place, kept in list(self._kept.items()):
            for since, connection in kept:
                if since <= oldest:
                    connection.drop()
            self._kept[place] = [each for each in kept if each[0] > oldest]
            if not self._kept[place]:
                del self._kept[place]
        self._sweep = self._loop.call_later(KEEP_ALIVE / 2, self._drop_old) if self._kept else None

    def close(self) -> None:
        """Drop all that is kept."""
        for kept in self._kept.values():
            for _, connection in kept:
                connection.drop()
        self._kept.clear()
        if self._sweep is not None:
            self._sweep.cancel()
            self._sweep = None
