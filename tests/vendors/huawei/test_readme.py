"""The vendor's page says what there is: every operation, setting, switch and magic number."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.vendors import huawei
from mockserver.vendors.huawei import VENDOR
from mockserver.vendors.huawei.tables import MAGIC, OUTCOMES

PAGE = (Path(huawei.__file__).parent / "README.md").read_text()


@pytest.mark.parametrize("operation", VENDOR.operations, ids=lambda operation: operation.name)
def test_every_operation_is_on_the_page(operation):
    assert f"| `{operation.name}` |" in PAGE
    assert operation.name == "fetchRecording" or f"`{operation.method} {operation.path}`" in PAGE


@pytest.mark.parametrize("setting", VENDOR.settings._declared_fields)
def test_every_setting_is_on_the_page(setting):
    assert f"\n| `{setting}` |" in PAGE


@pytest.mark.parametrize("switch", VENDOR.assumptions)
def test_every_switch_is_in_the_ledger(switch):
    ledger = PAGE.partition("## Fidelity ledger")[2]
    assert f"`{switch}` |" in ledger


@pytest.mark.parametrize("pattern", list(MAGIC)[: len(OUTCOMES) - 1])
def test_every_magic_number_is_on_the_page(pattern):
    assert f"\n| `{pattern}` |" in PAGE
