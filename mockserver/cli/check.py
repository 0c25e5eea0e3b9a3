"""``mockserver check``: whether scenario files can be used, and every mistake in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from mockserver.cli.failing import WRONG
from mockserver.cli.failing import Mistake as Wrong
from mockserver.cli.finding import scenario_file, shown_path
from mockserver.cli.options import Variables, set_option
from mockserver.cli.show import remark, say, say_json
from mockserver.vendors import Installed

if TYPE_CHECKING:
    from mockserver.kit import Vendor
    from mockserver.scenario.mistakes import Mistake

EPILOG = """\b
Examples:
  mockserver check scenarios/*.yaml
  mockserver check mine.yaml --set target=http://127.0.0.1:9000
  mockserver check quickstart --json
"""


@click.command("check", epilog=EPILOG, short_help="Find the mistakes in scenario files")
@click.argument("files", nargs=-1, required=True, metavar="FILES...")
@set_option()
@click.option("--strict", is_flag=True, help="What is doubtful counts as a mistake.")
@click.option("--json", "as_json", is_flag=True, help="JSON: each file with its mistakes and doubts.")
def command(files: tuple[str, ...], variables: Variables, strict: bool, as_json: bool) -> int:
    """Read scenario FILES (or bundled ones, by name) as the server does, and rehearse them.

    Each mistake is a line on standard error: file:line:column, what was found,
    what was expected. What is doubtful (a rule that never answers) is said as well.
    The exit code is 0 if there are no mistakes and 2 if there are.
    """
    vendors = Installed()
    results = [checked(word, vendors, variables) for word in files]
    if as_json:
        say_json({"files": results})
    else:
        for result in results:
            tell(result)
    return WRONG if any(result["mistakes"] or (strict and result["doubts"]) for result in results) else 0


def checked(word: str, vendors: Mapping[str, Vendor], variables: Variables = ()) -> dict[str, Any]:
    """A file with its mistakes and doubts, as plain data.

    Raises:
        Wrong: no file or bundled scenario is called so, or it has no such variable.
    """
    from mockserver.cli.rehearsing import doubts
    from mockserver.scenario.load import load
    from mockserver.scenario.mistakes import ScenarioMistake
    from mockserver.scenario.variables import unknown_variables

    path, given = scenario_file(word), dict(variables)
    found: dict[str, Any] = {"file": shown_path(path), "name": None, "about": None}
    try:
        scenario = load(path, vendors, variables=given)
    except ScenarioMistake as why:
        return found | {"mistakes": list(map(told, why.mistakes)), "doubts": []}
    if unknown := unknown_variables(given, scenario):
        raise Wrong(unknown)
    named = {"name": scenario.name, "about": scenario.about}
    return found | named | {"mistakes": [], "doubts": list(map(told, doubts(scenario, vendors)))}


def told(mistake: Mistake) -> dict[str, Any]:
    """A mistake as plain data, and as the line it is said in."""
    return asdict(mistake) | {"text": str(mistake)}


def tell(result: Mapping[str, Any]) -> None:
    """A file in words: fine, or its mistakes; and what is doubtful in it."""
    for mistake in result["mistakes"]:
        remark(mistake["text"])
    for doubt in result["doubts"]:
        remark(f"{doubt['text']} (doubtful)")
    if not result["mistakes"]:
        say(f"{result['file']}: fine")
