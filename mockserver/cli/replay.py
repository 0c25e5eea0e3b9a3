"""``mockserver replay``: a scenario is played against an application, and what came is judged."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.finding import scenario_file, shown_path
from mockserver.cli.options import Seconds, set_option, with_options
from mockserver.cli.reporting import REPORT_OPTIONS, deliver

if TYPE_CHECKING:
    from mockserver.cli.staging import Stage
    from mockserver.remote.application import Application
    from mockserver.remote.playing import Ended
    from mockserver.report.model import Report

_LONGEST = 24 * 3600.0
EPILOG = """\b
Examples:
  mockserver replay mine.yaml --target http://127.0.0.1:9000
  mockserver replay mine.yaml --target http://127.0.0.1:9000 --port 0 -- python app.py
  mockserver replay huawei-retries --junit report.xml --html report.html -- ./app
  mockserver replay mine.yaml --attach http://127.0.0.1:8080 --pace real

COMMAND starts the application; MOCKSERVER_URL tells it where the mock is.
Exit code: 0 all passed, 1 something failed, 2 the scenario is wrong, 3 nothing could be said for sure.
"""


def _pace(_ctx: click.Context, _param: click.Parameter, value: str) -> float:
    words = {"fast": 0.0, "real": 1.0}
    try:
        pace = words[value] if value in words else float(value)
    except ValueError:
        pace = -1.0
    if not (0 < pace <= 1_000_000 or value == "fast"):
        raise click.BadParameter(
            f"{value!r} is no pace; write fast, real, or how many times as fast, e.g. 60"
        )
    return pace


def _target(_ctx: click.Context, _param: click.Parameter, value: str | None) -> str | None:
    from mockserver.remote.admin import NoURL, place_of

    if value is None:
        return None
    try:
        return place_of(value).geturl().rstrip("/")
    except NoURL as why:
        raise click.BadParameter(f"{value!r} is no URL; write it like http://127.0.0.1:9000") from why


# fmt: off
_SECONDS = Seconds(0, _LONGEST)
OPTIONS = (
    click.option("--target", metavar="URL", callback=_target,
                 help="Where the application listens: all callbacks go there, and ${target} is it."),
    click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, metavar="N",
                 help="Where the application finds the mock; 0 takes a free one."),
    click.option("--attach", metavar="URL", help="Play it on a running server, in a sandbox of its own."),
    click.option("--sandbox", default="replay", show_default=True, metavar="NAME",
                 help="What that sandbox is called."),
    click.option("--admin-token", metavar="TEXT", envvar="MOCKSERVER_ADMIN_TOKEN",
                 help="For a running server that asks for it."),
    set_option(),
    click.option("--pace", default="fast", show_default=True, metavar="fast|real|X", callback=_pace,
                 help="How time passes: fast jumps to what is due next."),
    click.option("--quiet", type=_SECONDS, default=0.1, show_default=True, metavar="SECONDS",
                 help="The application has done its part when nothing came for so long."),
    click.option("--grace", type=_SECONDS, default=2, show_default=True, metavar="SECONDS",
                 help="The same, while something is missing."),
    click.option("--timeout", type=_SECONDS, default=60, show_default=True, metavar="SECONDS",
                 help="For the whole."),
)
# fmt: on


@click.command("replay", epilog=EPILOG, short_help="Play a scenario against your application, and judge it")
@click.argument("scenario")
@click.argument("application", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
@with_options((*OPTIONS, *REPORT_OPTIONS))
def command(scenario: str, application: tuple[str, ...], **options: Any) -> int:
    """Play SCENARIO (a file, or a bundled one by name) to its end.

    Then say what was expected of the application, what came, and in which order.
    """
    return deliver(replayed(scenario_file(scenario), application, options), options)


def replayed(file: Path, application: tuple[str, ...], options: Mapping[str, Any]) -> Report:
    """Play a scenario; gives what came of it.

    Raises:
        Mistake: the scenario or an option is wrong.
        Unmet: the server or the application cannot be reached.
    """
    from mockserver.cli.progress import Progress
    from mockserver.cli.staging import application_of, attached, own, present
    from mockserver.clock import RealClock, stopwatch
    from mockserver.remote.playing import Patience, Play
    from mockserver.remote.stopping import ended_by_signals
    from mockserver.report.model import Report

    began, watch = RealClock().now(), stopwatch()
    with ExitStack() as stack:
        stack.enter_context(ended_by_signals())
        stage = stack.enter_context((attached if options["attach"] else own)(file, options))
        patience = Patience(options["quiet"], options["grace"], options["timeout"])
        progress = stack.enter_context(Progress())
        play = Play(stage.admin, stage.sandbox, pace=options["pace"], patience=patience, see=progress.see)
        progress.began = since = play.hold()
        running = stack.enter_context(application_of(application, stage.url, options["target"]))
        present(options["target"])
        played = stopwatch()
        with stage.held_fast():
            ended = play.run(running)
        alone = (stopwatch() - played) / 1e6
        facts = (*_facts(file, stage, options, ended), ("played in", f"{alone:.2f} s"))
        took = (stopwatch() - watch) // 1000
        notes = _notes(ended, running)
        frame = Report(f"replay {stage.scenario}", facts=facts, notes=notes, began=began, took=took)
        return stage.report(frame, since)


def _facts(file: Path, stage: Stage, options: Mapping[str, Any], ended: Ended) -> tuple[tuple[str, str], ...]:
    from mockserver import __version__

    pace = {0.0: "fast", 1.0: "real"}.get(options["pace"], f"{options['pace']:g} times as fast")
    return (
        ("scenario", shown_path(file)),
        ("server", stage.url),
        ("target", options["target"] or "none: the application only asks"),
        ("pace", pace),
        ("ended", f"{ended}"),
        ("mockserver", __version__),
    )


def _notes(ended: Ended, running: Application | None) -> tuple[str, ...]:
    from mockserver.remote.playing import Ended

    code = running.code if running is not None else None
    notes = (
        (ended is Ended.TIMEOUT, "the time for the whole was over before everything had come (--timeout)"),
        (code not in (None, 0), f"the application ended with {code}; {_last(running)}"),
    )
    return tuple(text for holds, text in notes if holds)


def _last(running: Application | None) -> str:
    lines = running.said.split("\n") if running is not None else []
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    return f"it last said: {last}" if last else "it said nothing"
