"""Half a million requests with the journal full: is the last part as fast, and as small, as the first?

Rule: beside the old server a young one is loaded, in turns of milliseconds, its journal full, too. How the
old stands to the young is compared, so what the machine does to both is in neither. Each pair has a young one
of its own: of nine processes of one age the fastest and the slowest were 7 % apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import repeat

from mockserver.bench import rounds, scenes
from mockserver.bench.findings import middle, ratio
from mockserver.bench.running import Running
from mockserver.bench.slices import Pair, Side, Slice, cut, interleaved

COUNT, PARTS = 500_000, 10  # parts at the most: of a fast server they are larger, and fewer
CONNECTIONS = 16
_SECONDS = 1  # of a pair
_FULL = 30_000  # requests after which the journal is full (10,000 entries) and all it held is replaced
_LEAST = 7  # pairs in a part: a median of fewer would be anybody's
_Part = dict[str, float]
_TIMES: Mapping[str, Callable[[Slice], float]] = {
    "micros": lambda told: 1e6 / told.load.rate,
    "cpu": lambda told: told.cpu,
}
_JUDGED = {"micros": "micros_ratio", "cpu": "cpu_ratio", "memory": "memory"}


def measure(field: rounds.Field, count: int = COUNT) -> None:
    """Load it part by part; what is found goes into the findings."""
    with scenes.scene("bench") as server:
        old = _filled(field, server)
        parts: list[_Part] = []
        while (asked := requests_of(parts)) < count:
            field.say(f"{count} requests with the journal full, beside a young server: {asked} by now")
            parts.append(_part(field, old, count // PARTS))
    field.findings.part("endurance").update(figures(parts))


def requests_of(parts: Sequence[_Part]) -> int:
    """How many requests the parts were."""
    return sum(int(part["requests"]) for part in parts)


def _filled(field: rounds.Field, server: Running) -> Side:
    """A server whose journal is full."""
    side, asked = Side(server, scenes.target(server), CONNECTIONS), 0
    while asked < _FULL:
        asked += cut(field.generator, side).load.requests
    return side


def _part(field: rounds.Field, old: Side, share: int) -> _Part:
    pairs = (_beside_a_young(field, old) for _ in repeat(None))
    return part(list(until_asked(pairs, share)), old.server.cost().memory)


def _beside_a_young(field: rounds.Field, old: Side) -> Pair:
    with scenes.scene("bench") as server:
        return interleaved(field.generator, old, _filled(field, server), _SECONDS)


def until_asked(pairs: Iterator[Pair], share: int) -> Iterator[Pair]:
    """Pairs until the first sides together have answered their share."""
    asked = 0
    for number, pair in enumerate(pairs, 1):
        yield pair
        asked += pair[0].load.requests
        if asked >= share and number >= _LEAST:
            return


def part(pairs: Sequence[Pair], memory: int) -> _Part:
    """What a part comes to: times are microseconds a request, ``_ratio`` is the old's to the young's."""
    told: _Part = {"requests": sum(old.load.requests for old, _ in pairs), "memory": memory}
    for name, of in _TIMES.items():
        times = [(of(old), of(young)) for old, young in pairs]
        told[name] = middle([old for old, _ in times])
        told[f"{name}_young"] = middle([young for _, young in times])
        told[f"{name}_ratio"] = ratio(times)
    return told


def figures(parts: Sequence[_Part]) -> dict[str, object]:
    """The parts, and by how much the last is beyond the first, as a fraction of the first."""
    first, last = parts[0], parts[-1]
    grown = {f"{name}_grown": last[of] / first[of] - 1 for name, of in _JUDGED.items()}
    return {"count": requests_of(parts), "parts": list(parts), **grown}
