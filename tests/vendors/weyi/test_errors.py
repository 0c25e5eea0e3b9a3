"""How WEYI refuses, beyond the recordings: switches, details, rules of a scenario."""

from __future__ import annotations

import json

import pytest

from mockserver.formats.negotiate import Choice
from mockserver.scenario.load import loads
from mockserver.vendors.weyi import VENDOR
from mockserver.vendors.weyi.errors import REFUSALS, refuse, shown
from mockserver.vendors.weyi.httperror import as_json, as_xml
from mockserver.vendors.weyi.negotiation import chosen
from mockserver.vendors.weyi.settings import DEMO_TOKEN
from mockserver.wire import schema_of
from tests.vendors.weyi.conftest import FINISH, JSON, XML

STRICT = "/Client/Request/CallFinishedStrict"
SETTINGS = schema_of(VENDOR.settings).load({})
STRING = b'<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">Required Login</string>'


def json_of(reply):
    return json.loads(reply.body)


@pytest.mark.parametrize("token", ["", "nobody", "mock-weyi-token2"])
def test_who_shows_no_known_token_is_refused_with_a_bare_text(site, token):
    reply = site.finish(token=token)

    assert (reply.status, reply.body) == (403, b'"Required Login"')
    assert reply.header("X-Mock-Fidelity") == "assumed"


def test_the_bare_text_in_xml(site):
    reply = site.post(FINISH, {}, token="", Accept=XML)

    assert (reply.header("Content-Type"), reply.body) == ("application/xml; charset=utf-8", STRING)


def test_the_refusal_of_a_caller_may_be_an_api_error(make_site):
    site = make_site(bad_token="APIError")

    assert json_of(site.finish(token="")) == {"ErrorCode": 1, "Description": "Required Login"}


@pytest.mark.parametrize("value", ["t", "Bearer t", "bearer  t"])
def test_the_token_stands_where_the_scenario_says(make_site, value):
    site = make_site(tokens=[{"token": "t", "requests": [{}]}], token_header="ANTToken")

    assert site.post(FINISH, {}, token="t").status == 403
    assert site.post(FINISH, {}, token="", ANTToken=value).status == 200


def test_the_body_is_read_before_the_caller_is_asked_for(site):
    assert site.post(FINISH, "x", kind="text/plain", token="").status == 415
    assert site.post(FINISH, "null", token="").status == 403


def test_plain_http_is_refused_where_the_scenario_says_so(make_site):
    site = make_site(https_required=True)
    headers = [("Content-Type", JSON), ("Token", DEMO_TOKEN)]

    refused = site.send("POST", FINISH, b"x", headers)
    taken = site.send("POST", FINISH, b"x", headers, scheme="https")

    assert (refused.status, json_of(refused)["Description"]) == (403, "Requires SSL")
    assert (taken.status, json_of(taken)["Description"]) == (400, "System Error 2")


@pytest.mark.parametrize(("log_id", "said"), [(None, ["1", "2"]), (5, ["5", "5"]), (0, ["0", "0"])])
def test_the_number_of_a_system_error_counts_or_stands_still(make_site, log_id, said):
    site = make_site(log_id=log_id)

    answers = [json_of(site.post(FINISH, "null"))["Description"] for _ in said]

    assert answers == [f"System Error {number}" for number in said]


def test_the_number_of_an_api_error_is_called_what_the_scenario_says(make_site):
    site = make_site(error_code_name="Code", log_id=7)

    assert site.post(FINISH, "null").body == b'{"Code":1,"Description":"System Error 7"}'
    assert b"<Code>1</Code><Description>" in site.post(FINISH, "null", Accept=XML).body


@pytest.mark.parametrize("name", ["CallFinishedEcho", "CallFinishedStrict"])
def test_without_diagnosis_its_addresses_do_not_exist(site, name):
    reply = site.post(f"/Client/Request/{name}", "x", kind="text/plain")

    assert reply.status == 404
    assert json_of(reply) == {
        "Message": "No HTTP resource was found that matches the request URI "
        f"'http://weyi.test/Client/Request/{name}'."
    }


def test_a_strict_server_refuses_what_was_noted_and_leaves_the_request_open(make_site):
    site = make_site(strict_model_state=True, parameter="info", tokens=[{"token": "t", "requests": [{}]}])

    reply = site.post(FINISH, '{"TotalTime":"abc"}', token="t")

    assert reply.status == 400
    assert json_of(reply) == {
        "Message": "The request is invalid.",
        "ModelState": {"info.TotalTime": ["An error has occurred."]},
    }
    assert site.status("t")["Status"] == 1
    assert site.post(FINISH, '{"TotalTime":"2"}', token="t").status == 200


