"""A table of options over a command: one row an option, in the order of its help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

import click

Command = Callable[..., Any]
Option = Callable[[Command], Command]
Variables = tuple[tuple[str, str], ...]


class Seconds(click.ParamType[float]):
    """A stretch of real time: a number of seconds, or a text such as ``500ms``; gives seconds."""

    name = "seconds"

    def __init__(self, least: float, most: float) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The seconds."""
        from mockserver.callcentre.script import duration

        try:
            seconds = float(value)
        except ValueError:
            try:
                seconds = duration(value) / 1000
            except ValueError:
                self.fail(f"{value!r} is no time; write it in seconds, or like 500ms, 4s or 1.5m", param, ctx)
        if not self._least <= seconds <= self._most:
            least, most = f"{self._least:g}", f"{self._most:g}"
            self.fail(f"{value} is not between {least} and {most} seconds", param, ctx)
        return seconds


def with_options(table: Iterable[Option]) -> Option:
    """The options of the table, as one decorator."""
    rows = tuple(table)
    return lambda command: reduce(lambda made, option: option(made), reversed(rows), command)


def set_option(envvar: str | None = None) -> Option:
    """``--set name=value``, repeatable: the pairs, as ``variables``."""
    return click.option(
        "--set", "variables", metavar="NAME=VALUE", multiple=True, envvar=envvar, callback=_variables,
        help="What ${NAME} stands for in the scenario. Repeatable.",
    )  # fmt: skip


def _variables(_ctx: click.Context, _param: click.Parameter, value: tuple[str, ...]) -> Variables:
    from mockserver.settings import WrongSetting, variable_of

    try:
        return tuple(map(variable_of, value))
    except WrongSetting as why:
        raise click.BadParameter(str(why)) from why
