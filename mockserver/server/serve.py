"""Serving the application under gunicorn, in the foreground, until a signal ends it.

Rule: the socket is bound before gunicorn starts, so a port that is taken is one
clear line and port 0 is known at once. One process serves a memory store.
"""

from __future__ import annotations

import socket
import ssl
import sys
from collections.abc import Callable
from typing import Any, Protocol

from gunicorn.app.base import BaseApplication

from mockserver.server.bounds import LINE
from mockserver.server.listening import url_of
from mockserver.server.tls import for_gunicorn
from mockserver.settings import Settings

LOOP = "mockserver.server.worker.LoopWorker"  # our own worker, as gunicorn names it
THREADS = 64  # of gunicorn's threaded worker, where a held answer keeps one
GRACE = 3  # seconds that exchanges and callbacks under way have to end
KEEP_ALIVE = 75  # seconds


class Served(Protocol):
    """An application, as its servers know it: ``extensions`` has its world, and its lane."""

    extensions: dict[str, Any]


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one worker around an application that is made already."""

    def __init__(
        self,
        app: Served,
        bound: socket.socket,
        settings: Settings,
        context: ssl.SSLContext | None = None,
        worker: str = LOOP,
    ) -> None:
        self._app = app
        self._bind = f"fd://{bound.fileno()}"
        self._url = url_of(bound, settings.scheme)
        bound.detach()  # it is gunicorn's now, which keeps a copy under another number
        self._settings = settings
        self._context = context  # TLS is spoken by it, if there is one
        self._worker = worker
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it needs to know."""
        extensions = self._app.extensions
        dispatcher = extensions["mockserver"].dispatcher
        begin = extensions.get("mockserver.watch", _nothing)
        for name, value in {
            "bind": [self._bind],
            "workers": 1,
            "worker_class": self._worker,
            "threads": THREADS,
            "timeout": 0,
            "keepalive": KEEP_ALIVE,
            "graceful_timeout": GRACE,
            "loglevel": "warning",
            "limit_request_line": LINE,
            "control_socket_disable": True,
            "post_worker_init": _when_serving(dispatcher, self._url, begin),
            "worker_exit": lambda _server, _worker: dispatcher.stop(GRACE - 1),
            **for_gunicorn(self._settings, self._context),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Served:
        """The application."""
        return self._app


def _nothing() -> None:
    """There is nothing to begin."""


def _when_serving(dispatcher: Any, url: str, begin: Callable[[], None]) -> Callable[[Any], None]:
    def say() -> None:
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()

    def serving(worker: Any) -> None:
        send_callbacks(worker, dispatcher)
        begin()  # in the process that serves: threads do not live through a fork
        if getattr(worker, "own_loop", False):
            worker.when_serving = say
        else:
            say()

    return serving


def send_callbacks(worker: Any, dispatcher: Any) -> None:
    """Callbacks leave from the process that serves: from the worker's own loop, or from a thread."""
    if not getattr(worker, "own_loop", False):
        dispatcher.start()
