"""How an outbox stands: its counts, and the places of what is ready or on its way.

Rule: one frozen row, changed with every step, so no step looks at all deliveries.
Of one line nobody passes one that was posted earlier, and one leaves at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from mockserver.callbacks.delivery import SETTLED, Delivery, State


@dataclass(frozen=True, slots=True)
class Place:
    """The place of a delivery that is ready or on its way."""

    number: int
    id: str
    line: str
    destination: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How the outbox stands."""

    posted: int = 0
    waiting: int = 0
    settled: int = 0
    dropped: int = 0  # settled ones that have left because of the bound
    top: int = 0  # the highest number that ever became ready
    ready: tuple[Place, ...] = ()  # in the order they became so; those of a line in the order posted
    sending: tuple[Place, ...] = ()

    @property
    def underway(self) -> int:
        """How many are ready or on their way."""
        return len(self.ready) + len(self.sending)

    @property
    def pending(self) -> int:
        """How many are not settled."""
        return self.waiting + self.underway


Change = tuple[Delivery, Delivery]  # a delivery as it was, and as it is


def free(standing: Standing, room: Callable[[str], bool]) -> Iterator[Place]:
    """The places that may be sent from now, in order."""
    busy = {place.line for place in standing.sending}
    full: set[str] = set()
    for place in standing.ready:
        if place.line in busy:
            continue
        busy.add(place.line)
        if place.destination in full or not room(place.destination):
            full.add(place.destination)
        else:
            yield place


def moved(standing: Standing, changes: tuple[Change, ...]) -> Standing:
    """How the outbox stands after these changes."""
    ripe = [_place(now) for _, now in changes if now.state is State.READY]
    ready = _without(standing.ready, changes, State.READY)
    for place in ripe:
        ready = _queued(ready, place, standing.top)
    return replace(
        standing,
        waiting=standing.waiting + _balance(changes, frozenset({State.WAITING})),
        settled=standing.settled + _balance(changes, SETTLED),
        top=max([standing.top, *(place.number for place in ripe)]),
        ready=ready,
        sending=(
            *_without(standing.sending, changes, State.SENDING),
            *(_place(now) for _, now in changes if now.state is State.SENDING),
        ),
    )


def _balance(changes: tuple[Change, ...], states: frozenset[State]) -> int:
    return sum((now.state in states) - (was.state in states) for was, now in changes)


def _without(places: tuple[Place, ...], changes: tuple[Change, ...], state: State) -> tuple[Place, ...]:
    gone = {was.id for was, _ in changes if was.state is state}
    return tuple(place for place in places if place.id not in gone) if gone else places


def _queued(places: tuple[Place, ...], new: Place, top: int) -> tuple[Place, ...]:
    """The places with one more, behind all others but before those of its line that were posted later."""
    if new.number > top:
        return (*places, new)
    later = (at for at, place in enumerate(places) if place.line == new.line and place.number > new.number)
    at = next(later, len(places))
    return (*places[:at], new, *places[at:])


def _place(delivery: Delivery) -> Place:
    return Place(delivery.number, delivery.id, delivery.line, delivery.destination)
