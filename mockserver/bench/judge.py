"""Whether the figures are what was set out to be: a table of demands, each with how it is judged.

Rule: a demand whose figures were not measured is neither met nor missed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from mockserver.bench.contestants import JSON, OURS, SLOW_STARTERS, WIREMOCK, XML
from mockserver.bench.findings import Numbers, figure, middle, pairs_of, ratio
from mockserver.frozen import frozen

WIREMOCK_STATIC = f"{WIREMOCK}-static"
KIB = 1024
Data = Mapping[str, Any]
Found = tuple[str, bool]  # what was found in words, and whether it is enough
Judge = Callable[[Data], Found | None]  # None: not measured


@frozen
class Verdict:
    """A demand, and what came of it."""

    demand: str
    found: str  # empty: not measured
    met: bool | None


@frozen
class Compared:
    """A figure that we and others are compared by, pair by pair."""

    workload: str
    connections: int
    figure: str = "rate"

    def beside(self, data: Data, rival: str) -> Numbers:
        """Ours and a rival's; none if it was not measured."""
        return pairs_of(data, rival, self.workload, self.connections, self.figure)

    def beside_all(self, data: Data) -> dict[str, Numbers]:
        """Ours and that of each rival of which it was measured."""
        found = {name: self.beside(data, name) for name in data.get("pairs", {}) if name != OURS}
        return {name: pairs for name, pairs in found.items() if pairs}


def verdicts(data: Data) -> list[Verdict]:
    """All demands, in the order of the table."""
    judged = ((demand, judge(data)) for demand, judge in DEMANDS)
    return [Verdict(demand, *(("", None) if found is None else found)) for demand, found in judged]


def ahead_of_wiremock(connections: int, least: float, data: Data) -> Found | None:
    """Our rate is so many times WireMock's; how it stands to its static answer is told beside it."""
    what = Compared(JSON, connections)
    pairs = what.beside(data, WIREMOCK)
    if not pairs:
        return None
    static = figure(data, WIREMOCK_STATIC, JSON, connections, "rate")
    ours = figure(data, OURS, JSON, connections, "rate")
    more = f"; its static answer, in the table below: {ours / static:.2f} ×" if ours and static else ""
    return _told(data, WIREMOCK, pairs) + more, ratio(pairs) >= least


def ahead_of_all(workload: str, connections: int, least: float, data: Data) -> Found | None:
    """Our rate is so many times that of the rival who comes nearest to it."""
    rivals = Compared(workload, connections).beside_all(data)
    if not rivals:
        return None
    name = min(rivals, key=lambda name: ratio(rivals[name]))
    return _told(data, name, rivals[name]), ratio(rivals[name]) >= least


def tail(data: Data) -> Found | None:
    """The slowest of a hundred answers is no slower than with the best other server."""
    rivals = Compared(JSON, 64, "p99").beside_all(data)
    if not rivals:
        return None
    name = max(rivals, key=lambda name: ratio(rivals[name]))
    return _told(data, name, rivals[name], "ms", 1), ratio(rivals[name]) <= 1


def xml_beside_json(data: Data) -> Found | None:
    """XML goes at least half as fast as JSON."""
    pairs = Compared(XML, 64).beside(data, OURS)
    return (_told(data, OURS, pairs), ratio(pairs) >= 0.5) if pairs else None


def _told(data: Data, rival: str, pairs: Numbers, unit: str = "a second", digits: int = 0) -> str:
    """Medians, whose, and the ratio with the least and the greatest of the pairs."""
    ours, theirs = (f"{middle(values):,.{digits}f}" for values in zip(*pairs, strict=True))
    each = [one / other for one, other in pairs]
    spread = f"median of {len(each)} pairs from {min(each):.2f} to {max(each):.2f}"
    return f"{ours} to {theirs} {unit} ({_title(data, rival)}): {ratio(pairs):.2f} ×, {spread}"


def delayed(data: Data) -> Found | None:
    """All delayed answers came, and in time."""
    told = data.get("delayed", {}).get(OURS)
    if not told:
        return None
    found = f"{told['answered']:,} answered after {told['least']:,.0f} to {told['worst']:,.0f} ms"
    return found, told["answered"] == told["count"] and 1_000 <= told["least"] <= told["worst"] <= 1_500


def held(data: Data) -> Found | None:
    """Held requests are answered when their event comes, and only those."""
    told = data.get("held")
    if not told:
        return None
    found = f"{told['answered']} answered, p50 {told['p50']:.1f} ms, p99 {told['p99']:.1f} ms"
    return found, told["answered"] == told["events"] and not told["early"] and told["p99"] < 50


