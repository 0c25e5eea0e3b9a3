"""``mockserver run``: the server, in the foreground, until Ctrl-C or SIGTERM."""

from __future__ import annotations

import gc
import math
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import Mistake, Mistakes
from mockserver.cli.finding import leading_comment, scenario_file, shown_path
from mockserver.cli.options import set_option, with_options
from mockserver.cli.show import remark
from mockserver.settings import LOOPBACK, Settings, WrongSetting, secured

if TYPE_CHECKING:
    from mockserver.server.serve import Served

_USUAL_URL = re.compile(r"http://(?:127\.0\.0\.1|localhost):8080\b")  # as the scenarios' comments have it
_SERVERS = ("loop", "gthread", "werkzeug")
EPILOG = """\b
Examples:
  mockserver run                              all vendors, nothing in them yet
  mockserver run quickstart                   a bundled scenario: mockserver scenarios
  mockserver run mine.yaml more.yaml --port 0 your own; the ready line tells the port
  mockserver run mine.yaml --pace 60          a minute passes in a second
  mockserver run --listen 0.0.0.0 --allow-callback app.test:9000
  mockserver run quickstart --tls             HTTPS; says which file to trust

When it can answer it prints one line on standard output: ready http://127.0.0.1:8080
"""


def _pace(_ctx: click.Context, _param: click.Parameter, value: float | None) -> float | None:
    if value is not None and not (math.isfinite(value) and value > 0):
        raise click.BadParameter(f"{value} is no pace; give how many times as fast time runs, e.g. 60")
    return value


def _destinations(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    from mockserver.callbacks.egress import EgressGate

    hosts = tuple(host for given in value for host in given.split())
    try:
        EgressGate(hosts)
    except ValueError as why:
        raise click.BadParameter(str(why)) from why
    return hosts


# fmt: off
OPTIONS = (
    click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, envvar="PORT",
                 metavar="N", help="0 takes a free one."),
    click.option("--listen", metavar="ADDRESS", default=LOOPBACK,
                 show_default=True, envvar="MOCKSERVER_LISTEN",
                 help="Any other than loopback turns the admin token on."),
    set_option("MOCKSERVER_SET"),
    click.option("--fault", "faults", metavar="RULE", multiple=True,
                 help="A rule before all others, e.g. '{operation: createCall, fault: HANG}'. Repeatable."),
    click.option("--seed", type=int, metavar="N", envvar="MOCKSERVER_SEED",
                 help="Instead of the scenario's."),
    click.option("--store", metavar="URL", default="memory:", show_default=True, envvar="MOCKSERVER_STORE",
                 help="Where state is kept."),
    click.option("--pace", type=float, metavar="X", callback=_pace,
                 help="Time runs X times as fast, whatever the scenario's clock."),
    click.option("--allow-callback", "allow_callbacks", metavar="HOST", multiple=True, callback=_destinations,
                 envvar="MOCKSERVER_ALLOW_CALLBACKS",
                 help="Callbacks may go there too: host, host:port, address or network. Repeatable."),
    click.option("--callback-origin", metavar="URL", default="", envvar="MOCKSERVER_CALLBACK_ORIGIN",
                 help="All callbacks go there instead, their paths as they are."),
    click.option("--admin-token", metavar="TEXT", envvar="MOCKSERVER_ADMIN_TOKEN",
                 help="What the admin API asks for; made up where it is needed and not given."),
    click.option("--tls", is_flag=True, envvar="MOCKSERVER_TLS",
                 help="HTTPS, with a certificate by a local CA that is made once."),
    click.option("--tls-host", "tls_hosts", metavar="HOST", multiple=True, envvar="MOCKSERVER_TLS_HOSTS",
                 help="The certificate is for this address or name too. Repeatable."),
    click.option("--tls-cert", metavar="FILE", envvar="MOCKSERVER_TLS_CERT",
                 help="HTTPS, with a certificate of your own (PEM)."),
    click.option("--tls-key", metavar="FILE", envvar="MOCKSERVER_TLS_KEY",
                 help="Its key, if that is not in the same file."),
    click.option("--server", type=click.Choice(_SERVERS), default="werkzeug" if os.name == "nt" else "loop",
                 show_default=True,
                 help="loop is the fast one; only werkzeug runs on Windows."),
    click.option("--watch", "watching", is_flag=True,
                 help="Changed scenario files are loaded again; a broken edit changes nothing."),
    click.option("--verbose", is_flag=True, help="A line on standard error for each exchange."),
)
# fmt: on


@click.command("run", epilog=EPILOG, short_help="Start the server")
@click.argument("scenarios", nargs=-1, metavar="[SCENARIO]...", envvar="MOCKSERVER_SCENARIOS")
@with_options(OPTIONS)
def command(scenarios: tuple[str, ...], *, server: str, verbose: bool, watching: bool, **given: Any) -> None:
    """Serve the vendors, as SCENARIOs say: files, or names of bundled ones.

    Several scenarios are joined. Ctrl-C or SIGTERM stops the server.
    """
    from mockserver.cli import servers, watch
    from mockserver.server.tls import trust

    files = [scenario_file(word) for word in scenarios]
    settings = secured(Settings(scenarios=tuple(map(shown_path, files)), **given))
    watch.log(everything=verbose)
    app = application(settings, server, verbose=verbose)
    if watching:
        watch_files(app, settings)
    gc.freeze()
    gc.enable()
    secret = None if given["admin_token"] else settings.admin_token
    servers.SERVERS[server](app, settings, lambda url: introduce(files, url, secret, trust(settings)))


def application(settings: Settings, server: str, *, verbose: bool) -> Served:
    """The application, for one of the servers.

    Raises:
        Mistake: a scenario or a setting cannot be used.
    """
    from mockserver.app import create_app, create_late_app
    from mockserver.scenario.mistakes import ScenarioMistake

    try:
        if server == "loop" and not verbose:
            return create_late_app(settings)
        app = create_app(settings)
    except ScenarioMistake as why:
        raise Mistakes(*map(str, why.mistakes)) from why
    except WrongSetting as why:
        raise Mistake(str(why)) from why
    if verbose:
        from mockserver.cli import watch

        watch.tell_exchanges(app)
    return app


def watch_files(app: Served, settings: Settings) -> None:
    """Let the server look at its scenario files once it serves."""
    from mockserver.cli.watching import watch_of

    app.extensions["mockserver.watch"] = watch_of(app, settings).begin


def introduce(files: Sequence[Path], url: str, secret: str | None, trusting: Sequence[str] = ()) -> None:
    """What is to be tried, the admin token if it was made up, how to trust us: on standard error, once."""
    for path in dict.fromkeys(files):
        comment = leading_comment(path)
        if comment:
            remark("\n".join(_USUAL_URL.sub(url, line) for line in comment))
    if not files:
        remark("no scenario: every vendor as it is by default; mockserver scenarios lists what is in the box")
    if secret is not None:
        remark(f"admin token: {secret}")
    for line in trusting:
        remark(line)
