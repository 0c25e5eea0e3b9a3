"""A table of options over a command: one row an option, in the order of its help."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

Command = Callable[..., Any]
Option = Callable[[Command], Command]


def with_options(table: Iterable[Option]) -> Option:
    """The options of the table, as one decorator."""
    rows = tuple(table)
    return lambda command: reduce(lambda made, option: option(made), reversed(rows), command)
