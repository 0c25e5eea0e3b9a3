"""Evidence: all that is known of a sandbox's past when somebody wants a verdict.

Rule: evidence is a picture of one moment; nothing here changes a sandbox.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from mockserver.callbacks.delivery import Delivery
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.journal import Event
from mockserver.scenario.asked import Asked


@dataclass
class Seen:
    """What somebody has found among the events up to a number; events do not change, so it stays true."""

    last: int = 0
    found: list[Any] = field(default_factory=list)


Memory = dict[Hashable, Seen]


@frozen
class Message:
    """A message to a client of a vendor's Bayeux server; ``event``: the exchange that carried it, if any."""

    vendor: str
    channel: str
    data: Plain
    event: Event | None = None
    at: Millis = 0  # not before then


@frozen
class Evidence:
    """A sandbox's past, and what is still under way."""

    now: Millis
    began: Millis
    asked: Callable[[Event], Asked]  # an event, as conditions look at it
    events: tuple[Event, ...] = ()  # oldest first
    evicted: int = 0  # events that have left the journal because of its bound
    deliveries: tuple[Delivery, ...] = ()  # callbacks, oldest first
    departed: int = 0  # callbacks that have left the outbox because of its bound
    messages: tuple[Message, ...] = ()  # that went out, oldest first
    queued: tuple[Message, ...] = ()  # that wait for a client to fetch them
    held: tuple[tuple[str, tuple[str, ...]], ...] = ()  # vendor and paths of exchanges that are held
    states: Mapping[str, str] = field(default_factory=dict)
    memory: Memory = field(default_factory=dict, compare=False)  # from look to look

    def found(self, key: Hashable, make: Callable[[Event], Any]) -> list[Any]:
        """What ``make`` gives for the events, without the Nones; it is asked about each event once.

        What it gives has the ``number`` of its event; ``key`` tells apart what is looked for.
        """
        seen = self.memory.setdefault(key, Seen())
        newer = list(takewhile(lambda event: event.number > seen.last, reversed(self.events)))
        made = (make(event) for event in reversed(newer))
        seen.found += [each for each in made if each is not None]
        oldest = self.events[0].number if self.events else seen.last + 1
        if seen.found and seen.found[0].number < oldest:  # it has left the journal
            seen.found = [each for each in seen.found if each.number >= oldest]
        seen.last = self.events[-1].number if self.events else seen.last
        return seen.found
