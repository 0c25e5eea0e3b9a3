"""The admin API's calls, records, callbacks and requests: what they tell, and what asking does."""

import pytest

from tests.web.admin_desk import APP, admin_desk
from tests.web.admin_tables import campaign

DAWN = 1_767_225_600_000


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


# Campaigns


def test_a_campaign_is_told_what_its_state_allows_and_no_more(desk):
    campaign(desk)

    states = [desk.ask("POST", "/campaigns/acme/spring", {"order": "stop"}) for _ in range(2)]

    assert [each.status_code for each in states] == [200, 409]
    assert [each["state"] for each in desk.ask("GET", "/campaigns").json["campaigns"]] == ["loaded"]


# Calls and records


@pytest.mark.parametrize(
    ("how", "outcome"),
    [
        ({"outcome": "busy"}, "busy"),
        ({"outcome": "called_no_answer"}, "called_no_answer"),
        ({"steps": ["rings 1s", "answered", "talks 5s", "hung up by caller"]}, "caller_hung_up"),
        ({"steps": ["ends with 104"]}, "other"),
        ({}, "called_hung_up"),
        ({"called": "*99"}, "busy"),
    ],
)
def test_a_call_goes_as_it_was_told_to(desk, how, outcome):
    key = desk.place(**how)

    desk.ask("POST", "/clock/advance", {"by": "1m"})

    call = desk.ask("GET", f"/calls/{key}").json
    assert (call["state"], call["outcome"], call["script"]) == ("ended", outcome, [])


def test_calls_are_chosen_by_vendor_and_state(desk):
    key = desk.place(outcome="busy")
    desk.ask("POST", "/clock/advance", {"by": "1m"})
    desk.place()

    found = desk.ask("GET", "/calls?vendor=acme&state=ended").json["calls"]

    assert [call["id"] for call in found] == [key]
    assert desk.ask("GET", "/calls?vendor=other").json == {"calls": []}


def test_an_ended_call_becomes_a_record(desk):
    key = desk.place(outcome="busy")
    desk.ask("POST", "/clock/advance", {"by": "1m"})

    assert desk.ask("GET", f"/records/acme/{key}").json["Id"] == key
    assert desk.ask("GET", "/records/acme").json["meta"] == {"total": 3}


def test_records_are_listed_by_the_page(desk):
    page = desk.ask("GET", "/records/acme?page=2&size=1").json

    assert ([record["Id"] for record in page["records"]], page["meta"]) == (["2"], {"total": 2})


def test_an_added_record_takes_the_place_of_one_with_its_id(desk):
    desk.ask("POST", "/records/acme", {"Id": "1", "Notes": "mine"})

    assert desk.annotate("1", None).json["Notes"] == "mine"
    assert desk.ask("GET", "/records/acme").json["meta"] == {"total": 2}


# Callbacks


def test_a_callback_is_told_with_its_attempts(desk):
    told = desk.ask("GET", f"/callbacks/{desk.deliver()}").json

    assert (told["state"], told["notice"], told["url"]) == ("delivered", "released", APP)
    assert [attempt["status"] for attempt in told["attempts"]] == [200]
    assert told["body"].startswith('{"event": "released"')


def test_callbacks_are_chosen_by_state(desk):
    desk.deliver()

    assert desk.ask("GET", "/callbacks?state=delivered&notice=released").json["meta"] == {"total": 1}
    assert desk.ask("GET", "/callbacks?state=failed").json["meta"] == {"total": 0}


def test_to_wait_is_over_at_once_when_it_has_happened(desk):
    desk.deliver()

    assert desk.ask("POST", "/callbacks/wait", {"count": 1, "notice": "released"}).status_code == 200


def test_to_wait_in_vain_says_what_there_is(desk):
    desk.deliver()

    answer = desk.ask("POST", "/callbacks/wait", {"count": 2, "timeout": "1ms"})

    assert (answer.status_code, answer.json["meta"]) == (408, {"total": 1})


def test_a_delivered_callback_is_sent_again_when_asked_for(desk):
    key = desk.deliver()

    answer = desk.ask("POST", f"/callbacks/{key}/redeliver")
    desk.ask("POST", "/clock/advance", {"by": "1s"})

    assert answer.json["id"] == key
    assert [delivery.id for delivery in desk.sender.sent] == [key, key]
    assert len(desk.ask("GET", f"/callbacks/{key}").json["attempts"]) == 2


