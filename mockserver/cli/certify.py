"""``mockserver certify``: which of a vendor's callbacks, documented and hostile, an application survives."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import Mistake, Unmet, unknown
from mockserver.cli.finding import vendor_named
from mockserver.cli.fire import gate_for, moment
from mockserver.cli.firing import settings_of
from mockserver.cli.options import Seconds, with_options
from mockserver.cli.reporting import EXITS, REPORT_OPTIONS, write
from mockserver.cli.show import remark, say, say_table, say_title
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.certify.battery import Wanted
    from mockserver.kit import Notice, Vendor
    from mockserver.report.model import Case, Report

EPILOG = """\b
Examples:
  mockserver certify huawei --target http://127.0.0.1:9000/release --secret s3cret
  mockserver certify huawei --target 'http://127.0.0.1:9000/{notice}' --junit certify.xml
  mockserver certify huawei --target http://127.0.0.1:9000/release --notice release --skip stale_timestamp
  mockserver certify genesys --scenario mine.yaml --port 8080 -- ./app

\b
{notice} in the address stands for the name of the callback: connection, release, …
The application has to run; nothing but these callbacks is sent to it.
Exit code: 0 all right, 1 something is not, 2 the command is wrong, 3 something could not be judged.
"""

_WORDS = {"pass": "right", "fail": "wrong", "inconclusive": "not judged"}
_MARKS = {"pass": "ok  ", "fail": "NOT ", "inconclusive": "?   "}
_WIDE = 240  # letters of a line of a reason, for a person; the files have all

# fmt: off
OPTIONS = (
    click.option("--target", metavar="URL", help="Where the application takes callbacks."),
    click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, metavar="N",
                 help="Where an application that listens finds the mock; 0 takes a free one."),
    click.option("--scenario", metavar="FILE", help="What the mock serves it: users and passwords."),
    click.option("--wait", type=Seconds(0, 86_400), default=60, show_default=True,
                 metavar="SECONDS", help="How long an application that listens has to connect."),
    click.option("--secret", metavar="TEXT",
                 help="What callbacks are signed with; without it they are not, and nothing is forged."),
    click.option("--notice", "names", metavar="NAME", multiple=True,
                 help="Only this callback. Repeatable; all of the vendor's by default."),
    click.option("--skip", metavar="CASE", multiple=True,
                 help="Leave a case out, e.g. one whose rule is assumed. Repeatable."),
    click.option("--set", "pairs", metavar="NAME=VALUE", multiple=True,
                 help="A setting of the vendor's. Repeatable."),
    click.option("--burst", type=click.IntRange(1, 100_000), default=500, show_default=True, metavar="N",
                 help="How many callbacks come at once in the burst."),
    click.option("--timeout", type=Seconds(0.01, 3600), default=10, show_default=True,
                 metavar="SECONDS", help="How long an answer may take."),
    click.option("--ca", metavar="FILE", type=click.Path(exists=True, dir_okay=False),
                 help="Trust certificates that this one (PEM) signed."),
    click.option("--seed", type=int, metavar="N", help="Calls and nonces are drawn from it."),
    click.option("--at", metavar="TIME",
                 help="When the calls end, e.g. 2026-01-01T09:00:00Z; by default now."),
)
# fmt: on


@click.command("certify", epilog=EPILOG, short_help="Try an application with every callback of a vendor")
@click.argument("vendor")
@click.argument("application", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
@with_options((*OPTIONS, *REPORT_OPTIONS))
def command(vendor: str, *, application: tuple[str, ...], **options: Any) -> int:
    """Send an application the callbacks of VENDOR, documented and hostile, and judge what it answers.

    Where VENDOR tells by Bayeux (CometD), serve an application that listens, and judge how it goes on.
    COMMAND starts it; MOCKSERVER_URL tells it where the mock is.
    """
    from mockserver.certify.ordeals import LISTENING
    from mockserver.certify.trials import NAMES
    from mockserver.cli.listening import report_on_listener
    from mockserver.report.model import redacted

    found, skip = vendor_named(vendor), options["skip"]
    listens = found.bayeux is not None
    for name in skip:
        if name not in (names := LISTENING if listens else NAMES):
            raise unknown("case", name, names)
    if listens:
        report = report_on_listener(found, application, options, _progress)
    else:
        report = _report(_wanted(found, options), options)
    shown = redacted(report) if options["hide"] else report
    write(shown, options)
    if "-" not in (options["junit"], options["as_json"], options["html"]):
        _tell(shown)
    return EXITS[shown.outcome]


def _wanted(vendor: Vendor, given: Mapping[str, Any]) -> Wanted:
    from mockserver.certify.battery import Wanted

    if given["target"] is None:
        raise Mistake(f"{vendor.title} sends callbacks: say where, with --target URL")
    notices = _notices(vendor, given["names"])
    urls = {notice.name: given["target"].replace("{notice}", notice.name) for notice in notices}
    for url in urls.values():
        gate_for(url, ())
    when = moment(given["at"])
    return Wanted(
        vendor=vendor,
        notices=notices,
        urls=urls,
        settings=settings_of(vendor, given["secret"], given["pairs"]),
        seed=when if given["seed"] is None else given["seed"],
        at=when,
        burst=given["burst"],
    )


def _notices(vendor: Vendor, names: tuple[str, ...]) -> tuple[Notice, ...]:
    sent = {each.name: each for each in vendor.notices if each.on is not None or each.samples is not None}
    if not sent:
        others = [name for name, each in Installed().items() if each.notices]
        raise Mistake(f"{vendor.title} sends no callbacks; those that do: {', '.join(others) or 'none'}")
    for name in names:
        if name not in sent:
            raise unknown(f"callback of {vendor.title}'s", name, sent)
    return tuple(each for name, each in sent.items() if not names or name in names)


def _report(wanted: Wanted, given: Mapping[str, Any]) -> Report:
    from mockserver.callbacks.sender import Sender
    from mockserver.certify.battery import Battery
    from mockserver.certify.running import NobodyThere, Run
    from mockserver.clock import RealClock
    from mockserver.report.model import Report

    battery, clock, skip = Battery(wanted), RealClock(), given["skip"]
    began = clock.now()
    gate = gate_for(next(iter(wanted.urls.values())), ())
    sender = Sender(gate, timeout=given["timeout"], ca_file=given["ca"])
    run = Run(sender, {notice.name: notice.accepts for notice in wanted.notices})
    trials = (trial for trial in battery.trials() if trial.name not in skip)
    try:
        cases = asyncio.run(run.cases(trials, _progress))
    except NobodyThere as why:
        raise Unmet(str(why)) from why
    notes = (*battery.untried(), *(f"left out by --skip: {name}" for name in skip))
    facts = (("vendor", wanted.vendor.title), *((f"{name} to", url) for name, url in wanted.urls.items()))
    title = f"certify {wanted.vendor.name}"
    return Report(title, tuple(cases), tuple(run.steps), facts, notes, began, clock.now() - began)


def _progress(case: Case) -> None:
    """A line for each case as it is known, for whoever watches."""
    remark(f"{_MARKS[case.outcome]} {case.name}")


def _tell(report: Report) -> None:
    rows = [(case.name, _WORDS[case.outcome], case.found) for case in report.cases]
    say_table(("CASE", "IS", "WHAT THE APPLICATION DID"), rows)
    for case in report.cases:
        _tell_why(case)
    say()
    for note in report.notes:
        say(f"note: {note}")
    say_title(f"{report.sentence}.")


def _tell_why(case: Case) -> None:
    if not case.reason:
        return
    say()
    say_title(f"{case.name}: {_WORDS[case.outcome]}")
    for line in (case.reason, *case.details):
        say(f"  {line}" if len(line) <= _WIDE else f"  {line[:_WIDE]}…")
