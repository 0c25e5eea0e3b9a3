"""The dispatcher: lets time happen in every sandbox and sends what becomes ready.

Rule: everything below "On the loop" runs on one event loop and never waits inside a
transaction. One sandbox's trouble, or one slow destination, holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable
from contextlib import asynccontextmanager, suppress
from threading import Event, Lock, Thread, get_ident
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from mockserver.callbacks.courier import Courier, Sends
from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.world import World, is_busy, let_happen, movable, move, next_moment, rest
from mockserver.clock import Millis
from mockserver.frozen import frozen

__all__ = ["Advanced", "Dispatcher", "Sends", "World"]

log = logging.getLogger(__name__)
T = TypeVar("T")

FAR = 10.0  # seconds; every sandbox is looked at so often, should the machine's clock have been set
SETBACK = 1.0  # seconds until a sandbox that raised is looked at again
WARM_UP = 0.1  # seconds after the start when the client is loaded, if nothing was sent until then
GLANCE = 0.05  # seconds between the looks of somebody who waits for what other threads may do
CROWD = 200  # ready deliveries from which on looks are spared
PACE = 1e-6  # seconds a look is put off for each of the crowd
GRACE = 5.0  # seconds that what is on its way has to land once the loop ends


@frozen
class Advanced:
    """What happened while a manual clock was moved."""

    steps: int  # moments at which something was due
    sent: int  # attempts made
    now: Millis


class Dispatcher:
    """Sends the callbacks of all worlds, on a thread of its own (``start``) or on a given loop (``run``)."""

    def __init__(self, worlds: Callable[[], Iterable[World]], sender: Sends) -> None:
        self._worlds = worlds
        self._courier = Courier(sender)
        self._guard = Lock()  # of start and stop
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ident = 0  # of the thread the loop runs on
        self._stopping = False
        self._grace = GRACE
        self._woken = False
        self._calls: deque[World | None] = deque()  # who is to be looked at; None: everybody
        self._call = asyncio.Event()
        self._pulse = asyncio.Event()  # something has landed; a new one each time
        self._rests: dict[World, float] = {}  # loop time at which a world is looked at by itself
        self._crowd = 0  # how many were left ready, in the fullest world of the last look
        self._fed = False
        self._hungry: set[World] = set()  # have something ready that could not go yet
        self._flights: dict[World, set[asyncio.Task[None]]] = {}
        self._advancing: set[World] = set()
        self._turns: WeakKeyDictionary[World, asyncio.Lock] = WeakKeyDictionary()

    # From any thread

    def start(self) -> None:
        """Run on a daemon thread; nothing happens if it runs already."""
        with self._guard:
            if self._loop is None:
                up = Event()
                self._thread = Thread(
                    target=lambda: asyncio.run(self.run(up.set)), name="callbacks", daemon=True
                )
                self._thread.start()
                up.wait()

    def stop(self, timeout: float = GRACE) -> None:
        """Stop the thread; what is on its way has that many seconds to land, then it counts as failed."""
        with self._guard:
            thread, self._thread = self._thread, None
            if thread is not None:
                self._grace, self._stopping = timeout, True
                self.wake()
                thread.join(timeout + 1)

    def wake(self, world: World | None = None) -> None:
        """Something was planned, in this world or in any: look again. Cheap; many calls are one look."""
        loop = self._loop
        if loop is None:
            return
        self._calls.append(world)
        if not self._woken:
            self._woken = True
            with suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(self._call.set)

    def advance(self, world: World, to: Millis) -> Advanced:
        """Move a manual clock; what falls due on the way happens and is sent, and answers are waited for.

        Raises:
            ValueError: the clock is not manual, or the moment is past.
        """
        return self._from_outside(self.advance_here(world, to))

    def drain(self, world: World, timeout: float) -> bool:
        """Wait until nothing of a world is ready or on its way; False if that took too long."""
        return self._from_outside(self.drain_here(world, timeout))

    @property
    def settled(self) -> int:
        """How many attempts have come to an end."""
        return self._courier.settled

    def wait_settled(self, seen: int, timeout: float) -> int:
        """Wait until ``settled`` is no longer what was seen, or for so many seconds; gives what it is now."""
        return self._courier.wait_settled(seen, timeout)

    def _from_outside(self, work: Coroutine[Any, Any, T]) -> T:
        self.start()
        if self._loop is None or self._ident == get_ident():
            work.close()
            raise RuntimeError("on the dispatcher's own thread, await advance_here or drain_here instead")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    # On the loop

    async def run(self, up: Callable[[], object] = lambda: None) -> None:
        """Serve all worlds until stopped or cancelled; ``up`` is called once wake and advance have effect."""
        self._stopping, self._grace, self._woken, self._fed = False, GRACE, False, False
        self._call, self._pulse = asyncio.Event(), asyncio.Event()
        self._loop, self._ident = asyncio.get_running_loop(), get_ident()
        warming = asyncio.create_task(self._warm_up())
        up()
        try:
            while not self._stopping:
                await self._sleep(self._look())
        finally:
            self._loop = None
            warming.cancel()
            await self._land_all(self._grace)
            await self._courier.sender.close()

    async def _warm_up(self) -> None:
        await asyncio.sleep(WARM_UP)
        with suppress(Exception):  # whatever it is, the first delivery will say so
            await self._courier.sender.open()

    async def _sleep(self, seconds: float) -> None:
        # Not wait_for: before Python 3.12 it may swallow the cancellation of this very loop.
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._call.wait()

    def _look(self) -> float:
        """Serve the worlds that were called for or rested enough; gives the seconds until the next has."""
        self._woken = self._fed = False
        self._crowd = 0
        self._call.clear()
        called = {self._calls.popleft() for _ in range(len(self._calls))}
        now, there = asyncio.get_running_loop().time(), tuple(self._worlds())
        rests = self._rests
        self._rests = {
            world: now + self._serve(world)
            if None in called or world in called or rests.get(world, now) <= now
            else rests[world]
            for world in there
        }
        self._hungry &= self._rests.keys()
        self._beat()
        return max(0.0, min(self._rests.values(), default=now + FAR) - now)

    def _serve(self, world: World) -> float:
        """Let happen what is due, send what is ready; gives the seconds until more is due by itself."""
        self._hungry.discard(world)
        if world in self._advancing:
            return FAR
        try:
            let_happen(world)
            for delivery in self._courier.claim(world):
                self._launch(world, delivery)
            if crowd := len(world.outbox.standing().ready):
                self._hungry.add(world)
                self._crowd = max(self._crowd, crowd)
            return min(rest(world), FAR)
        except Exception:
            log.exception("sandbox %s: its callbacks wait, trying again in %s s", world.name, SETBACK)
            return SETBACK

    def _launch(self, world: World, delivery: Delivery) -> None:
        flight = asyncio.create_task(self._courier.carry(world, delivery))
        self._flights.setdefault(world, set()).add(flight)
        flight.add_done_callback(lambda done: self._landed(world, done))

    def _landed(self, world: World, flight: asyncio.Task[None]) -> None:
        flights = self._flights[world]
        flights.discard(flight)
        if not flights:
            del self._flights[world]
        self._calls.append(world)
        self._feed()

    def _feed(self) -> None:
        """Seats are free again: look at the worlds that could not send all.

        A look takes as long as the crowd that waits is large. So with a large one it
        comes a little later, for many seats at once.
        """
        self._beat()
        self._calls.extend(self._hungry.difference(self._calls))
        if self._crowd < CROWD:
            self._call.set()
        elif not self._fed:
            self._fed = True
            asyncio.get_running_loop().call_later(self._crowd * PACE, self._call.set)

    async def _land_all(self, seconds: float) -> None:
        flights = [flight for some in self._flights.values() for flight in some]
        if flights:
            _, late = await asyncio.wait(flights, timeout=seconds)
            for flight in late:
                flight.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _beat(self) -> None:
        pulse, self._pulse = self._pulse, asyncio.Event()
        pulse.set()

    async def _next_beat(self) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GLANCE):
                await self._pulse.wait()

    async def drain_here(self, world: World, timeout: float) -> bool:
        """As ``drain``, on the loop itself."""
        self._serve(world)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while is_busy(world):
                    await self._next_beat()
        return not is_busy(world)

    async def advance_here(self, world: World, to: Millis) -> Advanced:
        """As ``advance``, on the loop itself."""
        async with self._alone(world):
            clock, steps = movable(world, to), 0
            sent = await self._send_all(world)
            while self._is_there(world) and (moment := next_moment(world, to)) is not None:
                move(world, clock, moment)
                sent += await self._send_all(world)
                steps += 1
            if self._is_there(world):  # a reset while answers were waited for ends the walk
                move(world, clock, to)
            return Advanced(steps, sent, clock.now())

    @asynccontextmanager
    async def _alone(self, world: World) -> AsyncIterator[None]:
        """One advance at a time, once what is on its way has landed; ``run`` keeps away meanwhile."""
        async with self._turns.setdefault(world, asyncio.Lock()):
            self._advancing.add(world)
            try:
                while flights := self._flights.get(world):
                    await asyncio.wait(flights)
                yield
            finally:
                self._advancing.discard(world)
                self.wake(world)

    def _is_there(self, world: World) -> bool:
        return any(each is world for each in self._worlds())

    async def _send_all(self, world: World) -> int:
        """Send all that is ready, and what becomes ready by that; gives the number of attempts."""
        sent = 0
        while is_busy(world):
            claimed = self._courier.claim(world)
            await self._courier.carry_all(world, claimed)
            self._feed()
            sent += len(claimed)
            if not claimed and self._courier.is_idle:
                break  # behind one whose outcome could not be kept
            if not claimed:
                await self._next_beat()  # other worlds have the seats
        return sent
