"""Scripts in words."""

import pytest

from mockserver.callcentre.model import Beat, Event, Outcome
from mockserver.callcentre.script import CannotPlay, duration, script_of


def test_a_script_tells_what_happens_and_how_long_it_takes_until_then():
    script = script_of(
        ["agent rings 2s", "agent answers", "rings 4s", "answered", "talks 30s", "hung up by called"]
    )

    assert script == (
        Beat(0, Event.AGENT_RINGS),
        Beat(2000, Event.AGENT_ANSWERS),
        Beat(0, Event.RINGS),
        Beat(4000, Event.ANSWERED),
        Beat(30_000, Event.RELEASED, Outcome.CALLED_HUNG_UP),
    )


def test_times_between_two_events_add_up():
    script = script_of(["waits 1s", "rings 4s", "waits 500ms", "busy"])

    assert [beat.after for beat in script] == [1000, 4500]


def test_a_range_of_time_becomes_a_spread():
    assert script_of(["rings 2s..5s", "no answer"])[1] == Beat(
        2000, Event.RELEASED, Outcome.CALLED_NO_ANSWER, spread=3000
    )


def test_holding_is_two_events():
    script = script_of(["rings 1s", "answered", "holds 10s", "talks 1s", "hung up by caller"])

    assert [beat.event for beat in script[2:]] == [Event.HELD, Event.RESUMED, Event.RELEASED]
    assert script[3].after == 10_000


def test_a_code_of_the_vendors_own_ends_a_call():
    assert script_of(["ends with 104"]) == (Beat(0, Event.RELEASED, Outcome.OTHER, "104"),)


@pytest.mark.parametrize(
    ("steps", "step", "says"),
    [
        (["rings 4s"], 0, "leaves the call open"),
        (["rings 4s", "dances"], 1, "'dances' is no step of a call"),
        (["answered", "busy"], 0, "a call that is waiting cannot have 'answered'"),
        (["busy", "rings 4s"], 1, "a call that is ended cannot have 'rings'"),
        (["rings 5s..2s", "busy"], 0, "a range whose end comes before its start"),
        (["rings 4 parsecs", "busy"], 0, "is no step"),
        ([], 0, "leaves the call open"),
    ],
)
def test_what_cannot_be_played_is_refused_with_its_place(steps, step, says):
    with pytest.raises(CannotPlay, match=says) as refused:
        script_of(steps)

    assert refused.value.step == step


@pytest.mark.parametrize(
    ("text", "millis"),
    [("4s", 4000), ("1.5m", 90_000), ("1h 30m", 5_400_000), ("250ms", 250), (2, 2000), ("1d", 86_400_000)],
)
def test_durations_are_read(text, millis):
    assert duration(text) == millis


@pytest.mark.parametrize("text", ["", "4", "s", "4x", "-4s", True, "4s later", None])
def test_what_is_no_duration_is_refused(text):
    with pytest.raises(ValueError, match="is not a duration"):
        duration(text)
