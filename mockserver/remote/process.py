"""A server in a process of its own: ``mockserver run``, started, spoken to, ended by its own id.

Rule: it listens on loopback unless its options say otherwise, nothing of our own environment
sets it up, and it ends with the block or the program that started it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Timer
from types import TracebackType
from typing import Self

PATIENCE = 40.0  # seconds for a server to come up; machines are busy
GRACE = 5.0  # seconds for it to end
READY = "ready "
_END = 400  # letters of what it said that a message holds
_NOT_OURS = ("MOCKSERVER_", "PORT", "GUNICORN_", "WEB_CONCURRENCY")


class CannotStart(Exception):
    """The server did not come up: its exit code (None: it took too long), and what it said."""

    def __init__(self, code: int | None, said: str) -> None:
        self.code, self.said = code, said.strip()
        ended = f"it ended with {code}" if code is not None else f"it was not ready within {PATIENCE:.0f} s"
        super().__init__(f"the server did not start: {ended}: {self.said[-_END:] or 'it said nothing'}")


class Process:
    """A server that runs; use it as a context manager, or ``stop`` it."""

    def __init__(self, running: subprocess.Popen[str], folder: TemporaryDirectory[str]) -> None:
        self._running = running
        self._folder = folder
        self._said = ""  # all it wrote, once it has ended
        self.url = ""

    @classmethod
    def start(
        cls,
        scenarios: Sequence[str | Path] = (),
        *,
        port: int = 0,
        options: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> Self:
        """Start ``mockserver run`` for scenarios (files, or bundled names); port 0 takes a free one.

        ``options`` are further words of the command line, ``env`` is laid over our environment.

        Raises:
            CannotStart: it ends instead (code 2: a scenario or an option is wrong), or takes too long.
        """
        words = [*map(str, scenarios), "--port", str(port), *options]
        folder = TemporaryDirectory(prefix="mockserver-")  # its log goes there; it goes with ``stop``
        with Path(folder.name, "log").open("wb") as log:
            running = subprocess.Popen(  # noqa: S603 (our own command)
                [sys.executable, "-m", "mockserver", "run", *words],
                env={**environment(), **(env or {})},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                start_new_session=True,  # Ctrl-C is for us: it ends when we say so
            )
        made = cls(running, folder)
        try:
            made._await_ready()
        except BaseException:  # Ctrl-C, too: nobody else knows of it yet
            made.stop()
            raise
        return made

    def _await_ready(self) -> None:
        assert self._running.stdout is not None  # noqa: S101 (it was asked for above)
        patience = Timer(PATIENCE, self._running.kill)
        patience.start()
        try:
            line = self._running.stdout.readline()
        finally:
            late = not patience.is_alive()
            patience.cancel()
        if not line.startswith(READY):
            code = self.stop()
            raise CannotStart(None if late else code, self._said)
        self.url = line.removeprefix(READY).strip()

    @property
    def pid(self) -> int:
        """The id of its process."""
        return self._running.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._running.poll() is None

    @property
    def log(self) -> str:
        """What it has written on standard error so far."""
        log = Path(self._folder.name, "log")
        return log.read_text("utf-8", "replace") if log.exists() else self._said

    def stop(self) -> int:
        """End it, if it runs; gives its exit code."""
        code = end(self._running)
        self._said = self.log
        self._folder.cleanup()
        return code

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _why: BaseException | None, _at: TracebackType | None
    ) -> None:
        self.stop()


def end(running: subprocess.Popen[str]) -> int:
    """End a process that was started here: asked first, then made to; gives its exit code."""
    running.terminate()
    try:
        with suppress(subprocess.TimeoutExpired):
            running.wait(GRACE)
    finally:  # after a second Ctrl-C, too
        running.kill()
    if running.stdout is not None:
        with suppress(BrokenPipeError):
            running.stdout.close()
    return running.wait()


def environment() -> dict[str, str]:
    """Our environment, without what would set a server up otherwise."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}
