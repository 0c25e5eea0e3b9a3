"""How an outbox stands: its counts, and the places of what is ready or on its way.

Rule: one frozen row, changed with every step, so no step looks at all deliveries.
Of one line nobody passes one that was posted earlier, and one leaves at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import chain

from mockserver.callbacks.delivery import SETTLED, Delivery, State
from mockserver.frozen import frozen

PIECE = 256  # places that a copy of a queue does not share


@frozen
class Place:
    """The place of a delivery that is ready or on its way."""

    number: int
    id: str
    line: str
    destination: str


@frozen
class Queue:
    """Places in order; in pieces, so that a longer copy shares nearly all with the old one.

    A transaction keeps every state of the row it may have to go back to: ten thousand
    deliveries may ripen in one.
    """

    pieces: tuple[tuple[Place, ...], ...] = ()

    def followed_by(self, place: Place) -> Queue:
        """The queue with one more at its end."""
        if self.pieces and len(self.pieces[-1]) < PIECE:
            return Queue((*self.pieces[:-1], (*self.pieces[-1], place)))
        return Queue((*self.pieces, (place,)))

    def joined_by(self, place: Place) -> Queue:
        """The queue with one more: before those of its line that were posted later, or at the end."""
        for number, piece in enumerate(self.pieces):
            for at, other in enumerate(piece):
                if other.line == place.line and other.number > place.number:
                    wider = (*piece[:at], place, *piece[at:])
                    return Queue((*self.pieces[:number], wider, *self.pieces[number + 1 :]))
        return self.followed_by(place)

    def without(self, ids: set[str]) -> Queue:
        """The queue without these."""
        if not ids:
            return self
        left = (tuple(place for place in piece if place.id not in ids) for piece in self.pieces)
        return Queue(tuple(filter(None, left)))

    def __iter__(self) -> Iterator[Place]:
        return chain.from_iterable(self.pieces)

    def __len__(self) -> int:
        return sum(map(len, self.pieces))


@frozen
class Standing:
    """How the outbox stands."""

    posted: int = 0
    waiting: int = 0
    settled: int = 0
    dropped: int = 0  # settled ones that have left because of the bound
    top: int = 0  # the highest number that ever became ready
    ready: Queue = Queue()  # in the order they became so; those of a line in the order posted
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
    ready, top = standing.ready.without(_ids(changes, State.READY)), standing.top
    for place in _come(changes, State.READY):
        ready = ready.followed_by(place) if place.number > top else ready.joined_by(place)
        top = max(top, place.number)
    gone = _ids(changes, State.SENDING)
    still = (place for place in standing.sending if place.id not in gone)
    return replace(
        standing,
        waiting=standing.waiting + _balance(changes, frozenset({State.WAITING})),
        settled=standing.settled + _balance(changes, SETTLED),
        top=top,
        ready=ready,
        sending=(*still, *_come(changes, State.SENDING)),
    )


def _ids(changes: tuple[Change, ...], state: State) -> set[str]:
    """Those that leave a state."""
    return {was.id for was, _ in changes if was.state is state}


def _come(changes: tuple[Change, ...], state: State) -> list[Place]:
    """The places of those that come into a state."""
    return [Place(now.number, now.id, now.line, now.destination) for _, now in changes if now.state is state]


def _balance(changes: tuple[Change, ...], states: frozenset[State]) -> int:
    return sum((now.state in states) - (was.state in states) for was, now in changes)
