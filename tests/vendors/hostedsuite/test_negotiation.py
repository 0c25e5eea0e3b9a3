"""Which format answers; beyond the recordings, the rules they follow from."""

import pytest

FULL = {"Id": "1", "CustomerName": "c", "UserName": "u", "Password": "p"}


# fmt: off
@pytest.mark.parametrize(("path", "kind", "accept", "answer"), [
    ("/api/calls/update",            "application/json", "application/jsonx",                      "application/json; charset=utf-8"),
    ("/api/calls/update",            "application/json", "application/jsv, application/xml;q=0",   "application/xml"),
    ("/api/calls/update",            "application/json", "text/jsv",                               "text/html"),
    ("/api/calls/update",            "application/json", "text/csv",                               "text/csv"),
    ("/api/calls/update",            "application/json", "text/csv, */*",                          "application/json; charset=utf-8"),
    ("/api/calls/update",            "Application/Json", "*/*",                                    "Application/Json"),
    ("/api/calls/update?format=.xml","application/json", "application/json",                       "application/json; charset=utf-8"),
    ("/api/calls/update?format=xml.x","application/json", "application/json",                      "application/xml"),
    ("/api/calls/update?format=ajsonb", "application/json", "application/xml",                     "application/json; charset=utf-8"),
    ("/api/calls/update.JSON",       "application/json", "application/json",                       "text/plain; charset=utf-8"),
    ("/api/XML/Reply/updatecallrecordrequest?format=bogus", "", "application/json",                "application/xml"),
    ("/api/csv/oneway/UpdateCallRecordRequest", "", "application/json",                            "text/csv"),
])
# fmt: on
def test_the_rules_choose_in_their_order(suite, path, kind, accept, answer):
    reply = suite.post(path, FULL, kind=kind, accept=accept)

    assert reply.header("Content-Type") == answer


def test_several_accept_headers_are_one(suite):
    headers = [("Content-Type", "text/jsv"), ("Accept", "text/plain"), ("Accept", "application/xml")]

    reply = suite.send("POST", "/api/calls/update", b"{Id:1,CustomerName:c,UserName:u,Password:p}", headers)

    assert reply.header("Content-Type") == "application/xml"


def test_a_type_nobody_writes_is_refused_after_the_work_is_done(suite):
    query = "?Id=1&Notes=kept&CustomerName=c&UserName=u&Password=p"

    reply = suite.post(f"/api/calls/update{query}", "x", kind="text/plain", accept="*/*")

    assert (reply.status, reply.body) == (405, b"")
    assert suite.sandbox.records["hostedsuite"].find("1").notes == "kept"


def test_a_callback_wraps_any_format(suite):
    reply = suite.post("/api/calls/update.csv?callback=a-b", FULL)

    assert reply.header("Content-Type") == "text/csv"
    assert reply.body.startswith(b"a_b(Id,ClientId")


def test_every_answer_says_what_it_depends_on_and_who_made_it(suite):
    for path in ("/api/calls/update", "/api/nowhere", "/api"):
        reply = suite.post(path, FULL)

        assert reply.header("Vary") == "Accept"
        assert reply.header("X-Powered-By").startswith("ServiceStack/5.00 NET45")
