"""The route of a request, on a made-up vendor."""

import json

import pytest

from tests.web.conftest import KEY, SCENARIO


def rules(text):
    return SCENARIO + "rules:\n" + text


def test_an_operation_acts_and_answers(client):
    answer = client.post("/acme/notes", {"Id": "1", "Text": "new"})

    assert (answer.status_code, answer.json) == (200, {"Id": "1", "Notes": "new"})
    assert client.sandbox.records["acme"].find("1").notes == "new"


def test_xml_is_negotiated(client):
    answer = client.http.post(
        "/acme/notes",
        data="<request><Id>1</Id><Text>new</Text></request>",
        headers=KEY | {"Content-Type": "text/xml", "Accept": "application/xml"},
    )

    assert answer.text == "<response><Id>1</Id><Notes>new</Notes></response>"
    assert answer.content_type == "application/xml;charset=UTF-8"
    assert answer.headers["X-Mock-Fidelity"] == "assumed"  # XML is our own convention here


def test_every_exchange_leaves_one_event(client):
    client.post("/acme/notes", {"Id": "1", "Text": "new"})
    client.post("/acme/notes", {"Id": "9"})

    first, second = client.events
    assert (first.operation, first.refusal, first.reply.status) == ("Annotate", "", 200)
    assert (second.operation, second.refusal, second.reply.status) == ("Annotate", "RecordNotFound", 404)
    assert json.loads(first.request.body) == {"Id": "1", "Text": "new"}
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(
    ("method", "path", "options", "status", "name"),
    [
        ("POST", "/acme/nope", {}, 404, "NoSuchPath"),
        ("GET", "/acme/notes", {}, 405, "NoSuchMethod"),
        ("FROB", "/acme/notes", {}, 405, "NoSuchMethod"),
        ("POST", "/acme/notes", {"json": {}, "headers": {}}, 401, "Unauthenticated"),
        ("POST", "/acme/notes", {"data": "{", "content_type": "application/json"}, 400, "Unreadable"),
        ("POST", "/acme/notes", {"data": "x", "content_type": "image/png"}, 415, "WrongMediaType"),
        ("POST", "/acme/notes", {"json": {"Text": "x"}}, 422, "Invalid"),
        ("POST", "/acme/notes", {"json": {"Id": "9"}}, 404, "RecordNotFound"),
    ],
)
def test_what_is_refused_is_refused_in_the_vendors_words(client, method, path, options, status, name):
    answer = client.http.open(path, method=method, **({"headers": KEY} | options))

    assert answer.status_code == status
    assert answer.json["error"] == client.world.vendors["acme"].refusals[name].code
    assert client.events[-1].refusal == name


def test_a_reason_phrase_of_the_vendors_own_is_kept(client):
    assert client.post("/acme/notes", {"Id": "1"}, headers={}).status == "401 Who Are You"


def test_a_body_over_the_cap_is_not_read(make_client):
    client = make_client(body_limit=1000)

    answer = client.post("/acme/notes", {"Id": "1", "Text": "x" * 2000})

    assert (answer.status_code, answer.headers["X-Mock-Fidelity"]) == (413, "assumed")
    assert client.events[-1].request.body == b""
    assert client.sandbox.records["acme"].find("1").notes == "old"


def test_a_bug_of_ours_is_a_plain_500_and_undoes_the_act(client):
    answer = client.post("/acme/stumble")

    event = client.events[-1]
    assert (answer.status_code, answer.headers["X-Mock-Bug"]) == (500, event.id)
    assert "RuntimeError: a bug of ours" in event.bug
    assert "RuntimeError" not in answer.text
    assert client.sandbox.records["acme"].find("1").notes == "old"


def test_what_rests_on_an_assumption_is_marked(client):
    assert client.post("/acme/calls", {"From": "1", "To": "2"}).headers["X-Mock-Fidelity"] == "assumed"
    assert "X-Mock-Fidelity" not in client.post("/acme/notes", {"Id": "1"}).headers


def test_a_rule_answers_before_anything_happens(make_client):
    client = make_client(
        rules("  - {operation: Annotate, respond: {status: 503, headers: {Retry-After: '5'}}}\n")
    )

    answer = client.post("/acme/notes", {"Id": "1", "Text": "new"})

    assert (answer.status_code, answer.json) == (503, {"error": "down", "message": "later"})
    assert answer.headers["Retry-After"] == "5"
    assert client.sandbox.records["acme"].find("1").notes == "old"


def test_a_rule_on_the_side_after_lets_it_happen_and_does_not_tell(make_client):
    client = make_client(rules("  - {operation: Annotate, respond: {status: 503}, side: after}\n"))

    answer = client.post("/acme/notes", {"Id": "1", "Text": "new"})

    assert answer.status_code == 503
    assert client.sandbox.records["acme"].find("1").notes == "new"


def test_a_rule_answers_with_the_vendors_error_by_name(make_client):
    client = make_client(
        rules("  - {operation: Annotate, when: {body: {Id: '1'}}, respond: {error: RecordNotFound}}\n")
    )

    assert client.post("/acme/notes", {"Id": "1"}).json == {"error": "no record", "message": "no record 1"}
    assert client.post("/acme/notes", {"Id": "2"}).status_code == 200


def test_a_rule_for_a_status_that_the_vendor_has_no_row_for_still_answers_in_its_form(make_client):
    client = make_client(rules("  - {operation: Annotate, respond: {status: 418, message: 'teapot {id}'}}\n"))

    answer = client.post("/acme/notes", {"Id": "1"})

    assert (answer.status_code, answer.json["message"]) == (418, "teapot {id}")


def test_a_rule_can_answer_where_the_vendor_has_nothing(make_client):
    client = make_client(rules("  - {path: /acme/secret, respond: {status: 200, body: {hidden: true}}}\n"))

    answer = client.http.get("/acme/secret", headers=KEY)

    assert (answer.status_code, answer.json) == (200, {"hidden": True})
    assert client.events[-1].matched


def test_a_path_that_is_nobodys_says_who_is_served_and_is_kept_as_unmatched(client):
    answer = client.http.get("/elsewhere")

    assert answer.status_code == 404
    assert "/acme (Acme)" in answer.text
    assert not client.events[-1].matched


def test_time_that_is_due_happens_before_the_answer(client):
    key = client.post("/acme/calls", {"From": "1", "To": "2"}).json["CallId"]
    client.sandbox.clock.move_to(client.sandbox.clock.now() + 1500)

    assert client.post("/acme/find", {"CallId": key}).json["State"] == "talking"


def test_a_handler_posts_a_callback_that_no_call_is_behind(client):
    client.post("/acme/notes", {"Id": "1", "Text": "http://127.0.0.1:9/told"})

    [posted] = client.sandbox.outbox.list()
    assert (posted.notice, posted.call_id, posted.body) == ("noted", "1", b'["1"]')
    assert (posted.schedule, posted.cause) == ((0, 0), client.events[-1].id)


def test_a_callback_that_was_posted_by_an_act_that_failed_is_never_sent(client):
    client.post("/acme/notes", {"Id": "nobody", "Text": "http://127.0.0.1:9/told"})

    assert not client.sandbox.outbox.list()
