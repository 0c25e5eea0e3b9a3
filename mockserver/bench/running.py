"""A server in its own process: started, asked until it answers, ended by its own id.

Rule: it listens on a free port of this machine; its working folder is made for it, and so
is the session its processes are in, so that whatever it starts ends with it.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from mockserver.bench.asking import NoAnswer
from mockserver.bench.processes import Cost, cost
from mockserver.clock import stopwatch
from mockserver.frozen import frozen
from mockserver.settings import LOOPBACK

PATIENCE = 40.0  # seconds for a server to come up
GRACE = 5.0  # seconds for it to end
_PAUSE = 0.002  # seconds between two looks
_NOT_OURS = ("MOCKSERVER_", "PORT", "PYTHONDONTWRITEBYTECODE", "GUNICORN_", "WEB_CONCURRENCY")
Probe = Callable[[int], bool]  # asks the server at a port; says whether it answered as it should


class CannotStart(Exception):
    """The server does not come up; the text says what it said."""


@frozen
class Running:
    """A server that answers."""

    pid: int
    port: int
    folder: Path
    started: float  # seconds from the start of the process to the first right answer

    def cost(self) -> Cost:
        """What it has cost so far."""
        return cost(self.pid)

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """It gets no processor time until the block ends, nor does what it has started."""
        os.killpg(self.pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.killpg(self.pid, signal.SIGCONT)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind((LOOPBACK, 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: Sequence[str], port: int, folder: Path, probe: Probe) -> Iterator[Running]:
    """A server, until the block ends.

    Raises:
        CannotStart: it ends by itself, or takes too long.
    """
    log = folder / "server.log"
    began = stopwatch()
    with log.open("wb") as out:
        process = subprocess.Popen(  # noqa: S603 (a contestant's own command)
            command,
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    try:
        _await_answer(process, port, probe, log)
        yield Running(process.pid, port, folder, (stopwatch() - began) / 1e6)
    finally:
        end(process)


def environment() -> dict[str, str]:
    """Our environment, without what would set a server up otherwise."""
    return {name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)}


def end(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started here, and what it has started."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    with suppress(ProcessLookupError):  # its session: nobody is left, most often
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _await_answer(process: subprocess.Popen[bytes], port: int, probe: Probe, log: Path) -> None:
    until = stopwatch() + PATIENCE * 1e6
    while not _answers(port, probe):
        with suppress(subprocess.TimeoutExpired):
            code = process.wait(_PAUSE)
            raise CannotStart(f"it ended with {code}: {_end_of(log)}")
        if stopwatch() > until:
            raise CannotStart(f"no right answer within {PATIENCE:.0f} s: {_end_of(log)}")


def _answers(port: int, probe: Probe) -> bool:
    try:
        return probe(port)
    except NoAnswer:
        return False


def _end_of(log: Path) -> str:
    return " ".join(log.read_text("utf-8", "replace").split())[-400:] or "it said nothing"
