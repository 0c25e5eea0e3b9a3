"""Patience: when an answer that has not come is waited for no longer.

Rule: all wait equally long, so whoever began first is through first; one alarm serves
all, where one for each would be set and taken back two thousand times a second.
"""

from __future__ import annotations

import asyncio
from collections import deque

TICK = 0.001  # seconds; a loop's clock is no finer


class Patience:
    """Ends the waiting of those who began ``seconds`` ago. For one loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop, seconds: float) -> None:
        self._loop = loop
        self._seconds = seconds
        self._waiting: deque[tuple[float, asyncio.Future[None]]] = deque()  # until when
        self._alarm: asyncio.TimerHandle | None = None

    def begin(self, waiter: asyncio.Future[None]) -> None:
        """Let this fail with a TimeoutError, if it is not done when its time is up."""
        waiting = self._waiting
        while waiting and waiting[0][1].done():
            waiting.popleft()
        waiting.append((self._loop.time() + self._seconds, waiter))
        if self._alarm is None:
            self._alarm = self._loop.call_at(waiting[0][0], self._ring)

    def _ring(self) -> None:
        now, waiting = self._loop.time() + TICK, self._waiting
        while waiting and (waiting[0][0] <= now or waiting[0][1].done()):
            _, waiter = waiting.popleft()
            if not waiter.done():
                waiter.set_exception(TimeoutError())
        self._alarm = self._loop.call_at(waiting[0][0], self._ring) if waiting else None

    def end(self) -> None:
        """Set no alarm any more."""
        self._waiting.clear()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
