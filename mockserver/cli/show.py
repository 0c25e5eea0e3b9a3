"""What a command prints: lines, tables, JSON.

Rule: what comes from elsewhere is hostile text: control characters are spelt out,
so that no journal entry moves the cursor. Colour and boxes only on a terminal.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

from mockserver.report.letters import printable

Row = Sequence[object]


def say(text: str = "") -> None:
    """A line, or several, on standard output."""
    click.echo(printable(text))


def say_title(text: str) -> None:
    """A line that stands above others."""
    click.secho(printable(text), bold=True)


def remark(text: str) -> None:
    """A line for the person, on standard error."""
    click.echo(printable(text), err=True)


def say_json(value: Any, *, lines: bool = False) -> None:
    """A value as JSON: indented, or on one line. ASCII only, so it passes through any pipe."""
    click.echo(json.dumps(value, indent=None if lines else 2))


def say_table(headings: Sequence[str], rows: Iterable[Row]) -> None:
    """Rows under headings: fitted to a terminal, else in plain columns that are never cut."""
    cells = [[printable(str(cell)) for cell in row] for row in rows]
    if sys.stdout.isatty():
        _draw(headings, cells)
    else:
        for line in columns([list(headings), *cells]):
            click.echo(line)


def columns(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines, every column as wide as its widest cell."""
    flat = [[" ".join(cell.split()) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*flat, strict=True)]
    return ["  ".join(map(str.ljust, row, widths)).rstrip() for row in flat]


def _draw(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")  # a path whose end is cut off says nothing
    for row in rows:
        table.add_row(*map(Text, row))
    Console().print(table)
