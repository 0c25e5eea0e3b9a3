"""A verdict that is certain never changes; what has left, or may change, keeps it from being certain."""

from __future__ import annotations

import pytest

from mockserver.scenario.expected import Expectation, Times, Timing, What
from mockserver.verify.verdicts import told
from tests.verify.past import NEVER, ONCE, PER_ID, Past, within, writes

LOGIN = Expectation("login", operation="login")
TOLD = Expectation("told", What.CALLBACK, callback="released", delivered=True)
EACH_LOGIN = within(30, after="login", each=True)


def test_after_each_is_not_known_of_a_reference_that_has_left():
    past = Past(evicted=7).request(1, "login").request(2)

    verdict = past.verdict(writes(timing=EACH_LOGIN), LOGIN, now=50, final=True)

    assert verdict.outcome == "inconclusive"
    assert "7 exchanges left the journal: another to come after may be among it" in verdict.reason


def test_enough_for_each_value_is_not_known_of_a_value_that_has_left():
    past = Past(evicted=7).request(1, id="a").request(2, id="a")

    wanted = writes(times=Times(2), per=PER_ID)

    assert past.verdict(wanted, final=True).outcome == "inconclusive"
    assert past.verdict(writes(times=Times(2)), final=True).outcome == "pass"


@pytest.mark.parametrize("each", [False, True])
def test_what_came_after_a_callback_may_have_left_the_journal(each):
    past = Past(evicted=7).callback(1).request(50, "login")

    verdict = past.verdict(writes(timing=within(5, after="told", each=each)), TOLD, now=60)

    assert (verdict.outcome, "7 exchanges left the journal" in verdict.reason) == ("inconclusive", True)


def test_a_most_of_attempts_is_kept_only_when_no_more_can_come():
    at_most_one = Expectation("told", What.CALLBACK, callback="released", attempts=Times(1, 1))
    two_or_more = Expectation("told", What.CALLBACK, callback="released", attempts=Times(2))

    assert Past().callback(1, "waiting").verdict(at_most_one).outcome == "inconclusive"
    assert Past().callback(1, "failed").verdict(at_most_one).outcome == "pass"
    assert Past().callback(1, "waiting", attempts=2).verdict(two_or_more).outcome == "pass"


@pytest.mark.parametrize(("delivered", "outcome"), [(False, "pass"), (True, "fail")])
def test_a_callback_is_made_at_one_time_and_arrives_at_another(delivered, outcome):
    past = Past().callback(1, arrived=9)
    wanted = Expectation("told", What.CALLBACK, callback="released", delivered=delivered, timing=within(5))

    assert past.verdict(wanted, now=50).outcome == outcome


def test_what_has_no_value_is_said_not_to_be_counted():
    past = Past().request(1, id="a").request(2).request(3)

    verdict = past.verdict(writes(times=ONCE, per=PER_ID), final=True)

    assert verdict.outcome == "pass"
    assert verdict.reason.endswith("; 2 requests without body.id not counted")


def test_of_no_expectations_nothing_is_known():
    assert told([])["verdict"] == "inconclusive"


# Borders: a time includes its ends


@pytest.mark.parametrize(
    ("at", "outcome"), [(0.999, "fail"), (1, "pass"), (5, "pass"), (5.001, "fail")], ids=str
)
def test_a_time_includes_both_of_its_ends(at, outcome):
    past = Past().request(0, "login").request(at)

    assert past.verdict(writes(timing=within(5, least=1, after="login")), LOGIN, now=50).outcome == outcome


@pytest.mark.parametrize(("now", "outcome"), [(5, "inconclusive"), (5.001, "fail")])
def test_in_its_last_moment_it_may_still_come(now, outcome):
    assert Past().verdict(writes(timing=within(5)), now=now).outcome == outcome


def test_one_happening_is_not_before_itself():
    past = Past().request(1, "login")

    verdict = past.verdict(
        Expectation("one", operation="login", times=NEVER, timing=Timing(before="login")), LOGIN, now=50
    )

    assert verdict.outcome == "pass"


def test_what_led_to_a_callback_came_before_it_though_both_have_one_moment():
    past = Past().request(1).callback(1, cause=0).request(1, "later")
    after = past.verdict(writes(times=NEVER, timing=Timing("told")), TOLD, now=50, final=True)

    assert after.outcome == "pass"
    later = Expectation("later", operation="later", timing=Timing("told"))
    assert past.verdict(later, TOLD, now=50).outcome == "pass"


def test_callbacks_of_one_moment_come_in_the_order_they_were_made():
    past = Past().callback(1).callback(1)
    first = Expectation(
        "first", What.CALLBACK, callback="released", times=ONCE, timing=Timing("told", each=True)
    )

    verdict = past.verdict(first, TOLD, now=50, final=True)

    assert verdict.outcome == "fail"  # nothing comes after the second
    assert "no callbacks came after 'told' (callback callback" in verdict.reason
