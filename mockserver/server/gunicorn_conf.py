"""gunicorn's configuration for the Procfile; see ``settings.from_environment`` for the variables."""

from __future__ import annotations

from typing import Any

from mockserver.server.serve import GRACE, KEEP_ALIVE, LINE, THREADS
from mockserver.settings import WrongSetting, from_environment

try:
    _settings = from_environment()
except WrongSetting as why:
    raise SystemExit(f"mockserver: {why}") from None
bind = f"{_settings.listen}:{_settings.port}"
worker_class = "gthread"
threads = THREADS
preload_app = True  # so that what is wrong is said once, and ends the server
timeout = 0
keepalive = KEEP_ALIVE
graceful_timeout = GRACE
limit_request_line = LINE
control_socket_disable = True  # it would be one file in the home folder for all servers


def on_starting(server: Any) -> None:
    """Several workers would each have a memory of their own."""
    if server.cfg.workers > 1:
        raise SystemExit(
            f"mockserver: the memory store serves one worker, not {server.cfg.workers}; "
            "leave out --workers, and unset WEB_CONCURRENCY"
        )


def post_worker_init(worker: Any) -> None:
    """Callbacks leave from the process that serves."""
    worker.dispatcher = worker.wsgi.extensions["mockserver"].dispatcher
    worker.dispatcher.start()


def worker_exit(_server: Any, worker: Any) -> None:
    """No callback outlives its server."""
    dispatcher = getattr(worker, "dispatcher", None)  # missing when the application could not be made
    if dispatcher is not None:
        dispatcher.stop(GRACE - 1)
