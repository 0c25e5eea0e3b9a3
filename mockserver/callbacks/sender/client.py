"""The client: a request goes to its place over a kept connection or a new one, and is waited for.

Rule: the time for an answer begins before a connection is looked for. For one loop.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from mockserver.callbacks.egress import Target
from mockserver.callbacks.sender.answer import Answer
from mockserver.callbacks.sender.patience import Patience
from mockserver.callbacks.sender.pool import Pool
from mockserver.callbacks.sender.route import Route


class Client:
    """Requests and answers over connections that are kept."""

    def __init__(self, loop: asyncio.AbstractEventLoop, route: Route, timeout: float) -> None:
        self._route = route
        self._timeout = timeout
        self._pool = Pool(loop)
        self._patience = Patience(loop, timeout)

    async def exchange(self, target: Target, request: bytes, answer: Answer) -> None:
        """Send a request; what comes back is in ``answer``, and what had come if it fails.

        Raises:
            TimeoutError: there was no whole answer in time.
            EgressRefused, NoAnswer, BrokeOff, NotHttp, OSError: there will be none.
        """
        place = target.place
        connection = self._pool.take(place)
        if connection is not None:
            await connection.ask(request, answer, self._patience)
        else:
            async with asyncio.timeout(self._timeout):
                connection = await self._route.connect(target)
                await connection.ask(request, answer)
        if connection.is_free:
            self._pool.put(place, connection)

    async def trickle(self, target: Target, pieces: Sequence[bytes], over: float, answer: Answer) -> None:
        """Send a request in pieces over so many seconds, on a connection of its own.

        The time for an answer begins with the last piece; an answer that comes earlier ends the sending.

        Raises:
            TimeoutError: there was no whole answer in time.
            EgressRefused, NoAnswer, BrokeOff, NotHttp, OSError: there will be none.
        """
        async with asyncio.timeout(over + self._timeout):
            connection = await self._route.connect(target)
            await connection.ask_slowly(pieces, over / max(1, len(pieces) - 1), answer)
        connection.drop()

    def close(self) -> None:
        """Drop what is kept."""
        self._pool.close()
        self._patience.end()
