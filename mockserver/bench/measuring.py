"""A whole run: which measurements there are, of whom, and in which order.

Rule: a measurement that fails says why in the findings, and the others go on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from mockserver.bench import callbacks, delays, duels, endurance, held, machine, rounds, scenes
from mockserver.bench.asking import sample
from mockserver.bench.client import Lost
from mockserver.bench.contestants import JAVA_WARM, MOCKSERVER, Contestant, NotHere
from mockserver.bench.findings import Findings
from mockserver.bench.load import generator
from mockserver.bench.rounds import FAILURES, Field, Plan
from mockserver.bench.workloads import Sample, Workload

Measure = Callable[[Field, Plan], None]
Keep = Callable[[dict[str, Any]], None]  # is given what was found so far, after each measurement
Watching = tuple[Callable[[str], None], Keep]  # the first tells the person how far it is

# fmt: off
MEASURES: Mapping[str, Measure] = {  # in the order in which they are done
    "load":      rounds.measure,
    "pairs":     duels.measure,
    "start":     rounds.start,
    "delayed":   lambda field, _plan: delays.measure(field),
    "held":      lambda field, _plan: held.measure(field),
    "callbacks": lambda field, _plan: callbacks.measure(field),
    "endurance": lambda field, _plan: endurance.measure(field),
}
# fmt: on


def measure(
    plan: Plan, contestants: Iterable[Contestant], peers: Path, names: Iterable[str], watching: Watching
) -> dict[str, Any]:
    """Do the measurements of these names; everything that was found, as plain data."""
    say, keep = watching
    findings, (tool, load) = Findings(), generator()
    findings.part("machine").update(machine.facts())
    findings.part("plan").update(
        rounds=plan.rounds, seconds=plan.seconds, generator=tool, java_warm=JAVA_WARM
    )
    findings.part("workloads").update({each.name: _shown(each) for each in plan.workloads})
    there = tuple(_introduced(contestants, peers, findings))
    samples = _samples(plan.workloads) if len(there) > 1 else {}
    field = Field(there, peers, samples, findings, load, say)
    for name in names:
        _do(name, field, plan)
        keep(findings.data)
    return findings.data


def _do(name: str, field: Field, plan: Plan) -> None:
    try:
        MEASURES[name](field, plan)
    except (*FAILURES, Lost, TimeoutError) as why:
        field.findings.part("failed")[name] = f"{type(why).__name__}: {why}"
        field.say(f"{name}: {why}")


def _shown(workload: Workload) -> dict[str, str]:
    return {
        "title": workload.title,
        "about": workload.about,
        "request": f"{workload.method} {workload.path}",
        "body": workload.body,
    }


def _introduced(contestants: Iterable[Contestant], peers: Path, findings: Findings) -> Iterable[Contestant]:
    """Those that are installed; of every one it is put down who it is."""
    for each in contestants:
        who = findings.part("servers", each.name)
        who.update(title=each.title, does=each.does, lacks=each.lacks, static=each.static)
        who["ours"] = each is MOCKSERVER
        try:
            who["version"] = each.version(peers)
        except NotHere as why:
            findings.failed(each.name, str(why))
        else:
            yield each


def _samples(workloads: Iterable[Workload]) -> dict[str, Sample]:
    with scenes.scene("bench") as server:
        return {each.name: sample(server.port, each) for each in workloads}
