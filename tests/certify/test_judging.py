"""What an application did, and whether that is right."""

from __future__ import annotations

import pytest

from mockserver.callbacks.delivery import Attempt, Delivery
from mockserver.certify.judging import deed, judged
from mockserver.certify.trials import Expected, Sending, Trial
from mockserver.clock import DAWN
from mockserver.report.model import Outcome

OK, NO, FELL, NONE = (200, b"yes"), (200, b"no"), (500, b"oops"), (None, b"")


def accepts(status, body):
    return "" if status == 200 and body == b"yes" else "it does not say yes"


def came(answer):
    status, body = answer
    error = "" if status == 200 else f"answered {status}" if status else "nobody listens"
    return deed(Attempt(1, DAWN, status, body=body, error=error, took=1500), accepts)


def trial(*expected, prepares=0):
    delivery = Delivery("d", "acme", "ended", "", "", "http://127.0.0.1:9/", (), b"{}", DAWN)
    sendings = tuple(Sending(delivery, each, number < prepares) for number, each in enumerate(expected))
    return Trial("case", "", "ended", "as it is", "it is so", "", sendings)


@pytest.mark.parametrize("expected", Expected)
def test_half_an_answer_is_neither_an_acceptance_nor_a_refusal(expected):
    half = deed(Attempt(1, DAWN, 200, body=b"ye", error="no whole answer within 2 s"), accepts)

    found = judged(trial(expected), [half], 5)

    assert (found.outcome, found.found) == (Outcome.FAIL, "no answer: no whole answer within 2 s")


def case(expected, *answers, prepares=0, **more):
    wanted = expected if isinstance(expected, tuple) else (expected,) * len(answers)
    return judged(trial(*wanted, prepares=prepares), [came(each) for each in answers], 5, **more)


@pytest.mark.parametrize(
    ("expected", "answer", "outcome"),
    [
        (Expected.ACCEPT, OK, "pass"),
        (Expected.ACCEPT, NO, "fail"),
        (Expected.ACCEPT, FELL, "fail"),
        (Expected.ACCEPT, NONE, "fail"),
        (Expected.REFUSE, OK, "fail"),
        (Expected.REFUSE, NO, "pass"),
        (Expected.REFUSE, (400, b""), "pass"),
        (Expected.REFUSE, FELL, "fail"),
        (Expected.REFUSE, NONE, "fail"),
        (Expected.ANSWER, OK, "pass"),
        (Expected.ANSWER, NO, "pass"),
        (Expected.ANSWER, FELL, "fail"),
        (Expected.ANSWER, NONE, "fail"),
    ],
)
def test_an_answer_is_right_or_wrong_by_what_is_expected(expected, answer, outcome):
    assert case(expected, answer).outcome == outcome


def test_one_wrong_answer_of_many_is_wrong_and_counted():
    found = case(Expected.ACCEPT, OK, NO, OK, FELL)

    assert found.outcome is Outcome.FAIL
    assert "2 of 4 were not" in found.reason
    assert found.found.startswith("2 accepted, 1 refused, 1 fell over")


def test_what_was_prepared_in_vain_cannot_be_judged():
    found = case((Expected.ACCEPT, Expected.REFUSE), NO, NO, prepares=1)

    assert found.outcome is Outcome.INCONCLUSIVE


def test_a_refusal_counts_only_where_something_is_accepted():
    assert case(Expected.REFUSE, NO, is_taken=False).outcome is Outcome.INCONCLUSIVE
    assert case(Expected.REFUSE, OK, is_taken=False).outcome is Outcome.FAIL


def test_a_good_status_that_is_no_acceptance_says_why():
    assert "it does not say yes" in case(Expected.ACCEPT, NO).reason


def test_a_rule_that_nobody_wrote_down_is_said_to_be_assumed():
    assert case(Expected.ACCEPT, OK).expected == "accepted: it is so (assumed)"
