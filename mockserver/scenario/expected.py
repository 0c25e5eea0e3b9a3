"""What a scenario expects of the client under test, as frozen data.

Rule: an expectation says what counts (requests, callbacks, messages, or a state), how many of
it, and when; who looks whether it holds is ``verify``. Times are those of the sandbox's clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import field
from enum import StrEnum

from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.scenario.asked import Where
from mockserver.scenario.conditions import Condition

START = "start"  # the reference that is the sandbox's beginning


class What(StrEnum):
    """What an expectation counts."""

    REQUEST = "request"
    CALLBACK = "callback"
    MESSAGE = "message"
    STATE = "state"


@frozen
class Times:
    """How many; without a most there is no upper bound."""

    least: int = 1
    most: int | None = None

    def __str__(self) -> str:
        if self.most is None:
            return f"at least {self.least}"
        if self.least == self.most:
            return "never" if not self.most else f"exactly {self.most}"
        return f"{self.least} to {self.most}" if self.least else f"at most {self.most}"


@frozen
class Timing:
    """When: so long after a reference, or before one. References are rules, expectations, or ``start``."""

    after: str = ""
    each: bool = False  # after each happening of the reference, not only after the first
    before: str = ""
    least: Millis = 0  # not sooner than so long after it
    most: Millis | None = None  # not later

    @property
    def references(self) -> tuple[str, ...]:
        """What it names, ``start`` excluded."""
        return tuple(name for name in (self.after, self.before) if name not in ("", START))


@frozen
class Spots:
    """Where its names stand: file, line, column."""

    name: tuple[str, int, int] = ("a scenario", 1, 1)
    after: tuple[str, int, int] = ("a scenario", 1, 1)
    before: tuple[str, int, int] = ("a scenario", 1, 1)

    def of(self, key: str) -> tuple[str, int, int]:
        """Where the name under a key stands."""
        return {"name": self.name, "after": self.after, "before": self.before}[key]


@frozen
class Expectation:
    """What a client is expected to do, or to be told. Empty texts fit everything."""

    name: str
    what: What = What.REQUEST
    vendor: str = ""
    operation: str = ""
    path: str = ""  # a glob
    method: str = ""
    where: tuple[Condition, ...] = ()
    answered: tuple[int, int] | None = None  # the least and the greatest status
    callback: str = ""  # the notice
    delivered: bool = False  # only those that were accepted
    attempts: Times | None = None  # only those that took so many
    message: str = ""  # the channel, a glob
    states: tuple[tuple[str, str], ...] = ()
    times: Times = Times()
    per: Where | None = None  # everything is counted for each value by itself
    timing: Timing = Timing()
    spots: Spots = field(default=Spots(), compare=False, repr=False)


def auto_name(number: int) -> str:
    """What an expectation without a name is called."""
    return f"expect[{number}]"


def named(rows: Iterable[Expectation]) -> tuple[Expectation, ...]:
    """Each with a name: its own, or that of its place in the list."""
    return tuple(row if row.name else replaced(row, name=auto_name(at)) for at, row in enumerate(rows))


def joined(mine: Sequence[Expectation], theirs: Sequence[Expectation]) -> tuple[Expectation, ...]:
    """Both lists; one without a name is called by its place in the whole."""
    moved = (
        replaced(row, name=auto_name(len(mine) + at)) if row.name == auto_name(at) else row
        for at, row in enumerate(theirs)
    )
    return (*mine, *moved)
