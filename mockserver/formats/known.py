"""What was found out about shapes, each looked through once.

Rule: a shape is found by identity, for to hash one costs more than to write its object. Shapes
are made once and stay; of such as come and go, a bounded number is remembered.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Generic, TypeVar

from .base import Shape

T = TypeVar("T")
REMEMBERED: Final = 256


class Known(Generic[T]):
    """What a function makes of shapes; it is asked once for each."""

    def __init__(self, look: Callable[[Shape], T]) -> None:
        self._look = look
        self._found: dict[int, tuple[Shape, T]] = {}  # the shape is kept, so that its id stays its own

    def of(self, shape: Shape) -> T:
        """What was found out about the shape."""
        found = self._found.get(id(shape))
        return self._learn(shape) if found is None else found[1]

    def _learn(self, shape: Shape) -> T:
        if len(self._found) >= REMEMBERED:
            self._found.clear()
        made = self._look(shape)
        self._found[id(shape)] = (shape, made)
        return made
