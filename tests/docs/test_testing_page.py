"""The files of tests on the pages, run as they are; and the page names all that a test can use."""

from __future__ import annotations

import inspect
import re

import pytest

from mockserver import testing
from tests.docs.pages import ROOT, blocks, prose, rows, section, words
from tests.live.pytests import run

PAGE = ROOT / "docs" / "testing.md"
HEADING = "In your tests"
NAMED = re.compile(r"# (\S+\.(?:py|yaml|ini))\n")
CLASSES = (testing.Sandbox, testing.MockServer, testing.CallbackReceiver, testing.ManualClock)
DATA = (testing.Exchange, testing.Callback, testing.Received)


def files_in(text):
    """The blocks whose first line says which file they are, by name."""
    code = blocks(text, "python", "yaml", "ini")
    return {found[1]: block for block in code if (found := NAMED.match(block))}


def quick_start():
    """The README's section, with the blocks whose first line a pattern for headings would take for one."""
    return (ROOT / "README.md").read_text().partition(f"\n## {HEADING}\n")[2].partition("\n## ")[0]


def public(cls):
    names = {*vars(cls), *inspect.get_annotations(cls)}
    return sorted(name for name in names if name[0] != "_")


@pytest.mark.live
@pytest.mark.parametrize("text", [quick_start(), PAGE.read_text()], ids=["README", "page"])
def test_the_tests_on_a_page_pass(text, tmp_path):
    files = files_in(text)
    for name, content in files.items():
        (tmp_path / name).write_text(content)

    ran = run(tmp_path, "--strict-markers")

    assert ran.code == 0, ran.text
    assert ran.count("passed") == sum(content.count("\ndef test_") for content in files.values()) > 0


def test_the_readme_has_a_scenario_and_a_test():
    names = files_in(quick_start())

    assert [name.rpartition(".")[2] for name in names] == ["yaml", "py"]


@pytest.mark.parametrize("cls", [*CLASSES, *DATA], ids=lambda cls: cls.__name__)
def test_the_page_names_what_a_class_has(cls):
    named = "\n".join(words(prose(PAGE.read_text())))

    missing = [name for name in public(cls) if not re.search(rf"\b{name}\b", named)]

    assert missing == [], f"docs/testing.md says nothing of {cls.__name__}.{missing}"


def test_the_page_names_the_public_classes():
    page = PAGE.read_text()

    assert [name for name in testing.__all__ if f"`{name}`" not in page] == []


def test_the_page_has_each_fixture_and_each_setting():
    plugin = inspect.getsource(__import__("mockserver.testing.plugin", fromlist=["plugin"]))
    fixtures = re.findall(r"@pytest\.fixture.*\ndef (\w+)\(", plugin)
    settings = re.findall(r'"(--[\w-]+|mockserver_(?:url|server|scenarios|options))"', plugin)
    page = PAGE.read_text()

    assert set(fixtures) == {name.strip("`") for name in rows(section(page, "Fixtures"))}
    assert [name for name in settings if name not in section(page, "Settings")] == []
