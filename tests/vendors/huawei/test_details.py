from __future__ import annotations

import pytest

from mockserver.vendors.huawei import V1

WINDOW = {"startTime": "1767225600000", "endTime": "1767829600000"}


def test_details_are_numbers_as_in_the_sample(tenant):
    call = tenant.played("990000")

    answer = tenant.ask("queryCallDetailRecord", **WINDOW)

    assert list(answer) == ["result", "retCode", "retMsg"]
    assert answer["retMsg"] == "Query call detail record successfully"
    assert answer["result"]["total"] == 1
    assert answer["result"]["callInfo"] == [
        {
            "releaseTime": 1767225616000,
            "called": "990000",
            "callerPresent": "960003",
            "agentAlertingTime": 1767225600000,
            "agentPresent": "960003",
            "talkingTime": 1767225606000,
            "alertingTime": 1767225602000,
            "caller": "88880067",
            "agentTalkingTime": 1767225602000,
            "agentReleaseTime": 1767225616000,
            "agentTalkDuration": 14,
            "callSerialNo": call.id,
            "startTime": 1767225600000,
            "endTime": 1767225616000,
            "talkDuration": 10,
            "state": 3,
            "reasonCode": 0,
        }
    ]


def test_details_are_text_by_switch(make_tenant):
    tenant = make_tenant(detail_values="string")
    tenant.played("990000")

    found = tenant.ask("queryCallDetailRecord", **WINDOW)["result"]["callInfo"][0]

    assert (found["talkDuration"], found["startTime"], found["state"]) == ("10", "1767225600000", 3)


def test_details_come_in_pages(tenant):
    calls = [tenant.call(f"1380000000{digit}").id for digit in range(5)]

    answer = tenant.ask("queryCallDetailRecord", **WINDOW, offset="1", limit="2")

    assert answer["result"]["total"] == 5
    assert [found["callSerialNo"] for found in answer["result"]["callInfo"]] == calls[1:3]


# fmt: off
SEARCHES = [
    ({"caller": "88880067"},                     "0"),
    ({"caller": "88880068"},                     "1"),
    ({"caller": "x"},                            "12"),
    ({"taskType": "1"},                          "0"),
    ({"taskType": "3"},                          "1"),
    ({"startTime": "2026-01-01"},                "2"),
    ({"endTime": "1767225599999"},               "2"),
    ({"endTime": "1767830400001"},               "2"),
    ({"endTime": "1767830400000"},               "0"),
    ({"startTime": "1767225600001"},             "1"),
    ({"limit": "ten"},                           "4"),
    ({"offset": "-1"},                           "4"),
    ({"offset": 0, "limit": 10},                 "0"),
    ({"offset": "", "limit": None},              "0"),
]
# fmt: on


@pytest.mark.parametrize(("members", "code"), SEARCHES)
def test_details_are_asked_for_in_a_form(tenant, members, code):
    tenant.call()
    assert tenant.ask("queryCallDetailRecord", **{**WINDOW, **members})["retCode"] == code


def test_callers_that_are_no_softphones_have_no_details(make_tenant):
    tenant = make_tenant(softphones=["88880067"])
    tenant.call()
    assert tenant.ask("queryCallDetailRecord", **WINDOW, caller="1")["retCode"] == "12"


def test_details_need_both_times(tenant):
    assert tenant.post(f"{V1}/queryCallDetailRecord", {"startTime": "1"}).status == 400
