"""What a handler answers where wire data alone would not say it all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.formats.base import Plain
from mockserver.formats.negotiate import Choice
from mockserver.reply import Reply

_MOST = 64  # replies kept of one answer


class Constant:
    """An answer that is the same every time: it is put into words once for each format.

    Whoever hands it out keeps it, at module level: a new one for each request would be worth nothing.
    """

    __slots__ = ("_replies", "value")

    def __init__(self, value: Plain) -> None:
        self.value = value
        self._replies: dict[tuple[int, int], tuple[Any, Reply]] = {}  # with what its ids are of

    def reply(self, owner: object, choice: Choice, make: Callable[[Plain], Reply]) -> Reply:
        """What ``make`` makes of the value for an owner (an operation) in a format; asked once for each."""
        key = (id(owner), id(choice))
        found = self._replies.get(key)
        if found is not None:
            return found[1]
        made = make(self.value)
        if len(self._replies) >= _MOST:
            self._replies.clear()
        self._replies[key] = ((owner, choice), made)
        return made
