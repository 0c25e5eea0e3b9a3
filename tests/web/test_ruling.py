"""Rules through the whole pipeline: templates, states, live rules, and faults that requests ask for."""

from threading import Barrier, Thread

import pytest

from mockserver.formats.base import NORMAL
from mockserver.request import Headers, Request
from mockserver.scenario import standing
from mockserver.web.pipeline import answer
from tests.web.conftest import KEY, SCENARIO

NOTE = {"Id": "1", "Text": "new"}
STEP = "rules: [{when: {state: {order: ''}}, sets: {order: paid}, respond: {status: 503}}]"


def rules(make_client, text, **more):
    return make_client(f"{SCENARIO}rules:\n  - {text}\n", **more)


# Templates


def test_an_answer_is_made_of_the_request(make_client):
    client = rules(
        make_client,
        "{operation: Annotate, respond: {headers: {X-Of: '{{ request.operation }}'}, "
        "body: {id: '{{ request.body.Id }}', no: '{{ count }}', at: '{{ now }}', who: '{{ fake.name() }}'}}}",
    )

    first, second = (client.post("/acme/notes", NOTE) for _ in range(2))

    assert first.headers["X-Of"] == "Annotate"
    assert {**first.json, "who": ""} == {"id": "1", "no": 1, "at": "2026-01-01T00:00:00.000Z", "who": ""}
    assert second.json["no"] == 2
    assert first.json["who"] != second.json["who"]


def test_made_up_values_are_the_same_on_every_run(make_client):
    def drawn():
        client = rules(make_client, "{operation: Annotate, respond: {body: '{{ fake.name() }}'}}")
        return [client.post("/acme/notes", NOTE).text for _ in range(3)]

    assert drawn() == drawn()


def test_a_message_in_the_vendors_own_words_may_be_a_template(make_client):
    client = rules(
        make_client, "{operation: Annotate, respond: {error: Down, message: 'no {{ request.body.Id }} {x}'}}"
    )

    assert client.post("/acme/notes", NOTE).json == {"error": "down", "message": "no 1 {x}"}


def test_the_call_that_a_request_names_is_at_hand(make_client):
    client = rules(make_client, "{operation: Find, respond: {body: '{{ call.caller }}-{{ call.called }}'}}")
    key = client.post("/acme/calls", {"From": "100", "To": "200"}).json["CallId"]

    assert client.post("/acme/find", {"CallId": key}).text == "100-200"
    assert client.post("/acme/find", {"CallId": "nobody"}).text == "-"


def test_a_template_that_goes_wrong_is_said_in_nobodys_words(make_client):
    client = rules(
        make_client,
        "{name: r, operation: Annotate, respond: {body: '{{ 1 / (request.body.Id | int - 1) }}'}}",
    )

    reply = client.post("/acme/notes", NOTE)

    assert (reply.status_code, reply.mimetype) == (500, "text/plain")
    assert reply.text == "mockserver: the rule 'r' cannot be rendered: ZeroDivisionError: division by zero\n"
    assert "X-Mock-Bug" not in reply.headers
    assert client.events[-1].rule == "r"


def test_a_body_that_cannot_be_read_is_empty_to_a_template(make_client):
    client = rules(
        make_client, "{operation: Annotate, respond: {body: '<{{ request.body.Id }}>{{ request.text }}'}}"
    )

    assert (
        client.http.post("/acme/notes", data="{", headers=KEY, content_type="application/json").text == "<>{"
    )


def test_retry_after_is_in_whole_seconds(make_client):
    client = rules(make_client, "{operation: Annotate, respond: {status: 503, retry_after: 90s}}")

    assert client.post("/acme/notes", NOTE).headers["Retry-After"] == "90"


# States


def test_a_state_moves_though_the_vendor_answers_and_also_where_it_refuses(make_client):
    client = rules(make_client, "{operation: Annotate, sets: {seen: '{yes}'}}".replace("{yes}", "yes"))

    refused = client.post("/acme/notes", {"Id": "9"})

    assert refused.status_code == 404
    assert client.sandbox.states.get("seen") == "yes"
    assert client.events[-1].rule == "rules[0]"


