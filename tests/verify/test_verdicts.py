"""Verdicts are certain or inconclusive, and their reasons name what they rest on."""

from __future__ import annotations

import pytest

from mockserver.clock import DAWN
from mockserver.scenario.expected import Expectation, Times, Timing
from tests.verify.past import NEVER, ONCE, PER_ID, Past, within, writes

LOGIN = Expectation("login", operation="login")


@pytest.mark.parametrize(
    ("count", "times", "now", "final"),
    [
        (0, Times(), "inconclusive", "fail"),
        (1, Times(), "pass", "pass"),
        (2, Times(), "pass", "pass"),
        (0, ONCE, "inconclusive", "fail"),
        (1, ONCE, "inconclusive", "pass"),  # another may come
        (2, ONCE, "fail", "fail"),
        (0, NEVER, "inconclusive", "pass"),
        (1, NEVER, "fail", "fail"),
        (1, Times(2, 4), "inconclusive", "fail"),
        (3, Times(2, 4), "inconclusive", "pass"),
        (5, Times(2, 4), "fail", "fail"),
    ],
)
def test_what_has_no_end_is_certain_only_where_more_changes_nothing(count, times, now, final):
    past = Past()
    for number in range(count):
        past.request(number)

    assert past.verdict(writes(times=times)).outcome == now
    assert past.verdict(writes(times=times), final=True).outcome == final


@pytest.mark.parametrize(
    ("at", "now", "outcome"),
    [(5, 6, "pass"), (None, 6, "inconclusive"), (None, 31, "fail"), (31, 40, "fail")],
)
def test_a_time_decides_when_it_is_over(at, now, outcome):
    past = Past()
    if at is not None:
        past.request(at)

    verdict = past.verdict(writes(timing=within(30)), now=now)

    assert verdict.outcome == outcome
    assert verdict.until == (DAWN + 30_000 if outcome == "inconclusive" else None)


def test_never_within_a_time_passes_when_that_time_is_over():
    wanted = writes(times=NEVER, timing=within(30))

    assert Past().verdict(wanted, now=20).outcome == "inconclusive"
    assert Past().verdict(wanted, now=31).outcome == "pass"
    assert Past().request(31).verdict(wanted, now=40).outcome == "pass"


def test_a_verdict_asked_for_too_early_says_so():
    verdict = Past().verdict(writes(timing=within(30)), now=3, final=True)

    assert verdict.outcome == "fail"
    assert "27s before that time was over" in verdict.reason


# After and before


def test_what_came_before_the_reference_does_not_count():
    past = Past().request(1).request(2, "login").request(3)

    verdict = past.verdict(writes(times=ONCE, timing=Timing("login")), LOGIN, final=True)

    assert verdict.outcome == "pass"
    assert verdict.events == (past.events[1].id, past.events[2].id)


def test_the_order_at_one_moment_is_that_of_the_journal():
    past = Past().request(1).request(1, "login")

    assert past.verdict(writes(timing=Timing("login")), LOGIN, final=True).outcome == "fail"
    assert past.verdict(writes(timing=Timing(before="login")), LOGIN).outcome == "pass"


def test_a_rule_is_a_reference_by_its_name():
    past = Past().request(1, rule="fails", status=500).request(4)

    verdict = past.verdict(writes(timing=within(2, after="fails")), now=50)

    assert verdict.outcome == "fail"
    assert f"after 'fails' (event {past.events[0].id[:8]} at 2026-01-01T00:00:01.000Z)" in verdict.reason


def test_what_comes_sooner_than_it_may_fails():
    past = Past().request(1, rule="fails", status=500).request(1.2)

    verdict = past.verdict(writes(timing=within(30, least=1, after="fails")), now=50)

    assert verdict.outcome == "fail"
    assert "came 200ms after 'fails'" in verdict.reason
    assert "sooner than 1s" in verdict.reason