def small_when_held(data: Data) -> Found | None:
    """A held request takes little memory."""
    told = data.get("held")
    return told and (f"{told['bytes'] / KIB:.1f} KB, its connection included", told["bytes"] < 10 * KIB)


def starts_soon(data: Data) -> Found | None:
    """The first answer comes soon after the start."""
    times = data.get("start", {}).get(OURS)
    return times and (f"{middle(times):.2f} s, median of {len(times)}", middle(times) < 0.4)


def starts_first(data: Data) -> Found | None:
    """The first answer comes sooner than with others."""
    starts = {name: middle(times) for name, times in data.get("start", {}).items()}
    slow = {name: starts[name] for name in SLOW_STARTERS if name in starts}
    if OURS not in starts or not slow:
        return None
    found = ", ".join(f"{_title(data, name)} {seconds:.2f} s" for name, seconds in slow.items())
    return found, starts[OURS] < min(slow.values())


def steady(data: Data) -> Found | None:
    """Neither time, by the clock or the processor's, nor memory grows in a long run."""
    told = data.get("endurance")
    if not told:
        return None
    cpu, clock, memory = (told[f"{name}_grown"] for name in ("cpu", "micros", "memory"))
    times = f"against a young server's, by the clock {clock:+.1%}, processor time {cpu:+.1%}"
    found = f"{times}, memory {memory:+.1%}, over {told['count']:,} requests"
    return found, max(clock, cpu, memory) <= 0.05


def called_back(data: Data) -> Found | None:
    """Callbacks leave when they are due."""
    told = data.get("callbacks")
    if not told:
        return None
    p50, p99, jitter = (middle(told[name]) for name in ("p50", "p99", "jitter"))
    lost, twice = sum(told["lost"]), sum(told["twice"])
    spread = f"median of {len(told['p99'])} times from {min(told['p99']):.1f} to {max(told['p99']):.1f}"
    found = f"p50 {p50:.1f} ms, p99 {p99:.1f} ms ({spread}; the receiver's own {jitter:.1f} ms), {lost} lost"
    return found, p99 < 50 and not lost and not twice


def keeps_answering(data: Data) -> Found | None:
    """Requests are answered nearly as fast while callbacks leave."""
    told = data.get("callbacks")
    if not told:
        return None
    kept = [beside / alone for beside, alone in zip(told["beside"], told["alone"], strict=True)]
    rates = f"{middle(told['beside']):,.0f} to {middle(told['alone']):,.0f} a second"
    spread = f"median of {len(kept)} times from {min(kept):.0%} to {max(kept):.0%}"
    return f"{rates}: {middle(kept):.0%}, {spread}", middle(kept) >= 0.7


def _title(data: Data, name: str) -> str:
    return str(data["servers"][name]["title"])


# fmt: off
DEMANDS: tuple[tuple[str, Judge], ...] = (
    ("JSON writes a second, 16 connections: at least 5 × WireMock's, journal on",
     partial(ahead_of_wiremock, 16, 5)),
    ("JSON writes a second, 64 connections: at least 5 × WireMock's, journal on",
     partial(ahead_of_wiremock, 64, 5)),
    ("JSON writes a second, 16 connections: at least 1.8 × the fastest peer's",
     partial(ahead_of_all, JSON, 16, 1.8)),
    ("JSON writes a second, 64 connections: at least 1.8 × the fastest peer's",
     partial(ahead_of_all, JSON, 64, 1.8)),
    ("XML writes a second, 64 connections: at least half of the JSON writes", xml_beside_json),
    ("XML writes a second, 64 connections: more than every peer's", partial(ahead_of_all, XML, 64, 1)),
    ("p99 of JSON writes, 64 connections: no worse than the best peer's", tail),
    ("10,000 requests delayed by 1 s, all at once: all answered between 1.0 and 1.5 s", delayed),
    ("5,000 requests held, an event for each of 100: answered with p99 under 50 ms", held),
    ("a held request takes under 10 KB", small_when_held),
    ("start to first answer: under 0.4 s", starts_soon),
    ("start to first answer: ahead of WireMock, Mockoon, Prism and MockServer", starts_first),
    ("500,000 requests, journal full: last part within 5 % of the first in time a request and memory",
     steady),
    ("10,000 callbacks due over 5 s: lateness p99 under 50 ms, none lost", called_back),
    ("requests a second while callbacks leave: at least 70 % of those without", keeps_answering),
)
# fmt: on
