"""The page of every vendor, of another package too, has its operations, settings and switches."""

from __future__ import annotations

import pytest

from mockserver.wire import schema_of
from tests.docs.pages import ROOT, VENDOR_PAGES, VENDORS, section

KNOWN = ("documented", "measured", "assumed", "not built")
README = (ROOT / "README.md").read_text("utf-8")


def page(name: str) -> str:
    return VENDOR_PAGES[name].read_text("utf-8")


def settings(name: str) -> list[str]:
    return [field.data_key or own for own, field in schema_of(VENDORS[name].settings).fields.items()]


@pytest.mark.parametrize(("name", "setting"), [(name, each) for name in VENDORS for each in settings(name)])
def test_a_setting_is_in_the_table_of_settings(name, setting):
    assert f"\n| `{setting}` |" in section(page(name), "Settings")


@pytest.mark.parametrize(
    ("name", "switch"), [(name, each) for name, vendor in VENDORS.items() for each in vendor.assumptions]
)
def test_a_switch_is_a_setting_and_stands_in_the_ledger(name, switch):
    assert switch in settings(name)
    assert f"`{switch}`" in section(page(name), "Fidelity ledger")


@pytest.mark.parametrize("name", VENDORS)
def test_a_ledger_has_four_columns_and_says_how_each_row_is_known(name):
    ledger = [line for line in section(page(name), "Fidelity ledger").splitlines() if line.startswith("| ")]

    assert len(ledger) > 10
    for line in ledger[1:]:
        *_, source = (cell.strip() for cell in line.strip("| ").split(" | "))
        assert line.count(" | ") == 3, line
        assert any(word in source for word in KNOWN), line


@pytest.mark.parametrize("name", VENDORS)
def test_the_readme_lists_the_vendor_with_a_link_to_its_ledger(name):
    assert f"](mockserver/vendors/{name}/README.md#fidelity-ledger)" in section(README, "What is served")
