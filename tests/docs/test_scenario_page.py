"""Every key of a scenario file, step and outcome is in docs/scenarios.md, and no key that there is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from mockserver.callcentre.model import Outcome
from mockserver.callcentre.script import WORDS
from mockserver.scenario import expecting, grammar, straying, timetable, variables, whentable
from mockserver.scenario.tables import Late, Table
from tests.docs.pages import ROOT, rows, section, words

PAGE = (ROOT / "docs" / "scenarios.md").read_text("utf-8")
# fmt: off
SECTIONS = {  # heading -> the tables of the grammar that it tells
    "The file": (grammar.SCENARIO,),
    "variables":        (variables.VARIABLE,),
    "timeline":         (grammar.timeline_entry(),),
    "planned calls":    (timetable.CALL,),
    "planned orders":   (timetable.ORDER,),
    "planned requests": (timetable.REQUEST,),
    "clock":    (grammar.CLOCK_TABLE,),
    "records":  (grammar.RECORDS,),
    "generate": (grammar.GENERATE_TABLE,),
    "calls":    (grammar.CALL,),
    "match":    (straying.MATCH,),
    "rules":    (grammar.RULE,),
    "when":     (grammar.WHEN,),
    "tests":    (whentable.TESTS,),
    "over":     (whentable.OVER,),
    "flapping": (whentable.FLAPPING,),
    "respond":  (grammar.RESPOND,),
    "fault":    (grammar.FAULT_TABLE,),
    "delay":    (grammar.DELAY_TABLE, grammar.LOGNORMAL_TABLE),
    "dribble":  (grammar.DRIBBLE,),
    "expect":              (expecting.EXPECT,),
    "expect when":         (expecting.WHERE,),
    "times":               (expecting.TIMES_TABLE,),
    "callbacks":           (straying.CALLBACK,),
    "which callbacks":     (straying.TURN,),
    "fault of a callback": (straying.SETTINGS,),
}
# fmt: on


def tables(shape: Any) -> Iterator[Table]:
    """Every table of the grammar that a shape leads to."""
    if isinstance(shape, Table):
        yield shape
    if isinstance(shape, Late):
        parts = [shape.load()]
    elif isinstance(shape, (tuple, list)):
        parts = list(shape)
    elif isinstance(shape, dict):
        parts = list(shape.values())
    else:
        parts = [getattr(shape, field.name) for field in fields(shape)] if is_dataclass(shape) else []
    for part in parts:
        yield from tables(part)


def test_no_table_of_the_grammar_is_left_out():
    told = {id(table) for group in SECTIONS.values() for table in group}

    inside_not = {id(whentable.NOT)}  # the tests themselves once more
    assert {id(table) for table in tables(grammar.SCENARIO)} - inside_not == told


@pytest.mark.parametrize("heading", SECTIONS)
def test_a_section_has_the_keys_of_its_table_and_no_others(heading):
    told = [words(cell)[0] for cell in rows(section(PAGE, heading))]

    assert told == [key.name for table in SECTIONS[heading] for key in table.keys]


@pytest.mark.parametrize("heading", SECTIONS)
def test_keys_that_are_needed_are_said_to_be(heading):
    lines = section(PAGE, heading).splitlines()

    for key in (key for table in SECTIONS[heading] for key in table.keys if key.required):
        line = next(line for line in lines if line.startswith(f"| `{key.name}` |"))
        assert line.endswith("| needed |") or key.name == "matches"


@pytest.mark.parametrize("step", WORDS)
def test_a_step_is_on_the_page(step):
    told = [word for cell in rows(section(PAGE, "steps")) for word in words(cell)]

    assert any(word == step or word.startswith(f"{step} ") for word in told)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if outcome is not Outcome.OTHER])
def test_an_outcome_is_on_the_page(outcome):
    assert f"`{outcome.replace('_', ' ')}`" in section(PAGE, "outcomes")
