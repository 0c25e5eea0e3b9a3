"""Faults of callbacks set while the server runs: by admin API, header, command line, and in time."""

from __future__ import annotations

import pytest

from tests.web.conftest import KEY, SCENARIO

HOOK = "http://127.0.0.1:9/hook"
CALLING = SCENARIO.replace("{acme: {}}", f'{{acme: {{report_to: "{HOOK}"}}}}')
FLAW = {"notice": "released", "fault": {"late": "5s"}}


@pytest.fixture
def calling(make_client):
    return lambda more="", **settings: make_client(CALLING + more, **settings)


def faults(client, *headers, notice="released"):
    """The faults of the notice, of a call for each of some headers, one call after the other."""
    for number, header in enumerate(headers):
        placed = client.post("/acme/calls", {"From": "1", "To": str(number)}, {**KEY, **header})
        assert placed.status_code == 200, placed.text
        sandbox = client.sandbox
        sandbox.clock.move_to(sandbox.clock.now() + 10_000)
        sandbox.catch_up()
    return [each.fault for each in client.sandbox.outbox.list() if each.notice == notice]


def test_a_fault_is_switched_on_for_so_many_callbacks_and_stands_among_the_rules(calling):
    client = calling()
    added = client.http.post("/__admin/faults", json={**FLAW, "times": 1})

    assert faults(client, {}, {}) == ["late", ""]
    (told,) = client.http.get("/__admin/rules").json["rules"]
    assert added.status_code == 201
    assert told == {**added.json, "answered": 1}
    assert told["rule"] == {**FLAW, "when": {"first": 1}}
    assert (told["name"], told["origin"], told["ended"]) == ("late", "live", False)


def test_a_fault_of_callbacks_ends_by_its_time_and_by_hand(calling):
    client = calling()
    client.http.post("/__admin/faults", json={**FLAW, "ttl": "8s"})
    kept = client.http.post("/__admin/rules", json={"notice": "answered", "fault": "duplicate"}).json

    assert faults(client, {}, {}) == ["late", ""]
    assert client.http.delete(f"/__admin/rules/{kept['id']}").json["answered"] == 2
    faults(client, {})
    assert [each.fault for each in client.sandbox.outbox.list() if each.notice == "answered"][-1] == ""
    assert client.http.delete("/__admin/rules").json == {"dropped": 1}


def test_mistakes_in_a_rule_of_callbacks_are_told_as_those_of_any_rule(calling):
    refused = calling().http.post("/__admin/faults", json={"notice": "releasd", "fault": "late"})

    (mistake,) = refused.json["errors"]
    assert (refused.status_code, mistake["source"]) == (422, {"pointer": "/notice"})
    assert "did you mean released?" in mistake["title"]


def test_every_fault_of_callbacks_is_listed_beside_those_of_answers(client):
    told = client.http.get("/__admin/faults").json["faults"]

    assert {row["of"] for row in told} == {"answers", "callbacks"}
    assert next(row for row in told if row["name"] == "never_sent")["about"] == "It never leaves."


def test_the_scenarios_rule_for_callbacks_can_be_taken_away_until_a_reset(calling):
    client = calling("callbacks: [{notice: released, fault: duplicate}]\n")
    client.http.delete("/__admin/rules/duplicate")

    assert faults(client, {}) == [""]
    client.http.post("/__admin/reset")
    assert faults(client, {}) == ["duplicate", "duplicate"]


def test_a_request_asks_for_a_fault_of_its_own_callbacks(calling):
    client = calling("magic: true\n")
    header = {"X-Mock-Callback-Fault": "{notice: released, fault: never_sent}"}

    assert faults(client, {}, header, {}) == ["", "never_sent", ""]
    assert faults(client, {"X-Mock-Callback-Fault": "late"}, notice="answered")[-1] == "late"


def test_one_request_may_ask_for_a_fault_of_its_answer_as_well(calling):
    client = calling("magic: true\n")
    asked = {**KEY, "X-Mock-Callback-Fault": "late", "X-Mock-Fault": "{respond: {status: 503}, side: after}"}

    assert client.post("/acme/calls", {"From": "1", "To": "2"}, asked).status_code == 503
    client.sandbox.clock.move_to(client.sandbox.clock.now() + 10_000)
    client.sandbox.catch_up()
    assert {each.fault for each in client.sandbox.outbox.list()} == {"late"}


def test_a_wish_for_callbacks_that_cannot_be_read_is_a_400_that_says_why(calling):
    client = calling("magic: true\n")
    refused = client.post("/acme/calls", {"From": "1", "To": "2"}, {**KEY, "X-Mock-Callback-Fault": "lat"})

    assert refused.status_code == 400
    assert "did you mean late?" in refused.text


def test_a_wish_for_callbacks_is_nothing_where_the_scenario_does_not_say_so(calling):
    assert faults(calling(), {"X-Mock-Callback-Fault": "never_sent"}) == [""]


def test_the_command_line_has_rules_for_callbacks_beside_those_for_requests(calling):
    said = ("{notice: released, fault: late}", "{operation: Annotate, respond: {status: 503}}")
    client = calling("callbacks: [{notice: released, fault: duplicate}]\n", faults=said)

    assert faults(client, {}) == ["late"]
    assert client.post("/acme/notes", {"Id": "1", "Notes": ""}).status_code == 503


def test_a_rule_for_callbacks_holds_from_one_row_of_the_timeline_to_another(calling):
    client = calling(
        "timeline:\n"
        "  - {at: 10s, rule: {name: late, notice: released, fault: late}}\n"
        "  - {at: 20s, end_rule: late}\n"
    )

    assert faults(client, {}, {}, {}) == ["", "late", ""]


def test_one_that_waits_for_another_counts_as_pending_and_a_reset_says_that_it_cancelled_it(calling):
    client = calling("callbacks: [{notice: released, fault: {out_of_order: 1m}}]\n")
    faults(client, {})
    waiting = client.sandbox.outbox.list()[-1]

    assert (waiting.notice, waiting.state) == ("released", "waiting")
    assert client.http.get("/__admin/health").json["callbacksPending"] == 2
    assert client.http.post("/__admin/reset").json["cancelledCallbacks"] == 2
