"""Callbacks, messages and states are judged like requests; a fail shows what came nearest."""

from __future__ import annotations

import pytest

from mockserver.scenario.expected import Expectation, Times, What
from mockserver.verify.evidence import Message
from tests.verify.past import ONCE, Past, body_is, writes

RELEASED = Expectation("told", What.CALLBACK, callback="released", delivered=True)


def test_callbacks_that_left_the_outbox_count_as_unknown():
    verdict = Past(departed=2).verdict(RELEASED, final=True)

    assert (verdict.outcome, "2 callbacks left the outbox" in verdict.reason) == ("inconclusive", True)


@pytest.mark.parametrize(
    ("state", "outcome", "says"),
    [
        ("delivered", "pass", "1 callback came"),
        ("failed", "fail", "1 callback not delivered like this"),
        ("cancelled", "fail", "not delivered"),
        ("waiting", "inconclusive", "still under way: callback callback is waiting (1 attempt so far)"),
        ("sending", "inconclusive", "is sending"),
    ],
)
def test_a_callback_under_way_is_neither_there_nor_missing(state, outcome, says):
    verdict = Past().callback(1, state).verdict(RELEASED, final=True)

    assert verdict.outcome == outcome
    assert says in verdict.reason


def test_attempts_choose_callbacks():
    past = Past().callback(1, attempts=3)
    told = Expectation("told", What.CALLBACK, callback="released", attempts=Times(2, 3))

    assert past.verdict(told).outcome == "pass"
    assert Past().callback(1, attempts=4).verdict(told, final=True).outcome == "fail"


def test_the_body_of_a_callback_is_looked_into():
    past = Past().callback(1, body=b'{"reason": 3}').callback(2, body=b"no JSON")
    told = Expectation("told", What.CALLBACK, callback="released", where=body_is("reason", "3"), times=ONCE)

    verdict = past.verdict(told, final=True)

    assert (verdict.outcome, verdict.events) == ("pass", ("callback-1",))


def test_a_message_on_a_channel_is_expected_like_a_request():
    wanted = Expectation("event", What.MESSAGE, message="/calls/*", where=body_is("state", "busy"))
    past = Past().message(1, "/calls/1", {"state": "free"}).message(2, "/other", {"state": "busy"})

    assert past.verdict(wanted, final=True).outcome == "fail"
    assert past.message(3, "/calls/2", {"state": "busy"}).verdict(wanted).outcome == "pass"


def test_a_message_that_waits_for_its_client_is_under_way():
    past = Past(queued=(Message("acme", "/calls/1", {}),))

    verdict = past.verdict(Expectation("event", What.MESSAGE, message="/calls/*"), final=True)

    assert (verdict.outcome, "waits for its client" in verdict.reason) == ("inconclusive", True)


def test_an_exchange_that_is_held_is_under_way():
    past = Past(held=(("acme", ("/events",)),))

    assert past.verdict(Expectation("asks", path="/events*"), final=True).outcome == "inconclusive"
    assert past.verdict(Expectation("asks", path="/other*"), final=True).outcome == "fail"
    assert past.verdict(Expectation("asks", operation="write"), final=True).outcome == "fail"


def test_a_state_is_what_it_is_in_the_end():
    wanted = Expectation("done", What.STATE, states=(("order", "paid"), ("stock", "")))

    assert Past(states={"order": "paid"}).verdict(wanted).outcome == "pass"
    assert Past(states={"order": "open"}).verdict(wanted).outcome == "inconclusive"
    verdict = Past(states={"order": "open"}).verdict(wanted, final=True)
    assert (verdict.outcome, verdict.reason) == (
        "fail", "order is open; expected order is paid, stock is Started",
    )  # fmt: skip


# Near misses


def test_a_fail_shows_what_came_nearest_with_its_values_whole():
    long = "x" * 5_000
    past = Past().request(1, id=long).request(2, "login")

    verdict = past.verdict(writes(where=body_is("id", "y")), final=True)

    first = verdict.told["nearMisses"][0]
    assert first["event"] == past.events[0].id
    assert 0 < first["distance"] < 1
    assert first["differences"] == [{"where": "body.id", "expected": "'y'", "found": repr(long)}]


def test_the_text_of_a_near_miss_says_what_to_change():
    past = Past().request(1, status=500)

    miss = past.verdict(writes(answered=(200, 200)), final=True).near_misses[0]

    assert str(miss).splitlines() == [
        f"POST /write (event {past.events[0].id[:8]}): 1 of 2 hold",
        "  answered: expected 200, found 500",
    ]


def test_a_pass_has_no_near_misses():
    assert Past().request(1).request(2, "login").verdict(writes()).near_misses == ()
