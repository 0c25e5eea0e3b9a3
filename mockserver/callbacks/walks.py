"""Walks: a manual clock is moved from due moment to due moment, and everything on the way is sent.

Rule: the clock stands still while answers are waited for, so an hour's walk gives
what an hour's waiting gives. One walk of a world at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary

from mockserver.callbacks.courier import Courier
from mockserver.callbacks.flights import Flights
from mockserver.callbacks.watch import Watch
from mockserver.callbacks.world import World, is_busy, movable, move, next_moment
from mockserver.clock import Millis
from mockserver.frozen import frozen


@frozen
class Advanced:
    """What happened while a manual clock was moved."""

    steps: int  # moments at which something was due
    sent: int  # attempts made
    now: Millis


class Walks:
    """Moves the clocks of worlds. For one loop."""

    def __init__(self, courier: Courier, flights: Flights, watch: Watch) -> None:
        self._courier = courier
        self._flights = flights
        self._watch = watch
        self._walking: set[World] = set()
        self._turns: WeakKeyDictionary[World, asyncio.Lock] = WeakKeyDictionary()

    def is_on(self, world: World) -> bool:
        """Whether somebody moves this world's clock; whoever looks at it keeps away meanwhile."""
        return world in self._walking

    async def walk(self, world: World, to: Millis) -> Advanced:
        """Let it be that moment, and everything happen on the way.

        Raises:
            ValueError: the clock is not manual, or the moment is past.
        """
        async with self._alone(world):
            clock, steps = movable(world, to), 0
            sent = await self._send_all(world)
            while self._watch.is_there(world) and (moment := next_moment(world, to)) is not None:
                move(world, clock, moment)
                sent += await self._send_all(world)
                steps += 1
            if self._watch.is_there(world):  # a reset while answers were waited for ends the walk
                move(world, clock, to)
            return Advanced(steps, sent, clock.now())

    @asynccontextmanager
    async def _alone(self, world: World) -> AsyncIterator[None]:
        """One walk at a time, once what is on its way has landed."""
        async with self._turns.setdefault(world, asyncio.Lock()):
            self._walking.add(world)
            try:
                while flights := self._flights.of(world):
                    await asyncio.wait(flights)
                yield
            finally:
                self._walking.discard(world)
                self._watch.call(world)

    async def _send_all(self, world: World) -> int:
        """Send all that is ready, and what becomes ready by that; gives the number of attempts."""
        sent = 0
        while is_busy(world):
            claimed = self._courier.claim(world)
            await self._courier.carry_all(world, claimed)
            self._flights.beat()
            sent += len(claimed)
            if not claimed and self._courier.is_idle:
                break  # behind one whose outcome could not be kept
            if not claimed:
                await self._flights.next_beat()  # other worlds have the seats
        return sent
