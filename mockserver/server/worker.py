"""The gunicorn worker of our own: one event loop, the application called inline, endings carried out.

Rule: gunicorn keeps what it is good at (processes, signals, reloading); the wire is ours.
"""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import Any

import uvloop
from gunicorn import sock
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from mockserver.server.bounds import Bounds
from mockserver.server.serving import Serving
from mockserver.server.sweeping import Sweeping

SPARE = 0.5  # seconds before gunicorn kills a worker that it has told to stop
LATER = 0.2  # seconds after the start, when what the first answers did not need is loaded
HEARTBEAT = 1.0  # seconds between the signs of life that gunicorn wants to see


class LoopWorker(Worker):  # type: ignore[misc]
    """Serves an application of ours; what it needs of it is in ``extensions``."""

    own_loop = True  # callbacks are sent from here, not from a thread

    def __init__(self, *what: Any, **named: Any) -> None:
        super().__init__(*what, **named)
        self.when_serving: Callable[[], object] = lambda: None  # set by a hook of gunicorn's configuration

    def init_process(self) -> None:
        """Get ready to serve many, and serve."""
        allow_many_files()
        super().init_process()

    def run(self) -> None:
        """Serve until a signal, or the end of the parent, stops it."""
        signal.set_wakeup_fd(-1)  # gunicorn's pipe, which nobody reads here; the loop sets its own
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        loop, stop = asyncio.get_running_loop(), asyncio.Event()
        self._listen_to_signals(loop, stop)
        try:
            serving = await self._begin()
        except Exception:
            self.log.exception("mockserver cannot serve")
            sys.exit(Arbiter.WORKER_BOOT_ERROR)  # or gunicorn would try again, and again
        await self._until(stop)
        deadline = loop.time() + (self.cfg.graceful_timeout - SPARE) * self._graceful
        await serving.stop(max(0, deadline - loop.time()))
        await self._world.dispatcher.detach(max(0, deadline - loop.time()))

    async def _begin(self) -> Serving:
        world = self._world = self.wsgi.extensions["mockserver"]
        bounds = Bounds(line=self.cfg.limit_request_line, body=world.settings.body_limit,
                        idle_time=self.cfg.keepalive)  # fmt: skip
        serving = Serving(self.wsgi.extensions["mockserver.lane"], bounds)
        context = sock.ssl_context(self.cfg) if self.cfg.is_ssl else None
        for each in self.sockets:
            await serving.listen(each.sock, context)
        world.dispatcher.attach(asyncio.get_running_loop())
        Sweeping(serving.loop)
        self.when_serving()
        load = getattr(self.wsgi, "load", None)  # the rest of an application that comes late
        if load is not None:
            serving.loop.call_later(LATER, Thread(target=load, daemon=True).start)
        return serving

    def _listen_to_signals(self, loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
        self._graceful = True

        def quickly() -> None:
            self._graceful = False
            stop.set()

        for number, then in {
            signal.SIGTERM: stop.set,
            signal.SIGINT: quickly,
            signal.SIGQUIT: quickly,
            signal.SIGUSR1: self.log.reopen_files,
        }.items():
            loop.add_signal_handler(number, then)
        if not self.alive:  # told to stop before it began
            stop.set()

    async def _until(self, stop: asyncio.Event) -> None:
        """Wait for the end, and show gunicorn that we live."""
        while not stop.is_set() and self.alive and self.ppid == os.getppid():
            self.notify()
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await stop.wait()


def allow_many_files() -> None:
    """As many connections as the system lets this process have: its soft limit is often 1,024."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
