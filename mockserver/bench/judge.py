"""Whether the figures are what was set out to be: a table of demands, each with how it is judged.

Rule: a demand whose figures were not measured is neither met nor missed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from mockserver.bench.contestants import JSON, OURS, XML
from mockserver.bench.findings import figure, middle
from mockserver.frozen import frozen

WIREMOCK, WIREMOCK_STATIC = "wiremock", "wiremock-static"
SLOW_STARTERS = (WIREMOCK, "mockoon", "prism", "mockserver-com")
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
    """A figure that servers are compared by."""

    workload: str
    connections: int
    figure: str = "rate"

    def of(self, data: Data, server: str) -> float | None:
        """A server's; None if it was not measured."""
        return figure(data, server, self.workload, self.connections, self.figure)

    def among(self, data: Data, servers: Iterable[str]) -> dict[str, float]:
        """That of each server of which it was measured."""
        found = {name: self.of(data, name) for name in servers}
        return {name: value for name, value in found.items() if value is not None}


def verdicts(data: Data) -> list[Verdict]:
    """All demands, in the order of the table."""
    judged = ((demand, judge(data)) for demand, judge in DEMANDS)
    return [Verdict(demand, *(("", None) if found is None else found)) for demand, found in judged]


def peers(data: Data) -> list[str]:
    """The names of all other servers that were loaded."""
    return [name for name in data.get("load", {}) if name != OURS]


def ahead_of_wiremock(connections: int, least: float, data: Data) -> Found | None:
    """Our rate is so many times WireMock's; its static answer is told beside it."""
    what = Compared(JSON, connections)
    judged = _times(data, [WIREMOCK], what, least)
    static = what.of(data, WIREMOCK_STATIC)
    if judged is None or static is None:
        return judged
    ours = what.of(data, OURS) or 0
    return f"{judged[0]} (its static answer: {static:,.0f}, {ours / static:.2f} ×)", judged[1]


def ahead_of_all(workload: str, connections: int, least: float, data: Data) -> Found | None:
    """Our rate is so many times that of the fastest other server."""
    return _times(data, peers(data), Compared(workload, connections), least)


def _times(data: Data, names: Iterable[str], what: Compared, least: float) -> Found | None:
    ours, theirs = what.of(data, OURS), what.among(data, names)
    if ours is None or not theirs:
        return None
    name, rate = max(theirs.items(), key=lambda pair: pair[1])
    return f"{ours:,.0f} to {rate:,.0f} ({_title(data, name)}): {ours / rate:.2f} ×", ours / rate >= least


def xml_beside_json(data: Data) -> Found | None:
    """XML goes at least half as fast as JSON."""
    xml, json = Compared(XML, 64).of(data, OURS), Compared(JSON, 64).of(data, OURS)
    if xml is None or json is None:
        return None
    return f"{xml:,.0f} to {json:,.0f}: {xml / json:.2f} ×", xml / json >= 0.5


def tail(data: Data) -> Found | None:
    """The slowest of a hundred answers is no slower than with the best other server."""
    what = Compared(JSON, 64, "p99")
    ours, theirs = what.of(data, OURS), what.among(data, peers(data))
    if ours is None or not theirs:
        return None
    name, late = min(theirs.items(), key=lambda pair: pair[1])
    return f"{ours:.1f} ms to {late:.1f} ms ({_title(data, name)})", ours <= late


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
    return times and (f"{middle(times):.2f} s", middle(times) < 0.4)


def starts_first(data: Data) -> Found | None:
    """The first answer comes sooner than with others."""
    starts = {name: middle(times) for name, times in data.get("start", {}).items()}
    slow = {name: starts[name] for name in SLOW_STARTERS if name in starts}
    if OURS not in starts or not slow:
        return None
    found = ", ".join(f"{_title(data, name)} {seconds:.2f} s" for name, seconds in slow.items())
    return found, starts[OURS] < min(slow.values())


def steady(data: Data) -> Found | None:
    """Neither time nor memory grows in a long run; processor time is judged, since clocks have moods."""
    told = data.get("endurance")
    if not told:
        return None
    cpu, clock, memory = (told[f"{name}_grown"] for name in ("cpu", "micros", "memory"))
    times = f"processor time {cpu:+.1%} (by the clock {clock:+.1%})"
    found = f"{times}, memory {memory:+.1%}, over {told['count']:,} requests"
    return found, max(cpu, memory) <= 0.05


def called_back(data: Data) -> Found | None:
    """Callbacks leave when they are due."""
    told = data.get("callbacks")
    if not told:
        return None
    found = f"p50 {told['p50']:.1f} ms, p99 {told['p99']:.1f} ms, {told['lost']} of {told['count']:,} lost"
    return found, told["p99"] < 50 and not told["lost"] and not told["twice"]


def keeps_answering(data: Data) -> Found | None:
    """Requests are answered nearly as fast while callbacks leave."""
    told = data.get("callbacks")
    if not told:
        return None
    kept = told["beside"] / told["alone"]
    return f"{told['beside']:,.0f} to {told['alone']:,.0f} a second: {kept:.0%}", kept >= 0.7


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
    ("500,000 requests, journal full: last tenth within 5 % of the first in time a request and memory",
     steady),
    ("10,000 callbacks due over 5 s: lateness p99 under 50 ms, none lost", called_back),
    ("requests a second while callbacks leave: at least 70 % of those without", keeps_answering),
)
# fmt: on
