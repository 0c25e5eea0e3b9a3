"""A load, and what came of it; by wrk where it is installed, else by a client of our own.

Rule: the client of our own is slower than the server it measures, and says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from mockserver.bench.workloads import Workload
from mockserver.frozen import frozen


@frozen
class Load:
    """What came of a load."""

    requests: int  # answered
    seconds: float
    p50: float  # milliseconds
    p90: float
    p99: float
    worst: float
    size: float  # bytes of an answer, its head included
    refused: int  # answers of 400 or more
    lost: int  # connections or requests without an answer

    @property
    def rate(self) -> float:
        """Answers a second."""
        return self.requests / self.seconds


class CannotLoad(Exception):
    """The load did not come about; the text says why."""


@frozen
class Target:
    """What is loaded: a server on this machine, and with what."""

    port: int
    workload: Workload
    token: str | None
    folder: Path  # for what the generator needs


Generator = Callable[[Target, int, int], Load]  # a target, connections, seconds; raises CannotLoad


def generator() -> tuple[str, Generator]:
    """What makes the load, with its name."""
    from mockserver.bench import client, wrk

    return ("wrk", wrk.load) if wrk.is_installed() else (client.NAME, client.load)


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that so many of a hundred are not above; 0 where there is none."""
    ordered = sorted(values)
    at = min(len(ordered) - 1, int(len(ordered) * percent / 100))
    return ordered[at] if ordered else 0.0