def test_a_reference_that_never_happened_is_missing_too():
    wanted, never = (writes(times=times, timing=Timing("fails")) for times in (Times(), NEVER))

    assert Past().verdict(wanted).outcome == "inconclusive"
    assert Past().verdict(wanted, final=True).outcome == "fail"
    assert Past().verdict(never).outcome == "inconclusive"
    assert Past().verdict(never, final=True).outcome == "pass"


def test_each_happening_of_a_reference_wants_one_of_its_own():
    past = Past().request(1, rule="fails").request(2, rule="fails").request(3)
    timing = within(30, after="fails", each=True)

    assert past.verdict(writes(timing=timing), now=50).outcome == "pass"
    past.request(4, rule="fails")
    verdict = past.verdict(writes(timing=timing), now=50)
    assert verdict.outcome == "fail"
    assert past.events[3].id[:8] in verdict.reason


def test_with_each_more_than_wanted_is_too_much():
    past = Past().request(1, "login").request(2).request(3)

    verdict = past.verdict(writes(times=ONCE, timing=Timing("login", each=True)), LOGIN)

    assert verdict.outcome == "fail"
    assert "2 requests came" in verdict.reason


def test_before_ends_what_is_expected():
    logout = Expectation("logout", operation="logout")
    wanted = writes(timing=Timing(before="logout"))

    assert Past().verdict(wanted, logout).outcome == "inconclusive"
    assert Past().request(1, "logout").request(2).verdict(wanted, logout).outcome == "fail"
    assert Past().request(1).request(2, "logout").verdict(wanted, logout).outcome == "pass"
    assert (
        Past()
        .request(2, "logout")
        .verdict(writes(times=NEVER, timing=Timing(before="logout")), logout)
        .outcome
        == "pass"
    )


# For each value


def test_once_for_each_value_counts_each_by_itself():
    past = Past().request(1, id="a").request(2, id="b").request(3, id="b")

    verdict = past.verdict(writes(times=ONCE, per=PER_ID), final=True)

    assert verdict.outcome == "fail"
    assert "for body.id 'b'" in verdict.reason
    assert verdict.events == (past.events[1].id, past.events[2].id)


def test_a_value_that_was_only_tried_is_missing():
    past = Past().request(1, id="a").request(2, id="b", status=500)

    verdict = past.verdict(writes(times=ONCE, per=PER_ID, answered=(200, 200)), final=True)

    assert verdict.outcome == "fail"
    assert "1 request not answered like this" in verdict.reason


def test_nothing_at_all_is_not_once_for_each_value():
    assert Past().verdict(writes(times=ONCE, per=PER_ID), final=True).outcome == "fail"


def test_a_reference_is_met_by_its_own_value_alone():
    past = Past().request(1, rule="fails", id="a").request(2, id="b")

    assert past.verdict(writes(per=PER_ID, timing=within(30, after="fails")), now=50).outcome == "fail"
    past.request(3, id="a")
    assert past.verdict(writes(per=PER_ID, timing=within(30, after="fails")), now=50).outcome == "pass"


# What has left


@pytest.mark.parametrize(
    ("times", "count", "outcome"),
    [
        (Times(), 0, "inconclusive"),
        (Times(), 1, "pass"),
        (ONCE, 1, "inconclusive"),
        (ONCE, 2, "fail"),
        (NEVER, 0, "inconclusive"),
    ],
)
def test_what_has_left_the_journal_makes_only_the_uncertain_inconclusive(times, count, outcome):
    past = Past(evicted=7)
    for number in range(count):
        past.request(number)

    verdict = past.verdict(writes(times=times), final=True)

    assert verdict.outcome == outcome
    assert ("7 exchanges left the journal" in verdict.reason) is (outcome == "inconclusive")


def test_what_comes_after_something_that_is_still_there_is_all_there():
    past = Past(evicted=7).request(1, "login")

    verdict = past.verdict(writes(timing=within(5, after="login", each=True)), LOGIN, now=50)

    assert verdict.outcome == "fail"


def test_the_first_happening_may_have_been_one_that_left():
    past = Past(evicted=7).request(1, "login")

    assert past.verdict(writes(timing=within(5, after="login")), LOGIN, now=50).outcome == "inconclusive"
