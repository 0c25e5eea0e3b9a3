"""One server for a run in several processes: who started the run starts it, once a worker asks, and ends it.

Rule: the server is a child of the process that outlives all workers, so no worker that ends or crashes
takes it from the others, or leaves it behind.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from hmac import compare_digest
from threading import Thread
from typing import Any

from mockserver.chance import fresh
from mockserver.remote.process import CannotStart, Process

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0  # seconds for the server to start
_LINE = 4_096  # bytes


class Broker:
    """Listens on loopback; whoever knows the secret is told where the server is."""

    def __init__(self, start: Callable[[], Process]) -> None:
        self._start = start
        self._process: Process | None = None
        self._secret = fresh()
        self._listener = socket.create_server((LOOPBACK, 0), backlog=128)
        self._is_ending = False
        self._thread = Thread(target=self._serve, name="mockserver broker", daemon=True)
        self._thread.start()

    @property
    def ticket(self) -> tuple[int, str]:
        """What a worker asks with: port and secret."""
        return self._listener.getsockname()[1], self._secret

    def _serve(self) -> None:
        while True:
            asking, _ = self._listener.accept()
            with asking:
                if self._is_ending:
                    return
                asking.settimeout(PATIENCE)
                self._answer(asking)

    def _answer(self, asking: socket.socket) -> None:
        with asking.makefile("rwb") as line:
            try:
                if compare_digest(line.readline(_LINE).strip(), self._secret.encode()):
                    line.write(json.dumps(self._told()).encode() + b"\n")
                    line.flush()
            except OSError:
                return  # a worker that asked and was ended meanwhile; others are still served

    def _told(self) -> dict[str, Any]:
        try:
            if self._process is None:
                self._process = self._start()
        except CannotStart as why:
            return {"code": why.code, "said": why.said}
        return {"url": self._process.url}

    def end(self) -> None:
        """Stop listening, and the server, if it was started."""
        self._is_ending = True
        socket.create_connection((LOOPBACK, self.ticket[0])).close()
        self._thread.join()
        self._listener.close()
        if self._process is not None:
            self._process.stop()


def ask(ticket: Any) -> str:
    """Where the run's one server is; it is started by the first to ask.

    Raises:
        CannotStart: it cannot be.
    """
    port, secret = ticket
    with (
        socket.create_connection((LOOPBACK, port), PATIENCE) as connection,
        connection.makefile("rwb") as line,
    ):
        line.write(secret.encode() + b"\n")
        line.flush()
        said = line.readline()
    if not said:
        raise CannotStart(None, "whoever started the run has ended")
    told = json.loads(said)
    if "url" not in told:
        raise CannotStart(told["code"], told["said"])
    return str(told["url"])
