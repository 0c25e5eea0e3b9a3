"""``mockserver bench``: how fast the server is on this machine, beside its peers where they are installed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from mockserver.cli.failing import UNMET, Mistake, unknown
from mockserver.cli.options import with_options
from mockserver.cli.show import remark, say_json, say_table, say_title

if TYPE_CHECKING:
    from mockserver.bench.contestants import Contestant
    from mockserver.bench.rounds import Plan

EPILOG = """\b
Examples:
  mockserver bench --quick                   half a minute, the server alone
  make bench                                 everything, beside the peers, which it installs
  mockserver bench --peers tests/bench/peers --only wiremock,stubby --measure load
"""
T = TypeVar("T")
_NAMES = "NAME[,NAME]..."
_FILE = click.Path(dir_okay=False, path_type=Path)
_QUICK = ("load",)  # what is measured in a hurry


def _names(_ctx: click.Context, _param: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in (value or "").split(",") if name.strip())


def _numbers(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    names = _names(ctx, param, value)
    if not names or not all(name.isdecimal() and 1 <= int(name) <= 1_000 for name in names):
        raise click.BadParameter(f"{value!r} is no list of numbers from 1 to 1000, e.g. 16,64")
    return tuple(map(int, names))


# fmt: off
OPTIONS = (
    click.option("--quick", is_flag=True, help="Half a minute's look: one short round, throughput only."),
    click.option("--peers", metavar="FOLDER", type=click.Path(exists=True, file_okay=False, path_type=Path),
                 help="Beside the peers that are installed there, as make bench does it."),
    click.option("--only", metavar=_NAMES, callback=_names, help="Of the peers only these."),
    click.option("--measure", metavar=_NAMES, callback=_names,
                 help="Only load, pairs, start, delayed, held, callbacks or endurance."),
    click.option("--workload", metavar=_NAMES, callback=_names, help="Only json, token or xml."),
    click.option("--connections", metavar="N[,N]...", default="1,16,64", show_default=True,
                 callback=_numbers, help="How many the load is sent over."),
    click.option("--rounds", type=click.IntRange(1, 100), metavar="N", help="How often; 2, or 1 in a hurry."),
    click.option("--seconds", type=click.IntRange(1, 600), metavar="N",
                 help="How long a load takes; 2 by default."),
    click.option("--write", metavar="FILE", type=_FILE,
                 help="Write a page, with its picture and the raw figures beside it."),
    click.option("--from", "given", metavar="FILE",
                 type=click.Path(exists=True, dir_okay=False, path_type=Path),
                 help="Measure nothing: tell the raw figures of this file."),
    click.option("--json", "as_json", is_flag=True, help="All raw figures as JSON."),
)
# fmt: on


@click.command("bench", epilog=EPILOG, short_help="Measure how fast the server is")
@with_options(OPTIONS)
def command(*, given: Path | None, write: Path | None, as_json: bool, **asked: Any) -> int:
    """Start servers on free ports of this machine, load them in turns, and tell medians.

    The exit code is 1 if a demand on the server was measured and not met.
    """
    from mockserver.bench.judge import verdicts

    if given is None:
        data = _measured(partial(_keep, write), **asked)
    else:
        data = json.loads(given.read_text("utf-8"))
    if write is not None:
        _write(data, write)
    if as_json:
        say_json(data)
    else:
        _tell(data)
    return UNMET if any(each.met is False for each in verdicts(data)) else 0


def _measured(
    keep: Callable[[dict[str, Any]], None],
    peers: Path | None,
    only: tuple[str, ...],
    measure: tuple[str, ...],
    **asked: Any,
) -> dict[str, Any]:
    from mockserver.bench.measuring import MEASURES
    from mockserver.bench.measuring import measure as measured
    from mockserver.bench.processes import PROC
    from mockserver.remote.stopping import ended_by_signals

    if not (PROC / "self" / "stat").exists():
        raise Mistake("bench reads processor time and memory from /proc: it runs on Linux only")
    names = _chosen("measurement", measure or (_QUICK if asked["quick"] else ()), MEASURES)
    servers = _contestants(peers, only)
    where = Path() if peers is None else peers.resolve()
    with ended_by_signals():
        return measured(_plan(**asked), servers, where, names, (remark, keep))


def _contestants(peers: Path | None, only: tuple[str, ...]) -> list[Contestant]:
    from mockserver.bench.contestants import MOCKSERVER
    from mockserver.bench.peers import PEERS

    if peers is None and only:
        raise Mistake("--only names peers: say with --peers where they are installed")
    known = {} if peers is None else {each.name: each for each in PEERS}
    return [MOCKSERVER, *(known[name] for name in _chosen("peer", only, known))]


def _plan(
    *,
    quick: bool,
    workload: tuple[str, ...],
    connections: tuple[int, ...],
    rounds: int | None,
    seconds: int | None,
) -> Plan:
    from mockserver.bench.rounds import Plan
    from mockserver.bench.workloads import workloads

    known = workloads()
    chosen = tuple(known[name] for name in _chosen("workload", workload, known))
    return Plan(chosen, connections, rounds or (1 if quick else 2), seconds or 2)


def _chosen(what: str, names: Iterable[str], known: Mapping[str, object]) -> list[str]:
    """The names, in the order of the table; all of them where none is given."""
    wanted = set(names) or set(known)
    for name in wanted - set(known):
        raise unknown(what, name, known)
    return [name for name in known if name in wanted]


def _raw(file: Path) -> Path:
    return file.with_suffix(".json")


def _keep(file: Path | None, data: dict[str, Any]) -> None:
    """The raw figures, as soon as there are some: a run is long."""
    if file is not None:
        _raw(file).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _write(data: dict[str, Any], file: Path) -> None:
    from mockserver.bench.page import page
    from mockserver.bench.plot import draw

    _keep(file, data)
    file.with_suffix(".svg").write_text(draw(data), "utf-8")
    file.write_text(page(data, file.stem), "utf-8")
    remark(f"written: {file}, with its picture and {_raw(file).name}")


def _tell(data: dict[str, Any]) -> None:
    from mockserver.bench import tables
    from mockserver.bench.judge import verdicts

    # fmt: off
    told: tuple[tuple[str, Callable[[], tables.Table]], ...] = (
        ("Side by side",         lambda: tables.side_by_side(data)),
        ("In turns",             lambda: tables.in_turns(data)),
        ("mockserver's own",     lambda: tables.ours(data)),
        ("Many at once",         lambda: tables.crowds(data)),
        ("A long run",           lambda: tables.endurance(data)),
        ("What was set out",     lambda: tables.demands(verdicts(data))),
    )
    # fmt: on
    for title, table in told:
        headings, rows = table()
        if rows:
            say_title(title)
            say_table(headings, rows)
    for name, why in {**data.get("problems", {}), **data.get("failed", {})}.items():
        remark(f"{name}: {why}")