def test_details_are_told_where_the_scenario_says_so(make_site):
    site = make_site(error_detail=True, diagnosis=True, authorization=False)

    nowhere = json_of(site.post("/Client/Nope", {}))
    unread = json_of(site.post(FINISH, "x", kind="text/plain"))
    noted = json_of(site.post(STRICT, '{"TotalTime":"abc"}'))

    assert nowhere["MessageDetail"] == "No route data was found for this request."
    assert unread["ExceptionMessage"].endswith(
        "of type 'ParaCallInfoList' from content with media type 'text/plain'."
    )
    assert noted["ModelState"] == {
        "p.TotalTime": ["Could not convert string to decimal: abc. Path 'TotalTime', line 1, position 18."]
    }


def test_details_of_xml_are_the_serializers_words(make_site):
    site = make_site(error_detail=True, diagnosis=True)

    reply = site.post(STRICT, "<ParaCallInfoList/>", kind=XML, Accept=JSON)

    (message,) = json_of(reply)["ModelState"]["p"]
    assert message.startswith("Error in line 1 position 20. Expecting element 'ParaCallInfoList'")


@pytest.mark.parametrize("kind", [JSON, XML])
def test_the_media_type_is_shown_as_it_was_written(site, kind):
    reply = site.post(FINISH, "x", kind="Text/Plain; charset=utf-8", Accept=kind)

    assert reply.status == 415
    assert b"media type 'Text/Plain' is not supported" in reply.body


@pytest.mark.parametrize("kind", ["", "garbage", "application/json;", "a/b, c/d", "application / ", ";;=;x"])
def test_what_is_no_media_type_counts_as_none(site, kind):
    reply = site.post(FINISH, "{}", kind=kind)

    assert reply.status == 415
    assert json_of(reply)["Message"].startswith(
        "The request contains an entity body but no Content-Type header."
    )


@pytest.mark.parametrize("accept", [JSON, XML])
@pytest.mark.parametrize("name", REFUSALS)
def test_every_refusal_can_be_answered_by_a_rule(make_site, name, accept):
    choice = chosen(accept, None, None)

    reply = refuse(REFUSALS[name], {"url": "http://h/x", "method": "GET"}, choice, SETTINGS)

    assert reply.status == REFUSALS[name].status
    assert reply.header("Content-Type") == f"{accept}; charset=utf-8"
    assert b"{" not in reply.body[1:].replace(b'"ModelState":{', b"")
    assert (reply.header("Allow") == "POST") == (reply.status == 405)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 413, 415, 429, 500, 503])
def test_a_scenario_may_answer_any_status(make_site, status):
    text = f"{{vendors: {{weyi: {{}}}}, rules: [{{respond: {{status: {status}}}}}]}}"
    scenario = loads(text, "test.yaml", None, {VENDOR.name: VENDOR})
    site = make_site()
    sandbox = site.sandboxes.make("default", scenario)

    reply = site.finish()

    assert sandbox is site.sandbox
    assert reply.status == status
    assert json_of(reply)


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("http://h/a%20b", "http://h/a b"),
        ("http://h/%E4%B8%AD", "http://h/中"),
        ("http://h/%e4%b8", "http://h/%e4%b8"),
        ("http://h/%2F%3f%23%25%41", "http://h/%2F%3F%23%25A"),
        ("http://h/%00%0a", "http://h/%00%0A"),
        ("http://h/x?q=%27%3C", "http://h/x?q='<"),
        ("http://h/%zz", "http://h/%zz"),
    ],
)
def test_a_uri_is_shown_unescaped_where_that_changes_nothing(url, text):
    assert shown(url) == text


def test_an_http_error_writes_itself_in_both_formats():
    error = {"Message": 'a <b> "c"\x85\u2028\n', "ModelState": {"p.Calls[0]": ("x", "y&z"), "1": ("",)}}

    assert as_json(error) == (
        '{"Message":"a <b> \\"c\\"\\u0085\\u2028\\n","ModelState":{"p.Calls[0]":["x","y&z"],"1":[""]}}'
    )
    assert as_xml(error) == (
        '<Error><Message>a &lt;b&gt; "c"\x85\u2028\n</Message><ModelState>'
        "<p.Calls_x005B_0_x005D_>x y&amp;z</p.Calls_x005B_0_x005D_><_x0031_></_x0031_></ModelState></Error>"
    )


def test_an_answer_may_be_in_utf16():
    choice: Choice = chosen(XML, "utf-16", None)

    reply = refuse(REFUSALS["SystemError"], {"log": 1}, choice, SETTINGS)

    assert reply.header("Content-Type") == "application/xml; charset=utf-16"
    assert reply.body.decode("utf-16").startswith("<APIError ")


def test_a_key_of_a_model_state_minds_no_case_and_keeps_its_first_spelling(make_site):
    site = make_site(strict_model_state=True, tokens=[{"token": "t", "requests": [{}]}])

    reply = site.post(FINISH, '{"totaltime":"x","TotalTime":"y"}', token="t")

    assert json_of(reply)["ModelState"] == {"p.totaltime": ["An error has occurred."] * 2}
