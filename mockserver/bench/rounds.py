"""Throughput, latency, processor time and memory of each server: one at a time, in turns.

Rule: in every round each server is started anew, warmed up, loaded, and ended; the order
moves on by one each round. What is told are medians over the rounds.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from mockserver.bench import asking
from mockserver.bench.contestants import OURS, SLOW_STARTERS, Contestant, NotHere, Place
from mockserver.bench.findings import Findings
from mockserver.bench.load import CannotLoad, Generator, Target
from mockserver.bench.running import CannotStart, Running, free_port, running
from mockserver.bench.slices import Side, cut
from mockserver.bench.workloads import Sample, Workload
from mockserver.frozen import frozen

Say = Callable[[str], None]  # tells the person how far it is
FINE = (200, 201)
FAILURES = (CannotStart, NotHere, asking.NoAnswer, asking.WrongAnswer, CannotLoad)
STARTS = 7  # of each, at least
FIRST = 1  # the id that a server is asked about before it is loaded


@frozen
class Plan:
    """How much is measured."""

    workloads: tuple[Workload, ...]
    connections: tuple[int, ...]
    rounds: int
    seconds: int  # of one load


@frozen
class Field:
    """Who is measured, with what they are to answer."""

    contestants: tuple[Contestant, ...]
    peers: Path  # where they are installed
    samples: Mapping[str, Sample]
    findings: Findings
    generator: Generator
    say: Say


@frozen
class Loaded:
    """A contestant that answers, and what it is to be loaded with."""

    contestant: Contestant
    server: Running
    workload: Workload
    first: bool  # whether this is the first of the workloads

    @property
    def in_full(self) -> bool:
        """Whether over all numbers of connections: of a peer it is enough to know where it stands."""
        return self.first or self.contestant.name == OURS

    @property
    def warm(self) -> int:
        """Seconds under load before anything is measured; after the first workload much is warm already."""
        return self.contestant.warm if self.first else max(1, self.contestant.warm // 3)


@contextmanager
def up(field: Field, contestant: Contestant, first: Workload) -> Iterator[Running]:
    """A contestant that answers the first of its workloads.

    Raises:
        CannotStart: it does not come up.
        NotHere: it is not installed.
    """
    nearest = contestant.nearest(first)
    if nearest is None:
        raise CannotStart(f"it has nothing like {first.title}")
    with tempfile.TemporaryDirectory(prefix=f"bench-{contestant.name}-") as folder:
        port = free_port()
        samples = {name: sample for name, sample in field.samples.items() if name in contestant.serves}
        command = contestant.command(Place(port, Path(folder), field.peers, samples))
        with running(command, port, Path(folder), _probe(contestant, nearest)) as server:
            yield server


def _probe(contestant: Contestant, first: Workload) -> Callable[[int], bool]:
    """Whether it gives the first right answer; our own token has to be asked for before."""
    given = asking.TOKEN if first.token and contestant.name != OURS else None

    def answers(port: int) -> bool:
        token = given or asking.token_for(port, first)
        return asking.send(port, first, FIRST, token).status in FINE

    return answers


def in_turns(items: Sequence[Contestant], rounds: int) -> Iterator[tuple[int, Contestant]]:
    """Each in every round, the order moved on by one from round to round."""
    for number in range(rounds):
        shift = number % len(items)
        for each in (*items[shift:], *items[:shift]):
            yield number, each


def measure(field: Field, plan: Plan) -> None:
    """Load every contestant in turns; what is found goes into the findings, failures included."""
    turns = in_turns(field.contestants, plan.rounds)
    _take_turns(field, turns, "loaded", lambda each: _one(field, plan, each))


def start(field: Field, plan: Plan) -> None:
    """Start in turns, until it has answered once, everybody whose start is compared."""
    racers = [each for each in field.contestants if each.name in (OURS, *SLOW_STARTERS)]

    def one(contestant: Contestant) -> None:
        with up(field, contestant, plan.workloads[0]) as server:
            field.findings.started(contestant.name, server.started)

    _take_turns(field, in_turns(racers, max(STARTS, plan.rounds)), "started", one)


def _take_turns(
    field: Field,
    turns: Iterable[tuple[int, Contestant]],
    done: str,
    does: Callable[[Contestant], None],
) -> None:
    for number, contestant in turns:
        if field.findings.problem(contestant.name):
            continue
        field.say(f"round {number + 1}: {contestant.title} is {done}")
        try:
            does(contestant)
        except FAILURES as why:
            field.say(f"{contestant.title}: {why}")
            field.findings.failed(contestant.name, str(why))


def _one(field: Field, plan: Plan, contestant: Contestant) -> None:
    first = plan.workloads[0]
    with up(field, contestant, first) as server:
        field.findings.started(contestant.name, server.started)
        idle = server.cost().memory
        for workload in plan.workloads:
            nearest = contestant.nearest(workload)
            if nearest is not None:
                _load(field, plan, Loaded(contestant, server, nearest, workload is first))
        field.findings.remembered(contestant.name, idle, server.cost().memory)


def _load(field: Field, plan: Plan, loaded: Loaded) -> None:
    server, workload, name = loaded.server, loaded.workload, loaded.contestant.name
    token = token_of(loaded.contestant, server, workload)
    try:
        least = check(server.port, workload, token)
        side = Side(server, Target(server.port, workload, token, server.folder), max(plan.connections), least)
        cut(field.generator, side, loaded.warm)
        for connections in plan.connections if loaded.in_full else (max(plan.connections),):
            told = cut(field.generator, replace(side, connections=connections), plan.seconds)
            field.findings.loaded(name, workload.name, connections, told)
    except (asking.NoAnswer, asking.WrongAnswer, CannotLoad) as why:
        field.say(f"{loaded.contestant.title}, {workload.title}: {why}")
        field.findings.part("unserved", name)[workload.name] = str(why)


def token_of(contestant: Contestant, server: Running, workload: Workload) -> str | None:
    """What a workload's requests show a server: peers compare it with their configuration."""
    if contestant.name == OURS:
        return asking.token_for(server.port, workload)
    return asking.TOKEN if workload.token else None


def check(port: int, workload: Workload, token: str | None) -> int:
    """Ask once, before the load; gives the bytes that every other answer has to have at least.

    Raises:
        NoAnswer: there is none.
        WrongAnswer: it is no success, or empty.
    """
    answer = asking.send(port, workload, FIRST, token)
    if answer.status not in FINE or not answer.body:
        raise asking.WrongAnswer(f"{workload.name}: {answer.status} {answer.body[:200]!r}")
    return len(answer.body) // 2  # records differ in length, but not so much
