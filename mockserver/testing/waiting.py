"""Waiting in a test: it ends as soon as it can, and says what there was if it cannot."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from mockserver.clock import sleep_real, stopwatch

T = TypeVar("T")
PATIENCE = 10.0  # seconds, where a test names none
_PAUSE = 0.01  # seconds between two looks


class NotInTime(AssertionError):
    """What was waited for did not come; the text says what did."""


def wait_until(look: Callable[[], T], *, timeout: float = PATIENCE, what: str = "what was waited for") -> T:
    """Look again and again, until what is seen is true in the sense of ``if``; gives it.

    For what only the application knows; for what the mock sees, its own ``wait_for_…`` look at nothing twice.
    ``timeout`` is in seconds of real time.

    Raises:
        NotInTime: it is not seen in time.
    """
    __tracebackhide__ = True
    until = stopwatch() + timeout * 1e6
    while not (seen := look()):
        if stopwatch() > until:
            raise NotInTime(f"{what} did not come within {timeout:g} s; the last look saw {seen!r}")
        sleep_real(_PAUSE)
    return seen


def millis(seconds: float) -> str:
    """A duration as the admin API takes it."""
    return f"{round(seconds * 1000)}ms"
