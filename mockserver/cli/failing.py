"""How a command says that it cannot go on: one line a mistake, and an exit code.

Rule: 2 means that what was asked is wrong (a file, an option, an input), 1 that
it was right and did not come about (nobody answers, not delivered, not equal), 3 that nothing is
known for sure.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

import click

from mockserver.report.letters import printable

UNMET, WRONG, UNSURE, STOPPED = 1, 2, 3, 130


class Mistake(click.ClickException):
    """What was asked is wrong; each line says one mistake whole."""

    exit_code = WRONG

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))


class Unmet(click.ClickException):
    """It was asked rightly and did not come about."""

    exit_code = UNMET


class Unsure(click.ClickException):
    """It was done, and nothing can be said of it."""

    exit_code = UNSURE


class Mistakes(Mistake):
    """Lines that say themselves where the mistake is, as ``file:line:column: …``."""


def said(why: click.ClickException) -> int:
    """Say what went wrong on standard error; gives the exit code."""
    lines = why.format_message().splitlines() or [type(why).__name__]
    if isinstance(why, Mistakes):
        for line in lines:
            click.echo(printable(line), err=True)
    else:
        text = " ".join(line.strip() for line in lines)
        click.echo(f"mockserver: {printable(text)}{_where_to_look(why)}", err=True)
    return why.exit_code


def _where_to_look(why: click.ClickException) -> str:
    ctx = getattr(why, "ctx", None)
    return f" ({ctx.command_path} --help tells more)" if ctx is not None else ""


def unknown(what: str, word: str, words: Iterable[str]) -> Mistake:
    """Nothing of this kind has that name; says which there are, and which is most like it."""
    known = list(words)
    close = get_close_matches(word, known, n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    return Mistake(f"no {what} is called {word!r}: there are {', '.join(known) or 'none'}{hint}")
