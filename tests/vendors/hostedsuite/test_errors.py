"""How HostedSuite refuses: beyond the recordings, the switches and what scenarios ask for."""

import json

import pytest

from mockserver.kit import ASSUMED
from mockserver.request import Headers, Request
from mockserver.scenario.model import Respond, Rule
from mockserver.scenario.rules import Rules
from mockserver.vendors.hostedsuite import VENDOR
from mockserver.web.pipeline import answer


def ruled(suite, respond):
    """The suite, answering everything by this rule."""
    suite.sandbox.rules = Rules(suite.sandbox.space, (Rule("r", respond),))
    return suite


@pytest.mark.parametrize(
    ("settings", "members", "line"),
    [
        ({"credential_errors": "Unauthorized"}, {"UserName": None}, "401 Unauthorized"),
        ({"missing_id": "NotFound"}, {"Id": None}, "404 NotFound"),
        ({"missing_id": "ArgumentException"}, {"Id": None}, "400 ArgumentException"),
        ({"unknown_record": "ArgumentException"}, {"Id": "x"}, "400 ArgumentException"),
        ({"unknown_record": "Exception"}, {"Id": "x"}, "500 Exception"),
        ({"errors": {"NotFound": {"status": 410, "code": "Gone"}}}, {"Id": "x"}, "410 Gone"),
    ],
)
def test_a_switch_changes_what_is_assumed(make_suite, settings, members, line):
    assert make_suite(**settings).update(**members).status_line == line


def test_an_error_may_have_other_words(make_suite, status_of):
    suite = make_suite(errors={"NotFound": {"message": "No call {id}"}})

    assert status_of(suite.update(Id="x"))["Message"] == "No call x"


def test_a_user_without_the_right_may_not_update(make_suite, status_of):
    reader = {"CustomerName": "c", "UserName": "u", "Password": "p", "may_update": False}
    suite = make_suite(users=[reader])

    reply = suite.update(Notes="mine")

    assert reply.status_line == "403 UnauthorizedAccessException"
    assert status_of(reply)["Errors"] == []
    assert suite.list()["Total"] == 33


def test_a_login_that_two_users_have_is_nobodys(make_suite):
    user = {"CustomerName": "c", "UserName": "u", "Password": "p"}

    assert make_suite(users=[user, user]).update().status == 401


def test_without_users_everybody_is_let_in_who_says_who_they_are(make_suite):
    suite = make_suite(users=[])

    assert suite.update(Password="anything").status == 200
    assert suite.update(Password=None).status == 400


@pytest.mark.parametrize("status", [*range(400, 418), 422, 429, 451, *range(500, 512), 599])
def test_a_scenario_may_ask_for_any_status(suite, status, status_of):
    reply = ruled(suite, Respond(status=status)).update()

    assert reply.status == status
    assert status_of(reply)["ErrorCode"]
    assert reply.status_line.partition(" ")[2] == status_of(reply)["ErrorCode"]


@pytest.mark.parametrize("name", VENDOR.refusals)
@pytest.mark.parametrize("suffix", ["json", "xml", "jsv", "csv", "html"])
def test_every_refusal_has_words_in_every_format(suite, name, suffix):
    reply = ruled(suite, Respond(error=name)).post(f"/api/calls/update.{suffix}", {})

    assert reply.status == VENDOR.refusals[name].status
    assert reply.body
    assert not suite.last.bug


def test_a_rules_own_message_is_said(suite, status_of):
    reply = ruled(suite, Respond(error="Conflict", message="locked by {anna}")).update()

    assert status_of(reply)["Message"] == "locked by {anna}"


def test_a_body_over_the_limit_is_refused(suite, status_of):
    headers = Headers([("Accept", "application/json"), ("Content-Type", "application/json")])

    reply = answer(VENDOR, suite.sandbox, Request("POST", "/api/calls/update", headers, too_large=True))

    assert reply.status == 413
    assert status_of(reply)["ErrorCode"] == "RequestEntityTooLarge"


def test_an_assumed_answer_says_so(suite):
    assert suite.update(Id="x").header("X-Mock-Fidelity") == ASSUMED
    assert suite.update().header("X-Mock-Fidelity") is None


def test_in_html_forbidden_is_plain_text(make_suite):
    reader = {"CustomerName": "c", "UserName": "u", "Password": "p", "may_update": False}

    reply = make_suite(users=[reader]).post("/api/calls/update.html", {"Id": "1", **reader})

    assert (reply.status, reply.header("Content-Type")) == (403, "text/plain; charset=utf-8")


def test_what_the_framework_refuses_is_no_jsonp(suite):
    assert suite.post("/api/calls/update?callback=cb", "hello").body.startswith(b'{"ResponseStatus"')
    assert suite.post("/api/calls/update?callback=cb", "{}").body.startswith(b'cb({"ResponseStatus"')


def test_xml_breaks_off_at_what_is_no_xml_character(suite):
    suite.update(Notes="a\x01b")

    reply = suite.post(
        "/api/calls/update.xml", {"Id": "1", "CustomerName": "c", "UserName": "u", "Password": "p"}
    )

    assert reply.status == 200
    assert reply.body.endswith(b"<Notes>a")


def test_a_batch_keeps_what_came_before_the_item_that_failed(suite):
    who = {"CustomerName": "c", "UserName": "u", "Password": "p"}
    items = [{"Id": "1", "Notes": "kept", **who}, {"Id": "zz", **who}]

    reply = suite.post("/api/json/reply/UpdateCallRecordRequest[]", items)

    assert reply.status == 404
    assert json.loads(suite.update().body)["Notes"] == "kept"


@pytest.mark.parametrize(
    ("body", "line"),
    [
        ("[null]", "500 NullReferenceException"),
        ('[{"Id":"1"}]', "400 ArgumentNullException"),
        ("[]", "200 OK"),
    ],
)
def test_a_batch_fails_by_its_first_failing_item(suite, body, line):
    assert suite.post("/api/json/reply/UpdateCallRecordRequest[]", body).status_line == line
