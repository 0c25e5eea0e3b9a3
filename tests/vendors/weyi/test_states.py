"""A request's life: who has which, what CallFinishedNew makes of it, and what happens a second time."""

from __future__ import annotations

import json

import pytest

from mockserver.vendors.weyi.lifecycle import FINISHED, OPEN, TRANSITIONS, WORDS, State, Step
from mockserver.vendors.weyi.requests import MOST_EACH
from mockserver.vendors.weyi.settings import DEMO_TOKEN
from tests.vendors.weyi.conftest import FINISH

STEPS = {"Accept": Step.ACCEPT, "InService": Step.SERVE, "NoInterpreterAvailable": Step.GIVE_UP}
CALL = {"StartTime_Utc": "2026-01-12T09:00:00Z", "CallTime": 2.5, "ThirdPartyCallId": "a"}


def in_state(make_site, state, **settings):
    given = {"state": WORDS[state], "invite": "i"}
    return make_site(tokens=[{"token": DEMO_TOKEN, "requests": [given]}], **settings)


def error(reply):
    return reply.status, json.loads(reply.body)["Description"]


@pytest.mark.parametrize("state", sorted(OPEN), ids=lambda state: WORDS[state])
@pytest.mark.parametrize(("successful", "after"), [(True, State.SERVICED), (False, State.CANCELLED)])
def test_an_open_request_is_serviced_or_cancelled(make_site, state, successful, after):
    site = in_state(make_site, state)

    reply = site.finish(NeedSurvey="Y", TotalTime=2.5, IsSuccessful=successful, Calls=[CALL])

    assert reply.body == b'{"NeedSurvey":"Y","Reason":null}'
    status = site.status()
    assert (status["Status"], status["TotalTime"]) == (after, 2.5)
    assert [call["ThirdPartyCallId"] for call in status["Calls"]] == ["a"]


@pytest.mark.parametrize("action", STEPS)
@pytest.mark.parametrize("state", State, ids=lambda state: WORDS[state])
def test_a_step_is_possible_where_the_table_has_it_and_nowhere_else(make_site, state, action):
    site = in_state(make_site, state)
    before = site.rows

    reply = site.post(f"/Client/Request/{action}", {"RequestId": 1001})

    after = TRANSITIONS.get((state, STEPS[action]))
    if after is None:
        assert error(reply) == (400, f"Request is {WORDS[state]}")
        assert site.rows == before
    else:
        assert json.loads(reply.body)["Status"] == after
        assert reply.header("X-Mock-Fidelity") == "assumed"


def test_a_request_goes_all_the_way_by_the_callers_own_doing(site):
    seen = [site.ask("New", LanguageId=1), site.ask("Accept"), site.ask("InService")]
    site.finish(IsSuccessful=True)

    assert [each["Status"] for each in seen] == [1, 5, 2]
    assert {each["RequestId"] for each in seen} == {100001}
    assert site.status()["StatusDescription"] == "Serviced"


def test_an_invitation_becomes_a_request_when_it_is_followed(site):
    invited = site.ask("InviteWithoutLanguage", Note="n")

    begun = site.ask("Initiate", PreInviteToken=invited["PreInviteToken"])

    assert (invited["Status"], begun["Status"]) == (0, 1)
    assert invited["URL"].endswith(invited["PreInviteToken"])
    path = f"/Client/Request/StatusByPreInviteToken?PREINVITETOKEN={invited['PreInviteToken']}"
    assert json.loads(site.get(path).body) == begun


def test_the_newest_open_request_is_the_current_one(site):
    first, second = site.ask("New"), site.ask("New")

    site.finish(IsSuccessful=True)
    site.finish(IsSuccessful=True)

    states = [
        json.loads(site.get(f"/Client/Request/StatusByRequestId?requestId={each['RequestId']}").body)
        for each in (first, second)
    ]
    assert [each["Status"] for each in states] == [State.SERVICED] * 2
    assert error(site.finish()) == (400, "Request already finished")


def test_an_invitation_that_is_followed_takes_its_place_by_age(site):
    invited, newer = site.ask("InviteWithoutLanguage"), site.ask("New")
    site.ask("Initiate", PreInviteToken=invited["PreInviteToken"])

    assert site.status()["RequestId"] == newer["RequestId"]
    site.finish()
    assert site.status()["RequestId"] == invited["RequestId"]
    site.finish()
    assert site.status()["RequestId"] == newer["RequestId"]


def test_a_given_request_that_becomes_open_is_older_than_those_that_were_made(make_site):
    given = [{"state": "Not Initiated", "invite": "i"}, {"state": "Serviced"}]
    site = make_site(tokens=[{"token": DEMO_TOKEN, "requests": given}])
    assert site.status()["RequestId"] == 1002

    made = site.ask("New")
    site.ask("Initiate", PreInviteToken="i")

    assert site.status()["RequestId"] == made["RequestId"]
    site.finish()
    assert site.status()["RequestId"] == 1001


def test_the_current_request_is_found_without_looking_at_the_others(site, monkeypatch):
    for _ in range(20):
        site.ask("New")
        site.finish()
    looked = []
    space = type(site.sandbox.space)
    get = space.get
    monkeypatch.setattr(space, "get", lambda self, *row: (looked.append(row), get(self, *row))[1])

    site.status()
    site.finish()

    assert len([row for row in looked if row[0].startswith("weyi.")]) <= 6


