"""Serving the application under gunicorn, in the foreground, until a signal ends it.

Rule: the socket is bound before gunicorn starts, so a port that is taken is one
clear line and port 0 is known at once. One process serves a memory store.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable
from typing import Any

import flask
from gunicorn.app.base import BaseApplication

from mockserver.server.listening import listening, url_of
from mockserver.settings import Settings

THREADS = 64  # a held admin request (callbacks/wait) keeps one; vendor requests never wait
GRACE = 3  # seconds that exchanges and callbacks under way have to end
KEEP_ALIVE = 75  # seconds
LINE = 8190  # bytes a request line may have


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with one threaded worker around an application that is made already."""

    def __init__(self, app: flask.Flask, bound: socket.socket, settings: Settings) -> None:
        self._app = app
        self._bound = bound
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Tell gunicorn what it needs to know."""
        dispatcher = self._app.extensions["mockserver"].dispatcher
        for name, value in {
            "bind": [f"fd://{self._bound.fileno()}"],
            "workers": 1,
            "worker_class": "gthread",
            "threads": THREADS,
            "timeout": 0,
            "keepalive": KEEP_ALIVE,
            "graceful_timeout": GRACE,
            "loglevel": "warning",
            "limit_request_line": LINE,
            "control_socket_disable": True,
            "post_worker_init": _when_serving(dispatcher.start, url_of(self._bound)),
            "worker_exit": lambda _server, _worker: dispatcher.stop(GRACE - 1),
        }.items():
            self.cfg.set(name, value)

    def load(self) -> flask.Flask:
        """The application."""
        return self._app


def _when_serving(start: Callable[[], object], url: str) -> Callable[[Any], None]:
    def serving(_worker: Any) -> None:
        start()
        sys.stdout.write(f"ready {url}\n")
        sys.stdout.flush()

    return serving


def serve(app: flask.Flask, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C; prints ``ready URL`` on standard output when it can answer.

    Raises:
        CannotListen: the address cannot be listened on.
    """
    Server(app, listening(settings.listen, settings.port), settings).run()
