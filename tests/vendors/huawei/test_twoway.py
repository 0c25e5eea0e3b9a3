from __future__ import annotations

import json

import pytest

from mockserver.callcentre.model import State
from mockserver.vendors.huawei import V1, V3

CALL = {"caller": "88880067", "called": "13800000000"}


def test_a_created_call_is_answered_with_its_serial_number_as_text(tenant):
    answer = tenant.ask("createCall", **CALL)

    assert list(answer) == ["result", "retCode", "retMsg"]
    assert answer["retCode"] == "0"
    assert len(answer["result"]["callSerialNo"]) == 19


def test_the_serial_number_is_a_number_by_switch(make_tenant):
    answer = make_tenant(call_serial_no="number").ask("createCall", **CALL)
    assert isinstance(answer["result"]["callSerialNo"], int)


def test_a_created_call_keeps_what_it_was_created_with(tenant, in_base64):
    shown = {"callerPresent": "13811112222", "agentPresent": "13833334444"}
    url = in_base64("http://127.0.0.1:9/a?b")

    call = tenant.call(agentWorkNo=1234, callData="x", callBackUrl=url, **shown)

    assert (call.agent, call.data, call.report_to) == ("1234", "x", "http://127.0.0.1:9/a?b")
    assert (call.caller_shown, call.called_shown) == ("13811112222", "13833334444")
    assert call.cause


def test_the_access_code_is_shown_where_nothing_is_said(tenant):
    call = tenant.call()
    assert (call.caller_shown, call.called_shown) == ("960003", "960003")


@pytest.mark.parametrize("work_no", ["1234", None, ""])
def test_a_work_number_may_be_text_or_nothing(tenant, work_no):
    assert tenant.call(agentWorkNo=work_no).agent == (work_no or None)


def test_the_softphone_calls_where_v3_names_no_caller(tenant):
    answer = tenant.ask("createCall", V3, softPhone="88880001", called="13800000000")
    assert tenant.calls.find(answer["result"]["callSerialNo"]).caller == "88880001"


def test_v3_takes_no_callback_url(tenant, in_base64):
    answer = tenant.ask("createCall", V3, softPhone="88880001", caller="88880067", called="13800000000",
                        callBackUrl=in_base64("http://x/"))  # fmt: skip
    call = tenant.calls.find(answer["result"]["callSerialNo"])
    assert (call.caller, call.report_to) == ("88880067", None)


@pytest.mark.parametrize(
    "body",
    [
        {"called": "13800000000"},
        {"caller": "88880067"},
        {**CALL, "caller": 88880067},
        {**CALL, "caller": None},
        {**CALL, "agentWorkNo": 123456},
        {**CALL, "agentWorkNo": True},
        {**CALL, "agentWorkNo": "x"},
        {**CALL, "callData": {"a": 1}},
        [],
        None,
        "text",
        b"{",
        b"\xff",
        b"",
    ],
)
def test_what_is_no_request_is_a_bad_one(tenant, body):
    reply = tenant.post(f"{V1}/createCall", body)

    assert reply.status == 400
    assert json.loads(reply.body) == {
        "retCode": "400",
        "retMsg": "Incorrect request. Check the request path and parameters.",
    }


def test_v3_wants_a_softphone(tenant):
    assert tenant.post(f"{V3}/createCall", CALL).status == 400


# fmt: off
FAILURES = [
    ({},                               {"caller": "abc"},                "5"),
    ({},                               {"caller": ""},                   "5"),
    ({},                               {"called": "1" * 33},             "5"),
    ({},                               {"called": "1" * 32},             "0"),
    ({},                               {"called": "+8613800000000"},     "0"),
    ({},                               {"called": "138 0000"},           "5"),
    ({},                               {"callerPresent": "123"},         "5"),
    ({},                               {"callerPresent": "960003"},      "0"),
    ({},                               {"callerPresent": "12345678901"}, "0"),
    ({"transparent_display": False},   {"callerPresent": "12345678901"}, "5"),
    ({},                               {"agentPresent": "123456789012345"}, "5"),
    ({},                               {"callData": "x" * 1025},         "2"),
    ({},                               {"callData": "x" * 1024},         "0"),
    ({},                               {"callBackUrl": "not base64!"},   "2"),
    ({},                               {"callBackUrl": ""},              "0"),
    ({"vdn_available": False},         {},                               "6"),
    ({"softphones": ["88880001"]},     {},                               "8"),
    ({"softphones": ["88880067"]},     {},                               "0"),
    ({"trial": True, "trial_agents": ["1"]}, {},                         "16"),
    ({"trial_agents": ["1"]},          {},                               "0"),
    ({"trial": True, "trial_calls_a_day": 0}, {},                        "21"),
]
# fmt: on


