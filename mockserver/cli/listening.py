"""``mockserver certify`` for an application that listens: a server is started, the application waited for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockserver.cli.failing import Mistake, Mistakes, Unmet
from mockserver.cli.finding import scenario_file
from mockserver.cli.fire import moment
from mockserver.cli.firing import settings_of
from mockserver.cli.show import remark
from mockserver.cli.staging import application_of, not_started
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.certify.ordeals import Ordeal
    from mockserver.kit import Settings, Vendor
    from mockserver.report.model import Case, Report


def report_on_listener(
    vendor: Vendor,
    application: tuple[str, ...],
    options: Mapping[str, Any],
    seen: Callable[[Case], object],
) -> Report:
    """Serve the application and put it through all ordeals.

    Raises:
        Mistake: an option or the scenario is wrong.
        Unmet: the server cannot be started, or nobody came to listen.
    """
    from mockserver.certify.listening import Listener, NobodyListens
    from mockserver.clock import RealClock
    from mockserver.remote.admin import Admin
    from mockserver.remote.process import CannotStart, Process
    from mockserver.remote.stopping import ended_by_signals
    from mockserver.report.model import Report

    settings, clock = _settings(vendor, options), RealClock()
    began, files = clock.now(), [scenario_file(options["scenario"])] if options["scenario"] else []
    try:
        with (
            ended_by_signals(),
            Process.start(files, port=options["port"]) as server,
            application_of(application, server.url, None),
        ):
            remark(f"waiting for somebody who listens at {server.url}")
            listener = Listener(Admin(server.url), vendor.name, options["timeout"])
            client = listener.await_arrival(options["wait"])
            cases = listener.put_through(_ordeals(vendor, settings, client.user, options), seen)
    except CannotStart as why:
        raise not_started(why) from why
    except NobodyListens as why:
        raise Unmet(str(why)) from why
    facts = (("vendor", vendor.title), ("user", client.user), ("to", ", ".join(sorted(client.subscriptions))))
    notes = tuple(f"left out by --skip: {name}" for name in options["skip"])
    return Report(f"certify {vendor.name}", tuple(cases), (), facts, notes, began, clock.now() - began)


def _settings(vendor: Vendor, options: Mapping[str, Any]) -> Settings:
    """What the server will have as the vendor's settings."""
    from mockserver.scenario.load import load
    from mockserver.scenario.mistakes import ScenarioMistake

    if not options["scenario"]:
        return settings_of(vendor, None, ())
    try:
        scenario = load(scenario_file(options["scenario"]), Installed())
    except ScenarioMistake as why:
        raise Mistakes(*str(why).splitlines()) from why
    if vendor.name not in scenario.vendors:
        raise Mistake(f"{options['scenario']} does not serve {vendor.name}")
    return scenario.vendors[vendor.name]


def _ordeals(vendor: Vendor, settings: Settings, user: str, options: Mapping[str, Any]) -> list[Ordeal]:
    from mockserver.certify.calls import CALLER, Calls
    from mockserver.certify.ordeals import messages_of, ordeals

    at = moment(options["at"])
    phones = list(vendor.bayeux.phones(settings, user)) if vendor.bayeux else []
    caller = next(iter(phones), CALLER)
    seed = at if options["seed"] is None else options["seed"]
    calls = Calls(vendor, settings, seed=seed, at=at, caller=caller)
    courses = list(messages_of(vendor, settings, calls))
    return [each for each in ordeals(courses, options["burst"]) if each.name not in options["skip"]]
