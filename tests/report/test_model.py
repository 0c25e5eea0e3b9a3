"""What a whole report amounts to, and what must not be shown in it."""

import json

import pytest

from mockserver.report.model import Case, Outcome, Report, Step, redacted, worst
from mockserver.report.plain import told
from tests.report.reports import EMPTY, EVIL, MIXED

PASS, FAIL, OPEN = Outcome.PASS, Outcome.FAIL, Outcome.INCONCLUSIVE


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ([PASS, PASS], PASS),
        ([PASS, OPEN], OPEN),
        ([OPEN, FAIL, PASS], FAIL),
        ([], OPEN),
    ],
)
def test_the_worst_part_is_the_whole_and_nothing_looked_at_passes_nothing(parts, whole):
    assert worst(parts) is whole


def test_a_sentence_says_how_many_of_how_many():
    assert MIXED.sentence == "1 of 3 passed; 1 failed, 1 inconclusive"
    assert Report("all", (Case("a", PASS),)).sentence == "1 of 1 passed"
    assert EMPTY.sentence == "nothing was to be judged, so nothing passed and nothing failed"


def test_json_has_everything_and_nothing_is_cut():
    long = "x" * 100_000
    report = Report(
        "long", (Case(long, FAIL, long, long, long, (long,)),), (Step(1, long, long, long, long),)
    )

    value = json.loads(json.dumps(told(report)))

    assert value["cases"][0] == {
        "name": long,
        "verdict": "fail",
        "expected": long,
        "found": long,
        "reason": long,
        "details": [long],
        "tookMillis": 0,
    }
    assert value["steps"][0]["text"] == long
    assert json.loads(json.dumps(told(EVIL)))["title"] == EVIL.title


def test_a_redacted_report_shows_no_secret_and_no_phone_number_anywhere():
    secret = 'token=abcdefgh12 {"password": "hunter2"} +447700900123'
    report = Report(
        "r",
        (Case(secret, FAIL, secret, secret, secret, (secret,)),),
        (Step(0, "a", "b", secret, secret, True, secret),),
        (("query", secret),),
        (secret,),
    )

    shown = json.dumps(told(redacted(report)))

    for hidden in ("abcdefgh12", "hunter2", "7700900123"):
        assert hidden not in shown
