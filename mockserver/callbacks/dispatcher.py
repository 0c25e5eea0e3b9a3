"""The dispatcher: lets time happen in every sandbox and sends what becomes ready.

Rule: everything below "On the loop" runs on one event loop and never waits inside a
transaction. One sandbox's trouble, or one slow destination, holds up no other.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from functools import partial
from math import inf
from threading import Event, Lock, Thread
from typing import Any, TypeVar

from mockserver.callbacks.courier import Courier, Listener, Sends
from mockserver.callbacks.flights import Flights
from mockserver.callbacks.walks import Advanced, Walks
from mockserver.callbacks.watch import Watch
from mockserver.callbacks.world import World, is_busy, let_happen, rest
from mockserver.clock import Millis

__all__ = ["Advanced", "Dispatcher", "Sends", "World"]

log = logging.getLogger(__name__)
T = TypeVar("T")
Then = Callable[[Advanced | Exception], object]

SETBACK = 1.0  # seconds until a sandbox that raised is looked at again
GRACE = 5.0  # seconds that what is on its way has to land once the loop ends


class Dispatcher:
    """Sends the callbacks of all worlds, on a server's loop (``attach``) or on a thread's own (``start``)."""

    def __init__(self, worlds: Callable[[], Iterable[World]], sender: Sends) -> None:
        self._courier = Courier(sender)
        self._watch = Watch(worlds, self._look)
        self.wake = self._watch.wake  # something may have been planned in a world, or in any: look again
        self._flights = Flights(self._courier, self._landed)
        self._walks = Walks(self._courier, self._flights, self._watch)
        self._guard = Lock()  # of start and stop
        self._thread: Thread | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._grace = GRACE
        self._end = asyncio.Event()
        self._errands: set[asyncio.Task[Advanced]] = set()  # walks that nobody waits for

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
                self._grace = timeout
                self._on_the_loop(self._end.set)
                thread.join(timeout + 1)

    def advance(self, world: World, to: Millis) -> Advanced:
        """Move a manual clock; what falls due on the way happens and is sent, and answers are waited for.

        Raises:
            ValueError: the clock is not manual, or the moment is past.
        """
        return self._from_outside(self.advance_here(world, to))

    def advance_soon(self, world: World, to: Millis, then: Then) -> None:
        """As ``advance``, but nobody waits: ``then`` is given what came of it, once, on the loop's thread."""
        self.start()
        self._on_the_loop(partial(self._set_out, world, to, then))

    def on_settled(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener(world, delivery)`` after every attempt that is kept; gives what ends that.

        It is called on the loop's thread, outside transactions, with the delivery as it was kept.
        """
        return self._courier.on_settled(listener)

    def drain(self, world: World, timeout: float) -> bool:
        """Wait until nothing of a world is ready or on its way; False if that took too long."""
        return self._from_outside(self.drain_here(world, timeout))

    def _from_outside(self, work: Coroutine[Any, Any, T]) -> T:
        self.start()
        if self._loop is None or self._watch.is_here:
            work.close()
            raise RuntimeError("on the dispatcher's own thread, await advance_here or drain_here instead")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def _on_the_loop(self, do: Callable[[], object]) -> None:
        if self._watch.is_here:
            do()
        elif self._loop is not None:
            with suppress(RuntimeError):  # it has just been closed
                self._loop.call_soon_threadsafe(do)

    # On the loop

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serve all worlds on this loop, whose thread this is, until ``detach``.

        Raises:
            RuntimeError: it runs already.
        """
        if self._loop is not None:
            raise RuntimeError("the dispatcher runs already")
        self._loop = loop
        self._watch.begin(loop)

    async def detach(self, grace: float = GRACE) -> None:
        """Serve nobody any more; what is on its way has so many seconds to land, then it counts as failed."""
        self._loop = None
        self._watch.end()
        await self._flights.land_all(grace, self._errands)
        await self._courier.sender.close()

    async def run(self, up: Callable[[], object] = lambda: None) -> None:
        """Serve all worlds until stopped or cancelled; ``up`` is called once wake and advance have effect."""
        self._grace, self._end = GRACE, asyncio.Event()
        self.attach(asyncio.get_running_loop())
        up()
        try:
            await self._end.wait()
        finally:
            await self.detach(self._grace)

    def _look(self, world: World) -> float:
        """Let happen what is due, send what is ready; gives the seconds until more is due by itself."""
        if self._walks.is_on(world):
            self._watch.forget(world)
            return inf
        try:
            with world.transaction():
                let_happen(world)
                self._watch.note(world)
                wait = rest(world)
            self._send(world)
            return wait
        except Exception:
            log.exception("sandbox %s: its callbacks wait, trying again in %s s", world.name, SETBACK)
            self._watch.forget(world)
            return SETBACK

    def _send(self, world: World) -> None:
        claimed = self._courier.claim(world)
        if claimed:
            self._flights.launch(asyncio.get_running_loop(), world, claimed)
        if world.outbox.left:
            self._watch.stay_hungry(world)

    def _landed(self, world: World) -> None:
        """A seat is free again, and perhaps a line."""
        self._watch.feed()
        self._watch.wake(world)

    async def drain_here(self, world: World, timeout: float) -> bool:
        """As ``drain``, on the loop itself."""
        self._look(world)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                while is_busy(world):
                    await self._flights.next_beat()
        return not is_busy(world)

    async def advance_here(self, world: World, to: Millis) -> Advanced:
        """As ``advance``, on the loop itself."""
        try:
            return await self._walks.walk(world, to)
        finally:
            self._landed(world)

    def _set_out(self, world: World, to: Millis, then: Then) -> None:
        errand = asyncio.get_running_loop().create_task(self.advance_here(world, to))
        self._errands.add(errand)
        errand.add_done_callback(partial(self._come_back, then))

    def _come_back(self, then: Then, errand: asyncio.Task[Advanced]) -> None:
        self._errands.discard(errand)
        try:
            then(_outcome(errand))
        except Exception:
            log.exception("whoever waits for a clock to be moved failed")


def _outcome(errand: asyncio.Task[Advanced]) -> Advanced | Exception:
    if errand.cancelled():
        return RuntimeError("mockserver was stopped before the clock had moved")
    why = errand.exception()
    if why is None:
        return errand.result()
    return why if isinstance(why, Exception) else RuntimeError(str(why))
