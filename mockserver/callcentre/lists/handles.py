"""Handles: who holds which record. An open one is a row; of those that are closed only the count is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.callcentre.errors import HandleNotFound
from mockserver.callcentre.lists.lifecycle import Step, stepped
from mockserver.callcentre.lists.model import Handle, Stage
from mockserver.frozen import replaced
from mockserver.store.base import Space


class Handles:
    """The handles of one vendor in one sandbox, numbered from 1."""

    def __init__(self, space: Space, vendor: str) -> None:
        self._space = space
        self._table = f"{vendor}.lists.handles"
        self._counted = f"{vendor}.lists.handed-out"

    @property
    def newest(self) -> int:
        """The highest number of a handle, open or closed."""
        found: int = self._space.get(self._counted, "newest") or 0
        return found

    def open(self, handle: Handle) -> None:
        """Keep a new handle."""
        self._space.put(self._table, str(handle.number), handle)
        self._space.put(self._counted, "newest", max(self.newest, handle.number))

    def find(self, number: int) -> Handle:
        """An open handle.

        Raises:
            HandleNotFound: there is none, or not any more.
        """
        handle: Handle | None = self._space.get(self._table, str(number))
        if handle is None:
            raise HandleNotFound(number=number, closed=0 < number <= self.newest)
        return handle

    def step(self, handle: Handle, step: Step, **changes: Any) -> Handle:
        """The handle after a step; one that is closed by it is kept no longer.

        Raises:
            NotPossibleNow: it is not so far, or farther.
        """
        now = replaced(handle, stage=stepped(handle.stage, step), **changes)
        if now.stage is Stage.CLOSED:
            self._space.remove(self._table, str(handle.number))
        else:
            self._space.put(self._table, str(handle.number), now)
        return now

    def __iter__(self) -> Iterator[Handle]:
        """The open handles, oldest first."""
        return (row for _, row in self._space.rows(self._table))

    def of(self, user: str) -> Iterator[Handle]:
        """The open handles of an agent, oldest first."""
        return (row for row in self if row.user == user)
