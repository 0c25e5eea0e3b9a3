"""Where a scenario is played: a server of our own, or a sandbox on one that runs; and the application."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mockserver.cli.admin import Admin
from mockserver.cli.failing import WRONG, Mistakes, Unmet, Unsure
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.remote.application import Application, CannotRun, listens
from mockserver.remote.process import CannotStart, Process
from mockserver.report import gathering
from mockserver.report.model import Report

Options = Mapping[str, Any]
_LONG = 120.0  # seconds for an answer that tells of ten thousand exchanges
NOTHING = "the scenario expects nothing, so nothing can pass: its key 'expect' says what has to come"
UNASKED = "nothing was asked of the mock; is the application pointed at it? MOCKSERVER_URL is {}"
_ANOTHER = "somebody reset or replaced the sandbox {} while it was played, so nothing is known of it"


@frozen
class Stage:
    """A sandbox that has begun, and nobody has spoken to."""

    admin: Admin
    url: str  # where the application finds it
    sandbox: str
    scenario: str  # its name
    serial: int  # which world it is

    @contextmanager
    def held_fast(self) -> Iterator[None]:
        """While it is played: what goes wrong because it is another sandbox by now is told as that.

        Raises:
            Unsure: it is.
        """
        try:
            yield
        except Unmet:
            self._check()
            raise

    def _check(self) -> None:
        if self.admin.get(f"/sandboxes/{self.sandbox}")["serial"] != self.serial:
            raise Unsure(_ANOTHER.format(self.sandbox))

    def _all(self, path: str, **query: object) -> Any:
        """What may be long, and take its time."""
        return self.admin.ask("GET", path, query=query, timeout=_LONG)

    def report(self, frame: Report, since: Millis) -> Report:
        """The report with what came; ``since`` is when the sandbox began, on its clock.

        Raises:
            Unsure: it is another sandbox by now.
        """
        verdicts = self._all("/expectations", final="true")
        journal = self._all("/requests")
        events = tuple(reversed(journal["requests"]))
        deliveries = self._all("/callbacks")["callbacks"]
        self._check()
        passed = gathering.steps(events, deliveries, since)
        remarks = gathering.remarks(events, deliveries, journal["evicted"])
        return replaced(
            frame,
            cases=gathering.cases(verdicts, passed),
            steps=passed,
            notes=(*frame.notes, *self._silences(verdicts, events), *remarks),
        )

    def _silences(self, verdicts: Any, events: Sequence[Any]) -> Iterator[str]:
        """Why nothing came, most likely, or nothing was judged."""
        if not verdicts["expectations"]:
            yield NOTHING
        elif not events and verdicts["verdict"] != "pass":
            yield UNASKED.format(self.url)


@contextmanager
def own(file: Path, options: Options) -> Iterator[Stage]:
    """A server of our own, until the block ends.

    Raises:
        Mistakes: the scenario or an option cannot be used; each line says one.
        Unmet: the server does not come up.
    """
    target = options["target"]
    words = [word for name, value in options["variables"] for word in ("--set", f"{name}={value}")]
    if target is not None:
        words += ["--callback-origin", target, "--set", f"target={target}"]
    try:
        process = Process.start([file], port=options["port"], options=words)
    except CannotStart as why:
        raise not_started(why) from why
    with process:
        admin = Admin(process.url)
        told = admin.get("/sandboxes/default")
        yield Stage(admin, process.url, "default", told["scenario"], told["serial"])


def not_started(why: CannotStart) -> Mistakes | Unmet:
    """What to say of a server of our own that did not come up; its own words where it was asked wrongly."""
    return Mistakes(*why.said.splitlines()) if why.code == WRONG else Unmet(str(why))


@contextmanager
def attached(file: Path, options: Options) -> Iterator[Stage]:
    """A sandbox on a server that runs; it stays there, to be looked at.

    Raises:
        Mistakes: the scenario cannot be used; each line says one.
        Mistake: the URL is none.
        Unmet: the server does not answer, or says no.
    """
    from mockserver.scenario.mistakes import ScenarioMistake
    from mockserver.scenario.packing import packed
    from mockserver.vendors import Installed

    name, target = options["sandbox"], options["target"]
    given = {} if target is None else {"target": target}
    origin = {} if target is None else {"callbackOrigin": target}
    try:
        sent = packed(file, Installed(), {**dict(options["variables"]), **given})
    except ScenarioMistake as why:
        raise Mistakes(*map(str, why.mistakes)) from why
    server = Admin(options["attach"], options["admin_token"], option="--attach")
    made = server.post("/sandboxes", {"name": name, **sent, **origin})
    url = f"{options['attach'].rstrip('/')}/~{name}"
    admin = Admin(options["attach"], options["admin_token"], name)
    yield Stage(admin, url, name, made["scenario"], made["serial"])


@contextmanager
def application_of(command: Sequence[str], url: str, target: str | None) -> Iterator[Application | None]:
    """The application, started and listening, until the block ends; None where it is not ours to start.

    Raises:
        Unmet: it cannot be started, or does not listen.
    """
    if not command:
        yield None
        return
    try:
        running = Application.start(command, {"MOCKSERVER_URL": url, "MOCKSERVER_TARGET": target or ""})
    except CannotRun as why:
        raise Unmet(str(why)) from why
    try:
        if target is not None:
            running.await_listening(target)
        yield running
    except CannotRun as why:
        raise Unmet(f"{why}; it said: {running.said[-400:].strip() or 'nothing'}") from why
    finally:
        running.stop()


def present(target: str | None) -> None:
    """Make sure that somebody listens at the target.

    Raises:
        Unmet: nobody does.
    """
    if target is not None and not listens(target):
        raise Unmet(f"nobody listens at {target}; start the application, or let it be started: -- COMMAND")
