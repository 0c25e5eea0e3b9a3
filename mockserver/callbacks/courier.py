"""The courier: takes deliveries out of an outbox, has each sent, and keeps what came of it.

Rule: no transaction is open while anything is awaited, and whatever happens to an
attempt, its seat is given back and its outcome is kept.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

from mockserver.callbacks.outbox import Attempt, Delivery, DeliveryNotFound, NotPossibleNow
from mockserver.callbacks.seats import Seats
from mockserver.callbacks.world import World

log = logging.getLogger(__name__)
CUT_OFF = "mockserver was stopped before an answer came"
Listener = Callable[[World, Delivery], object]


class Sends(Protocol):
    """What sends for the courier: a ``Sender``, or a stand-in without a network."""

    seats: Seats

    async def send(self, delivery: Delivery) -> Attempt:
        """Try to send a delivery; never raises."""
        ...

    async def close(self) -> None:
        """Let go of all connections."""
        ...


class Courier:
    """Carries deliveries of any world. For one loop."""

    def __init__(self, sender: Sends) -> None:
        self.sender = sender
        self._listeners: dict[object, Listener] = {}

    @property
    def is_idle(self) -> bool:
        """Whether nothing at all is on its way."""
        return self.sender.seats.taken == 0

    def on_settled(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener of every delivery whose attempt was kept; gives what ends that."""
        mark = object()
        self._listeners[mark] = listener
        return lambda: self._listeners.pop(mark, None) and None

    def claim(self, world: World) -> tuple[Delivery, ...]:
        """Take out what may go now, as far as there are seats; each has its seat."""
        seats = self.sender.seats
        taken: list[str] = []

        def room(url: str) -> bool:
            found = seats.take(url)
            if found:
                taken.append(url)
            return found

        try:
            return world.outbox.claim(seats.free, room)
        except BaseException:
            for url in taken:
                seats.give_back(url)
            raise

    async def carry_all(self, world: World, deliveries: tuple[Delivery, ...]) -> None:
        """Send claimed deliveries together; outcomes are kept in the order claimed, whoever answers first."""
        flights = [asyncio.ensure_future(self.attempt(world, delivery)) for delivery in deliveries]
        try:
            if flights:
                await asyncio.wait(flights)
        except asyncio.CancelledError:  # the loop ends; the outcomes are kept all the same
            for flight in flights:
                flight.cancel()
            await asyncio.wait(flights)
            raise
        finally:
            for delivery, flight in zip(deliveries, flights, strict=True):
                self.settle(world, delivery, flight.result())

    async def attempt(self, world: World, delivery: Delivery) -> Attempt:
        """Send one claimed delivery; gives the attempt as the vendor judges it, and the seat back."""
        at, number = world.clock.now(), len(delivery.attempts) + 1
        try:
            sent = await self.sender.send(delivery)
            attempt = Attempt(number, at, sent.status, sent.headers, sent.body, sent.error, sent.took)
            return attempt if attempt.error else world.judge(delivery, attempt)
        except asyncio.CancelledError:  # the loop ends; the outcome is kept all the same
            return Attempt(number, at, error=CUT_OFF)
        except Exception as why:
            log.exception("sandbox %s: delivery %s", world.name, delivery.id)
            return Attempt(number, at, error=f"mockserver itself failed: {type(why).__name__}: {why}")
        finally:
            self.sender.seats.give_back(delivery.url)

    def settle(self, world: World, delivery: Delivery, attempt: Attempt) -> None:
        """Keep an attempt; what was cancelled or reset meanwhile is left alone."""
        try:
            kept = world.outbox.settle(delivery.id, attempt, world.clock.now())
            self._tell(world, kept)
        except (DeliveryNotFound, NotPossibleNow) as why:
            log.debug(
                "sandbox %s: nobody waits for what came of delivery %s: %s", world.name, delivery.id, why
            )
        except Exception:
            log.exception("sandbox %s: delivery %s could not be settled", world.name, delivery.id)

    def _tell(self, world: World, delivery: Delivery) -> None:
        for listener in list(self._listeners.values()):
            try:
                listener(world, delivery)
            except Exception:
                log.exception("sandbox %s: whoever waits for delivery %s failed", world.name, delivery.id)
