"""The vendor's page says what there is: every operation, setting, switch, state and error; its lines work."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from mockserver.scenario.load import loads
from mockserver.vendors import weyi
from mockserver.vendors.weyi import VENDOR
from mockserver.vendors.weyi.lifecycle import TRANSITIONS, WORDS
from tests.docs.pages import blocks, section
from tests.vendors.weyi.curl import lines

PAGE = (Path(weyi.__file__).parent / "README.md").read_text()
LEDGER = PAGE.partition("## Fidelity ledger")[2]
INSIDE = ("Invalid", "Unreadable", "CallNotFound")  # others' names


@pytest.mark.parametrize("operation", VENDOR.operations, ids=lambda operation: operation.name)
def test_every_operation_is_on_the_page(operation):
    assert f"| `{operation.name}` | `{operation.method} {operation.path}" in PAGE


@pytest.mark.parametrize("setting", VENDOR.settings._declared_fields)
def test_every_setting_is_on_the_page(setting):
    assert f"\n| `{setting}` |" in PAGE


@pytest.mark.parametrize("switch", VENDOR.assumptions)
def test_every_switch_is_in_the_ledger(switch):
    assert f"`{switch}`" in LEDGER


@pytest.mark.parametrize("name", [name for name in VENDOR.refusals if name not in INSIDE])
def test_every_error_is_on_the_page(name):
    assert f"`{name}`" in section(PAGE, "Errors")


@pytest.mark.parametrize("state", {before for before, _ in TRANSITIONS}, ids=str)
def test_every_way_out_of_a_state_is_in_the_table_of_states(state):
    (line,) = re.findall(rf"^\| {WORDS[state]} \| {state:d} \|.*$", section(PAGE, "States"), re.MULTILINE)

    assert all(WORDS[after] in line for (before, _), after in TRANSITIONS.items() if before is state)


def test_the_scenario_on_the_page_loads():
    (text,) = blocks(PAGE, "yaml")

    scenario = loads(text, "README.md", Path(), {VENDOR.name: VENDOR})

    given = scenario.vendors["weyi"]["given"].values()
    assert [(row.id, row.caller, row.state) for row in given] == [
        (501, "ward-7", 2),
        (1001, "ward-8", 3),
        (1002, "ward-8", 1),
    ]


def test_the_lines_on_the_page_walk_from_a_new_request_to_its_end_and_meet_the_errors(site):
    (code,) = blocks(PAGE, "sh")

    answers = [site.send(line.method, line.path, line.body, line.headers) for line in lines(code)]

    assert [reply.status for reply in answers] == [*[200] * 5, 400, *[200] * 3, 415, 403]
    assert [json.loads(reply.body)["Status"] for reply in (*answers[:3], answers[4])] == [1, 5, 2, 3]
    assert answers[3].body == b'{"NeedSurvey":"Y","Reason":null}'
    assert b"<StatusDescription>Cancelled</StatusDescription>" in answers[8].body
    assert answers[10].body == b'"Required Login"'
