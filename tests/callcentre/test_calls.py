"""Calls that play out, and the table they follow."""

import itertools

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.errors import CallNotFound, NotPossibleNow
from mockserver.callcentre.lifecycle import TRANSITIONS, after
from mockserver.callcentre.model import Beat, Call, Course, Event, Outcome, State
from mockserver.callcentre.script import script_of
from mockserver.store.memory import MemorySpace

STEPS = ["agent rings 1s", "agent answers", "rings 2s", "answered", "talks 3s", "hung up by called"]
START = 1_000_000


def calls_of(space, *courses, seed=1):
    return Calls(space, "acme", seed=seed, courses=courses or [Course(script_of(STEPS))])


def play_out(space, calls):
    """Everything that happens, as (moment after the start, event)."""
    happened = []
    while (due := space.take_due(10**15)) is not None:
        happening = calls.play(due.key, due.at)
        happened.append((due.at - START, happening.event))
    return happened


def test_a_placed_call_waits():
    space = MemorySpace()

    call = calls_of(space).place(START, "1001", "5550100", agent="42")

    assert (call.state, call.agent, call.created) == (State.WAITING, "42", START)
    assert calls_of(space).find(call.id) == call


def test_a_call_plays_out_beat_by_beat_at_the_moments_its_script_tells():
    space = MemorySpace()
    calls = calls_of(space)
    call = calls.place(START, "1001", "5550100")

    happened = play_out(space, calls)

    assert happened == [
        (0, Event.AGENT_RINGS),
        (1000, Event.AGENT_ANSWERS),
        (1000, Event.RINGS),
        (3000, Event.ANSWERED),
        (6000, Event.RELEASED),
    ]
    ended = calls.find(call.id)
    assert (ended.state, ended.outcome) == (State.ENDED, Outcome.CALLED_HUNG_UP)
    assert (ended.answered, ended.released) == (START + 3000, START + 6000)


def test_the_first_course_that_fits_the_numbers_decides():
    busy, usual = Course(script_of(["busy"]), called="555*"), Course(script_of(STEPS))
    calls = calls_of(MemorySpace(), busy, usual)

    assert calls.place(START, "1", "5550100").script == busy.script
    assert calls.place(START, "1", "7770100").script == usual.script


def test_drawn_times_are_the_same_for_the_same_seed_and_differ_between_calls():
    course = Course(script_of(["rings 1s..100s", "busy"]))

    def ends(seed):
        space = MemorySpace()
        calls = calls_of(space, course, seed=seed)
        placed = [calls.place(START, "1", str(number)) for number in range(5)]
        play_out(space, calls)
        return [calls.find(call.id).released for call in placed]

    assert ends(7) == ends(7)
    assert len(set(ends(7))) > 1
    assert ends(7) != ends(8)


def test_ids_are_unique_and_have_nineteen_digits():
    calls = calls_of(MemorySpace())

    ids = [calls.place(START, "1", "2").id for _ in range(500)]

    assert len(set(ids)) == 500
    assert all(len(each) == 19 and each.isdigit() for each in ids)


def test_an_unknown_call_is_not_found():
    with pytest.raises(CallNotFound):
        calls_of(MemorySpace()).find("nope")


def test_time_on_hold_adds_up():
    space = MemorySpace()
    course = Course(
        script_of(
            ["rings 1s", "answered", "holds 2s", "talks 1s", "holds 3s", "talks 1s", "hung up by caller"]
        )
    )
    calls = calls_of(space, course)
    call = calls.place(START, "1", "2")

    play_out(space, calls)

    assert (calls.find(call.id).on_hold, calls.find(call.id).holds) == (5000, 2)


@pytest.mark.parametrize(("state", "event"), list(itertools.product(State, Event)))
def test_only_rows_of_the_table_change_a_state(state, event):
    call = Call("1", 1, "a", "b", START, state=state)
    beat = Beat(0, event, Outcome.BUSY if event is Event.RELEASED else None)

    if (state, event) in TRANSITIONS:
        assert after(call, beat, START).state is TRANSITIONS[state, event]
    else:
        with pytest.raises(NotPossibleNow):
            after(call, beat, START)


def test_an_ended_call_is_never_anything_else():
    assert not [row for row in TRANSITIONS if row[0] is State.ENDED]
