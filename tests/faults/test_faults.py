"""What each fault does to an answer."""

import math
from statistics import mean, median, pstdev

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.faults.base import Draw, Left, Part, left_by, struck
from mockserver.faults.broken import (
    NOISE,
    ConnectionResetByPeer,
    EmptyResponse,
    Hang,
    MalformedResponseChunk,
    RandomDataThenClose,
    TruncatedBody,
)
from mockserver.faults.delay import LONGEST, FixedDelay, LognormalDelay, UniformDelay
from mockserver.faults.dribble import ChunkedDribble
from mockserver.faults.table import FAULTS, KINDS
from mockserver.reply import AT_ONCE, Ending, Reply, Way

REPLY = Reply(200, b"0123456789", (("Content-Type", "text/plain"),))
DRAW = Draw(7, ("rules[0]", 1))
EACH = [*KINDS.values(), TruncatedBody(Part(4)), ChunkedDribble(2, 10), FixedDelay(1), UniformDelay(1, 2)]
EACH += [LognormalDelay(90, 0.4), ConnectionResetByPeer(Part(4))]


def ending(fault, reply=REPLY, draw=DRAW):
    return fault.strike(reply, draw).ending


def drawn(fault, count=2000, seed=7):
    return [ending(fault, draw=Draw(seed, ("r", number))).after for number in range(count)]


@pytest.mark.parametrize("fault", [fault for fault in EACH if fault.leaves is not Left.SPOILT], ids=repr)
def test_a_fault_changes_the_ending_and_nothing_else(fault):
    after = fault.strike(REPLY, DRAW)

    assert after.ending != AT_ONCE
    assert (after.status, after.body, after.headers) == (REPLY.status, REPLY.body, REPLY.headers)


@pytest.mark.parametrize("fault", EACH, ids=repr)
def test_a_fault_is_the_same_on_every_run(fault):
    assert fault.strike(REPLY, DRAW) == fault.strike(REPLY, Draw(7, ("rules[0]", 1)))


def test_every_class_has_a_name():
    assert {type(fault) for fault in EACH} == set(FAULTS.values())


@pytest.mark.parametrize(
    ("fault", "how"),
    [
        (EmptyResponse(), Ending(Way.EMPTY)),
        (Hang(), Ending(Way.NEVER)),
        (ConnectionResetByPeer(), Ending(Way.RESET)),
        (ConnectionResetByPeer(Part(4)), Ending(Way.RESET, sent=4)),
        (ConnectionResetByPeer(Part(percent=1)), Ending(Way.RESET, sent=1)),
        (ConnectionResetByPeer(Part(99)), Ending(Way.RESET, sent=10)),
        (TruncatedBody(Part(4)), Ending(Way.CUT, sent=4)),
        (TruncatedBody(Part(percent=40)), Ending(Way.CUT, sent=4)),
        (TruncatedBody(Part()), Ending(Way.CUT, sent=0)),
        (ChunkedDribble(5, 2000), Ending(Way.DRIP, pieces=5, over=2000)),
        (FixedDelay(250), Ending(after=250)),
        (UniformDelay(250, 250), Ending(after=250)),
    ],
)
def test_an_answer_ends_as_the_settings_say(fault, how):
    assert ending(fault) == how


@pytest.mark.parametrize("part", [Part(10), Part(99), Part(percent=100)])
def test_a_truncated_body_lacks_its_last_byte_at_least(part):
    assert ending(TruncatedBody(part)).sent == len(REPLY.body) - 1


def test_a_body_of_nothing_cannot_be_cut_short():
    assert ending(TruncatedBody(Part(5)), Reply(204)).sent == 0
    assert ending(ConnectionResetByPeer(Part(5)), Reply(204)).sent == 0


@given(st.binary(max_size=300), st.integers(0, 400), st.floats(0, 100))
def test_a_part_of_a_body_is_never_more_than_the_body(body, size, percent):
    assert 0 <= Part(size, percent).of(body) <= len(body)


def test_a_share_is_exact_where_it_can_be():
    assert [Part(percent=percent).of(bytes(100)) for percent in range(101)] == list(range(101))


@pytest.mark.parametrize("fault", [MalformedResponseChunk(), RandomDataThenClose()], ids=repr)
def test_noise_is_drawn_for_each_event_anew_and_begins_nothing_known(fault):
    noises = [ending(fault, draw=Draw(7, ("r", number))).noise for number in range(200)]

    assert len(set(noises)) == 200
    assert {len(noise) for noise in noises} == {NOISE}
    assert all(noise[0] >= 0x80 for noise in noises)
    assert ending(fault, draw=Draw(8, ("r", 0))).noise != noises[0]


@given(st.integers(1, 300))
def test_noise_has_the_size_asked_for(size):
    assert len(DRAW.noise(size)) == size


def test_a_uniform_delay_is_anywhere_between_its_ends():
    delays = drawn(UniformDelay(100, 110))

    assert set(delays) == set(range(100, 111))


def test_a_lognormal_delay_has_its_median_and_its_sigma():
    delays = drawn(LognormalDelay(900, 0.4))
    logarithms = [math.log(delay) for delay in delays]

    assert median(delays) == pytest.approx(900, rel=0.03)
    assert pstdev(logarithms) == pytest.approx(0.4, rel=0.05)
    assert mean(logarithms) == pytest.approx(math.log(900), rel=0.01)


def test_a_lognormal_delay_is_capped():
    delays = drawn(LognormalDelay(900, 10, most=1000))

    assert max(delays) == 1000
    assert min(delays) == 0


def test_other_rules_other_events_and_other_seeds_draw_otherwise():
    fault = UniformDelay(0, 1_000_000)

    by_name = {ending(fault, draw=Draw(7, name)).after for name in [("a", 1), ("a", 2), ("b", 1), ("b", 2)]}

    assert len(by_name) == 4
    assert drawn(fault, 5, seed=1) != drawn(fault, 5, seed=2)


def test_a_delay_comes_in_front_of_any_other_fault():
    both = struck(REPLY, (TruncatedBody(Part(3)), FixedDelay(500)), DRAW).ending

    assert both == Ending(Way.CUT, after=500, sent=3)


def test_delays_add_up_and_have_an_end():
    assert struck(REPLY, (FixedDelay(1), FixedDelay(2)), DRAW).ending.after == 3
    assert struck(REPLY, (FixedDelay(LONGEST), FixedDelay(2)), DRAW).ending.after == LONGEST


@pytest.mark.parametrize(
    ("faults", "left"),
    [
        ((), Left.WHOLE),
        ((FixedDelay(1), ChunkedDribble(2, 1)), Left.WHOLE),
        ((FixedDelay(1), TruncatedBody(Part(1))), Left.PART),
        ((ConnectionResetByPeer(Part(1)),), Left.PART),
        ((MalformedResponseChunk(),), Left.PART),
        ((ConnectionResetByPeer(), FixedDelay(1)), Left.NOTHING),
        ((EmptyResponse(),), Left.NOTHING),
        ((RandomDataThenClose(),), Left.NOTHING),
        ((Hang(),), Left.NOTHING),
    ],
    ids=repr,
)
def test_faults_let_through_what_the_worst_of_them_does(faults, left):
    assert left_by(faults) is left
