"""What a run has found, as plain data: what is printed, written and drawn is made of it alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from mockserver.bench.slices import Pair, Slice

Plain = dict[str, Any]
Numbers = Sequence[Sequence[float]]  # pairs of a figure


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

    def loaded(self, server: str, workload: str, connections: int, came: Slice) -> None:
        """A load came to its end."""
        told, load = self.part("load", server, workload, str(connections)), came.load
        figures = {name: getattr(load, name) for name in ("p50", "p90", "p99", "worst", "refused", "lost")}
        figures |= {"rate": round(load.rate, 1), "cpu": round(came.cpu, 1), "size": round(load.size)}
        for name, value in figures.items():
            told.setdefault(name, []).append(value)

    def paired(self, rival: str, workload: str, connections: int, pairs: Sequence[Pair]) -> None:
        """Loads in turns came to their end: of each pair ours is the first."""
        loads = [[each.load for each in pair] for pair in pairs]
        self.part("pairs", rival, workload)[str(connections)] = {
            "rate": [[round(load.rate, 1) for load in pair] for pair in loads],
            "p99": [[load.p99 for load in pair] for pair in loads],
            "errors": [[load.refused + load.lost for load in pair] for pair in loads],
        }

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


def pairs_of(data: Mapping[str, Any], rival: str, workload: str, connections: int, name: str) -> Numbers:
    """A figure of ours and of a rival, pair by pair; none where it was not measured."""
    told = data.get("pairs", {}).get(rival, {}).get(workload, {}).get(str(connections), {})
    pairs: Numbers = told.get(name, ())
    return pairs


def ratio(pairs: Numbers) -> float:
    """How the first of a pair stands to the second: the median of the pairs."""
    return middle([one / other for one, other in pairs])
