"""State in this process's memory: the fastest store, for one process.

Rule: only code inside a transaction touches a space, so one lock a sandbox is
enough; a failed transaction is undone step by step, newest first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.store.base import Conflict
from mockserver.timeline import Due, Timeline

Rows = dict[str, tuple[int, Any]]  # by key: how many rows were made before it, and the row


@frozen
class JournalBound:
    """How much a journal keeps: so many entries, so many bytes."""

    entries: int = 10_000
    size: int = 64 * 1024 * 1024


class MemorySpace:
    """One sandbox's state in dictionaries."""

    def __init__(self, bound: JournalBound = JournalBound()) -> None:
        self._bound = bound
        self._lock = RLock()
        self._undo: list[Callable[[], object]] = []
        self._depth = 0
        self._reset()

    def _reset(self) -> None:
        self._tables: dict[str, Rows] = {}
        self._serial = 0
        self._timeline = Timeline()
        self.forget_entries()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time."""
        with self._lock:
            self._depth += 1
            mark = len(self._undo)
            try:
                yield
            except BaseException:
                self._roll_back_to(mark)
                raise
            finally:
                self._depth -= 1
                if not self._depth:
                    self._undo.clear()

    def _roll_back_to(self, mark: int) -> None:
        while len(self._undo) > mark:
            self._undo.pop()()

    def _undoing(self, step: Callable[[], object]) -> None:
        if self._depth:  # outside a transaction there is nothing to go back to
            self._undo.append(step)

    def get(self, table: str, key: str) -> Any:
        """The row of that key, or None."""
        found = self._tables.get(table, {}).get(key)
        return None if found is None else found[1]

    def put(self, table: str, key: str, row: Any) -> None:
        """Keep a row under a key."""
        rows = self._tables.setdefault(table, {})
        old = rows.get(key)
        self._remember(rows, key)
        if old is None:
            self._serial += 1
        rows[key] = (self._serial if old is None else old[0], row)

    def swap(self, table: str, key: str, old: Any, new: Any) -> None:
        """Replace a row only if it is still ``old``."""
        if self.get(table, key) != old:
            raise Conflict(f"{table} {key} has changed meanwhile")
        self.put(table, key, new)

    def remove(self, table: str, key: str) -> None:
        """Forget a row."""
        rows = self._tables.get(table, {})
        if key in rows:
            row = rows.pop(key)
            self._undoing(lambda: _put_back(rows, key, row))

    def _remember(self, rows: Rows, key: str) -> None:
        if key in rows:
            old = rows[key]
            self._undoing(lambda: rows.__setitem__(key, old))
        else:
            self._undoing(lambda: rows.pop(key, None))

    def rows(self, table: str) -> Iterator[tuple[str, Any]]:
        """All rows of a table, oldest key first."""
        return iter([(key, row) for key, (_, row) in self._tables.get(table, {}).items()])

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self._tables.get(table, {}))

    def plan(self, at: Millis, owner: str, key: str) -> Due:
        """Let something happen at a moment."""
        due = self._timeline.plan(at, owner, key)
        self._undoing(lambda: self._timeline.drop(due))
        return due

    def next_due(self) -> Due | None:
        """What happens next."""
        return self._timeline.next()

    def take_due(self, now: Millis) -> Due | None:
        """Remove and return the first thing due by now."""
        due = self._timeline.take(now)
        if due is not None:
            self._undoing(lambda: self._timeline.restore(due))
        return due

    def drop_due(self, due: Due) -> None:
        """Let something planned not happen."""
        if self._timeline.drop(due):
            self._undoing(lambda: self._timeline.restore(due))

    def planned(self) -> tuple[Due, ...]:
        """All that is planned, in order."""
        return tuple(self._timeline)

    def append(self, entry: Any, size: int) -> None:
        """Add to the journal."""
        self._journal.append((entry, size))
        self._weight += size
        while len(self._journal) > self._bound.entries or self._weight > self._bound.size:
            self._weight -= self._journal.popleft()[1]
            self._evicted += 1

    def entries(self) -> tuple[Any, ...]:
        """The journal, oldest first."""
        return tuple(entry for entry, _ in self._journal)

    def evicted(self) -> int:
        """How many journal entries have left because of the bound."""
        return self._evicted

    def forget_entries(self) -> None:
        """Empty the journal."""
        self._journal: deque[tuple[Any, int]] = deque()
        self._weight = self._evicted = 0

    def clear(self) -> None:
        """Forget everything."""
        self._reset()


def _put_back(rows: Rows, key: str, row: tuple[int, Any]) -> None:
    """Undo a removal; the row stands where it stood."""
    rows[key] = row
    ordered = sorted(rows.items(), key=lambda item: item[1][0])
    rows.clear()
    rows.update(ordered)


class MemoryStore:
    """The spaces of one process."""

    url = "memory:"

    def __init__(self, bound: JournalBound = JournalBound()) -> None:
        self._bound = bound
        self._spaces: dict[str, MemorySpace] = {}

    def space(self, sandbox: str) -> MemorySpace:
        """The space of a sandbox, made if there is none."""
        return self._spaces.setdefault(sandbox, MemorySpace(self._bound))

    def drop(self, sandbox: str) -> None:
        """Forget a sandbox's space."""
        self._spaces.pop(sandbox, None)
