"""Where requests lead: beyond the recordings."""

import json
from html import unescape
from pathlib import Path

import pytest

from mockserver.vendors import hostedsuite
from mockserver.vendors.hostedsuite import VENDOR

SAMPLES = Path(hostedsuite.__file__).parent / "samples"
FULL = {"Id": "1", "CustomerName": "c", "UserName": "u", "Password": "p"}


@pytest.mark.parametrize(
    "path",
    [
        "/api/Calls/UPDATE",
        "/api//calls/update//",
        "/api/calls/update.json",
        "/api/JSON/Reply/UPDATECALLRECORDREQUEST",
        "/api/json/oneway/UpdateCallRecordRequest",
        "/api/json/reply/anything/UpdateCallRecordRequest",
    ],
)
def test_these_lead_to_the_operation(suite, path):
    assert suite.post(path, FULL).status == 200


@pytest.mark.parametrize(
    "path",
    [
        "/api/calls/update.JSON",
        "/api/calls/update.json/",
        "/api/calls/update.",
        "/api/calls/update/1",
        "/api/json/reply2/UpdateCallRecordRequest",
        "/api/soap11",
        "/api/yaml/reply/UpdateCallRecordRequest",
    ],
)
def test_these_lead_nowhere(suite, path):
    reply = suite.post(path, FULL)

    assert (reply.status_line, reply.body) == ("404 Not Found", b"404")


@pytest.mark.parametrize(
    ("path", "name"),
    [("/api/json/reply", "reply"), ("/api/json/reply/", "reply/"), ("/api/json/oneway/No[]", "No[]")],
)
def test_a_reply_address_says_that_the_operation_does_not_exist(suite, status_of, path, name):
    reply = suite.post(path, FULL)

    assert reply.status_line == "405 Method Not Allowed"
    assert status_of(reply)["Message"] == f"The operation '{name}' does not exist for this service"


def test_the_body_is_read_before_the_verb_is_refused(suite, status_of):
    headers = [("Content-Type", "application/json")]

    reply = suite.send("PUT", "/api/json/reply/UpdateCallRecordRequest", b"hello", headers)

    assert reply.status == 400
    assert status_of(reply)["ErrorCode"] == "SerializationException"


def test_a_rule_for_an_operation_finds_all_its_addresses(suite):
    for path in (
        "/api/calls/update",
        "/api/xml/reply/UpdateCallRecordRequest",
        "/api/json/reply/UpdateCallRecordRequest[]",
    ):
        suite.post(path, "")

        assert suite.last.operation == "UpdateCallRecordRequest"


@pytest.mark.parametrize("path", ["/api", "/api/", "/API"])
def test_the_root_leads_to_the_metadata(suite, path):
    reply = suite.send("GET", path)

    assert (reply.status_line, reply.header("Location")) == ("302 Found", "http://suite.test/api/metadata")


@pytest.mark.parametrize("name", ["json", "xml", "jsv", "csv"])
def test_an_operations_page_says_what_the_owners_seed_says(suite, name):
    page = suite.send("GET", f"/api/{name}/metadata?op=UpdateCallRecordRequest").body.decode()

    for said in (
        "Modify a call record",
        "RequestBase&lt;TResponse&gt;",
        "IList&lt;CallRecordInteractionInfo&gt;",
    ):
        assert said in page
    assert "<td>Password</td><td>form</td><td>string</td><td>Yes</td>" in page
    assert "<td>Notes</td><td>body</td><td>string</td><td>No</td>" in page


def test_an_unknown_operation_has_no_page(suite):
    assert suite.send("GET", "/api/json/metadata?op=Nope").status == 404
    assert b"ListCallRecordsRequest" in suite.send("GET", "/api/json/metadata").body


@pytest.mark.parametrize("name", ["update-call-record.json", "update-call-record-answer.json"])
def test_the_samples_of_the_page_are_the_owners(suite, name):
    page = unescape(suite.send("GET", "/api/json/metadata?op=UpdateCallRecordRequest").body.decode())

    assert (SAMPLES / name).read_text() in page


def test_the_owners_sample_gets_the_owners_answer(make_suite):
    answer = (SAMPLES / "update-call-record-answer.json").read_text()
    user = {"CustomerName": "String", "UserName": "String", "Password": "String"}
    suite = make_suite(records=VENDOR.records_of([json.loads(answer)]), users=[user])

    reply = suite.post("/api/calls/update", (SAMPLES / "update-call-record.json").read_text())

    assert (reply.status, reply.body.decode()) == (200, answer)
