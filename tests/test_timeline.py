"""The timeline does what a sorted list would do."""

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mockserver.timeline import Timeline

MOMENTS, PLACES = st.integers(0, 5), st.integers(0, 1000)


class Beside(RuleBasedStateMachine):
    """A timeline, and beside it a list of what is planned and one of what is not any more."""

    def __init__(self):
        super().__init__()
        self.timeline = Timeline()
        self.planned = []
        self.gone = []

    def leave(self, due):
        self.planned.remove(due)
        self.gone.append(due)

    @rule(at=MOMENTS)
    def plan(self, at):
        self.planned.append(self.timeline.plan(at, "acme", "key"))

    @rule(now=MOMENTS)
    def take(self, now):
        first = next((due for due in sorted(self.planned) if due.at <= now), None)
        assert self.timeline.take(now) == first
        if first is not None:
            self.leave(first)

    @precondition(lambda self: self.planned)
    @rule(place=PLACES)
    def drop(self, place):
        due = self.planned[place % len(self.planned)]
        assert self.timeline.drop(due)
        self.leave(due)

    @precondition(lambda self: self.gone)
    @rule(place=PLACES)
    def drop_what_is_gone(self, place):
        assert not self.timeline.drop(self.gone[place % len(self.gone)])

    @precondition(lambda self: self.gone)
    @rule(place=PLACES)
    def restore(self, place):
        due = self.gone.pop(place % len(self.gone))
        self.timeline.restore(due)
        self.planned.append(due)

    @invariant()
    def they_are_the_same(self):
        assert list(self.timeline) == sorted(self.planned)
        assert self.timeline.next() == min(self.planned, default=None) == self.timeline.of("acme", "key")
        assert len(self.timeline) == len(self.planned)


TestBeside = Beside.TestCase


def test_what_was_dropped_takes_no_room_for_long():
    timeline = Timeline()
    timeline.plan(1, "acme", "stays")

    for _ in range(1000):
        timeline.drop(timeline.plan(1_000_000, "acme", "leaves"))

    assert len(timeline._queue) < 100
    assert [due.key for due in timeline] == ["stays"]
