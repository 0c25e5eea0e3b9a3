"""wire-faults: what happens and what does not, by the journal; the wire itself is tested in tests/live."""

from __future__ import annotations

import re

import pytest

from mockserver.faults.base import Left
from mockserver.faults.table import FAULTS, KINDS
from mockserver.reply import Ending, Way
from tests.scenarios.worlds import CREATE, FILES, LOGIN, Played, named

UPDATE = "/api/calls/update"


@pytest.fixture
def world() -> Played:
    return named("wire-faults")


def endings(world: Played) -> list[Ending]:
    return [event.reply.ending for event in world.sandbox.journal if event.request.path in (UPDATE, CREATE)]


def note(world: Played, id: str) -> str | None:
    found: str | None = world.http.get(f"/__admin/records/hostedsuite/{id}").json["Notes"]
    return found


def test_every_fault_is_there(world):
    there = {type(fault) for rule in world.scenario.rules for fault in rule.faults}

    assert there == set(FAULTS.values())


def test_every_header_that_the_comment_names_has_a_rule(world):
    path = next(path for path in FILES if path.stem == "wire-faults")
    page = path.read_text("utf-8")
    looped = re.findall(r"for fault in ([A-Z_ ]+);", page)[0].split()
    tried = {*re.findall(r"-H 'X-Fault: ([^']+)'", page), *looped}
    conditions = [row for rule in world.scenario.rules for row in rule.when.conditions]
    ruled = {str(dict(row.tests)["equals"]) for row in conditions if row.where.part == "header"}

    assert tried <= ruled
    assert tried >= set(KINDS)


@pytest.mark.parametrize("path", [UPDATE, CREATE])
@pytest.mark.parametrize("kind", [name for name, fault in KINDS.items() if fault.leaves is not Left.WHOLE])
def test_a_fault_is_for_both_vendors_and_nothing_happens(world, path, kind):
    asked = {**LOGIN, "Id": "1", "Notes": "changed"}
    spoilt = world.post(path, asked, X_Fault=kind)

    assert [ending.way for ending in endings(world)] != [Way.WHOLE] or KINDS[kind].leaves is Left.SPOILT
    assert note(world, "1") == "one"
    whole = world.post(path, asked)
    assert (spoilt.content_type, spoilt.data) != (whole.content_type, whole.data)


def test_a_lost_answer_is_lost_although_the_note_is_written(world):
    lost = {**LOGIN, "Id": "lost-answer", "Notes": "once"}

    world.post(UPDATE, lost)
    written = note(world, "lost-answer")
    again = world.post(UPDATE, lost)

    assert written == "once"
    assert endings(world) == [Ending(Way.EMPTY, after=200), Ending()]
    assert again.status_code == 200


def test_a_flaky_record_breaks_twice_and_then_works(world):
    flaky = {**LOGIN, "Id": "flaky", "Notes": "third time"}

    for _ in range(2):
        world.post(UPDATE, flaky)
    before = note(world, "flaky")
    third = world.post(UPDATE, flaky)

    assert before is None
    assert [ending.way for ending in endings(world)] == [Way.RESET, Way.RESET, Way.WHOLE]
    assert third.status_code == 200
    assert note(world, "flaky") == "third time"
