"""What a run has found, as plain data: what is printed, written and drawn is made of it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from mockserver.bench.load import Load

Plain = dict[str, Any]


class Findings:
    """The figures of a run, gathered one by one; ``data`` is JSON's."""

    def __init__(self, data: Plain | None = None) -> None:
        self.data: Plain = {} if data is None else data

    def part(self, *names: str) -> Plain:
        """A mapping inside, made where it is missing."""
        here = self.data
        for name in names:
            here = here.setdefault(name, {})
        return here

    def loaded(self, server: str, workload: str, connections: int, load: Load, cpu: float) -> None:
        """A load came to its end; ``cpu`` is seconds of processor time a request."""
        told = self.part("load", server, workload, str(connections))
        figures = {name: getattr(load, name) for name in ("p50", "p90", "p99", "worst", "refused", "lost")}
        figures |= {"rate": round(load.rate, 1), "cpu": round(cpu * 1e6, 1), "size": round(load.size)}
        for name, value in figures.items():
            told.setdefault(name, []).append(value)

    def started(self, server: str, seconds: float) -> None:
        """A server came up."""
        self.data.setdefault("start", {}).setdefault(server, []).append(round(seconds, 3))

    def remembered(self, server: str, idle: int, after: int) -> None:
        """A server's memory before any load and after the last, in bytes."""
        told = self.part("memory", server)
        told.setdefault("idle", []).append(idle)
        told.setdefault("after", []).append(after)

    def failed(self, server: str, why: str) -> None:
        """A server could not take part, or not any longer."""
        self.part("problems")[server] = why

    def problem(self, server: str) -> str | None:
        """Why a server does not take part."""
        why: str | None = self.data.get("problems", {}).get(server)
        return why


def middle(values: Sequence[float]) -> float:
    """The median."""
    return float(median(values))


def figure(data: Mapping[str, Any], server: str, workload: str, connections: int, name: str) -> float | None:
    """The median of a figure over the rounds; None where it was not measured."""
    told = data.get("load", {}).get(server, {}).get(workload, {}).get(str(connections))
    return None if told is None else middle(told[name])
