"""Flights: the deliveries that are on their way, and who waits for them to land."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any

from mockserver.callbacks.courier import Courier
from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.world import World

GLANCE = 0.05  # seconds between the looks of somebody who waits for what other threads may do


class Flights:
    """Deliveries on their way, each for itself. For one loop."""

    def __init__(self, courier: Courier, landed: Callable[[World], object]) -> None:
        self._courier = courier
        self._landed = landed
        self._tasks: dict[World, dict[str, asyncio.Task[None]]] = {}
        self._pulse: asyncio.Event | None = None  # of those who wait; a new one each time

    def launch(self, loop: asyncio.AbstractEventLoop, world: World, deliveries: Iterable[Delivery]) -> None:
        """Send claimed deliveries on their way."""
        for delivery in deliveries:
            flight = loop.create_task(self._fly(world, delivery))
            self._tasks.setdefault(world, {})[delivery.id] = flight

    async def _fly(self, world: World, delivery: Delivery) -> None:
        try:
            self._courier.settle(world, delivery, await self._courier.attempt(world, delivery))
        finally:
            flights = self._tasks[world]
            del flights[delivery.id]
            if not flights:
                del self._tasks[world]
            self.beat()
            self._landed(world)

    def of(self, world: World) -> list[asyncio.Task[None]]:
        """The flights of a world."""
        return list(self._tasks.get(world, {}).values())

    async def land_all(self, seconds: float, errands: Iterable[asyncio.Task[Any]]) -> None:
        """Give all, and these besides, so many seconds to land; what has not by then has failed."""
        flights = [*errands, *(flight for world in self._tasks for flight in self.of(world))]
        if flights:
            _, late = await asyncio.wait(flights, timeout=seconds)
            for flight in late:
                flight.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def beat(self) -> None:
        """Something has landed."""
        if self._pulse is not None:
            self._pulse.set()
            self._pulse = None

    async def next_beat(self) -> None:
        """Wait until something lands, or for as long as another thread may be unheard."""
        if self._pulse is None:
            self._pulse = asyncio.Event()
        with suppress(TimeoutError):
            async with asyncio.timeout(GLANCE):
                await self._pulse.wait()
