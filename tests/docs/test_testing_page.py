"""The files of tests on the pages, run as they are; and the page names all that a test can use."""

from __future__ import annotations

import inspect
import re

import pytest

from mockserver import testing
from tests.docs.pages import ROOT, files_on, prose, rows, section, words
from tests.live.pytests import run

PAGE = ROOT / "docs" / "testing.md"
README = (ROOT / "README.md").read_text("utf-8")
HEADING = "In your tests"
CLASSES = (testing.Sandbox, testing.MockServer, testing.CallbackReceiver, testing.ManualClock)
DATA = (testing.Exchange, testing.Callback, testing.Received)


def public(cls):
    names = {*vars(cls), *inspect.get_annotations(cls)}
    return sorted(name for name in names if name[0] != "_")


@pytest.mark.live
@pytest.mark.parametrize("text", [README, PAGE.read_text("utf-8")], ids=["README", "page"])
def test_the_tests_on_a_page_pass(text, tmp_path):
    files = files_on(text)
    for name, content in files.items():
        (tmp_path / name).write_text(content)

    ran = run(tmp_path, "--strict-markers")

    assert ran.code == 0, ran.text
    assert ran.count("passed") == sum(content.count("\ndef test_") for content in files.values()) > 0


def test_the_readme_has_a_test_of_the_scenario_that_it_replays():
    [test] = files_on(section(README, HEADING)).values()
    [scenario] = files_on(section(README, "Replay a scenario in CI"))

    assert f'scenario("{scenario}")' in test


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
