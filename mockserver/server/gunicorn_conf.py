"""gunicorn's configuration for the Procfile; see ``settings.from_environment`` for the variables."""

from __future__ import annotations

import sys
from typing import Any

from mockserver.server.bounds import LINE
from mockserver.server.serve import GRACE, KEEP_ALIVE, LOOP, THREADS, send_callbacks
from mockserver.server.tls import context_of, for_gunicorn, trust
from mockserver.settings import WrongSetting, from_environment

try:
    _settings = from_environment()
    _context = context_of(_settings)
except WrongSetting as why:
    raise SystemExit(f"mockserver: {why}") from None
bind = f"{_settings.listen}:{_settings.port}"
worker_class = LOOP
threads = THREADS  # for whoever asks for gunicorn's own worker: -k gthread
preload_app = True  # so that what is wrong is said once, and ends the server
timeout = 0
keepalive = KEEP_ALIVE
graceful_timeout = GRACE
limit_request_line = LINE
control_socket_disable = True  # it would be one file in the home folder for all servers
globals().update(for_gunicorn(_settings, _context))  # certfile and ssl_context, where TLS is spoken


def on_starting(server: Any) -> None:
    """Several workers would each have a memory of their own. Whoever has to trust a CA is told which."""
    if server.cfg.workers > 1:
        raise SystemExit(
            f"mockserver: the memory store serves one worker, not {server.cfg.workers}; "
            "leave out --workers, and unset WEB_CONCURRENCY"
        )
    for line in trust(_settings):
        sys.stderr.write(f"{line}\n")


def post_worker_init(worker: Any) -> None:
    """Callbacks leave from the process that serves."""
    worker.dispatcher = worker.wsgi.extensions["mockserver"].dispatcher
    send_callbacks(worker, worker.dispatcher)


def worker_exit(_server: Any, worker: Any) -> None:
    """No callback outlives its server."""
    dispatcher = getattr(worker, "dispatcher", None)  # missing when the application could not be made
    if dispatcher is not None:
        dispatcher.stop(GRACE - 1)
