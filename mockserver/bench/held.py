"""Five thousand requests that are held, each for an event of its own; an event for each of a hundred of them.

Rule: an event is the end of a call, by its scenario two seconds after the call was placed; from then on
time is counted, so the callback that tells it, its receiver's answer and ours are all in the figure.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence

from mockserver.bench import client, rounds, scenes
from mockserver.bench.load import CannotLoad, Target, percentile
from mockserver.bench.running import Running

COUNT, EVENTS = 5_000, 100
AFTER = 2_000_000  # microseconds from placing a call to its event, as held.yaml has it
_FIRST_EVENT = 9_001  # calls with ids from here on end, as held.yaml has it
_PLACERS = 32  # connections that place calls
_TIMEOUT = "60s"
_PATIENCE = 90
_LOOK = 0.3  # seconds between two looks
_IDLE = 0.01  # seconds of processor time that a server may take between them and still be idle


def measure(field: rounds.Field, count: int = COUNT, events: int = EVENTS) -> None:
    """Hold them, let it happen; what is found goes into the findings."""
    client.allow_files(count)
    field.say(f"{count} requests held, an event for each of {events}")
    with scenes.sinking() as sink, scenes.scene("held", sink) as server:
        target = scenes.placing(server)
        told, since = client.run(lambda: _hold(server, target, count, events))
        told["jitter"] = scenes.jitter(sink, since)
    field.findings.part("held").update(told)


async def _hold(
    server: Running, target: Target, count: int, events: int
) -> tuple[dict[str, float | int], int]:
    """What is found, and when the first event was due."""
    quiet = await _place(target, range(1, count - events + 1))
    await _asked(
        server.port, [_wait_for(server.port, "nobody", "10ms")]
    )  # whatever the first wait of all loads
    idle = server.cost().memory
    connections = await client.connect(server.port, count)
    holding = [
        _hold_one(server.port, each, call) for each, (call, _) in zip(connections, quiet, strict=False)
    ]
    held = [asyncio.ensure_future(each) for each in holding]
    await _all_arrived(server)
    memory = server.cost().memory
    wanted = await _place(target, range(_FIRST_EVENT, _FIRST_EVENT + events))
    async with asyncio.timeout(_PATIENCE):
        late = await asyncio.gather(
            *(
                _lateness(server.port, each, *call)
                for each, call in zip(connections[-events:], wanted, strict=True)
            )
        )
    early = sum(each.done() for each in held)
    client.close(connections)
    await asyncio.gather(*held, return_exceptions=True)
    due = min(placed for _, placed in wanted) + AFTER
    return figures(late, count, early, (memory - idle) / len(held)), due


async def _place(target: Target, numbers: Sequence[int]) -> list[tuple[str, int]]:
    """Place calls; gives each one's id and when it was asked for."""
    requests = client.requests_for(target, numbers)
    came = await _asked(target.port, requests)
    return [(scenes.call_id(each.body), each.sent) for each in came]


async def _asked(port: int, requests: Sequence[bytes]) -> list[client.Came]:
    """What the requests are answered, in their order.

    Raises:
        CannotLoad: one is not answered.
    """
    placers = await client.connect(port, min(_PLACERS, len(requests)))
    came: list[client.Came] = []
    for start in range(0, len(requests), len(placers)):
        for each in await client.ask_all(placers, requests[start : start + len(placers)]):
            if isinstance(each, BaseException):
                raise CannotLoad(f"a call could not be placed: {each}")
            came.append(each)
    client.close(placers)
    return came


def _wait_for(port: int, call: str, timeout: str) -> bytes:
    body = json.dumps({"callId": call, "state": "delivered", "count": 1, "timeout": timeout}).encode()
    return client.packed(port, "POST", "/__admin/callbacks/wait", body, {"Content-Type": "application/json"})


async def _hold_one(port: int, connection: client.Connection, call: str) -> client.Came:
    return await connection.ask(_wait_for(port, call, _TIMEOUT))


async def _all_arrived(server: Running) -> None:
    """Wait until the server is idle: by then it has read, and holds, all that was sent."""
    before, now = -1.0, server.cost().cpu
    while now > before + _IDLE:
        await asyncio.sleep(_LOOK)
        before, now = now, server.cost().cpu


async def _lateness(port: int, connection: client.Connection, call: str, placed: int) -> float | None:
    """Milliseconds from the call's end to the held answer; None if the answer tells of nothing."""
    came = await _hold_one(port, connection, call)
    return (came.at - placed - AFTER) / 1000 if came.status == 200 else None


def figures(late: Sequence[float | None], count: int, early: int, size: float) -> dict[str, float | int]:
    """How late the answers were, in milliseconds, and what a held request takes, in bytes."""
    millis = [each for each in late if each is not None]
    return {
        "count": count,
        "events": len(late),
        "answered": len(millis),
        "early": early,
        "p50": percentile(millis, 50),
        "p99": percentile(millis, 99),
        "worst": max(millis, default=0.0),
        "bytes": size,
    }
