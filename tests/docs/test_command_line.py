"""Every command, option and variable is in docs/command-line.md, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import click
import pytest

from mockserver.cli import COMMANDS, mockserver
from mockserver.settings import from_environment
from tests.docs.pages import ROOT, headings, section

PAGE = (ROOT / "docs" / "command-line.md").read_text("utf-8")


def command(name: str) -> click.Command:
    found = mockserver.get_command(click.Context(mockserver), name)
    assert found is not None
    return found


def options(name: str) -> list[click.Option]:
    return [param for param in command(name).params if isinstance(param, click.Option)]


OPTIONS = [(name, option) for name in COMMANDS for option in options(name)]


def by_option(value: object) -> str:
    return value.opts[0] if isinstance(value, click.Option) else str(value)


def spelt(option: click.Option) -> list[str]:
    return [*option.opts, *option.secondary_opts]


def test_the_commands_are_the_sections_of_the_page():
    assert [text for marks, text in headings(PAGE) if marks == "##"] == list(COMMANDS)


@pytest.mark.parametrize(("name", "option"), OPTIONS, ids=by_option)
def test_an_option_is_in_the_section_of_its_command(name, option):
    table = "".join(line for line in section(PAGE, name).splitlines() if line.startswith("|"))

    for spelling in spelt(option):
        assert re.search(rf"`{spelling}[` ]", table), f"{name} {spelling}"


@pytest.mark.parametrize("name", COMMANDS)
def test_a_section_has_no_option_that_the_command_has_not(name):
    table = [line.split(" | ")[0] for line in section(PAGE, name).splitlines() if line.startswith("| `-")]
    told = re.findall(r"`(--?[a-z-]+)", "".join(table))

    assert set(told) == {spelling for option in options(name) for spelling in spelt(option)}


@pytest.mark.parametrize("name", COMMANDS)
def test_the_variables_of_a_command_are_in_its_section(name):
    variables = {str(param.envvar) for param in command(name).params if param.envvar}

    assert variables <= set(re.findall(r"`([A-Z_]+)`", section(PAGE, name)))


class Asked(Mapping[str, str]):
    """An environment that is empty and remembers what was looked for."""

    def __init__(self) -> None:
        self.names: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.names.add(name)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def test_the_variables_of_the_procfile_are_on_the_pages():
    asked = Asked()

    from_environment(asked)

    for page in (section((ROOT / "docs" / "server.md").read_text("utf-8"), "As a service"), PAGE):
        assert asked.names <= set(re.findall(r"`([A-Z_]+)`", page))


def test_the_readme_names_every_command_it_has_and_those_that_are_to_come():
    page = (ROOT / "README.md").read_text("utf-8")

    told = set(re.findall(r"^mockserver ([a-z]+)|`mockserver ([a-z]+)", page, re.MULTILINE))

    assert {one or other for one, other in told} <= {*COMMANDS, "is"}
