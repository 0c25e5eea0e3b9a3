"""A scenario played through before anybody uses it: what in it can never happen, or not as it says.

Rule: nothing is sent and nothing is listened on; what is found is no mistake, since the file can be used.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from mockserver.scenario.mistakes import Mistake
from mockserver.scenario.reachable import unreachable

if TYPE_CHECKING:
    from mockserver.kit import Vendor
    from mockserver.scenario.model import Scenario

_LONG = 3_600_000  # a real clock would keep somebody waiting


def doubts(scenario: Scenario, vendors: Mapping[str, Vendor]) -> list[Mistake]:
    """What is doubtful in a scenario, in the order of its files."""
    return sorted([*_never_answering(scenario), *_too_late(scenario), *_left_out(scenario, vendors)])


def _never_answering(scenario: Scenario) -> Iterator[Mistake]:
    for each in unreachable(scenario.rules):
        file, line, _ = each.taken_by.spot
        found = f"the rule {each.rule.name!r}, which never answers"
        expected = f"it before the rule {each.taken_by.name!r} ({file}:{line}), which takes all it would take"
        yield Mistake(*each.rule.spot, found, expected)


def _too_late(scenario: Scenario) -> Iterator[Mistake]:
    if scenario.clock.kind == "real":
        for planned in scenario.timeline:
            if planned.at > _LONG:
                hours = planned.at / _LONG
                found = f"something that happens after {hours:g} hours of real time"
                yield Mistake(*planned.spot, found, "clock: manual, or a paced one")


def _left_out(scenario: Scenario, vendors: Mapping[str, Vendor]) -> Iterator[Mistake]:
    """What the timeline would let happen and cannot: it is played to its end, with nobody there."""
    if not scenario.timeline:
        return
    from mockserver import timetable
    from mockserver.notices import tell
    from mockserver.sandboxes import Sandboxes
    from mockserver.scenario.model import ClockSpec
    from mockserver.store.memory import MemoryStore

    logging.getLogger(timetable.__name__).addHandler(logging.NullHandler())  # it is said here, with its place
    still = replace(scenario, clock=ClockSpec("manual", scenario.clock.start))
    sandbox = Sandboxes(MemoryStore(), still, vendors, tell=tell).get()
    sandbox.catch_up(sandbox.began + max(planned.at for planned in scenario.timeline))
    for number, why in timetable.left_out(sandbox):
        spot = scenario.timeline[number].spot
        yield Mistake(*spot, f"something that cannot happen then ({why})", "something that is possible")