def test_a_cancelled_callback_is_not_tried_again(desk):
    key = desk.pending()

    assert desk.ask("DELETE", f"/callbacks/{key}").json == {"cancelled": 1}
    assert desk.ask("DELETE", f"/callbacks/{key}").json == {"cancelled": 0}
    desk.ask("POST", "/clock/advance", {"by": "1h"})
    assert desk.ask("GET", f"/callbacks/{key}").json["state"] == "cancelled"


def test_all_that_is_pending_is_cancelled_at_once(desk):
    desk.pending()

    assert desk.ask("DELETE", "/callbacks").json == {"cancelled": 1}
    assert desk.ask("GET", "/health").json["callbacksPending"] == 0


def test_a_callback_that_is_ready_already_cannot_be_redelivered(desk):
    key = desk.pending()
    with desk.sandbox.transaction():
        desk.sandbox.outbox.redeliver(key, DAWN)
        desk.sandbox.outbox.ripen(key, DAWN)

    assert desk.ask("POST", f"/callbacks/{key}/redeliver").status_code == 409


# Requests, in WireMock's shapes


def test_an_event_has_wiremocks_members_and_ours(desk):
    desk.annotate("1", "new")

    (event,) = desk.ask("GET", "/requests").json["requests"]

    request = event["request"]
    assert {"url", "absoluteUrl", "method", "clientIp", "headers", "body", "bodyAsBase64"} <= request.keys()
    assert (request["method"], request["url"]) == ("POST", "/acme/notes")
    assert (event["response"]["status"], event["wasMatched"]) == (200, True)
    assert event["mockserver"]["operation"] == "Annotate"


def test_the_newest_comes_first_and_a_limit_keeps_the_count_whole(desk):
    for key in ("1", "2", "9"):
        desk.annotate(key)

    answer = desk.ask("GET", "/requests?limit=2").json

    assert [event["mockserver"]["number"] for event in answer["requests"]] == [3, 2]
    assert answer["meta"] == {"total": 3}


def test_requests_are_counted_and_found_by_pattern(desk):
    for key in ("1", "2"):
        desk.annotate(key)

    pattern = {"method": "POST", "urlPath": "/acme/notes", "bodyPatterns": [{"contains": '"2"'}]}

    assert desk.ask("POST", "/requests/count", pattern).json["count"] == 1
    (found,) = desk.ask("POST", "/requests/find", pattern).json["requests"]
    assert '"2"' in found["body"]
    assert desk.ask("GET", f"/requests/{found['id']}").json["request"]["body"] == found["body"]


def test_what_nobody_answers_is_unmatched(desk):
    desk.annotate()
    desk.http.get("/elsewhere")

    (lost,) = desk.ask("GET", "/requests/unmatched").json["requests"]

    assert lost["url"] == "/elsewhere"
    assert desk.ask("GET", "/requests?unmatched=true").json["meta"] == {"total": 1}


@pytest.mark.parametrize(("method", "path"), [("DELETE", "/requests"), ("POST", "/requests/reset")])
def test_requests_are_forgotten_and_nothing_else(desk, method, path):
    desk.annotate("1", "new")

    desk.ask(method, path)

    assert desk.ask("GET", "/requests").json["meta"] == {"total": 0}
    assert desk.ask("GET", "/records/acme/1").json["Notes"] == "new"


def test_the_journal_of_one_sandbox_is_not_anothers(desk):
    desk.annotate(path="/~alice/acme/notes")

    assert desk.ask("GET", "/requests").json["meta"] == {"total": 0}
    assert desk.http.get("/~alice/__admin/requests").json["meta"] == {"total": 1}
    assert desk.ask("GET", "/requests", headers={"Host": "alice.localhost"}).json["meta"] == {"total": 1}


def test_admin_requests_are_not_in_the_journal(desk):
    for method, path in (("GET", "/health"), ("GET", "/nowhere"), ("POST", "/clock/advance")):
        desk.ask(method, path)

    assert desk.events == []
