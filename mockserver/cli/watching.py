"""``run --watch``: scenario files that have changed are loaded again while the server runs.

Rule: a broken edit changes nothing but what health says; the last good version is played on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from mockserver.app import base_scenario
from mockserver.cli.show import remark
from mockserver.clock import sleep_real
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import Scenario
from mockserver.settings import Settings, WrongSetting

if TYPE_CHECKING:
    from mockserver.server.serve import Served

EVERY = 0.5  # seconds between two looks
Stamps = dict[Path, tuple[int, int] | None]  # when it was written and how long it is; None: it is not there
Load = Callable[[list[Path]], Scenario]  # gives the scenario, and fills in which files were looked at


def watch_of(app: Served, settings: Settings) -> Watch:
    """What looks at the scenario files of an application that was made of them.

    Raises:
        ScenarioMistake, WrongSetting: they have been broken meanwhile.
    """
    world = app.extensions["mockserver"]
    load = partial(base_scenario, settings, world.vendors)
    files: list[Path] = []
    load(files)
    return Watch(world.sandboxes, load, files)


class Watch:
    """Looks at the files of a server's scenario; only its own thread uses it once it has begun."""

    def __init__(self, sandboxes: Sandboxes, load: Load, files: Iterable[Path]) -> None:
        self._sandboxes = sandboxes
        self._load = load
        self._seen = stamps(files)

    def begin(self) -> None:
        """Look every now and then from now on."""
        Thread(target=self._go_on, name="watching scenario files", daemon=True).start()

    def _go_on(self) -> None:
        while True:
            sleep_real(EVERY)
            self.look()

    def look(self) -> bool:
        """Load the files again if one has changed; whether one had."""
        if stamps(self._seen) == self._seen:
            return False
        files: list[Path] = []
        now = stamps(self._seen)  # before they are read: what is written meanwhile is seen at the next look
        try:
            scenario = self._load(files)
        except (ScenarioMistake, WrongSetting) as why:
            self._sandboxes.mistakes = tuple(str(why).splitlines())
            remark("\n".join(["the scenario is as it was before this edit:", *self._sandboxes.mistakes]))
            files += self._seen  # what it was made of is looked at as well, until an edit is whole again
        else:
            self._sandboxes.mistakes = ()
            self._sandboxes.renew(scenario)
            remark(f"loaded again: {scenario.name}")
        self._seen = {file: now.get(file, stamp) for file, stamp in stamps(files).items()}
        return True


def stamps(files: Iterable[Path]) -> Stamps:
    """How the files stand now."""
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
