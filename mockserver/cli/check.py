"""``mockserver check``: whether scenario files can be used, and every mistake in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import WRONG
from mockserver.cli.finding import scenario_file, shown_path
from mockserver.cli.show import remark, say, say_json
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.kit import Vendor

EPILOG = """\b
Examples:
  mockserver check scenarios/*.yaml
  mockserver check quickstart --json
"""


@click.command("check", epilog=EPILOG, short_help="Find the mistakes in scenario files")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@click.option("--json", "as_json", is_flag=True, help="JSON: each file with its mistakes.")
def command(files: tuple[str, ...], as_json: bool) -> int:
    """Read scenario FILES (or bundled ones, by name) as the server does.

    Each mistake is a line on standard error: file:line:column, what was found,
    what was expected. The exit code is 0 if there are none and 2 if there are.
    """
    vendors = Installed()
    results = [checked(word, vendors) for word in files]
    if as_json:
        say_json({"files": results})
    else:
        for result in results:
            tell(result)
    return WRONG if any(result["mistakes"] for result in results) else 0


def checked(word: str, vendors: Mapping[str, Vendor]) -> dict[str, Any]:
    """A file and its mistakes, as plain data."""
    from mockserver.scenario.load import load
    from mockserver.scenario.mistakes import ScenarioMistake

    path = scenario_file(word)
    found: dict[str, Any] = {"file": shown_path(path), "name": None, "about": None, "mistakes": []}
    try:
        scenario = load(path, vendors)
    except ScenarioMistake as why:
        return found | {"mistakes": [asdict(each) | {"text": str(each)} for each in why.mistakes]}
    return found | {"name": scenario.name, "about": scenario.about}


def tell(result: Mapping[str, Any]) -> None:
    """A file in words: fine, or its mistakes."""
    for mistake in result["mistakes"]:
        remark(mistake["text"])
    if not result["mistakes"]:
        say(f"{result['file']}: fine")
