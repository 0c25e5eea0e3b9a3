"""What the comments of WEYI's bundled scenarios promise: their own lines, one after the other."""

from __future__ import annotations

import json

import pytest

from tests.docs.pages import try_it
from tests.scenarios.worlds import FILES, named
from tests.vendors.weyi.curl import lines


@pytest.fixture
def played():
    """The answers to the lines of a scenario, and its world afterwards."""

    def play(name):
        world = named(name)
        path = next(path for path in FILES if path.stem == name)
        answers = [
            world.http.open(line.path, method=line.method, headers=list(line.headers), data=line.body)
            for line in lines(try_it(path))
        ]
        return answers, world

    return play


def test_weyi_survey_asks_for_one_whatever_state_the_request_was_in(played):
    answers, _ = played("weyi-survey")

    finished = [answer.json["NeedSurvey"] for answer in answers if "NeedSurvey" in answer.text]
    assert finished == ["Y", "Y", "Y"]
    assert answers[1].json["StatusDescription"] == "Serviced"
    assert "<Status>4</Status><StatusDescription>Cancelled" in answers[3].text
    assert (answers[4].status_code, answers[4].json["Description"]) == (400, "Request already finished")
    assert [answer.json["Status"] for answer in answers[5:8]] == [1, 5, 2]


def test_weyi_xml_order_loses_members_and_the_journal_says_which(played):
    (trapped, after, careful, then, echo, journal), world = played("weyi-xml-order")

    assert trapped.data == careful.data
    assert [each.json["StatusDescription"] for each in (after, then)] == ["Cancelled", "Serviced"]
    assert [each.json["Calls"] is None for each in (after, then)] == [True, False]
    assert json.loads(echo.data)["IsSuccessful"] is False
    (told,) = [event["mockserver"]["losses"] for event in journal.json["requests"]]
    lost = "<IsSuccessful> came after <NeedSurvey>, which stands later in the contract, so it was skipped"
    assert told[:2] == [lost, "TotalTime was not given, so it has its default, 0"]
    first = next(iter(world.sandbox.journal))
    assert len(first.losses) == 4
