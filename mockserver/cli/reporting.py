"""A report as commands give it: to a person, into files, as an exit code."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import UNMET, UNSURE, Mistake
from mockserver.cli.show import columns, say, say_table, say_title
from mockserver.report.letters import printable

if TYPE_CHECKING:
    from mockserver.report.model import Case, Report

EXITS = {"pass": 0, "fail": UNMET, "inconclusive": UNSURE}
STEPS = 60  # shown to a person; the files have all
_MARKS = {"pass": "pass", "fail": "FAIL", "inconclusive": "unsure"}
_COLOURS = {"pass": "green", "fail": "red", "inconclusive": "yellow"}
_FILE = click.Path(dir_okay=False, allow_dash=True)
# fmt: off
REPORT_OPTIONS = (
    click.option("--junit", type=_FILE, metavar="FILE", help="Write JUnit XML."),
    click.option("--json", "as_json", type=_FILE, metavar="FILE", help="Write JSON; - is standard output."),
    click.option("--html", type=_FILE, metavar="FILE", help="Write a page with a sequence diagram."),
    click.option("--redact/--no-redact", "hide", default=True,
                 help="Whether secrets, tokens and phone numbers are hidden; they are."),
)
# fmt: on


def deliver(report: Report, options: Mapping[str, Any]) -> int:
    """Write the files that were asked for, tell the person; gives the exit code.

    Raises:
        Mistake: a file cannot be written.
    """
    from mockserver.report.model import redacted

    shown = redacted(report) if options["hide"] else report
    write(shown, options)
    if "-" not in (options["junit"], options["as_json"], options["html"]):
        say_report(shown)
    return EXITS[shown.outcome]


def write(report: Report, options: Mapping[str, Any]) -> None:
    """Write the files that were asked for.

    Raises:
        Mistake: one cannot be written.
    """
    from mockserver.report.junit import junit
    from mockserver.report.page import page
    from mockserver.report.plain import told

    made: tuple[tuple[str, Callable[[], bytes]], ...] = (
        ("junit", lambda: junit(report)),
        ("as_json", lambda: json.dumps(told(report), indent=2).encode() + b"\n"),
        ("html", lambda: page(report).encode("utf-8", "backslashreplace")),
    )
    for option, content in made:
        if options[option]:
            _put(options[option], content())


def _put(name: str, content: bytes) -> None:
    try:
        with click.open_file(name, "wb") as file:
            file.write(content)
    except OSError as why:
        raise Mistake(f"{name} cannot be written: {why.strerror}") from why


def say_report(report: Report) -> None:
    """The report for a person: what passed between whom, what was expected and what came, one sentence."""
    say_title(report.title)
    if report.steps:
        _say_steps(report)
    for case in report.cases:
        _say_case(case)
    for note in report.notes:
        say(f"note: {note}")
    click.secho(printable(f"{report.sentence} ({report.took / 1000:.2f} s)"), fg=_COLOURS[report.outcome])


def _say_steps(report: Report) -> None:
    rows = [
        (f"{step.at / 1000:.3f}s", f"{step.source} > {step.target}", step.text, step.answer, step.note)
        for step in report.steps[:STEPS]
    ]
    say_table(("TIME", "WHO", "WHAT", "ANSWER", "NOTE"), rows)
    if len(report.steps) > STEPS:
        say(f"{len(report.steps) - STEPS} more: --json FILE and --html FILE have them")
    say()


def _say_case(case: Case) -> None:
    mark = click.style(_MARKS[case.outcome].ljust(6), fg=_COLOURS[case.outcome])
    click.echo(f"{mark}  {printable(case.name)}")
    if case.outcome == "pass":
        return
    told = (("expected", case.expected), ("found", case.found), ("why", case.reason))
    for line in (*columns([pair for pair in told if pair[1]]), *case.details):
        say(f"{' ' * 8}{line}")
