"""Lines: who may go next. Deliveries of one line leave one after the other, lines beside each other.

Rule: of a line the earliest posted goes first, whenever it became ready, and one is
on its way at a time. Among lines, and places to go to, the longest ready goes first.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from math import inf

from mockserver.callbacks.delivery import Delivery, State

Entry = tuple[int, str, str]  # turn, line, id
Stand = tuple[int, str]  # the turn of the first that may go to a destination, and the destination
READY, SENDING = State.READY, State.SENDING  # to ask the enumeration takes six times as long


class _Line:
    """What of a line is ready, the next one first, and whether one of it is on its way."""

    __slots__ = ("is_busy", "ready")

    def __init__(self) -> None:
        self.ready: list[tuple[float, int, str, str]] = []  # number, turn, id, destination
        self.is_busy = False


class Lines:
    """Every step costs the same however many are ready: what is so no longer is dropped when it is met."""

    def __init__(self, deliveries: Sequence[Delivery] = ()) -> None:
        self._lines: dict[str, _Line] = {}
        self._heads: dict[str, list[Entry]] = {}  # by destination: a heap of those that may go
        self._order: list[Stand] = []  # a heap
        self._stands: dict[str, int] = {}  # by destination: the turn it has in that heap; others are stale
        for each in deliveries:
            if each.state is SENDING:
                self._lines.setdefault(each.line, _Line()).is_busy = True
        for each in deliveries:
            if each.state is READY:
                self._join(each.line, each)

    def turn_for(self, delivery: Delivery, turn: int) -> int:
        """The turn of one that becomes ready: an earlier one, if it passes another of its line."""
        line = self._lines.get(delivery.line)
        if line is None:
            return turn
        place = bisect_left(line.ready, (delivery.number,))
        return min(turn, line.ready[place][1]) if place < len(line.ready) else turn

    def step(self, was: Delivery, now: Delivery) -> None:
        """A delivery has made a step; that those which ``go`` said go is known."""
        if was.state is SENDING:
            self._land(was.line)
        elif was.state is READY and now.state is not SENDING:
            self._leave(was.line, was.number)
        if now.state is READY:
            self._join(now.line, now)

    def join(self, delivery: Delivery) -> None:
        """A delivery is ready."""
        self._join(delivery.line, delivery)

    def _join(self, name: str, delivery: Delivery) -> None:
        line = self._lines.get(name)
        if line is None:
            line = self._lines[name] = _Line()
        number = delivery.number
        insort(line.ready, (number, delivery.turn, delivery.id, delivery.destination))
        if line.ready[0][0] == number:
            self._offer(name, line)

    def _leave(self, name: str, number: float) -> None:
        line = self._lines[name]
        place = bisect_left(line.ready, (number,))
        del line.ready[place]
        if place == 0:
            self._offer(name, line)

    def _land(self, name: str) -> None:
        line = self._lines[name]
        line.is_busy = False
        self._offer(name, line)

    def _offer(self, name: str, line: _Line) -> None:
        """The first of a line may go, if there is one and none is on its way."""
        if line.is_busy:
            return
        if not line.ready:
            del self._lines[name]
            return
        _, turn, id, place = line.ready[0]
        heappush(self._heads.setdefault(place, []), (turn, name, id))
        if turn < self._stands.get(place, inf):
            self._line_up(place, turn)

    def _line_up(self, place: str, turn: int) -> None:
        """A destination stands in the order by the turn of its first."""
        self._stands[place] = turn
        heappush(self._order, (turn, place))

    def go(self, limit: int, room: Callable[[str], bool]) -> list[str]:
        """The ids of those that go now, in order; ``room`` is asked about each one's destination."""
        gone: list[str] = []
        full: list[Stand] = []  # where there is no room
        while self._order and len(gone) < limit:
            turn, place = heappop(self._order)
            if self._stands.get(place) == turn:  # else it has another by now
                del self._stands[place]
                self._go_to(place, limit, room, gone, full)
        for turn, place in full:
            self._line_up(place, turn)
        return gone

    def _go_to(
        self, place: str, limit: int, room: Callable[[str], bool], gone: list[str], full: list[Stand]
    ) -> None:
        """Let those go to a place whose turn comes before any other place's, while there is room."""
        others = self._order[0][0] if self._order else inf
        while (first := self._first(place)) is not None:
            turn, name, id = first
            if turn > others or len(gone) >= limit:
                self._line_up(place, turn)
                return
            if not room(place):
                full.append((turn, place))
                return
            heappop(self._heads[place])
            line = self._lines[name]
            line.is_busy = True
            del line.ready[0]
            gone.append(id)

    def _first(self, place: str) -> Entry | None:
        """The first that may go to a place; those that may not any more leave."""
        heads = self._heads.get(place)
        while heads:
            first = heads[0]
            line = self._lines.get(first[1])
            if line is not None and not line.is_busy and line.ready and line.ready[0][1:3] == first[::2]:
                return first
            heappop(heads)
        self._heads.pop(place, None)
        return None
