"""gunicorn's configuration for the Procfile; see ``settings.from_environment`` for the variables."""

from __future__ import annotations

import os
from typing import Any

from mockserver.server.serve import THREADS
from mockserver.settings import from_environment

_settings = from_environment()
bind = f"{_settings.listen}:{_settings.port}"
worker_class = "gthread"
threads = THREADS
workers = 1
timeout = 0
keepalive = 75
limit_request_line = 8190


def on_starting(_server: Any) -> None:
    """Several workers would each have a memory of their own."""
    if int(os.environ.get("WEB_CONCURRENCY", "1")) > 1:
        raise SystemExit("the memory store serves one worker; unset WEB_CONCURRENCY")


def post_worker_init(worker: Any) -> None:
    """Callbacks leave from the process that serves."""
    worker.app.wsgi().extensions["mockserver"].dispatcher.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """No callback outlives its server."""
    worker.app.wsgi().extensions["mockserver"].dispatcher.stop()
