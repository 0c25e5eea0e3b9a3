"""``mockserver record``: a proxy to the real vendor that keeps what passes as a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import UNMET, Mistake, Mistakes
from mockserver.cli.finding import scenario_file, shown_path, vendor_named
from mockserver.cli.fire import gate_for
from mockserver.cli.options import Seconds, set_option, with_options
from mockserver.cli.show import remark, say, say_title
from mockserver.settings import LOOPBACK, Settings

if TYPE_CHECKING:
    from mockserver.kit import Vendor
    from mockserver.recording.session import Outcome, Session
    from mockserver.web.world import World

EPILOG = """\b
Examples:
  mockserver record --vendor huawei --to https://api.example.com
  mockserver record --vendor huawei --to https://api.example.com --out monday.yaml --ignore timestamp
  mockserver run monday.yaml

\b
Point the application at the address of the ready line, let it do its work, then stop with Ctrl-C.
Exit code: 0 if the recording plays as the vendor answered, 1 if something is missing in it.
"""

# fmt: off
OPTIONS = (
    click.option("--vendor", "vendor_name", metavar="NAME", required=True, help="Whose API it is."),
    click.option("--to", metavar="URL", required=True,
                 help="The real vendor. Requests go there and nowhere else."),
    click.option("--out", metavar="FILE", type=click.Path(dir_okay=False, path_type=Path),
                 default=Path("recorded.yaml"), show_default=True,
                 help="The scenario that is written when recording ends."),
    click.option("--force", is_flag=True, help="Write over the file, if there is one."),
    click.option("--port", type=click.IntRange(0, 65_535), default=8080, show_default=True, metavar="N",
                 help="0 takes a free one."),
    click.option("--ignore", metavar="NAME", multiple=True,
                 help="A member of queries and bodies that may be anything when played, e.g. a timestamp."
                      " Repeatable."),
    click.option("--beside", metavar="SCENARIO", multiple=True,
                 help="What the mock plays that the vendor is compared with. Repeatable."),
    set_option(),
    click.option("--timeout", type=Seconds(0.01, 3600), default=120, show_default=True,
                 metavar="SECONDS", help="How long the vendor may take for an answer."),
    click.option("--ca", metavar="FILE", type=click.Path(exists=True, dir_okay=False),
                 help="Trust certificates that this one (PEM) signed."),
)
# fmt: on


@click.command("record", epilog=EPILOG, short_help="Keep what a real vendor answers as a scenario")
@with_options(OPTIONS)
def command(vendor_name: str, to: str, out: Path, *, force: bool, port: int, **given: Any) -> int:
    """Pass requests on to the real vendor, and keep what it answers as a scenario.

    Secrets and phone numbers are replaced, the same always by the same. Beside it the
    mock is asked the same; it is said where its answers differ.
    """
    from mockserver.cli.servers import by_werkzeug

    if out.exists() and not force:
        raise Mistake(f"{out} is there already; --force writes over it")
    if not out.parent.is_dir():
        raise Mistake(f"there is no folder {out.parent}")
    session = _session(vendor_named(vendor_name), to, given)
    settings = Settings(listen=LOOPBACK, port=port)
    by_werkzeug(session.proxy, settings, lambda url: remark(f"{url} leads to {to}; Ctrl-C ends recording"))
    try:
        outcome = session.finish(out, lambda path: _world(session.vendor, (path,), ()))
    except OSError as why:
        raise Mistake(f"{out} cannot be written: {why.strerror}") from why
    _tell(outcome, out)
    return UNMET if outcome.problems else 0


def _session(vendor: Vendor, to: str, given: dict[str, Any]) -> Session:
    from mockserver.callbacks.sender import Sender
    from mockserver.recording.forwarding import LONGEST, Forwarder
    from mockserver.recording.session import Session
    from mockserver.recording.twin import Twin

    gate = gate_for(to, ())
    if "?" in to or "#" in to:
        raise Mistake(f"{to} has more than a place and a path: paths of requests are put behind it")
    forwarder = Forwarder(
        lambda: Sender(gate, timeout=given["timeout"], ca_file=given["ca"], longest=LONGEST), to
    )
    files = tuple(shown_path(scenario_file(word)) for word in given["beside"])
    twin = Twin(vendor, _world(vendor, files, given["variables"]))
    return Session(vendor, forwarder, twin, ignored=frozenset(given["ignore"]), progress=remark)


def _world(vendor: Vendor, files: tuple[str, ...], variables: tuple[tuple[str, str], ...]) -> World:
    """A mock that plays these files, or nothing but the vendor.

    Raises:
        Mistake: it cannot.
    """
    from mockserver.app import make_world
    from mockserver.scenario.mistakes import ScenarioMistake
    from mockserver.settings import WrongSetting
    from mockserver.vendors import Installed

    known = Installed() if files else {vendor.name: vendor}
    try:
        return make_world(Settings(scenarios=files, variables=variables), known)
    except ScenarioMistake as why:
        raise Mistakes(*map(str, why.mistakes)) from why
    except WrongSetting as why:
        raise Mistake(str(why)) from why


def _tell(outcome: Outcome, out: Path) -> None:
    for line in outcome.compared:
        say(line)
    for problem in outcome.problems:
        say(f"missing: {problem}")
    say_title(f"{outcome.sentence}: {out}")
