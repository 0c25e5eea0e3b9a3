"""``mockserver bench``: how fast the server is on this machine, beside its peers where they are installed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import Mistake
from mockserver.cli.options import with_options
from mockserver.cli.show import remark, say_json, say_table, say_title

if TYPE_CHECKING:
    from mockserver.bench.rounds import Plan

EPILOG = """\b
Examples:
  mockserver bench --quick                   a minute, without peers
  make bench                                 everything, beside the peers, which it installs
"""
_NAMES = "NAME[,NAME]..."


def _names(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


# fmt: off
OPTIONS = (
    click.option("--quick", is_flag=True, help="A minute's look, without peers."),
    click.option("--workload", "workload", metavar=_NAMES, callback=_names, help="Only these workloads."),
    click.option("--connections", metavar="N[,N]...", callback=_names, help="1, 16 and 64 unless given."),
    click.option("--rounds", type=click.IntRange(1), metavar="N", help="How often each server is measured."),
    click.option("--seconds", type=click.IntRange(1, 600), metavar="N", help="How long one load takes."),
    click.option("--json", "as_json", is_flag=True, help="All figures as JSON."),
)
# fmt: on


@click.command("bench", epilog=EPILOG, short_help="Measure how fast the server is")
@with_options(OPTIONS)
def command(*, as_json: bool, **given: Any) -> None:
    """Start servers on free ports of this machine, load them in turns, and tell medians."""
    from mockserver.bench import load, rounds
    from mockserver.bench.contestants import MOCKSERVER
    from mockserver.bench.findings import Findings

    name, generator = load.generator()
    findings = Findings()
    field = rounds.Field((MOCKSERVER,), Path("tests/bench/peers"), {}, findings, generator, lambda text: remark(text))
    rounds.measure(field, _plan(**given))
    _tell(findings.data, as_json)


def _plan(
    quick: bool,
    workload: tuple[str, ...],
    connections: tuple[str, ...],
    rounds: int | None,
    seconds: int | None,
) -> Plan:
    from mockserver.bench.rounds import Plan
    from mockserver.bench.workloads import workloads

    known = workloads()
    chosen = tuple(known[name] for name in workload or known)
    numbers = tuple(int(number) for number in connections) or (1, 16, 64)
    return Plan(chosen, numbers, rounds or (1 if quick else 3), seconds or (2 if quick else 3))


def _tell(data: dict[str, Any], as_json: bool) -> None:
    if as_json:
        say_json(data)
        return
    from mockserver.bench.findings import figure

    for server, by_workload in data.get("load", {}).items():
        say_title(server)
        rows = []
        for workload, by_connections in by_workload.items():
            for connections in by_connections:
                names = ("rate", "p50", "p99", "worst", "cpu", "refused", "lost")
                rows.append(
                    [
                        workload,
                        connections,
                        *(f"{figure(data, server, workload, int(connections), n):.1f}" for n in names),
                    ]
                )
        say_table(
            ["workload", "connections", "req/s", "p50 ms", "p99 ms", "worst", "CPU µs", "refused", "lost"],
            rows,
        )
    for server, why in data.get("problems", {}).items():
        remark(f"{server}: {why}")
    for server, times in data.get("start", {}).items():
        remark(f"{server} started in {times}; memory {data.get('memory', {}).get(server)}")