@pytest.mark.parametrize(("settings", "members", "code"), FAILURES)
def test_a_business_failure_is_ok_for_http(make_tenant, settings, members, code):
    assert make_tenant(**settings).ask("createCall", **{**CALL, **members})["retCode"] == code


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:9000/a-b/c_d.e#f?g&h", "0"),
        ("https://client.example/release", "0"),
        ("http://client.example/release?a=1", "2"),
        ("http://client.example/%41", "2"),
        ("ftp://client.example/", "2"),
        ("http://", "2"),
        ("http://client.example/ü", "2"),
        ("", "0"),
    ],
)
def test_a_callback_url_may_hold_only_some_characters(tenant, in_base64, url, code):
    assert tenant.ask("createCall", **CALL, callBackUrl=in_base64(url))["retCode"] == code


@pytest.mark.parametrize(("host", "code"), [("a.example:80", "0"), ("b.example:81", "0"), ("c.example", "2")])
def test_a_callback_url_may_name_only_listed_hosts(make_tenant, in_base64, host, code):
    tenant = make_tenant(callback_hosts=["a.example:80", "b.example"])
    assert tenant.ask("createCall", **CALL, callBackUrl=in_base64(f"http://{host}/"))["retCode"] == code


def test_a_trial_tenant_has_ten_calls_a_day(make_tenant):
    tenant = make_tenant(trial=True)

    codes = [tenant.ask("createCall", **CALL)["retCode"] for _ in range(11)]
    tenant.wait(86_400_000)
    tenant.sign_in()

    assert codes == ["0"] * 10 + ["21"]
    assert tenant.ask("createCall", **CALL)["retCode"] == "0"


def test_a_second_call_of_a_pair_is_refused_by_switch_while_the_first_goes_on(make_tenant):
    tenant = make_tenant(refuse_duplicates=True)

    codes = [tenant.ask("createCall", **CALL)["retCode"] for _ in range(2)]
    tenant.wait(120_000)

    assert codes == ["0", "1"]
    assert tenant.ask("createCall", **CALL)["retCode"] == "0"


def test_a_call_goes_from_waiting_over_calling_and_talking_to_its_end(tenant):
    call = tenant.call("990000")
    states = []
    for wait in (0, 1, 2_000, 4_000, 10_000):
        tenant.wait(wait)
        states.append(tenant.ask("queryCallState", callSerialNo=call.id)["result"]["state"])

    assert states == [1, 1, 1, 2, 3]


def test_a_call_that_waits_has_state_0(tenant):
    call = tenant.call("990002")
    assert call.state is State.WAITING
    assert tenant.ask("queryCallState", callSerialNo=call.id)["result"]["state"] == 0


def test_the_state_of_an_ended_call_is_told_in_numbers_and_its_times_in_text(tenant):
    call = tenant.played("990000", callData="x")

    answer = tenant.ask("queryCallState", callSerialNo=call.id)

    assert answer["result"] == {
        "state": 3,
        "reasonCode": 0,
        "callData": "x",
        "caller": "88880067",
        "called": "990000",
        "startTime": "1767225600000",
        "endTime": "1767225616000",
        "callerPresent": "960003",
        "agentPresent": "960003",
    }


def test_a_serial_number_may_be_sent_as_a_number(tenant):
    call = tenant.call()
    assert tenant.ask("queryCallState", callSerialNo=int(call.id))["retCode"] == "0"


@pytest.mark.parametrize(
    ("serial_no", "code"), [("1", "1"), ("x", "3"), ("", "3"), ("1" * 50, "1"), ("1" * 51, "3")]
)
def test_a_state_cannot_be_told_of_every_number(tenant, serial_no, code):
    answer = tenant.ask("queryCallState", callSerialNo=serial_no)
    assert answer["retCode"] == code
    assert "result" not in answer
