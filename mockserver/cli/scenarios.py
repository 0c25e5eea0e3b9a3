"""``mockserver scenarios``: what is in the box, and how it is written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from mockserver.cli.failing import unknown
from mockserver.cli.finding import shown_path
from mockserver.cli.show import say, say_json, say_table
from mockserver.scenario.bundled import bundled
from mockserver.vendors import Installed

EPILOG = """\b
Examples:
  mockserver scenarios
  mockserver scenarios show quickstart > mine.yaml     a copy to change
  mockserver run quickstart
"""


@click.command("scenarios", epilog=EPILOG, short_help="List the bundled scenarios, or show one")
@click.argument("words", nargs=-1, metavar="[[show] NAME]")
@click.option("--json", "as_json", is_flag=True, help="JSON.")
def command(words: tuple[str, ...], as_json: bool) -> None:
    """List the bundled scenarios with a line on each; with NAME, print its file."""
    name = _name_of(words)
    if name is not None:
        show(name, as_json)
    elif as_json:
        say_json({"scenarios": listed()})
    else:
        say_table(("NAME", "ABOUT"), [(row["name"], row["about"]) for row in listed()])


def _name_of(words: tuple[str, ...]) -> str | None:
    rest = words[1:] if words[:1] in (("show",), ("list",)) else words
    if len(rest) > 1 or (words == ("show",)):
        raise click.UsageError("give the name of one scenario", click.get_current_context())
    return rest[0] if rest else None


def show(name: str, as_json: bool) -> None:
    """The file of a bundled scenario.

    Raises:
        Mistake: there is none of that name.
    """
    files = bundled()
    if name not in files:
        raise unknown("bundled scenario", name, files)
    text = files[name].read_text("utf-8")
    if as_json:
        say_json({**_row(name, files[name], Installed()), "text": text})
    else:
        say(text.removesuffix("\n"))


def listed() -> list[dict[str, Any]]:
    """The bundled scenarios, as plain data."""
    vendors = Installed()
    return [_row(name, path, vendors) for name, path in bundled().items()]


def _row(name: str, path: Path, vendors: Any) -> dict[str, Any]:
    from mockserver.scenario.load import load
    from mockserver.scenario.mistakes import ScenarioMistake

    try:
        about = " ".join(load(path, vendors).about.split())
    except ScenarioMistake as why:  # e.g. it is for a vendor that is not installed here
        about = f"cannot be used here: {why.mistakes[0]}"
    return {"name": name, "about": about, "file": shown_path(path)}
