"""State in this process's memory: the fastest store, for one process.

Rule: only code inside a transaction touches a space, so one lock a sandbox is enough.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.store.base import Conflict
from mockserver.store.undoing import Undoing
from mockserver.timeline import Due, Timeline

Rows = dict[str, Any]  # by key
Numbers = dict[str, int]  # by key: how many rows were made before it
Watcher = Callable[[str, Any], object]
_NO_ROWS: Rows = {}
_NO_ROW = object()
_UNIT = 64  # bytes; Python has the numbers of an entry's units ready, and would make one of its bytes
# Entries that have left are let go so many at a time, or when one is heavy: the allocator gives the room of
# each to the next that comes, and one by one they end up all over the memory, which is slower to walk.
_TOGETHER, _HEAVY = 256, 64


@frozen
class JournalBound:
    """How much a journal keeps: so many entries, so many bytes."""

    entries: int = 10_000
    size: int = 64 * 1024 * 1024


class MemorySpace:
    """One sandbox's state in dictionaries."""

    def __init__(self, bound: JournalBound = JournalBound()) -> None:
        self._bound = bound
        self._most = bound.size // _UNIT  # that the journal weighs
        self._undoing = Undoing()
        self._note = self._undoing.note
        self.savepoint = self._undoing.savepoint
        self.go_back_to = self._undoing.go_back_to
        self._watching: tuple[Watcher, ...] = ()
        self._leaving: dict[object, Callable[[], object]] = {}  # thousands may wait, and go
        self._is_gone = False
        self._tables: defaultdict[str, Rows] = defaultdict(dict)
        self._numbers: defaultdict[str, Numbers] = defaultdict(dict)
        self._made = 0
        self._timeline = Timeline()
        self.next_due = self._timeline.next  # what happens next; every request asks
        self._appended = 0
        self.forget_entries()

    def transaction(self) -> Undoing:
        """All or nothing, one at a time."""
        return self._undoing

    def afterwards(self, do: Callable[[], None]) -> None:
        """Let something be done once the outermost transaction has succeeded."""
        self._undoing.afterwards(do)

    def when_undone(self, do: Callable[[], None]) -> None:
        """Let something be done if the transaction that is open now, or one around it, is undone."""
        self._note((do,))

    def watch(self, hear: Watcher) -> Callable[[], None]:
        """Tell ``hear`` of each row that is kept or removed (None) for good; gives what ends that."""
        with self._undoing:
            self._watching = (*self._watching, hear)

        def forget() -> None:
            with self._undoing:
                self._watching = tuple(each for each in self._watching if each is not hear)

        return forget

    def await_end(self, gone: Callable[[], object]) -> Callable[[], None]:
        """Call ``gone`` when nobody comes here any more, at once if so; gives what ends that."""
        key = object()
        with self._undoing:
            self._leaving[key] = gone
        if self._is_gone:
            gone()

        def forget() -> None:
            self._leaving.pop(key, None)

        return forget

    def _tell(self, table: str, row: Any) -> None:
        for hear in self._watching:
            hear(table, row)

    def tell_gone(self) -> None:
        """Let those who wait for it know that nobody comes here any more."""
        with self._undoing:
            self._is_gone, leaving = True, list(self._leaving.values())
        for gone in leaving:
            gone()

    def get(self, table: str, key: str) -> Any:
        """The row of that key, or None."""
        return self._tables.get(table, _NO_ROWS).get(key)

    def put(self, table: str, key: str, row: Any) -> None:
        """Keep a row under a key."""
        rows = self._tables[table]
        old = rows.get(key, _NO_ROW)
        if old is _NO_ROW:
            self._made += 1
            self._numbers[table][key] = self._made
            self._note((self._forget, table, key))
        else:
            self._note((_restore, rows, key, old))
        rows[key] = row
        if self._watching:  # as for most never
            self._undoing.afterwards(partial(self._tell, table, row))

    def swap(self, table: str, key: str, old: Any, new: Any) -> None:
        """Replace a row only if it is still ``old``."""
        found = self.get(table, key)
        if found is not old and found != old:
            raise Conflict(f"{table} {key} has changed meanwhile")
        self.put(table, key, new)

    def remove(self, table: str, key: str) -> None:
        """Forget a row."""
        rows = self._tables.get(table, _NO_ROWS)
        if key in rows:
            row, number = rows.pop(key), self._numbers[table].pop(key)
            self._note((self._put_back, table, key, row, number))
            if self._watching:
                self._undoing.afterwards(partial(self._tell, table, None))

    def rows(self, table: str) -> Iterator[tuple[str, Any]]:
        """All rows of a table, oldest key first."""
        return iter(list(self._tables.get(table, _NO_ROWS).items()))

    def count(self, table: str) -> int:
        """How many rows a table has."""
        return len(self._tables.get(table, _NO_ROWS))

    def plan(self, at: Millis, owner: str, key: str) -> Due:
        """Let something happen at a moment."""
        due = self._timeline.plan(at, owner, key)
        self._note((self._timeline.drop, due))
        return due

    def take_due(self, now: Millis) -> Due | None:
        """Remove and return the first thing due by now."""
        due = self._timeline.take(now)
        if due is not None:
            self._note((self._timeline.restore, due))
        return due

    def drop_due(self, due: Due) -> None:
        """Let something planned not happen."""
        if self._timeline.drop(due):
            self._note((self._timeline.restore, due))

    def due_of(self, owner: str, key: str) -> Due | None:
        """What happens next under that name."""
        return self._timeline.of(owner, key)

    def planned(self) -> tuple[Due, ...]:
        """All that is planned, in order."""
        return tuple(self._timeline)

    def _forget(self, table: str, key: str) -> None:
        """Undo that a row was made."""
        self._tables[table].pop(key, None)
        self._numbers[table].pop(key, None)

    def _put_back(self, table: str, key: str, row: Any, number: int) -> None:
        """Undo a removal; the row stands where it stood."""
        rows, numbers = self._tables[table], self._numbers[table]
        rows[key], numbers[key] = row, number
        ordered = sorted(rows.items(), key=lambda each: numbers[each[0]])
        rows.clear()
        rows.update(ordered)

    def append(self, entry: Any, size: int) -> None:
        """Add to the journal."""
        units, journal = -(-size // _UNIT), self._journal  # rounded up
        journal.append(entry)
        self._sizes.append(units)
        self._appended += 1
        self._weight += units
        while len(journal) > self._bound.entries or self._weight > self._most:
            units = self._sizes.popleft()
            self._left.append(journal.popleft())
            self._weight -= units
            self._evicted += 1
            if len(self._left) >= _TOGETHER or units > _HEAVY:
                self._left.clear()

    def entries(self) -> tuple[Any, ...]:
        """The journal, oldest first."""
        return tuple(self._journal)

    def appended(self) -> int:
        """How many entries were ever added to the journal."""
        return self._appended

    def evicted(self) -> int:
        """How many journal entries have left because of the bound."""
        return self._evicted

    def forget_entries(self) -> None:
        """Empty the journal."""
        self._journal: deque[Any] = deque()
        self._left: list[Any] = []  # entries that have left
        self._sizes: deque[int] = deque()  # of each entry, in units
        self._weight = self._evicted = 0


def _restore(rows: Rows, key: str, old: Any) -> None:
    """Undo a change; a function of ours is at hand, a dictionary's method is made each time."""
    rows[key] = old


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
        dropped = self._spaces.pop(sandbox, None)
        if dropped is not None:
            dropped.tell_gone()
