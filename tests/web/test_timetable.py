"""A scenario's timeline, played through the application: each thing happens at its moment."""

import json

import pytest

from tests.web.admin_desk import admin_desk

HEAD = """
name: timed
clock: manual
seed: 5
variables: {target: "http://127.0.0.1:9/app"}
vendors: {acme: {}}
timeline:
"""
CALL = "  - {at: 5s, call: {caller: '100', called: '200', outcome: busy, report_to: 'http://127.0.0.1:9/hook'}}\n"
RULE = "rule: {name: down, operation: Annotate, respond: {status: 503}}"


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


def played(desk, timeline):
    """The default sandbox, of a scenario with this timeline."""
    made = desk.ask("POST", "/sandboxes", {"name": "default", "text": HEAD + timeline})
    assert made.status_code == 201, made.json
    return desk


def advance(desk, by):
    assert desk.ask("POST", "/clock/advance", {"by": by}).status_code == 200


def calls(desk):
    return [(call["caller"], call["created"][-10:-5]) for call in desk.ask("GET", "/calls").json["calls"]]


def test_a_call_is_placed_at_its_moment_and_plays_out(desk):
    played(desk, CALL)

    advance(desk, "4s")
    before = calls(desk)
    advance(desk, "1m")

    assert (before, calls(desk)) == ([], [("100", "00:05")])
    assert [each.url for each in desk.sender.sent] == ["http://127.0.0.1:9/hook"]


def test_an_advance_to_the_next_thing_goes_to_the_next_row(desk):
    played(desk, CALL)

    desk.ask("POST", "/clock/advance", {"to": "next"})

    assert calls(desk) == [("100", "00:05")]


def test_rows_happen_in_the_order_of_their_time(desk):
    played(
        desk,
        "  - {at: 9s, call: {caller: '2', called: '200'}}\n"
        "  - {at: 3s, call: {caller: '1', called: '200'}}\n"
        "  - {at: 9s, call: {caller: '3', called: '200'}}\n",
    )

    advance(desk, "9s")

    assert [caller for caller, _ in calls(desk)] == ["1", "2", "3"]


def test_a_campaign_is_told_what_to_do(desk):
    from tests.web.admin_tables import campaign

    played(desk, "  - {at: 1s, order: {campaign: spring, order: stop}}\n")
    campaign(desk)

    advance(desk, "1s")

    assert [each["state"] for each in desk.ask("GET", "/campaigns").json["campaigns"]] == ["loaded"]


def test_what_cannot_happen_is_said_and_the_rest_goes_on(desk, caplog):
    played(desk, "  - {at: 1s, order: {campaign: nowhere, order: stop}}\n" + CALL)

    advance(desk, "10s")

    assert "timeline[0] is left out" in caplog.text
    assert calls(desk) == [("100", "00:05")]


def test_states_are_set(desk):
    played(desk, "  - {at: 1s, state: {order: Paid}}\n")

    advance(desk, "1s")

    assert desk.sandbox.states.get("order") == "Paid"


def test_a_rule_holds_from_one_row_to_another(desk):
    played(desk, f"  - {{at: 1s, {RULE}}}\n  - {{at: 3s, end_rule: down}}\n")
    statuses = []

    for _ in range(3):
        statuses.append(desk.annotate("9", "x").status_code)
        advance(desk, "2s")

    assert statuses == [404, 503, 404]


def test_the_application_under_test_is_asked(desk):
    played(
        desk,
        "  - at: 1s\n"
        '    request: {path: "/orders?x=1", json: {id: 7, "when": "{{ now }}"}, headers: {X-A: b}}\n',
    )

    advance(desk, "1s")

    (sent,) = desk.sender.sent
    assert (sent.method, sent.url) == ("POST", "http://127.0.0.1:9/app/orders?x=1")
    assert sent.headers == (("Content-Type", "application/json"), ("X-A", "b"))
    assert json.loads(sent.body) == {"id": 7, "when": "2026-01-01T00:00:01.000Z"}
    told = desk.ask("GET", "/callbacks").json["callbacks"][0]
    assert (told["notice"], told["state"], told["cause"], told["method"]) == (
        "request",
        "delivered",
        "timeline[0]",
        "POST",
    )


def test_a_request_without_a_body_has_no_content_type(desk):
    played(desk, "  - {at: 0s, request: {method: GET, path: /health}}\n")

    advance(desk, "1s")

    assert [(sent.method, sent.headers, sent.body) for sent in desk.sender.sent] == [("GET", (), b"")]


def test_an_answer_that_is_a_refusal_is_no_delivery(desk):
    from tests.callbacks.tiny import answered

    desk.sender.answer = answered(404)
    played(desk, "  - {at: 0s, request: {path: /orders, text: hello}}\n")

    advance(desk, "1s")

    told = desk.ask("GET", "/callbacks").json["callbacks"][0]
    assert (told["state"], told["problem"], told["body"]) == ("failed", "answered 404", "hello")


def test_made_up_values_are_the_same_on_every_run(desk):
    call = "{caller: '{{ fake.msisdn() }}', called: '200', data: '{{ seed }} {{ fake.name() }}'}"
    row = f"  - {{at: 0s, call: {call}}}\n"

    def run():
        played(desk, row)
        advance(desk, "1s")
        (call,) = desk.ask("GET", "/calls").json["calls"]
        return call["caller"], call["data"]

    first = run()

    assert first == run()
    assert first[0].isdigit()
    assert first[1].startswith("5 ")


def test_a_reset_plays_the_timeline_again(desk):
    played(desk, CALL)
    advance(desk, "10s")

    desk.ask("POST", "/reset")
    advance(desk, "10s")

    assert calls(desk) == [("100", "00:05")]
