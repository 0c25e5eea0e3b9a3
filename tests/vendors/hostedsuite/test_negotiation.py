"""Which format answers; beyond the recordings, the rules they follow from."""

from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.negotiate import Asking, choose
from mockserver.request import Headers, Request
from mockserver.vendors.hostedsuite.negotiation import RULES, negotiate

FULL = {"Id": "1", "CustomerName": "c", "UserName": "u", "Password": "p"}


ROUTE, REPLY = "/api/calls/update", "/api/XML/Reply/updatecallrecordrequest"
JSON, XML, ANY = "application/json", "application/xml", "*/*"
JSON_ANSWER = "application/json; charset=utf-8"
# fmt: off
ROWS = (  # path, Content-Type, Accept, the answer's Content-Type
    (ROUTE,                     JSON, "application/jsonx",                    JSON_ANSWER),
    (ROUTE,                     JSON, "application/jsv, application/xml;q=0", XML),
    (ROUTE,                     JSON, "text/jsv",                             "text/html"),
    (ROUTE,                     JSON, "text/csv",                             "text/csv"),
    (ROUTE,                     JSON, "text/csv, */*",                        JSON_ANSWER),
    (ROUTE,                     "Application/Json", ANY,                      "Application/Json"),
    (ROUTE, "application/json; charset=UTF-8",    ANY, "application/json; charset=UTF-8"),
    (f"{ROUTE}?format=.xml",    JSON, JSON,                                   JSON_ANSWER),
    (f"{ROUTE}?format=xml.x",   JSON, JSON,                                   XML),
    (f"{ROUTE}?format=ajsonb",  JSON, XML,                                    JSON_ANSWER),
    (f"{ROUTE}.JSON",           JSON, JSON,                                   "text/plain; charset=utf-8"),
    (f"{REPLY}?format=bogus",   "",   JSON,                                   XML),
    (f"{REPLY}?format=csv",     "",   JSON,                                   "text/csv"),
)
# fmt: on


@pytest.mark.parametrize(("path", "kind", "accept", "answer"), ROWS)
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


types = st.none() | st.lists(
    st.sampled_from([JSON, XML, ANY, "", "text/html", "text/csv;q=0", "application/jsv", "text/x", "x"]),
    max_size=3,
).map(", ".join)


@given(types, types, st.sampled_from(["", "xml", "JSON", ".", "jsvx"]), st.sampled_from(["", "cb", "a.b"]))
def test_an_answer_remembered_is_the_answer_the_rules_give(accept, kind, wanted, callback):
    sent = [("Content-Type", kind), ("Accept", accept)]
    headers = Headers((name, value) for name, value in sent if value is not None)
    query = f"format={quote(wanted)}&CallBack={callback}"

    choice = negotiate(None, Request("POST", f"/api/calls/update?{query}", headers))
    chosen = choose(RULES, Asking(accept or None, kind, {"format": wanted, "callback": callback}))

    assert choice.format is chosen.format
    assert choice.wrap == callback.replace(".", "_")
    assert callback or choice == chosen
