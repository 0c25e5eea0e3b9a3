"""The vendor's page says what there is: every operation, setting, switch and error."""

from pathlib import Path

import pytest

from mockserver.scenario.load import loads
from mockserver.vendors import hostedsuite
from mockserver.vendors.hostedsuite import VENDOR

ORACLES = Path(__file__).parents[2] / "oracles"
PAGE = (Path(hostedsuite.__file__).parent / "README.md").read_text()
LEDGER = PAGE.partition("## Fidelity ledger")[2]
INSIDE = (
    "Invalid",
    "RecordNotFound",
    "CallNotFound",
    "NotPossibleNow",
    "TooLarge",
    "Unauthenticated",
)  # others' names


@pytest.mark.parametrize("operation", VENDOR.operations, ids=lambda operation: operation.name)
def test_every_operation_is_on_the_page(operation):
    assert f"| `{operation.name}` | `{operation.method} {operation.path}` |" in PAGE


@pytest.mark.parametrize("setting", VENDOR.settings._declared_fields)
def test_every_setting_is_on_the_page(setting):
    assert f"\n| `{setting}` |" in PAGE


@pytest.mark.parametrize("switch", VENDOR.assumptions)
def test_every_switch_is_in_the_ledger(switch):
    assert f"`{switch}`" in LEDGER


@pytest.mark.parametrize("name", [name for name in VENDOR.refusals if name not in INSIDE])
def test_every_error_is_on_the_page(name):
    assert f"`{name}`" in PAGE


def test_the_scenario_on_the_page_loads():
    text = (
        PAGE.partition("```yaml\n")[2]
        .partition("```")[0]
        .replace("my-records.json", "hostedsuite-records.json")
    )

    scenario = loads(text, "README.md", ORACLES, {VENDOR.name: VENDOR})

    assert [rule.operation for rule in scenario.rules] == ["UpdateCallRecordRequest"] * 2
    assert [user["may_update"] for user in scenario.vendors["hostedsuite"]["users"]] == [True, False, True]
