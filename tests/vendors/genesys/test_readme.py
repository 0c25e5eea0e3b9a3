"""The vendor's page says what there is: operations, verbs, settings, switches, errors; its scenario loads."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.scenario.load import loads
from mockserver.vendors import genesys
from mockserver.vendors.genesys import VENDOR, voice
from mockserver.vendors.genesys.outbound.operations import OF_CAMPAIGN, OF_ONE, OF_RECORDS
from mockserver.vendors.genesys.tables import AGENT_VERBS, MEANINGS
from tests.docs.pages import blocks, section

PAGE = (Path(genesys.__file__).parent / "README.md").read_text()
LEDGER = section(PAGE, "Fidelity ledger")
TABLE = PAGE.partition("## Try it")[0]
INSIDE = ("RecordNotFound",)  # another vendor's name
VERBS = {*voice.STEPS, *voice.DATA, *AGENT_VERBS, *OF_CAMPAIGN, *OF_ONE, *OF_RECORDS, "Dial", "SendDtmf"}


@pytest.mark.parametrize("operation", VENDOR.operations, ids=lambda operation: operation.name)
def test_every_operation_is_on_the_page(operation):
    assert f"| `{operation.name}` | `{operation.method} {operation.path}" in TABLE


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_on_the_page(verb):
    assert f"`{verb}`" in TABLE


@pytest.mark.parametrize("operation", VENDOR.operations, ids=lambda operation: operation.name)
def test_every_operation_is_in_the_ledger_or_documented_as_it_stands(operation):
    assert f"`{operation.name}`" in LEDGER or operation.name in ("listFeatures", "listCalls")


@pytest.mark.parametrize("name", [name for name in VENDOR.refusals if name not in INSIDE])
def test_every_error_is_on_the_page_with_its_status_and_code(name):
    row = VENDOR.refusals[name]
    (line,) = [line for line in section(PAGE, "Errors").splitlines() if f"`{name}`" in line]

    assert str(row.status) in line
    assert f"| {row.code}" in line


def test_the_codes_that_refusals_have_are_named_with_their_meanings():
    errors = section(PAGE, "Errors")

    told = {int(row.code) for row in VENDOR.refusals.values()}
    assert all(f"{code}, {MEANINGS[code]}" in errors for code in told)


def test_the_scenario_on_the_page_loads():
    text = blocks(PAGE, "yaml")[0]  # the others are loaded with those of all pages

    scenario = loads(text, "README.md", Path(), {VENDOR.name: VENDOR})

    assert list(scenario.vendors["genesys"]["people"]) == ["ann", "bob"]
    assert scenario.vendors["genesys"]["numbers"]["5001"]["id"] == "phone-of-bob"