def test_an_invitation_leaves_with_its_request(make_site, monkeypatch):
    monkeypatch.setattr("mockserver.vendors.weyi.requests.MOST_EACH", 1)
    site = make_site(tokens=[{"token": DEMO_TOKEN, "requests": [{}]}])
    invited = site.ask("InviteWithoutLanguage")

    site.ask("New")

    reply = site.post("/Client/Request/Initiate", {"PreInviteToken": invited["PreInviteToken"]})
    assert error(reply) == (404, "Record not found")
    assert {name: len(rows) for name, rows in site.rows.items() if name != "weyi.count"} == {
        "weyi.requests": 1, "weyi.callers": 1, "weyi.invites": 1,
    }  # fmt: skip


def test_without_a_request_there_is_no_record(site):
    assert error(site.finish()) == (404, "Record not found")
    assert error(site.post("/Client/Request/Accept", {})) == (404, "Record not found")


@pytest.mark.parametrize("id", ["5", "x", "-1", "%D9%A3", "9" * 30])
def test_a_request_that_is_not_the_callers_is_no_record(site, id):
    site.ask("New")

    assert error(site.get(f"/Client/Request/StatusByRequestId?requestId={id}")) == (404, "Record not found")


def test_callers_see_only_their_own(make_site):
    site = make_site(tokens=[{"token": "a", "requests": [{"id": 7}]}, {"token": "b"}])

    assert site.status("a")["RequestId"] == 7
    path = "/Client/Request/StatusByRequestId?requestId=7"
    assert error(site.get(path, token="b")) == (404, "Record not found")
    assert error(site.finish(token="b")) == (404, "Record not found")


@pytest.mark.parametrize("state", sorted(FINISHED), ids=lambda state: WORDS[state])
@pytest.mark.parametrize(
    ("way", "status", "said"),
    [
        ("error", 400, {"ErrorCode": 1, "Description": "Request already finished"}),
        ("not_found", 404, {"ErrorCode": 1, "Description": "Record not found"}),
        ("repeat", 200, {"NeedSurvey": None, "Reason": None}),
        ("overwrite", 200, {"NeedSurvey": "N", "Reason": None}),
    ],
)
def test_a_second_time_is_answered_as_the_scenario_says(make_site, state, way, status, said):
    site = in_state(make_site, state, second_finish=way)

    reply = site.finish(NeedSurvey="N", IsSuccessful=True, TotalTime=9)

    assert (reply.status, json.loads(reply.body)) == (status, said)
    kept = site.status()
    overwritten = way == "overwrite"
    assert kept["TotalTime"] == (9 if overwritten else 0)
    assert kept["Status"] == (State.SERVICED if overwritten else state)


def test_a_request_that_is_not_open_and_was_never_finished_is_no_record(make_site):
    for state in (State.NOT_INITIATED, State.NO_INTERPRETER):
        assert error(in_state(make_site, state).finish()) == (404, "Record not found")


def test_of_calls_with_one_id_the_last_is_kept_and_of_those_without_all(make_site):
    site = in_state(make_site, State.IN_SERVICE)
    calls = [CALL, {"CallTime": 1}, None, {**CALL, "CallTime": 7}, {"CallTime": 2}]

    site.finish(Calls=calls)

    kept = [(call["ThirdPartyCallId"], call["CallTime"]) for call in site.status()["Calls"]]
    assert kept == [("a", 7), (None, 1), (None, 2)]


@pytest.mark.parametrize(
    ("info", "many", "kept"), [("", 2_000, 1_024), ("x" * 1_000, 100, 61), ("x" * 99_999, 2, 0)]
)
def test_of_very_many_or_long_calls_the_last_are_kept(make_site, info, many, kept):
    site = in_state(make_site, State.IN_SERVICE)

    site.finish(Calls=[{"CallTime": number, "AdditionalInfo": info} for number in range(many)])

    assert [call["CallTime"] for call in site.status()["Calls"]] == list(range(many - kept, many))


def test_no_calls_and_an_empty_list_of_them_are_told_apart(make_site):
    for calls in (None, []):
        site = in_state(make_site, State.IN_SERVICE)
        site.finish(Calls=calls)

        assert site.status()["Calls"] == calls


def test_anybody_may_finish_where_nobody_is_asked_who_they_are(make_site):
    site = make_site(authorization=False)

    assert site.finish(token="", NeedSurvey="Y").status == 200
    assert site.finish(token="x", NeedSurvey="Y").status == 200
    assert site.rows == {}


def test_callers_without_authorization_have_requests_of_their_own(make_site):
    site = make_site(authorization=False, default_request=False)
    site.ask("New", token="x")

    assert error(site.finish(token="")) == (404, "Record not found")
    assert site.finish(token="x").status == 200
    assert site.status("x")["Status"] == State.CANCELLED


def test_the_oldest_requests_of_a_caller_leave(site):
    for _ in range(MOST_EACH + 1):
        site.ask("New")

    path = "/Client/Request/StatusByRequestId?requestId="
    assert error(site.get(f"{path}100001")) == (404, "Record not found")
    assert site.get(f"{path}100002").status == 200
    assert len(site.rows["weyi.requests"]) == MOST_EACH


def test_the_oldest_requests_of_all_leave_and_callers_with_them(make_site, monkeypatch):
    monkeypatch.setattr("mockserver.vendors.weyi.requests.MOST", 2)
    site = make_site(authorization=False)

    for caller in "abc":
        site.ask("New", token=caller)

    assert set(site.rows["weyi.callers"]) == {"b", "c"}
    assert set(site.rows["weyi.requests"]) == {"100002", "100003"}


@pytest.mark.parametrize("body", ["", "null", "hello"])
def test_nothing_readable_changes_nothing(make_site, body):
    site = in_state(make_site, State.IN_SERVICE)

    reply = site.post(FINISH, body)

    assert error(reply) == (400, "System Error 1")
    assert site.status()["Status"] == State.IN_SERVICE
