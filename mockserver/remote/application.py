"""The application under test: a command of the person's, started for a run and ended after it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

from mockserver.clock import sleep_real, stopwatch
from mockserver.remote.admin import place_of

PATIENCE = 20.0  # seconds for it to listen
GRACE = 5.0  # seconds for it to end
_PAUSE = 0.01
_PORTS = {"http": 80, "https": 443}


class CannotRun(Exception):
    """The application cannot be started, or does not listen where it should; the text says why."""


class Application:
    """A process of the application; what it says is kept, and not mixed with ours."""

    def __init__(self, running: subprocess.Popen[bytes], folder: TemporaryDirectory[str]) -> None:
        self._running = running
        self._folder = folder
        self._said = ""  # all it wrote, once it was stopped

    @classmethod
    def start(cls, command: Sequence[str], env: Mapping[str, str]) -> Self:
        """Start a command; ``env`` is laid over our environment.

        Raises:
            CannotRun: there is no such command.
        """
        folder = TemporaryDirectory(prefix="mockserver-")
        try:
            with Path(folder.name, "log").open("wb") as log:
                running = subprocess.Popen(  # noqa: S603 (the person's own command)
                    command,
                    env={**os.environ, **env},
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # what it starts ends with it
                )
        except OSError as why:
            folder.cleanup()
            raise CannotRun(f"{command[0]} cannot be started: {why.strerror}") from why
        return cls(running, folder)

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        return self._running.poll()

    @property
    def said(self) -> str:
        """All it has written so far."""
        log = Path(self._folder.name, "log")
        return log.read_text("utf-8", "replace") if log.exists() else self._said

    def await_listening(self, url: str) -> None:
        """Wait until somebody listens at a URL, or the application has ended.

        Raises:
            CannotRun: nobody does, after a while.
        """
        until = stopwatch() + PATIENCE * 1e6
        while not listens(url) and self.code is None:
            if stopwatch() > until:
                raise CannotRun(f"the application does not listen at {url} after {PATIENCE:.0f} s")
            sleep_real(_PAUSE)

    def stop(self) -> None:
        """End it, and what it has started."""
        if self.code is None:
            self._running.terminate()
        try:
            with suppress(subprocess.TimeoutExpired):
                self._running.wait(GRACE)
        finally:  # after a second Ctrl-C, too
            with suppress(ProcessLookupError, PermissionError):  # its session: nobody is left, most often
                os.killpg(self._running.pid, signal.SIGKILL)
        self._running.wait()
        self._said = self.said
        self._folder.cleanup()


def listens(url: str) -> bool:
    """Whether somebody takes a connection there."""
    place = place_of(url)
    try:
        with socket.create_connection((place.hostname or "", place.port or _PORTS[place.scheme]), 1.0):
            return True
    except OSError:
        return False
