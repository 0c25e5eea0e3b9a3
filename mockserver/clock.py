"""Time: the only module that asks the machine what time it is.

Rule: a moment is an int, milliseconds since the epoch, UTC. A sandbox's clock
is real, paced (time runs N times as fast) or manual (it moves when told to).
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Protocol

Millis = int
LATEST: Millis = 253_402_300_799_999  # the end of the year 9999, the last that can be written
DAWN: Millis = 1_767_225_600_000  # 2026-01-01T00:00:00Z, where manual clocks start unless told otherwise


class Clock(Protocol):
    """Tells a sandbox what time it is."""

    kind: str

    def now(self) -> Millis:
        """The moment it is."""
        ...

    def wait_until(self, moment: Millis) -> float | None:
        """Seconds of real time until the moment comes by itself; None if it never does."""
        ...


class RealClock:
    """The machine's own time."""

    kind = "real"

    def now(self) -> Millis:
        """The moment it is."""
        return time.time_ns() // 1_000_000

    def wait_until(self, moment: Millis) -> float | None:
        """Seconds of real time until the moment."""
        return max(0.0, (moment - self.now()) / 1000)


class PacedClock:
    """Time that runs ``pace`` times as fast as the machine's, from ``start`` on."""

    kind = "paced"

    def __init__(self, pace: float, start: Millis | None = None) -> None:
        self.pace = pace
        self._began = time.monotonic_ns()
        self._start = RealClock().now() if start is None else start

    def now(self) -> Millis:
        """The moment it is."""
        return self._start + int((time.monotonic_ns() - self._began) * self.pace) // 1_000_000

    def wait_until(self, moment: Millis) -> float | None:
        """Seconds of real time until the moment."""
        return max(0.0, (moment - self.now()) / 1000 / self.pace)


class ManualClock:
    """Time that stands still until it is moved; it never moves back."""

    kind = "manual"

    def __init__(self, start: Millis = DAWN) -> None:
        self._now = start

    def now(self) -> Millis:
        """The moment it is."""
        return self._now

    def wait_until(self, moment: Millis) -> float | None:
        """None: nothing comes by itself, except what is due already."""
        return 0.0 if moment <= self._now else None

    def move_to(self, moment: Millis) -> None:
        """Let it be the moment.

        Raises:
            ValueError: the moment is in the past.
        """
        if moment < self._now:
            raise ValueError(f"time does not run backwards: it is {iso(self._now)}, asked for {iso(moment)}")
        self._now = moment


def iso(moment: Millis) -> str:
    """The moment as ``2026-01-01T00:00:00.000Z``."""
    moment = min(moment, LATEST)
    return f"{utc(moment).isoformat(timespec='milliseconds')[:-6]}Z"


def utc(moment: Millis) -> datetime:
    """The moment as a datetime in UTC."""
    return datetime.fromtimestamp(moment / 1000, UTC).replace(microsecond=moment % 1000 * 1000)


def moment_of(text: str) -> Millis:
    """The moment an ISO 8601 text names; without an offset it is UTC.

    Raises:
        ValueError: the text is not a time.
    """
    given = datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    return round((given if given.tzinfo else given.replace(tzinfo=UTC)).timestamp() * 1000)


def stopwatch() -> int:
    """A count of microseconds that only grows; for measuring how long something took."""
    return time.perf_counter_ns() // 1000


def effort() -> int:
    """A count of microseconds that this thread has kept the processor busy; a busy machine adds none."""
    return time.thread_time_ns() // 1000


def sleep_real(seconds: float) -> None:
    """Let so much of the machine's own time pass: for a thread that has nothing else to do."""
    time.sleep(seconds)
