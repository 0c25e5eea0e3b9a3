"""Signals that end a run: what it has started has to end with it.

Rule: a signal raises, so that every block that is open closes; a build server that gives up
sends SIGTERM, and would leave a server and an application behind.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block, as Ctrl-C does; the exit code is 128 and the signal's number.

    For the main thread. A signal that is ignored (``nohup``) stays so; a second one changes nothing.
    """

    def end(number: int, _frame: FrameType | None) -> None:
        for each in heard:
            signal.signal(each, signal.SIG_IGN)
        raise SystemExit(128 + number)

    heard = {each: was for each in SIGNALS if (was := signal.getsignal(each)) is not signal.SIG_IGN}
    for each in heard:
        signal.signal(each, end)
    try:
        yield
    finally:
        for each, was in heard.items():
            signal.signal(each, was)