def test_of_many_exchanges_at_once_exactly_one_makes_the_transition(make_client):
    client, threads, rounds = make_client(SCENARIO + STEP), 4, 100
    sandbox, vendor, got = client.sandbox, client.world.vendors["acme"], []
    headers = Headers([("Content-Type", "application/json"), *KEY.items()])
    ready = Barrier(threads, action=lambda: (got.append([]), sandbox.states.reset()), timeout=10)

    def ask():
        for number in range(rounds):
            ready.wait()
            request = Request(
                "POST", "/acme/notes", headers, b'{"Id": "1"}', "http", "localhost", "127.0.0.1"
            )
            got[number].append(answer(vendor, sandbox, request, NORMAL).status)

    each = [Thread(target=ask) for _ in range(threads)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()

    assert [sorted(round_) for round_ in got] == [[200, 200, 200, 503]] * rounds


# Live rules


def test_a_live_rule_is_set_counted_told_and_dropped_over_the_admin_api(client):
    words = {"name": "down", "operation": "Annotate", "respond": {"status": 503}, "ttl": "1m"}
    added = client.http.post("/__admin/rules", json=words)
    assert added.status_code == 201
    assert client.post("/acme/notes", NOTE).status_code == 503

    (told,) = client.http.get("/__admin/rules").json["rules"]

    assert told == {
        "id": added.json["id"],
        "name": "down",
        "origin": "live",
        "answered": 1,
        "until": "2026-01-01T00:01:00.000Z",
        "ended": False,
        "rule": words,
    }
    assert client.http.delete("/__admin/rules/down").json["answered"] == 1
    assert client.post("/acme/notes", NOTE).status_code == 200


def test_a_live_rule_ends_by_the_sandboxs_clock(client):
    client.http.post("/__admin/rules", json={"path": "*", "respond": {"status": 503}, "ttl": "1m"})

    client.http.post("/__admin/clock/advance", json={"by": "1m"})

    assert client.post("/acme/notes", NOTE).status_code == 200
    assert client.http.get("/__admin/rules").json["rules"][0]["ended"] is True


def test_a_fault_is_switched_on_in_a_line_and_lasts_so_many_requests(client):
    client.http.post("/__admin/faults", json={"operation": "Annotate", "fault": "MALFORMED_BODY", "times": 2})

    bodies = [client.post("/acme/notes", NOTE).data for _ in range(3)]

    assert [body.endswith(b"}") for body in bodies] == [False, False, True]


def test_a_fault_of_no_number_of_requests_is_a_mistake_at_its_own_place(client):
    reply = client.http.post("/__admin/faults", json={"fault": "HANG", "times": 0})

    assert (reply.status_code, reply.json["errors"][0]["source"]["pointer"]) == (422, "/times")


def test_where_there_are_too_many_live_rules_another_is_refused(client, monkeypatch):
    monkeypatch.setattr(standing, "MOST_LIVE", 1)

    replies = [client.http.post("/__admin/rules", json={"fault": "HANG"}) for _ in range(2)]

    assert [reply.status_code for reply in replies] == [201, 409]


@pytest.mark.parametrize("sent", ["a\r\nX-More: b", "a\nb", "\0", "\u4e16"])
def test_what_a_client_sent_makes_no_header_of_its_own(make_client, sent):
    client = rules(make_client, "{respond: {status: 503, headers: {X-Of: '{{ request.body.Text }}'}}}")

    reply = client.post("/acme/notes", {"Id": "1", "Text": sent})

    assert (reply.status_code, reply.headers.get("X-More"), reply.headers.get("X-Of")) == (500, None, None)
    assert "X-Of would hold" in reply.text


def test_mistakes_in_a_live_rule_are_told_by_json_pointer(client):
    reply = client.http.post(
        "/__admin/rules",
        json={"operation": "Anotate", "when": {"nth": 0}, "respond": {"body": "{{ nobody }}"}},
    )

    assert reply.status_code == 422
    assert [error["source"]["pointer"] for error in reply.json["errors"]] == [
        "/operation",
        "/respond/body",
        "/when/nth",
    ]  # as Flask's client sends them, by their names
    assert "did you mean Annotate?" in reply.json["errors"][0]["title"]


def test_a_rule_of_one_sandbox_is_nobody_elses(client):
    client.http.post("/__admin/rules?sandbox=default", json={"path": "*", "respond": {"status": 503}})

    assert client.post("/~bob/acme/notes", NOTE).status_code == 200
    assert client.post("/acme/notes", NOTE).status_code == 503


def test_live_rules_are_gone_after_a_reset(client):
    client.http.post("/__admin/rules", json={"path": "*", "respond": {"status": 503}})

    client.http.post("/__admin/reset")

    assert client.http.get("/__admin/rules").json == {"rules": []}


def test_all_live_rules_are_dropped_at_once_and_the_scenarios_stay(make_client):
    client = rules(make_client, "{operation: Annotate, respond: {status: 503}}")
    for _ in range(2):
        client.http.post("/__admin/rules", json={"path": "*", "respond": {"status": 500}})

    assert client.http.delete("/__admin/rules").json == {"dropped": 2}
    assert client.post("/acme/notes", NOTE).status_code == 503


# What requests ask for, and what the command line says


MAGIC = {**KEY, "X-Mock-Fault": "503"}


def test_a_request_gets_the_fault_it_asks_for_where_the_scenario_lets_it(make_client):
    client = make_client(f"{SCENARIO}magic: true\n")

    assert client.post("/acme/notes", NOTE, MAGIC).json == {"error": "down", "message": "later"}
    assert client.post("/acme/notes", NOTE).status_code == 200
    assert [event.rule for event in client.events] == ["X-Mock-Fault: 503", ""]


def test_a_wish_that_cannot_be_read_is_a_400_that_says_why(make_client):
    client = make_client(f"{SCENARIO}magic: true\n")

    reply = client.post("/acme/notes", NOTE, {**KEY, "X-Mock-Fault": "HAGN"})

    assert reply.status_code == 400
    assert "did you mean HANG?" in reply.text


def test_a_wish_is_nothing_where_the_scenario_does_not_say_so(client):
    assert client.post("/acme/notes", NOTE, MAGIC).status_code == 200


@pytest.mark.parametrize("fault", ["{operation: Annotate, respond: {status: 503}, when: {first: 1}}", "503"])
def test_a_rule_of_the_command_line_stands_before_the_files(make_client, fault):
    client = rules(make_client, "{operation: Annotate, respond: {status: 401}}", faults=(fault,))

    assert client.post("/acme/notes", NOTE).status_code == 503
    assert client.events[-1].rule == "--fault[0]"
