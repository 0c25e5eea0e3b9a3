"""Half a million requests with the journal full: is the last tenth as fast, and as small, as the first?"""

from __future__ import annotations

import math
from collections.abc import Sequence

from mockserver.bench import rounds, scenes
from mockserver.bench.load import CannotLoad, Target
from mockserver.bench.running import Running

COUNT, PARTS = 500_000, 10
CONNECTIONS = 16
_FULL = (
    30_000  # requests after which the journal is full (10,000 entries) and what it holds has been replaced
)
_LONGEST = 120  # seconds for one part
_Part = dict[str, float]


def measure(field: rounds.Field, count: int = COUNT) -> None:
    """Load it part by part; what is found goes into the findings."""
    with scenes.scene("bench") as server:
        target = scenes.target(server)
        rate = _fill(field, target)
        seconds = min(_LONGEST, math.ceil(count / PARTS / rate))
        field.say(f"{count} requests with the journal full: about {seconds * PARTS} s")
        parts = [_part(field, target, server, seconds) for _ in range(PARTS)]
    field.findings.part("endurance").update(figures(parts))


def _fill(field: rounds.Field, target: Target) -> float:
    """Fill the journal; the rate at which that went."""
    asked, rate = 0, 0.0
    while asked < _FULL:
        load = field.generator(target, CONNECTIONS, 2)
        if not load.requests:
            raise CannotLoad("not one request was answered")
        asked, rate = asked + load.requests, load.rate
    return rate


def _part(field: rounds.Field, target: Target, server: Running, seconds: int) -> _Part:
    before = server.cost().cpu
    load = field.generator(target, CONNECTIONS, seconds)
    after = server.cost()
    return {
        "requests": load.requests,
        "micros": 1e6 / load.rate,
        "cpu": (after.cpu - before) / load.requests * 1e6,
        "memory": after.memory,
    }


def figures(parts: Sequence[_Part]) -> dict[str, object]:
    """The parts, and how much the last differs from the first, as a fraction of the first."""
    first, last = parts[0], parts[-1]
    grown = {f"{name}_grown": last[name] / first[name] - 1 for name in ("micros", "cpu", "memory")}
    return {"count": sum(int(part["requests"]) for part in parts), "parts": list(parts), **grown}
