"""Somebody steps into a call's life: what then happens, and what of its script still does."""

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.errors import CallNotFound, NotPossibleNow
from mockserver.callcentre.model import Beat, Course, Event, Outcome, State
from mockserver.callcentre.script import script_of
from mockserver.store.memory import MemorySpace

START = 1_000_000
HANG_UP = Beat(0, Event.RELEASED, Outcome.CALLER_HUNG_UP)


class Line:
    """One call that is played, and what happened to it."""

    def __init__(self, *steps: str) -> None:
        self.space = MemorySpace()
        self.calls = Calls(self.space, "acme", seed=1, courses=[Course(script_of(steps))])
        self.id = self.calls.place(START, "1001", "5550100").id
        self.happened: list[tuple[int, Event]] = []

    def play(self, until: int = 10**9) -> list[tuple[int, Event]]:
        while (due := self.space.take_due(START + until)) is not None:
            self.happened.append((due.at - START, self.calls.play(due.key, due.at).event))
        return self.happened

    def turn(self, at: int, *beats: Beat) -> None:
        self.play(at)
        self.happened.clear()
        self.calls.turn(self.id, START + at, *beats)


def test_a_call_that_is_hung_up_ends_at_once_and_nothing_else_happens():
    line = Line("rings 2s", "answered", "talks 30s", "hung up by called")

    line.turn(5_000, HANG_UP)

    assert line.play() == [(5_000, Event.RELEASED)]
    assert line.calls.find(line.id).outcome is Outcome.CALLER_HUNG_UP
    assert line.space.planned() == ()


def test_what_was_to_come_comes_at_its_own_moment():
    line = Line("rings 2s", "answered", "talks 30s", "hung up by called")

    line.turn(5_000, Beat(0, Event.HELD))

    assert line.play() == [(5_000, Event.HELD), (32_000, Event.RELEASED)]
    assert line.calls.find(line.id).on_hold == 27_000


def test_what_can_no_longer_happen_is_left_out_and_its_time_passes_all_the_same():
    line = Line("rings 20s", "answered", "talks 30s", "hung up by called")

    line.turn(5_000, Beat(0, Event.ANSWERED))

    assert line.play() == [(5_000, Event.ANSWERED), (50_000, Event.RELEASED)]


def test_a_hold_of_the_script_is_ended_early():
    line = Line("rings 2s", "answered", "holds 10s", "talks 8s", "hung up by called")

    line.turn(5_000, Beat(0, Event.RESUMED))

    assert line.play() == [(5_000, Event.RESUMED), (20_000, Event.RELEASED)]


def test_a_drawn_time_is_not_drawn_again():
    line = Line("rings 2s", "answered", "talks 10s..90s", "hung up by called")
    (due,) = (line.play(3_000), line.space.planned())[1]

    line.calls.turn(line.id, START + 3_000, Beat(0, Event.HELD), Beat(1_000, Event.RESUMED))

    assert line.play()[-1] == (due.at - START + 1_000, Event.RELEASED)


def test_of_several_calls_only_the_one_is_turned():
    line = Line("rings 2s", "answered", "talks 30s", "hung up by called")
    other = line.calls.place(START, "1001", "5550101")

    line.turn(5_000, HANG_UP)

    assert line.play() == [(5_000, Event.RELEASED), (32_000, Event.RELEASED)]
    assert line.calls.find(other.id).outcome is Outcome.CALLED_HUNG_UP


@pytest.mark.parametrize("event", [Event.RESUMED, Event.ANSWERED, Event.RINGS])
def test_what_the_state_does_not_allow_changes_nothing(event):
    line = Line("rings 2s", "answered", "talks 30s", "hung up by called")
    line.play(5_000)
    before, planned = line.calls.find(line.id), line.space.planned()

    with pytest.raises(NotPossibleNow):
        line.calls.turn(line.id, START + 5_000, Beat(0, event))

    assert (line.calls.find(line.id), line.space.planned()) == (before, planned)


def test_nobody_steps_into_a_call_that_is_over_or_unknown():
    line = Line("busy")
    line.play()

    with pytest.raises(NotPossibleNow):
        line.calls.turn(line.id, START + 5_000, HANG_UP)
    with pytest.raises(CallNotFound):
        line.calls.turn("unknown", START, HANG_UP)


def test_other_data_can_be_kept_with_a_call_while_it_goes_on():
    line = Line("rings 2s", "answered", "talks 30s", "hung up by called")
    line.play(5_000)

    line.calls.note(line.id, "said yes")

    assert line.play()[-1] == (32_000, Event.RELEASED)
    ended = line.calls.find(line.id)
    assert (ended.state, ended.data) == (State.ENDED, "said yes")
