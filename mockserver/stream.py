"""An answer that goes on: pieces that go out as they come, until its source or its reader ends it.

Rule: whoever puts something in never waits. What a slow reader leaves no room for is counted,
and the reader is told how much it has lost, where it is missing.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from threading import Lock
from typing import Any

from mockserver.clock import Millis

PULSE: Millis = 15_000  # real time; a reader that hears nothing so long may take the line for dead
_MOST = 1_000  # things that wait for the reader
_HEAVIEST = 8 * 1024 * 1024  # bytes they take, roughly
_HANDFUL = 64 * 1024  # bytes that are taken at a time, roughly

Item = Any  # whatever ``render`` knows


class Stream:
    """What is put in by anybody, and taken out by the one who serves; for one reader.

    ``render`` words a thing when it is taken, ``lost`` a number of things that are missing. ``first``
    is taken before anything that is put in. With a ``limit`` it ends after so many things.
    ``done`` is called once, when it has ended, on whatever thread that was.
    """

    def __init__(
        self,
        render: Callable[[Item], bytes],
        lost: Callable[[int], bytes],
        *,
        first: Iterable[Item] = (),
        limit: int | None = None,
        opening: bytes = b"",
        pulse: bytes = b"",
        most: int = _MOST,
        done: Callable[[], object] = lambda: None,
    ) -> None:
        self.pulse = pulse  # goes out where nothing else did for ``PULSE``
        self._render, self._lost_told, self._done = render, lost, done
        self._lock = Lock()
        self._before: Iterator[Item] = iter(first)
        self._waiting: deque[tuple[Item, int]] = deque()  # a thing and its weight, or bytes as they go out
        self._opening = opening
        self._left = limit
        self._most, self._weight, self._lost = most, 0, 0
        self._ended = False  # nothing is put in any more
        self._is_over = False  # nothing is taken out any more
        self._then: Callable[[], object] | None = None
        self._woken = False

    # From any thread

    def put(self, item: Item, weight: int = 0) -> None:
        """Add a thing; ``weight`` are the bytes that it takes, roughly."""
        with self._lock:
            if self._ended:
                return
            if len(self._waiting) >= self._most or (self._waiting and self._weight + weight > _HEAVIEST):
                self._lost += 1
                return
            self._tell_lost()
            self._waiting.append((item, weight))
            self._weight += weight
        self._wake()

    def end(self, last: bytes = b"") -> None:
        """Add nothing more; ``last`` goes out behind all that waits."""
        with self._lock:
            if self._ended:
                return
            self._ended = True
            self._tell_lost()
            self._waiting.append((last, 0))
        self._done()
        self._wake()

    def abandon(self) -> None:
        """The reader has gone."""
        with self._lock:
            self._is_over = True
            self._waiting.clear()
            is_new, self._ended = not self._ended, True
        if is_new:
            self._done()

    def _tell_lost(self, *, only_if: bool = True) -> None:
        if self._lost and only_if:
            self._waiting.append((self._lost_told(self._lost), 0))
            self._lost = 0

    def _wake(self) -> None:
        with self._lock:
            then = None if self._woken else self._then
            self._woken = self._woken or then is not None
        if then is not None:
            then()

    # For whoever serves

    @property
    def is_over(self) -> bool:
        """Whether all has been taken that there will ever be."""
        return self._is_over

    def when_ready(self, then: Callable[[], object]) -> None:
        """Be told, on any thread, when there is something to ``take``: once until it is taken, and now."""
        with self._lock:
            self._then, self._woken = then, True
        then()

    def take(self) -> bytes:
        """Some of what waits; nothing: all has been taken, and ``then`` will be called for more."""
        pieces, size = [self._opening], 0
        self._opening = b""
        while size < _HANDFUL and not self._is_over:
            piece = self._next()
            if piece is None:
                break
            pieces.append(piece)
            size += len(piece)
        return b"".join(pieces)

    def _next(self) -> bytes | None:
        """The next piece; None if nothing waits."""
        item = next(self._before, None)
        if item is None:
            with self._lock:
                self._tell_lost(only_if=not self._waiting)
                if not self._waiting:
                    self._woken = False
                    self._is_over = self._is_over or self._ended
                    return None
                item, weight = self._waiting.popleft()
                self._weight -= weight
        if isinstance(item, bytes):
            return item
        self._count()
        return self._render(item)

    def _count(self) -> None:
        """One more thing has been taken."""
        if self._left is None:
            return
        self._left -= 1
        if self._left <= 0:
            self.abandon()
