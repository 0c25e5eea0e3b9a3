"""The dispatcher, made when it is needed: loading an event loop would hold up every start.

Rule: nothing is lost by its coming late. Its first look is at every sandbox, and
what wakes it before that has nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Thread
from typing import TYPE_CHECKING

from mockserver.callbacks.world import World
from mockserver.clock import Millis

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from mockserver.callbacks.courier import Listener
    from mockserver.callbacks.dispatcher import Advanced, Dispatcher, Then


class LateDispatcher:
    """Stands for a ``Dispatcher`` until there is one, and hands everything on to it."""

    def __init__(self, make: Callable[[], Dispatcher]) -> None:
        self._make = make
        self._lock = Lock()
        self._made: Dispatcher | None = None
        self._stopped = False
        # Something was planned: look again. The dispatcher's own, once there is one: every request asks.
        self.wake: Callable[[World | None], None] = _nobody_yet

    def start(self) -> None:
        """Let it come up in the background."""
        self._stopped = False
        Thread(target=self._come_up, name="callbacks, coming up", daemon=True).start()

    def _come_up(self) -> None:
        made = self.made
        with self._lock:
            if not self._stopped:
                made.start()

    def stop(self, timeout: float = 5.0) -> None:
        """Stop it, if it is there; what is on its way has so many seconds to land."""
        with self._lock:
            self._stopped, made = True, self._made
        if made is not None:
            made.stop(timeout)

    @property
    def made(self) -> Dispatcher:
        """The dispatcher itself."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
                self.wake = self._made.wake
            return self._made

    def attach(self, loop: AbstractEventLoop) -> None:
        """Serve all sandboxes on a server's own loop, whose thread this is, until ``detach``.

        Raises:
            RuntimeError: it runs already.
        """
        self.made.attach(loop)

    async def detach(self, grace: float = 5.0) -> None:
        """Serve nobody any more; what is on its way has so many seconds to land, then it counts as failed."""
        await self.made.detach(grace)

    def advance(self, world: World, to: Millis) -> Advanced:
        """Move a manual clock; what falls due on the way happens and is sent.

        Raises:
            ValueError: the clock is not manual, or the moment is past.
        """
        return self.made.advance(world, to)

    def advance_soon(self, world: World, to: Millis, then: Then) -> None:
        """As ``advance``, but nobody waits: ``then`` is given what came of it, once, on the loop's thread."""
        self.made.advance_soon(world, to, then)

    def on_settled(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener(world, delivery)`` after every attempt that is kept; gives what ends that.

        It is called on the loop's thread, outside transactions, with the delivery as it was kept.
        """
        return self.made.on_settled(listener)


def _nobody_yet(_world: World | None = None) -> None:
    """The first look is at every sandbox, so there is nothing to remember."""
