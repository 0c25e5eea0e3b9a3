"""The composition root: settings in, an application out; Flask is loaded when one is wanted."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mockserver.callbacks.egress import EgressGate
from mockserver.callbacks.late import LateDispatcher
from mockserver.callbacks.misdeeds.rules import CallbackRule
from mockserver.frozen import replaced
from mockserver.kit import Vendor
from mockserver.notices import tell
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.bare import default
from mockserver.scenario.bundled import bundled
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import ClockSpec, Rule, Scenario, combine
from mockserver.server.fallback import fallback
from mockserver.settings import Settings, WrongSetting, from_environment, secured
from mockserver.store.base import Store
from mockserver.store.memory import MemoryStore
from mockserver.vendors import Installed
from mockserver.web.lane import Lane, routes_of_tables
from mockserver.web.waiting import Waiting
from mockserver.web.world import World

if TYPE_CHECKING:
    import flask

    from mockserver.callbacks.dispatcher import Dispatcher

_STORES: dict[str, Callable[[str], Store]] = {"memory": lambda _url: MemoryStore()}


def create_app(settings: Settings | None = None, vendors: Mapping[str, Vendor] | None = None) -> flask.Flask:
    """The application.

    Raises:
        WrongSetting: a setting cannot be used.
        ScenarioMistake: a scenario file cannot be used.
    """
    if settings is None:
        return _app_of_environment()
    known = Installed() if vendors is None else vendors
    return app_of(make_world(settings, known))


def create_late_app(settings: Settings) -> LateApp:
    """The application for our own worker.

    Raises:
        WrongSetting: a setting cannot be used.
        ScenarioMistake: a scenario file cannot be used.
    """
    return LateApp(make_world(settings, Installed()))


def _app_of_environment() -> flask.Flask:
    """The application for a server that no command line starts: what is wrong is said in a line."""
    try:
        given = from_environment()
        settings = secured(given)
        app = create_app(settings)
    except (WrongSetting, ScenarioMistake) as why:
        raise SystemExit(f"mockserver: {why}") from None
    if settings.admin_token != given.admin_token:
        sys.stderr.write(f"admin token: {settings.admin_token}\n")
    return app


def make_world(settings: Settings, vendors: Mapping[str, Vendor]) -> World:
    """The parts of a server, put together; nothing runs yet."""
    settings = secured(settings)
    base = base_scenario(settings, vendors)
    sandboxes = Sandboxes(store_of(settings.store), base, vendors, tell=tell, limit=settings.sandbox_limit)
    dispatcher = dispatcher_of(settings, sandboxes)
    return World(settings, vendors, sandboxes, dispatcher, Waiting(dispatcher))


def dispatcher_of(settings: Settings, sandboxes: Sandboxes) -> LateDispatcher:
    """The dispatcher of all sandboxes' callbacks; it comes up once the server serves."""
    gate = gate_of(settings)

    def make() -> Dispatcher:
        from mockserver.callbacks.dispatcher import Dispatcher
        from mockserver.callbacks.sender import Sender

        return Dispatcher(sandboxes.__iter__, Sender(gate, timeout=settings.callback_timeout / 1000))

    return LateDispatcher(make)


def gate_of(settings: Settings) -> EgressGate:
    """The gate for everything that is sent; where all callbacks are sent instead is allowed by being named.

    Raises:
        WrongSetting: nothing is ever sent there.
    """
    origin = settings.callback_origin
    try:
        named = urlsplit(origin).netloc  # none where it is no URL, which the gate then says
        gate = EgressGate((*settings.allow_callbacks, *([named] if named else ())))
        if origin:
            gate.check_url(origin)
    except ValueError as why:
        raise WrongSetting(f"callbacks cannot go to {origin!r} instead: {why}") from why
    return gate


def base_scenario(
    settings: Settings, vendors: Mapping[str, Vendor], read: list[Path] | None = None
) -> Scenario:
    """What the scenario files (or bundled ones, by name) say together, but for what the settings say.

    ``read`` gets the files that were looked at, included ones and data too, whatever comes of it.
    """
    given = dict(settings.variables)
    paths = [bundled().get(word, Path(word)) for word in settings.scenarios]
    looked_at: list[Path] = [] if read is None else read
    files = [_file(path, vendors, given, looked_at) for path in paths]
    scenario = combine(files) if files else default(vendors)
    if given:
        _check(given, scenario)
    if settings.seed is not None:
        scenario = replaced(scenario, seed=settings.seed)
    if settings.faults:
        said = _said(settings, scenario, vendors)
        rules = (*(row for row in said if isinstance(row, Rule)), *scenario.rules)
        callbacks = (*(row for row in said if isinstance(row, CallbackRule)), *scenario.callbacks)
        scenario = replaced(scenario, rules=rules, callbacks=callbacks)
    if settings.callback_origin:
        scenario = replaced(scenario, callback_origin=settings.callback_origin)
    if settings.pace is not None:
        scenario = replaced(scenario, clock=ClockSpec("paced", scenario.clock.start, settings.pace))
    return scenario


def _check(given: Mapping[str, str], scenario: Scenario) -> None:
    from mockserver.scenario.variables import unknown_variables  # most servers are given none

    if unknown := unknown_variables(given, scenario):
        raise WrongSetting(unknown)


def _said(settings: Settings, scenario: Scenario, vendors: Mapping[str, Vendor]) -> list[Rule | CallbackRule]:
    """The rules of the command line."""
    from mockserver.scenario.magic import rule_said

    served = tuple(scenario.vendors)
    return [rule_said(text, f"--fault[{row}]", vendors, served) for row, text in enumerate(settings.faults)]


def _file(path: Path, vendors: Mapping[str, Vendor], given: Mapping[str, str], read: list[Path]) -> Scenario:
    from mockserver.scenario.load import load

    notes: dict[str, str] = {}
    try:
        return load(path, vendors, variables=given, notes=notes)
    finally:
        read += [path, *(path.parent / name for name in notes)]


def store_of(url: str) -> Store:
    """The store that a URL names.

    Raises:
        WrongSetting: no store is called so.
    """
    kind = url.partition(":")[0]
    if kind not in _STORES:
        raise WrongSetting(
            f"no store is called {url!r}; what there is: {', '.join(f'{name}:' for name in _STORES)}"
        )
    return _STORES[kind](url)


def app_of(world: World) -> flask.Flask:
    """The Flask application that serves these parts."""
    from mockserver.web.application import application_of

    return application_of(world, fallback)


class LateApp:
    """The application for our own worker: Flask is loaded when something needs it, or when there is time.

    The first answer of a vendor comes a quarter sooner for it.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self._made: flask.Flask | None = None
        lane = Lane(routes_of_tables(world), lambda: self.load().wsgi_app)
        self.extensions = {"mockserver": world, "mockserver.lane": lane}

    def load(self) -> flask.Flask:
        """The application itself."""
        with self._lock:
            if self._made is None:
                self._made = app_of(self._world)
            return self._made
