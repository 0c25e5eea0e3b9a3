"""A slice of load on a server; and slices on two servers in turns, each to be held against the one beside it.

Rule: the machine's speed wanders by half within seconds, so a slice is compared with its neighbour and with
no other. The order changes from pair to pair (one, other; other, one), and whoever is not under load is
stopped: a Java that nobody asks still takes a third of a core to compile and collect. Where a few per cent
matter a second is too coarse: turns last milliseconds, both sides have one processor, the load the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext
from itertools import cycle

from mockserver.bench.load import CannotLoad, Generator, Load, Target
from mockserver.bench.processes import on_one_processor
from mockserver.bench.running import Running
from mockserver.frozen import frozen, replaced

SECONDS = 1  # of a slice that is one of a pair
TURN = 0.003  # seconds


@frozen
class Side:
    """A server that answers, and what it is loaded with."""

    server: Running
    target: Target
    connections: int
    least: int = 1  # bytes that its answers have at least


@frozen
class Slice:
    """What came of one load."""

    load: Load
    cpu: float  # microseconds of processor time a request


Pair = tuple[Slice, Slice]


def cut(generator: Generator, side: Side, seconds: int = SECONDS) -> Slice:
    """One load.

    Raises:
        CannotLoad: it did not come about, or the answers are none.
    """
    before = side.server.cost().cpu
    load = generator(side.target, side.connections, seconds)
    cpu = side.server.cost().cpu - before
    if not load.requests or load.size < side.least:
        raise CannotLoad(f"{load.requests} answers of {load.size:.0f} bytes, {load.lost} lost")
    return Slice(load, cpu / load.requests * 1e6)


def in_pairs(generator: Generator, one: Side, other: Side) -> Iterator[Pair]:
    """Pair after pair, as long as somebody asks for the next.

    Raises:
        CannotLoad: as ``cut``.
    """
    for forwards in cycle((True, False)):
        sides = (one, other) if forwards else (other, one)
        first = _alone(generator, *sides)
        second = _alone(generator, *sides[::-1])
        yield (first, second) if forwards else (second, first)


def _alone(generator: Generator, loaded: Side, waiting: Side) -> Slice:
    same = loaded.server is waiting.server
    with nullcontext() if same else waiting.server.stopped():
        return cut(generator, loaded)


def interleaved(generator: Generator, one: Side, other: Side, seconds: int) -> Pair:
    """Load two servers at once, of which one is stopped, turn and turn about.

    Each has their processor for half of the time, and what is given is of that half. Pairs of two seconds, of
    two equal servers, scatter by 1 %; where the system chose processors by 3 to 6, by the clock by 7 to 11.

    Raises:
        CannotLoad: as ``cut``.
    """
    with on_one_processor((one.server.pid, other.server.pid)), ThreadPoolExecutor(2) as pool:
        loads = [pool.submit(cut, generator, side, seconds) for side in (one, other)]
        while wait(loads, 0).not_done:
            for waiting in (one, other):
                with waiting.server.stopped():
                    wait(loads, TURN)
        first, second = (_half(load.result()) for load in loads)
        return first, second


def _half(told: Slice) -> Slice:
    return replaced(told, load=replaced(told.load, seconds=told.load.seconds / 2))
