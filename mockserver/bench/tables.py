"""The findings as tables: headings and rows of text, for the terminal and for the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.bench.contestants import JSON, OURS, TOKEN, XML
from mockserver.bench.findings import figure, middle
from mockserver.bench.judge import Verdict

Data = Mapping[str, Any]
Table = tuple[list[str], list[list[str]]]
MIB = 1024 * 1024
NONE = "–"
_MET = {True: "yes", False: "NO"}


def side_by_side(data: Data) -> Table:
    """Each server's figures, the fastest first."""
    # fmt: off
    headings = [
        "server", "version", "req/s, 1 conn.", "16 conn.", "64 conn.", "p50 ms, 64", "p99 ms, 16",
        "p99 ms, 64", "CPU µs", "token, 64", "XML, 64", "start s", "memory MB, idle → after load", "errors",
    ]
    # fmt: on
    return headings, [_row(data, name) for name in by_speed(data)]


def by_speed(data: Data) -> list[str]:
    """The names of all that were loaded, the fastest with JSON over 64 connections first."""
    return sorted(data.get("load", {}), key=lambda name: -(figure(data, name, JSON, 64, "rate") or 0))


def _row(data: Data, name: str) -> list[str]:
    who = data["servers"][name]
    rates = [number(figure(data, name, JSON, count, "rate")) for count in (1, 16, 64)]
    late = [number(figure(data, name, JSON, *what), 1) for what in ((64, "p50"), (16, "p99"), (64, "p99"))]
    cpu = number(figure(data, name, JSON, 64, "cpu"))
    others = [number(figure(data, name, workload, 64, "rate")) for workload in (TOKEN, XML)]
    return [who["title"], who["version"], *rates, *late, cpu, *others, _start(data, name), *_rest(data, name)]


def _start(data: Data, name: str) -> str:
    times = data.get("start", {}).get(name)
    return f"{middle(times):.2f}" if times else NONE


def _rest(data: Data, name: str) -> list[str]:
    told = data.get("memory", {}).get(name)
    memory = f"{middle(told['idle']) / MIB:.0f} → {middle(told['after']) / MIB:.0f}" if told else NONE
    return [memory, number(errors(data, name))]


def errors(data: Data, name: str) -> int:
    """Refusals and lost requests of all loads."""
    loads = (told for by_count in data["load"][name].values() for told in by_count.values())
    return sum(sum(told["refused"]) + sum(told["lost"]) for told in loads)


def number(value: float | None, digits: int = 0) -> str:
    """A figure as people read it."""
    return NONE if value is None else f"{value:,.{digits}f}"


def ours(data: Data) -> Table:
    """Our own figures: every workload over every number of connections."""
    headings = [
        "workload",
        "connections",
        "req/s",
        "p50 ms",
        "p90 ms",
        "p99 ms",
        "worst ms",
        "CPU µs a request",
    ]
    return headings, list(_own_rows(data))


def _own_rows(data: Data) -> Iterator[list[str]]:
    for workload, by_count in data.get("load", {}).get(OURS, {}).items():
        for count in by_count:
            told = {
                name: figure(data, OURS, workload, int(count), name)
                for name in ("rate", "p50", "p90", "p99", "worst", "cpu")
            }
            digits = {"rate": 0, "cpu": 0}
            cells = [number(value, digits.get(name, 1)) for name, value in told.items()]
            yield [data["workloads"][workload]["title"], count, *cells]


def demands(verdicts: list[Verdict]) -> Table:
    """What was set out to be, and what is, as far as it was measured."""
    rows = [[each.demand, each.found, _MET[each.met]] for each in verdicts if each.met is not None]
    return ["demand", "found", "met"], rows


def crowds(data: Data) -> Table:
    """What was measured of many requests at once."""
    rows = [
        [f"{told['count']:,} requests delayed by 1 s: {data['servers'][name]['title']}", *_delayed(told)]
        for name, told in data.get("delayed", {}).items()
        if "count" in told
    ]
    if told := data.get("held"):
        what = f"{told['count']:,} requests held, {told['events']} events"
        rows.append([what, str(told["answered"]), NONE, *_late(told)])
    if told := data.get("callbacks"):
        what = f"{told['count']:,} callbacks due over 5 s"
        rows.append([what, number(told["count"] - told["lost"]), NONE, *_late(told)])
    return ["what", "answered", "least ms", "p50 ms", "p99 ms", "worst ms"], rows


def _delayed(told: Data) -> list[str]:
    return [number(told["answered"]), number(told["least"]), *_late(told)]


def _late(told: Data) -> list[str]:
    return [number(told[name], 1) for name in ("p50", "p99", "worst")]


def endurance(data: Data) -> Table:
    """The parts of the long run."""
    headings = ["tenth", "requests", "time a request, µs", "processor time a request, µs", "memory MB"]
    parts = data.get("endurance", {}).get("parts", [])
    rows = [
        [number(at), number(told["requests"]), *(number(told[name], 1) for name in ("micros", "cpu")), memory]
        for at, told in enumerate(parts, 1)
        for memory in [number(told["memory"] / MIB, 1)]
    ]
    return headings, rows
