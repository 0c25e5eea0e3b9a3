"""What is read of a request, and what a developer is told about the rest."""

import json

import pytest

FORM = "application/x-www-form-urlencoded"
NAMESPACE = "http://schemas.datacontract.org/2004/07/Evo.HostedSuite.Core.ServiceModel"


def notes_of(reply):
    assert reply.status == 200, reply.body
    return json.loads(reply.body).get("Notes")


def test_the_journal_says_that_the_query_overrode_the_body(suite):
    suite.update("?notes=q&format=json", Notes="b")

    assert suite.last.losses == ("the query's Notes overrides the body's",)


def test_the_journal_says_which_element_came_too_late(suite):
    inner = "<Id>1</Id><CustomerName>c</CustomerName>"
    body = f'<UpdateCallRecordRequest xmlns="{NAMESPACE}">{inner}</UpdateCallRecordRequest>'

    reply = suite.post("/api/calls/update", body, kind="application/xml")

    assert reply.status == 400
    assert "<CustomerName> came after <Id>" in suite.last.losses[0]


@pytest.mark.parametrize(
    ("kind", "said"), [("text/plain", "'text/plain' is not one"), ("", "no Content-Type")]
)
def test_the_journal_says_that_a_body_was_ignored(suite, kind, said):
    suite.post("/api/calls/update", {"Id": "1"}, kind=kind)

    assert said in suite.last.losses[0]


def test_a_form_overrides_the_query_whatever_the_case_of_names(suite):
    body = "Id=1&Notes=form&CustomerName=c&UserName=u&Password=p"

    assert notes_of(suite.post("/api/calls/update?NOTES=query&Notes=other", body, kind=FORM)) == "form"


def test_an_empty_form_value_leaves_the_querys_of_another_spelling(suite):
    body = "Id=1&Notes=&CustomerName=c&UserName=u&Password=p"

    assert notes_of(suite.post("/api/calls/update?notes=query", body, kind=FORM)) == "query"


def test_a_multipart_form_is_a_form(suite):
    fields = {"Id": "1", "Notes": "in parts", "CustomerName": "c", "UserName": "u", "Password": "p"}
    parts = (f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items())

    reply = suite.post(
        "/api/calls/update", "".join(parts) + "--b--\r\n", kind="multipart/form-data; boundary=b"
    )

    assert notes_of(reply) == "in parts"


def test_csv_is_read(suite):
    body = "Id,Notes,CustomerName,UserName,Password\r\n1,by csv,c,u,p\r\n"

    assert notes_of(suite.post("/api/calls/update", body, kind="text/csv")) == "by csv"


def test_a_number_that_is_none_is_an_error_in_a_query(suite, status_of):
    reply = suite.post("/api/calls?Page=abc&MinCallDuration=x", {})

    status = status_of(reply)
    assert reply.status_line == "400 Bad Request"
    assert status["Message"] == "Unable to bind to request 'ListCallRecordsRequest'"
    assert status["Errors"] == [
        {
            "ErrorCode": "SerializationException",
            "FieldName": "Page",
            "Message": "'abc' is an Invalid value for 'Page'",
        },
        {
            "ErrorCode": "SerializationException",
            "FieldName": "MinCallDuration",
            "Message": "'x' is an Invalid value for 'MinCallDuration'",
        },
    ]


def test_a_number_that_is_none_is_left_out_of_json(suite):
    assert suite.list(Page="abc", ItemsPerPage=2)["Page"] == 1


def test_the_verb_may_stand_in_a_form_field(suite):
    body = b"X-Http-Method-Override=POST&Id=1&CustomerName=c&UserName=u&Password=p"
    headers = [("Content-Type", FORM), ("Accept", "application/json")]

    assert suite.send("PUT", "/api/calls/update", body, headers).status == 200


def test_a_login_is_found_in_any_body_for_the_choice_of_the_sandbox():
    from mockserver.request import Headers, Request
    from mockserver.vendors.hostedsuite import VENDOR

    def logins(body, kind, path="/api/calls/update"):
        return VENDOR.credentials(Request("POST", path, Headers([("Content-Type", kind)]), body))

    assert logins(b'{"customername":"c","UserName":"u"}', "application/json") == ("c/u",)
    assert logins(b"CustomerName=c&UserName=u", FORM) == ("c/u",)
    assert logins(b"hello", "application/json") == ()
    assert logins(b"hello", "application/json", "/api/nowhere") == ()


def test_a_body_in_which_a_login_was_looked_for_is_not_read_again():
    from mockserver.formats.base import NORMAL, Limits
    from mockserver.request import Headers, Request
    from mockserver.vendors.hostedsuite import VENDOR, binding

    request = Request("POST", "/api/calls/update", Headers([("Content-Type", "text/json")]), b'{"Id":"1"}')
    route = VENDOR.route(VENDOR, request)

    early = binding.decode_early(route, request, NORMAL)
    taken, again = (VENDOR.decode(route, request, NORMAL) for _ in range(2))
    binding.decode_early(route, request, NORMAL)
    otherwise = VENDOR.decode(route, request, Limits(depth=7))

    assert taken is early
    assert not request.memo  # nor does the journal keep it
    assert again is not early
    assert otherwise is not early
    assert again == otherwise == early
