"""The journal: one event for each exchange, kept as it came, read when someone asks.

Rule: an event is frozen and holds raw bytes; nothing is decoded on the way in.
The journal is bounded, and says how much has left.
"""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.store.base import Space

_OVERHEAD = 600  # bytes an event costs beside its bodies and target, roughly


@frozen
class Event:
    """One exchange: what came, what was answered, and what the mock made of it."""

    id: str
    number: int
    at: Millis
    request: Request
    reply: Reply
    vendor: str = ""
    operation: str = ""
    refusal: str = ""  # the name of the vendor's refusal, when it was one
    rule: str = ""  # the scenario's rule that answered, e.g. "rules[2]"
    losses: tuple[str, ...] = ()  # what of the body was dropped, defaulted or converted
    took: int = 0  # microseconds
    bug: str = ""  # our own traceback, when the mock itself failed

    @property
    def matched(self) -> bool:
        """Whether an operation or a rule answered."""
        return bool(self.operation or self.rule)

    @property
    def size(self) -> int:
        """Bytes the event takes, roughly."""
        headers = sum(len(name) + len(value) for name, value in self.request.headers.pairs)
        return _OVERHEAD + headers + len(self.request.target) + len(self.request.body) + len(self.reply.body)


class Journal:
    """One sandbox's events, oldest first."""

    def __init__(self, space: Space, seed: int) -> None:
        self._space = space
        self._seed = seed

    def begin(self) -> tuple[int, str]:
        """The number and the id of the next event."""
        number = (self._space.get("journal", "count") or 0) + 1
        self._space.put("journal", "count", number)
        return number, identity(self._seed, "event", number)

    def keep(self, event: Event) -> None:
        """Add an event."""
        self._space.append(event, event.size)

    def find(self, key: str) -> Event | None:
        """The event with this id."""
        return next((event for event in self if event.id == key), None)

    def clear(self) -> None:
        """Forget all events."""
        self._space.forget_entries()

    @property
    def evicted(self) -> int:
        """How many events have left because of the bound."""
        return self._space.evicted()

    def __iter__(self) -> Iterator[Event]:
        """All events kept, oldest first."""
        return iter(self._space.entries())

    def __len__(self) -> int:
        """How many events are kept."""
        return len(self._space.entries())
