"""The store contract: what a sandbox needs to remember, and nothing about where.

Rule: values are frozen; replace, do not mutate. Everything between entering and
leaving ``transaction`` happens wholly or not at all, and nobody sees half of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, Protocol

from mockserver.clock import Millis
from mockserver.timeline import Due


class Conflict(Exception):
    """A row is no longer what the writer believed it to be."""


class Space(Protocol):
    """One sandbox's state: tables of rows, a timeline, a journal with a bound."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, one at a time; may be entered again by its own holder."""
        ...

    def savepoint(self) -> Any:
        """Where the transaction that is open stands: what ``go_back_to`` goes back to."""
        ...

    def go_back_to(self, savepoint: Any) -> None:
        """Undo what the transaction that is open has done since then, and let it go on."""
        ...

    def afterwards(self, do: Callable[[], None]) -> None:
        """Let something be done once the outermost transaction has succeeded, and at once outside of one.

        What was asked for first is done first, when the lock is free again, and before whoever held the
        transaction goes on. What a failed transaction asked for is not done.
        """
        ...

    def when_undone(self, do: Callable[[], None]) -> None:
        """Let something be done if the transaction that is open now, or one around it, is undone."""
        ...

    def watch(self, hear: Callable[[str, Any], object]) -> Callable[[], None]:
        """Tell ``hear`` of each row that is kept for good, with its table; gives what ends that.

        A row that is removed is told as None. It is told as by ``afterwards``, and must not take long.
        """
        ...

    def await_end(self, gone: Callable[[], object]) -> Callable[[], None]:
        """Call ``gone`` when the store drops the space, at once if it has; gives what ends that."""
        ...

    def get(self, table: str, key: str) -> Any:
        """The row of that key, or None."""
        ...

    def put(self, table: str, key: str, row: Any) -> None:
        """Keep a row under a key, whatever was there."""
        ...

    def swap(self, table: str, key: str, old: Any, new: Any) -> None:
        """Replace a row only if it is still ``old`` (None: only if there is none).

        Raises:
            Conflict: it is not.
        """
        ...

    def remove(self, table: str, key: str) -> None:
        """Forget a row; none is fine."""
        ...

    def rows(self, table: str) -> Iterator[tuple[str, Any]]:
        """All rows of a table, oldest key first."""
        ...

    def count(self, table: str) -> int:
        """How many rows a table has."""
        ...

    def plan(self, at: Millis, owner: str, key: str) -> Due:
        """Let something happen at a moment."""
        ...

    def next_due(self) -> Due | None:
        """What happens next."""
        ...

    def due_of(self, owner: str, key: str) -> Due | None:
        """What happens next under that name."""
        ...

    def take_due(self, now: Millis) -> Due | None:
        """Remove and return the first thing due by now."""
        ...

    def drop_due(self, due: Due) -> None:
        """Let something planned not happen."""
        ...

    def planned(self) -> tuple[Due, ...]:
        """All that is planned, in order."""
        ...

    def append(self, entry: Any, size: int) -> None:
        """Add to the journal; the oldest entries leave when it is over its bound."""
        ...

    def entries(self) -> tuple[Any, ...]:
        """The journal, oldest first."""
        ...

    def appended(self) -> int:
        """How many entries were ever added to the journal, forgotten ones included."""
        ...

    def evicted(self) -> int:
        """How many journal entries have left because of the bound."""
        ...

    def forget_entries(self) -> None:
        """Empty the journal."""
        ...


class Store(Protocol):
    """Makes and drops the spaces of sandboxes."""

    url: str

    def space(self, sandbox: str) -> Space:
        """The space of a sandbox, made if there is none."""
        ...

    def drop(self, sandbox: str) -> None:
        """Forget a sandbox's space."""
        ...
