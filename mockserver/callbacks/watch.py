"""The watch: which worlds are to be looked at, and when.

Rule: a world is looked at when it is not as it was at the last look, or when its next
thing is due, and only then. A look that is asked for in vain costs its asker next to nothing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextlib import suppress
from math import inf
from threading import get_ident

from mockserver.callbacks.world import Glance, World, glance

FAR = 10.0  # seconds; every world is looked at so often, should the machine's clock have been set
BATCH = 64  # worlds looked at in a row, before the loop does something else


class Watch:
    """Calls ``look`` for each world at its times. It lives on one loop; ``wake`` may come from any thread."""

    def __init__(self, worlds: Callable[[], Iterable[World]], look: Callable[[World], float]) -> None:
        self._worlds = worlds
        self._look = look  # at a world; gives the seconds until it wants the next one
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ident = 0  # of the thread the loop runs on
        self._woken = False
        self._calls: deque[World | None] = deque()  # who is to be looked at; None: everybody
        self._seen: dict[World, Glance | None] = {}
        self._alarms: dict[World, tuple[float, asyncio.TimerHandle]] = {}  # when, by the loop's clock
        self._sweep: asyncio.TimerHandle | None = None
        self._hungry: dict[World, None] = {}  # could not do all they wanted at their last look
        self._fed = False  # the hungry ones have been called

    # From any thread

    @property
    def is_here(self) -> bool:
        """Whether this is the thread of the loop."""
        return self._loop is not None and self._ident == get_ident()

    def wake(self, world: World | None = None) -> None:
        """Something may have changed, in this world or in any: look again, if so.

        Asked after every request, so no transaction is waited for: whoever has one open now
        has not asked yet.
        """
        if self._loop is None:
            return
        if world is None or (seen := self._seen.get(world)) is None or seen != glance(world):
            self.call(world)

    def call(self, world: World | None) -> None:
        """Look at a world soon, whatever it was like; many calls are one look."""
        loop = self._loop
        if loop is None:
            return
        self._calls.append(world)
        if self._woken:
            return
        self._woken = True
        if self._ident == get_ident():
            loop.call_soon(self._go_round)
        else:
            with suppress(RuntimeError):  # the loop has just been closed
                loop.call_soon_threadsafe(self._go_round)

    # On the loop

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at everybody, then whenever it is time."""
        self._ident, self._woken = get_ident(), False
        self._loop = loop  # last: from now on others may call
        self._look_at_all()

    def end(self) -> None:
        """Look at nobody any more."""
        self._loop = None
        if self._sweep is not None:
            self._sweep.cancel()
        for _, alarm in self._alarms.values():
            alarm.cancel()
        for memory in (self._calls, self._seen, self._alarms, self._hungry):
            memory.clear()

    def note(self, world: World) -> None:
        """In the transaction of a look: as the world is now, it needs no other before its time."""
        self._seen[world] = glance(world)

    def stay_hungry(self, world: World) -> None:
        """After a look: the world could do more if others did less; call it at the next ``feed``."""
        self._hungry[world] = None

    def feed(self) -> None:
        """Others do less now."""
        if self._hungry and not self._fed:
            self._fed = True
            for world in self._hungry:
                self.call(world)

    def forget(self, world: World) -> None:
        """What the world was like counts no longer."""
        self._seen.pop(world, None)
        self._hungry.pop(world, None)
        if world in self._alarms:
            self._alarms.pop(world)[1].cancel()

    def is_there(self, world: World) -> bool:
        """Whether the world still is one of those to be looked at."""
        return any(each is world for each in self._worlds())

    def _look_at_all(self) -> None:
        if self._loop is not None:
            self.call(None)
            self._sweep = self._loop.call_later(FAR, self._look_at_all)

    def _go_round(self) -> None:
        self._woken = self._fed = False
        if self._loop is None or not self._calls:  # an alarm may have come before the call
            return
        there = list(self._worlds())
        called = [self._calls.popleft() for _ in range(len(self._calls))]
        if None in called:
            for gone in self._seen.keys() - set(there):
                self.forget(gone)
            called = [*there]
        for number, world in enumerate(dict.fromkeys(each for each in called if each is not None)):
            if number < BATCH:
                self._visit(world, is_there=world in there)
            else:
                self.call(world)

    def _visit(self, world: World, *, is_there: bool) -> None:
        if not is_there:
            self.forget(world)
            return
        self._hungry.pop(world, None)
        wait = self._look(world)
        if wait < FAR and self._loop is not None:
            self._set_alarm(world, self._loop, wait)

    def _set_alarm(self, world: World, loop: asyncio.AbstractEventLoop, wait: float) -> None:
        """Look again after so many seconds; an alarm that rings earlier is left alone, a look is cheap."""
        at = loop.time() + wait
        before, alarm = self._alarms.get(world, (inf, None))
        if before <= at:
            return
        if alarm is not None:
            alarm.cancel()
        self._alarms[world] = at, loop.call_at(at, self._ring, world)

    def _ring(self, world: World) -> None:
        del self._alarms[world]
        self._calls.append(world)
        self._go_round()
