"""The arithmetic of the bench: what is made of what was counted."""

from __future__ import annotations

from itertools import repeat

import pytest

from mockserver.bench import burst, callbacks, delays, endurance, held
from mockserver.bench.client import Came
from mockserver.bench.findings import Findings, figure
from mockserver.bench.load import CannotLoad, percentile
from mockserver.bench.rounds import in_turns
from mockserver.bench.wrk import figures
from tests.bench.made_up import load, slice_of

SAID = (
    "Running 3s test\n"
    'figures: {"refused":2,"p99":4100,"requests":9000,"p50":1500,"bytes":4500000,"lost":1,"micros":3000000,'
    '"p90":2000,"worst":8200}\n'
)


def came(sent: int, at: int, status: int = 200) -> Came:
    return Came(status, b"", sent, at)


def test_the_figures_of_wrk_are_read():
    told = figures(SAID)

    assert (told.requests, told.rate, told.size) == (9000, 3000.0, 500.0)
    assert (told.p50, told.p90, told.p99, told.worst) == (1.5, 2.0, 4.1, 8.2)
    assert (told.refused, told.lost) == (2, 1)


def test_a_wrk_that_says_no_figures_is_quoted():
    with pytest.raises(CannotLoad, match="unable to connect"):
        figures("Running", "unable to connect to 127.0.0.1")


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [([], 99, 0), ([7], 99, 7), (range(100), 99, 99), (range(1000), 50, 500)],
)
def test_a_percentile_is_one_of_the_values(values, percent, expected):
    assert percentile(values, percent) == expected


def test_the_order_moves_on_from_round_to_round():
    assert list(in_turns("abc", 2)) == [(0, "a"), (0, "b"), (0, "c"), (1, "b"), (1, "c"), (1, "a")]


def test_what_is_told_of_several_rounds_is_the_median():
    found = Findings()
    for rate in (100, 900, 300):
        found.loaded("a", "json", 16, slice_of(rate))

    assert figure(found.data, "a", "json", 16, "rate") == 300
    assert figure(found.data, "a", "json", 64, "rate") is None


def test_a_delayed_answer_counts_from_its_own_request_and_only_when_it_is_one():
    told = delays.figures([came(0, 1_000_000), came(500, 1_200_500), came(0, 5, 503)], 4)

    assert (told["count"], told["answered"]) == (4, 2)
    assert (told["least"], told["worst"]) == (1000.0, 1200.0)


def test_a_held_answer_that_tells_of_nothing_is_no_answer():
    told = held.figures([1.0, 2.0, None], 5_000, 1, 8_000.0)

    assert (told["events"], told["answered"], told["early"], told["worst"]) == (3, 2, 1, 2.0)


def test_a_callback_is_late_from_its_own_moment_and_may_be_lost_or_come_twice():
    due = callbacks.AFTER
    arrived = {1: [due + 1_000], 2: [due + 3_000, due + 9_000]}
    told = callbacks.figures({1: 0, 2: 1_000, 3: 2_000}, arrived, 0.5)

    assert (told["lost"], told["twice"]) == (1, 1)
    assert (told["p50"], told["worst"], told["jitter"]) == (2.0, 2.0, 0.5)


def test_the_load_beside_callbacks_is_held_against_those_before_and_after():
    told = callbacks.kept(load(300), load(150), load(100))

    assert told == {"alone": 200, "beside": 150}


def test_a_part_of_a_long_run_tells_how_the_old_stands_to_the_young():
    # 100 a second are 10,000 µs a request; the machine was ten times slower in the second pair.
    pairs = [(slice_of(80, cpu=50), slice_of(100, cpu=50)), (slice_of(8, cpu=500), slice_of(10, cpu=250))]

    told = endurance.part(pairs, 7)

    assert (told["requests"], told["memory"]) == (88, 7)
    assert told["micros_ratio"] == pytest.approx(1.25)
    assert told["cpu_ratio"] == pytest.approx(1.5)
    assert told["micros_young"] == pytest.approx((10_000 + 100_000) / 2)


@pytest.mark.parametrize(("share", "expected"), [(700, 7), (701, 8), (1, 7), (1_200, 12)])
def test_a_part_goes_on_until_the_old_has_answered_its_share_and_a_median_means_something(share, expected):
    pairs = repeat((slice_of(100), slice_of(900)))

    assert len(list(endurance.until_asked(pairs, share))) == expected


def test_a_long_run_tells_how_much_the_last_part_differs_from_the_first():
    parts = [
        {"requests": 10, "micros": 100.0, "micros_ratio": ratio, "cpu_ratio": 1.0, "memory": memory}
        for ratio, memory in ((1.0, 100), (5.0, 100), (1.1, 90))
    ]

    told = endurance.figures(parts)

    assert told["count"] == 30
    assert told["micros_grown"] == pytest.approx(0.1)
    assert told["cpu_grown"] == 0
    assert told["memory_grown"] == pytest.approx(-0.1)


@pytest.mark.parametrize(
    ("came", "is_there"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc", True),
        (b"HTTP/1.1 200 OK\r\ncontent-length:0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", False),
        (b"HTTP/1.1 200 OK\r\n\r\nabc", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", False),
        (b"", False),
    ],
)
def test_an_answer_is_whole_when_all_of_its_length_is_there(came, is_there):
    assert burst.is_whole(came) is is_there
