"""The journal: one event for each exchange, kept as it came, read when someone asks.

Rule: an event is frozen and holds raw bytes; nothing is decoded on the way in.
The journal is bounded, and says how much has left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from threading import Lock
from typing import NamedTuple

from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import of_tuple
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.store.base import Space

_OVERHEAD = 600  # bytes an event costs beside its bodies, target and headers, roughly


class Event(NamedTuple):
    """One exchange: what came, what was answered, and what the mock made of it.

    A tuple, because every request makes one, and few are ever looked at.
    """

    seed: int  # of the sandbox
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
    def id(self) -> str:
        """What it is found by; worked out when somebody asks."""
        return key_of(self.seed, self.number)

    @property
    def matched(self) -> bool:
        """Whether an operation or a rule answered."""
        return bool(self.operation or self.rule)

    @property
    def size(self) -> int:
        """Bytes the event takes, roughly."""
        return _size(self.request, self.reply)


event_of = of_tuple(Event)


def _size(request: Request, reply: Reply) -> int:
    return _OVERHEAD + len(request.target) + request.headers.size + len(request.body) + len(reply.body)


def key_of(seed: int, number: int) -> str:
    """The id of a sandbox's event."""
    return identity(seed, "event", number)


class Journal:
    """One sandbox's events, oldest first."""

    def __init__(self, space: Space, seed: int) -> None:
        self.seed = seed
        self._space = space
        self._lock = Lock()
        self._hearing: tuple[Callable[[Event], object], ...] = ()
        self.cleared = 0  # the number of the last event that was forgotten because somebody said so

    def listen(self, hear: Callable[[Event], object]) -> Callable[[], None]:
        """Tell ``hear`` of each event once it is kept for good; gives what ends that.

        It is told outside of transactions, by whoever served the exchange, and must not take long.
        """
        with self._lock:
            self._hearing = (*self._hearing, hear)

        def forget() -> None:
            with self._lock:
                self._hearing = tuple(each for each in self._hearing if each is not hear)

        return forget

    @property
    def listeners(self) -> int:
        """How many are told."""
        return len(self._hearing)

    def _tell(self, event: Event) -> None:
        for hear in self._hearing:
            hear(event)

    def begin(self) -> int:
        """The number of the next event."""
        return self._space.appended() + 1

    def keep(self, event: Event) -> None:
        """Add an event."""
        self._space.append(event, _size(event.request, event.reply))
        if self._hearing:  # as for most never
            self._space.afterwards(partial(self._tell, event))

    def find(self, key: str) -> Event | None:
        """The event with this id."""
        return next((event for event in self if event.id == key), None)

    def clear(self) -> None:
        """Forget all events."""
        self.cleared = self._space.appended()
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
