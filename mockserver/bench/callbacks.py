"""Ten thousand callbacks due over five seconds, while requests load the server that sends them.

Rule: a call is placed every half millisecond for five seconds and ends, by its scenario, six seconds later;
from then on the time to its callback's arrival is counted. Over the same five seconds the server is loaded as
it is, alone, before and after; all of it several times, since in half a minute the machine may change.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from mockserver.bench import client, rounds, scenes
from mockserver.bench.load import CannotLoad, Load, Target, percentile
from mockserver.bench.slices import Side, cut
from mockserver.clock import stopwatch

COUNT, OVER = 10_000, 5  # callbacks, seconds
TIMES = 5
ALONE = 3  # seconds of a load before, and of one after
AFTER = 6_000_000  # microseconds from placing a call to its end, as callbacks.yaml has it
CONNECTIONS = 16
_PLACERS = 16  # connections that place calls
_LAST = 10.0  # seconds that the last callback may take before it counts as lost
Figures = dict[str, float | int]


def measure(field: rounds.Field, count: int = COUNT, times: int = TIMES) -> None:
    """Let them become due, with a load before, beside and after; what is found goes into the findings."""
    told = field.findings.part("callbacks")
    told.update(count=count)
    for number in range(1, times + 1):
        field.say(f"{count} callbacks due over {OVER} s: {number} of {times}")
        for name, value in _once(field, count).items():
            told.setdefault(name, []).append(value)


def _once(field: rounds.Field, count: int) -> Figures:
    """One time, by a server of its own."""
    with scenes.sinking() as sink, scenes.scene("callbacks", sink) as server:
        side = Side(server, scenes.target(server), CONNECTIONS)
        cut(field.generator, side, 2)
        before = cut(field.generator, side, ALONE).load
        placed = client.run(lambda: _place(scenes.placing(server), count))
        due = min(placed.values()) + AFTER
        beside = _beside(field, side, due)
        came = _came(sink, count)
        jitter = scenes.jitter(sink, due)
        after = cut(field.generator, side, ALONE).load
    return figures(placed, came, jitter) | kept(before, beside, after)


async def _place(target: Target, count: int) -> dict[int, int]:
    """Place calls evenly over the time; when each was asked for, by its id."""
    connections = await client.connect(target.port, _PLACERS)
    requests = client.requests_for(target, range(1, count + 1))
    began, every = stopwatch(), OVER * 1_000_000 // count
    turns = (_take_turns(each, requests, at, began, every) for at, each in enumerate(connections))
    placed = [pair for turn in await asyncio.gather(*turns) for pair in turn]
    client.close(connections)
    return dict(placed)


async def _take_turns(
    connection: client.Connection, requests: Sequence[bytes], first: int, began: int, every: int
) -> list[tuple[int, int]]:
    placed = []
    for at in range(first, len(requests), _PLACERS):
        await asyncio.sleep(max(0, began + at * every - stopwatch()) / 1e6)
        came = await connection.ask(requests[at])
        if came.status != 200:
            raise CannotLoad(f"a call could not be placed: {came.status} {came.body[:200]!r}")
        placed.append((at + 1, came.sent))
    return placed


def _beside(field: rounds.Field, side: Side, due: int) -> Load:
    """The load, from the moment the first callback is due."""

    async def until_due() -> None:
        await asyncio.sleep(max(0, due - stopwatch()) / 1e6)

    client.run(until_due)
    return cut(field.generator, side, OVER).load


def _came(sink: int, count: int) -> dict[int, list[int]]:
    async def last() -> dict[int, list[int]]:
        until = stopwatch() + _LAST * 1e6
        while scenes.arrived(sink) < count and stopwatch() < until:
            await asyncio.sleep(0.2)
        return scenes.arrivals(sink)

    return client.run(last)


def figures(placed: Mapping[int, int], came: Mapping[int, Sequence[int]], jitter: float) -> Figures:
    """How late callbacks were, in milliseconds, and how many were lost."""
    late = [(came[number][0] - at - AFTER) / 1000 for number, at in placed.items() if number in came]
    return {
        "lost": len(placed) - len(late),
        "twice": sum(len(times) > 1 for times in came.values()),
        "p50": percentile(late, 50),
        "p99": percentile(late, 99),
        "worst": max(late, default=0.0),
        "jitter": jitter,
    }


def kept(before: Load, beside: Load, after: Load) -> Figures:
    """The rate while callbacks left, and the rate of the loads around."""
    alone = (before.requests + after.requests) / (before.seconds + after.seconds)
    return {"alone": round(alone, 1), "beside": round(beside.rate, 1)}
