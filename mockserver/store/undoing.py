"""Transactions of what is in this process's memory.

Rule: a failed transaction is undone step by step, newest first.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from threading import RLock
from types import TracebackType
from typing import Any


class Undoing:
    """A transaction of one space, entered again and again: it keeps the steps that lead back.

    One object for all, because every exchange enters a handful of transactions.
    """

    __slots__ = ("_afterwards", "_doing", "_lock", "_marks", "_ready", "_steps", "note")

    def __init__(self) -> None:
        self._lock = RLock()
        self._marks: list[int] = []  # how many steps there were when each was entered
        self._steps: list[tuple[Any, ...]] = []  # a function and what to call it with
        # Keeps a step back. One noted outside a transaction is never gone back to, and leaves with the next.
        self.note: Callable[[tuple[Any, ...]], None] = self._steps.append
        self._afterwards: list[Callable[[], None]] = []  # what is to be done when all has succeeded
        self._ready: deque[Callable[[], None]] = deque()  # what is to be done now
        self._doing = RLock()  # so that it is done in order, whoever does it

    def __enter__(self) -> None:
        self._lock.acquire()
        self._marks.append(len(self._steps))

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, trace: TracebackType | None
    ) -> None:
        mark = self._marks.pop()
        is_outermost = not self._marks
        try:
            if kind is not None:
                self.go_back_to(mark)
            if is_outermost:
                self._steps.clear()
                if self._afterwards:
                    self._ready.extend(self._afterwards)
                    self._afterwards.clear()
        finally:
            self._lock.release()
        if is_outermost and self._ready:
            self._do_what_is_ready()

    def savepoint(self) -> int:
        """Where the transaction that is open stands."""
        return len(self._steps)

    def go_back_to(self, mark: int) -> None:
        """Undo what has been done since then."""
        while len(self._steps) > mark:
            undo, *what = self._steps.pop()
            undo(*what)

    def _do_what_is_ready(self) -> None:
        with self._doing, ExitStack() as each:  # one that fails does not keep the others from being done
            doing = [self._ready.popleft() for _ in range(len(self._ready))]
            for do in reversed(doing):
                each.callback(do)

    def afterwards(self, do: Callable[[], None]) -> None:
        """Let something be done once the outermost transaction has succeeded."""
        if self._marks:
            self._afterwards.append(do)
            self._steps.append((self._afterwards.pop,))
        else:
            do()
