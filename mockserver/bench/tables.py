"""The findings as tables: headings and rows of text, for the terminal and for the page alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.bench.contestants import JSON, OURS, TOKEN, XML
from mockserver.bench.findings import Numbers, figure, middle, ratio
from mockserver.bench.judge import Verdict

Data = Mapping[str, Any]
Table = tuple[list[str], list[list[str]]]
MIB = 1024 * 1024
NONE = "–"
OWN_JSON = "mockserver's JSON"  # what our XML is held against
_LATE = ("p50", "p99", "worst", "jitter")
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


def in_turns(data: Data) -> Table:
    """We and a rival, slice by slice: medians of both, and of the ratios."""
    # fmt: off
    headings = [
        "beside", "workload", "connections", "pairs", "req/s, ours", "theirs", "ratio",
        "p99 ms, ours", "theirs", "ratio", "errors, ours and theirs",
    ]
    # fmt: on
    return headings, list(_pair_rows(data))


def _pair_rows(data: Data) -> Iterator[list[str]]:
    for name, by_workload in data.get("pairs", {}).items():
        for workload, by_count in by_workload.items():
            for count, told in by_count.items():
                title = OWN_JSON if name == OURS else data["servers"][name]["title"]
                errors = ", ".join(number(sum(each)) for each in zip(*told["errors"], strict=True))
                cells = [*_paired(told["rate"], 0), *_paired(told["p99"], 1), errors]
                yield [title, data["workloads"][workload]["title"], count, number(len(told["rate"])), *cells]


def _paired(pairs: Numbers, digits: int) -> list[str]:
    ours, theirs = (number(middle(values), digits) for values in zip(*pairs, strict=True))
    return [ours, theirs, f"{ratio(pairs):.2f} ×"]


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
    rows += _called_back(data.get("callbacks", {}))
    headings = ["what", "answered", "least ms", "p50 ms", "p99 ms", "worst ms", "the receiver's own p99 ms"]
    return headings, rows


def _called_back(told: Data) -> Iterator[list[str]]:
    """A row for each time."""
    for at, lost in enumerate(told.get("lost", ())):
        late = _late({name: told[name][at] for name in _LATE})
        yield [f"{told['count']:,} callbacks due over 5 s", number(told["count"] - lost), NONE, *late]


def _delayed(told: Data) -> list[str]:
    return [number(told["answered"]), number(told["least"]), *_late(told)]


def _late(told: Data) -> list[str]:
    return [number(told.get(name), 1) for name in _LATE]


def endurance(data: Data) -> Table:
    """The parts of the long run."""
    # fmt: off
    headings = [
        "part", "requests", "time a request, µs", "a young server's", "ratio",
        "processor time a request, µs", "a young server's", "ratio", "memory MB",
    ]
    # fmt: on
    rows = [
        [number(at), number(told["requests"]), *_aged(told, "micros"), *_aged(told, "cpu"), memory]
        for at, told in enumerate(data.get("endurance", {}).get("parts", ()), 1)
        for memory in [number(told["memory"] / MIB, 1)]
    ]
    return headings, rows


def _aged(told: Data, name: str) -> list[str]:
    return [number(told[name], 1), number(told[f"{name}_young"], 1), f"{told[f'{name}_ratio']:.3f}"]
