"""We and one rival at a time, both up, loaded in turns: the ratios that the demands are judged by.

Rule: rivals are those that may decide a demand: the one it names, and of all others the best by each figure
in the table of the rounds. Where there is no such table, everybody is a rival.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice

from mockserver.bench import rounds
from mockserver.bench.contestants import JSON, MOCKSERVER, OURS, WIREMOCK, XML, Contestant
from mockserver.bench.findings import figure
from mockserver.bench.load import Target
from mockserver.bench.rounds import FAILURES, Field, Plan
from mockserver.bench.running import Running
from mockserver.bench.slices import Side, cut, in_pairs
from mockserver.bench.workloads import Workload, workloads
from mockserver.frozen import frozen

PAIRS = 9  # of slices, for each workload and number of connections
NEAREST = 2  # rivals by each figure: the table's second may well be the first
Bouts = Mapping[str, Collection[int]]  # by workload: over how many connections


@frozen
class Contest:
    """What a demand compares."""

    workload: str
    connections: int
    figure: str = "rate"
    most: bool = True  # whether more is better
    named: tuple[str, ...] = ()  # rivals whatever the table says

    def best(self, field: Field) -> list[str]:
        """The names of the rivals; of all that can do it, where none of them was loaded before."""
        data = field.findings.data
        able = [each.name for each in field.contestants if self.workload in each.serves and each.name != OURS]
        known = [(value, name) for name in able if (value := self._of(data, name)) is not None]
        nearest = [name for _, name in sorted(known, reverse=self.most)[:NEAREST]]
        return [name for name in able if not known or name in (*nearest, *self.named)]

    def _of(self, data: Mapping[str, object], name: str) -> float | None:
        return figure(data, name, self.workload, self.connections, self.figure)


# fmt: off
CONTESTS = (
    Contest(JSON, 16, named=(WIREMOCK,)),
    Contest(JSON, 64, named=(WIREMOCK,)),
    Contest(JSON, 64, "p99", most=False),
    Contest(XML, 64),
)
# fmt: on


def measure(field: Field, plan: Plan, pairs: int = PAIRS) -> None:
    """XML beside JSON, and we beside each rival; what is found goes into the findings, failures included."""
    _ourselves(field, plan, pairs)
    for name, bouts in rivals(field, plan).items():
        rival = next(each for each in field.contestants if each.name == name)
        field.say(f"in turns with {rival.title}")
        try:
            _fight(field, rival, bouts, pairs)
        except FAILURES as why:
            field.say(f"{rival.title}: {why}")
            field.findings.part("failed")[f"pairs, {rival.title}"] = str(why)


def rivals(field: Field, plan: Plan) -> dict[str, dict[str, set[int]]]:
    """Who is met, in what."""
    asked = {each.name for each in plan.workloads}
    wanted = [each for each in CONTESTS if each.workload in asked and each.connections in plan.connections]
    found: dict[str, dict[str, set[int]]] = {}
    for contest in wanted:
        for name in contest.best(field):
            found.setdefault(name, {}).setdefault(contest.workload, set()).add(contest.connections)
    return found


def _ourselves(field: Field, plan: Plan, count: int) -> None:
    """XML beside JSON, on one server."""
    if XML not in {each.name for each in plan.workloads}:
        return
    field.say("XML and JSON in turns")
    known, over = workloads(), max(plan.connections)
    with rounds.up(field, MOCKSERVER, known[JSON]) as server:
        xml, json = (_warm_side(field, MOCKSERVER, server, known[name], over) for name in (XML, JSON))
        pairs = list(islice(in_pairs(field.generator, xml, json), count))
    field.findings.paired(OURS, XML, over, pairs)


def _fight(field: Field, rival: Contestant, bouts: Bouts, count: int) -> None:
    known = workloads()
    first = known[next(iter(bouts))]
    with rounds.up(field, MOCKSERVER, first) as server, rounds.up(field, rival, first) as other:
        for name, numbers in bouts.items():
            with other.stopped():
                ours = _warm_side(field, MOCKSERVER, server, known[name], max(numbers))
            with server.stopped():
                theirs = _warm_side(field, rival, other, known[name], max(numbers))
            for number in sorted(numbers):
                sides = (replace(side, connections=number) for side in (ours, theirs))
                pairs = list(islice(in_pairs(field.generator, *sides), count))
                field.findings.paired(rival.name, name, number, pairs)


def _warm_side(field: Field, who: Contestant, server: Running, asked: Workload, connections: int) -> Side:
    """A server that answers a workload as it should, and is warm.

    Raises:
        CannotLoad: it answers no load.
        WrongAnswer: it answers something else.
    """
    nearest = who.nearest(asked) or asked  # it is able: see Contest.best
    token = rounds.token_of(who, server, nearest)
    least = rounds.check(server.port, nearest, token)
    side = Side(server, Target(server.port, nearest, token, server.folder), connections, least)
    cut(field.generator, side, who.warm)
    return side
