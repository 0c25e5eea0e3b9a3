"""The scenarios printed on the pages can be used as they are."""

from __future__ import annotations

import json

import pytest

from mockserver.scenario.load import loads
from tests.docs.pages import PAGES, VENDORS, blocks, shown

EXAMPLES = [
    (f"{shown(path)}[{number}]", text)
    for path in PAGES
    for number, text in enumerate(blocks(path.read_text("utf-8"), "yaml"))
]
DATA = {
    "users": [{"CustomerName": "acme", "UserName": "filed", "Password": "secret"}],
    "records": [{"Id": "1", "Notes": "filed"}],
}


@pytest.mark.parametrize(("where", "text"), EXAMPLES, ids=[where for where, _ in EXAMPLES])
def test_a_scenario_on_a_page_loads(where, text, tmp_path):
    (tmp_path / "my-records.json").write_text(json.dumps(DATA))

    scenario = loads(text, where, tmp_path, VENDORS)

    assert scenario.vendors


def test_there_are_examples_on_the_pages_that_need_them():
    assert {where.partition("[")[0] for where, _ in EXAMPLES} >= {
        "README.md",
        "docs/scenarios.md",
        "docs/server.md",
    }
