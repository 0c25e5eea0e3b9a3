"""Campaigns: created, filled with numbers, asked after; who may, and what is wrong with what is asked."""

from __future__ import annotations

import json

import pytest

from tests.vendors.huawei.obs_world import CAMPAIGN, KEY, SIGNED, Centre, centre


def refusal(told):
    assert (told["resultCode"], told["resultDesc"]) == (told["returnCode"], told["returnDesc"])
    return told["resultCode"], told["resultDesc"]


def send(world, method, path, body=b"", auth=SIGNED):
    return world.send(method, f"/campaigns{path}", body, Content_Type="application/json", Authorization=auth)


def test_a_campaign_is_answered_as_in_the_sample():
    reply = send(Centre(), "POST", "/88", json.dumps(CAMPAIGN).encode())

    assert reply.body == (
        b'{"resultCode":"0200000","resultDesc":"","returnCode":"0200000","returnDesc":"","returnObject":{"id":1}}'
    )


def test_the_vendors_sample_of_a_campaign_is_taken():
    sample = {
        "name": "十一流量包推荐", "description": "十一流量包推荐", "strBeginTime": "2020-09-10 00:00:00",
        "strEndTime": "2020-10-07 23:59:59", "deviceType": 2, "callerNo": "10085", "maxAlertingTime": 20,
        "scheduleParam": {"workdayBeginTime1": "08:00"},
        "skillParam": {"skillId": 5, "predictParam": {"predictMethod": 5}},
        "initStatus": 0, "callBackUrl": "https://10.10.10.10/xxx/xxx/xxx",
    }  # fmt: skip

    assert Centre().campaign(body=sample)["resultCode"] == "0200000"


def test_added_numbers_are_answered_as_in_the_sample():
    world = Centre()
    world.campaign(body=CAMPAIGN)

    body = {"callDataList": [{"sessionId": "00750", "called": "80021"}, {"called": "80022"}]}
    reply = send(world, "POST", "/88/calldata/1", json.dumps(body).encode())

    assert reply.body == (
        b'{"returnCode":"0200000","returnObject":{"totalSize":2,"dataIdList":['
        b'{"called":"80021","dataId":"1800000001000000000"},{"called":"80022","dataId":"1800000001000000001"}]},'
        b'"resultCode":"0200000","resultDesc":"create data succeeded","returnDesc":"create data succeeded"}'
    )


def test_a_number_can_be_asked_after():
    world = Centre()
    number, (data_id,) = world.started("88881951")

    reply = send(world, "GET", f"/88/calldata/{number}/{data_id}")

    assert reply.body == (
        b'{"returnCode":"0200000","data":{"dataId":"1800000001000000000",'
        b'"calledNos":[{"calledNo":"88881951","type":null}],"properties":[]},'
        b'"resultCode":"0200000","resultDesc":"query data success","returnDesc":"query data success"}'
    )


def test_a_campaign_is_a_task_whose_numbers_are_read_and_written_back():
    world = centre()
    number, data_ids = world.started("80021", "80022", callerNo="10085")

    listed = world.ask("tasks", **KEY)["taskData"]
    read = world.read(5, number)
    world.write(serviceId=number, uniqueId=data_ids[1], callId="1-2", endCallTime="2022-02-10 11:45:51")
    world.write("call/result", serviceId=number, uniqueId=data_ids[0], callId="1-1", status="6",
                phoneNumber="80021", fetchTime="2022-02-10 11:45:43", writeStartTime="2022-02-10 11:45:47",
                endCallTime="2022-02-10 11:45:51")  # fmt: skip

    assert {"serviceId": number} in listed
    assert [(each["uniqueId"], each["phoneNumber"], each["callerNumber"]) for each in read] == [
        (data_ids[0], ["80021"], "10085"),
        (data_ids[1], ["80022"], "10085"),
    ]
    assert world.campaign("GET", "/88/callresultdetail/1-1")["data"] == {
        "callId": "1-1", "called": "80021", "callEndTime": "2022-02-10 11:45:51", "vdnId": 88,
        "callStatus": "6", "failCode": "00000", "callBeginTime": "2022-02-10 11:45:47", "recordPath": "",
        "ackBeginTime": "2022-02-10 11:45:43",
    }  # fmt: skip


def test_numbers_added_later_are_called_after_those_that_were_there():
    world = centre()
    number, _ = world.started("1")
    world.read(1, number)

    world.campaign(path=f"/88/calldata/{number}", body={"callDataList": [{"called": "2", "callData": "d"}]})

    assert [(each["phoneNumber"], each["callData"]) for each in world.read(9, number)] == [(["2"], "d")]


def test_a_failed_number_of_a_campaign_is_called_again_as_often_as_the_scenario_says():
    world = centre(campaign_retries=1)
    number, (data_id,) = world.started("1")

    attempts = 0
    while world.read(1, number):
        attempts += 1
        world.write("call/result", serviceId=number, uniqueId=data_id, status="5", callId=f"c{attempts}")

    assert attempts == 2
    told = [world.campaign("GET", f"/88/callresultdetail/{each}")["data"] for each in ("c1", "c2")]
    assert [(each["callId"], each["callStatus"]) for each in told] == [("c1", "5"), ("c2", "5")]


@pytest.mark.parametrize("kind", [1, 2, 3, 5, 6, "5"])
def test_every_kind_of_device_is_taken(kind):
    assert Centre().campaign(body={"name": "x", "deviceType": kind})["resultCode"] == "0200000"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": ""}, "02000001"),
        ({"name": None}, "02000001"),
        ({"deviceType": None}, "02000001"),
        ({"name": 5}, "02000006"),
        ({"deviceType": "x"}, "02000006"),
        ({"name": "x" * 33}, "02000003"),
        ({"deviceType": 4}, "02000007"),
        ({"callBackUrl": "ftp://x"}, "0200001"),
        ({"callBackUrl": "http://"}, "0200001"),
        ({"name": "spring"}, "0200005"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_campaign_is_told_by_its_code(change, code):
    world = Centre()
    world.campaign(body=CAMPAIGN)

    assert refusal(world.campaign(body={**CAMPAIGN, "name": "summer", **change}))[0] == code
    assert world.campaign(body={**CAMPAIGN, "name": "autumn"})["returnObject"]["id"] == 2


def test_a_name_may_be_used_again_in_another_call_centre():
    world = Centre()
    world.campaign(body=CAMPAIGN)

    assert world.campaign(path="/89", body=CAMPAIGN)["resultCode"] == "0200000"


@pytest.mark.parametrize(("kind", "other", "code"), [(2, 3, "0200003"), (1, 6, "0200004")])
def test_there_are_only_so_many_campaigns_of_skill_queues_and_of_ivrs(kind, other, code):
    world = Centre(campaign_most=3)

    for number in range(3):
        world.campaign(body={"name": f"{number}", "deviceType": kind})

    assert refusal(world.campaign(body={"name": "more", "deviceType": kind}))[0] == code
    assert world.campaign(body={"name": "more", "deviceType": other})["resultCode"] == "0200000"


def test_a_campaigns_number_is_none_that_a_task_of_the_scenario_has():
    world = Centre(obs_tasks=[{"service_id": "1", "vdn_id": 88}])

    assert world.campaign(body=CAMPAIGN)["returnObject"]["id"] == 2


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (None, "02000001"),
        ([], "02000001"),
        ({}, "02000006"),
        ([{}], "02000006"),
        ([{"called": 5}], "02000006"),
        ([{"called": ""}], "02000001"),
        ([{"called": str(number)} for number in range(21)], "02000011"),
        ([{"called": "1" * 25}], "02000003"),
        ([{"called": "1a"}], "02000002"),
        ([{"called": "1"}, {"called": "1"}], "0200001"),
        ([{"called": "1", "sessionId": "s" * 33}], "02000003"),
        ([{"called": "1", "callData": "d" * 1025}], "02000003"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_what_is_wrong_with_numbers_is_told_by_its_code(given, code):
    world = centre()
    number, _ = world.started()

    told = world.campaign(path=f"/88/calldata/{number}", body={"callDataList": given})

    assert refusal(told)[0] == code
    assert world.read(9, number) == []


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/88/calldata/7", "0200007"),
        ("GET", "/88/calldata/7/1", "0200007"),
        ("GET", "/88/calldata/1/1", "0200033"),
        ("GET", "/89/calldata/1/1800000001000000000", "0200007"),
        ("GET", "/88/callresultdetail/1", "0200001"),
        ("GET", "/89/callresultdetail/c", "0200001"),
    ],
)
def test_what_nobody_knows_is_told_by_its_code(method, path, code):
    world = centre()
    number, (data_id,) = world.started("1")
    world.write("call/result", serviceId=number, uniqueId=data_id, callId="c")

    assert refusal(world.campaign(method, path, {"callDataList": [{"called": "1"}]}))[0] == code


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/88"), ("PUT", "/88"), ("GET", "/88/calldata/1"), ("POST", "/88/calldata/1/1"),
        ("POST", "/"), ("POST", "/0"), ("POST", "/10000"), ("POST", "/x"), ("POST", "/88/x"),
        ("GET", "/88/callresultdetail/"),
    ],
)  # fmt: skip
def test_other_paths_and_methods_are_not_found(method, path):
    reply = send(Centre(), method, path)

    assert (reply.status, json.loads(reply.body)["resultCode"]) == (404, "404")


@pytest.mark.parametrize(
    "auth", ["", "Bearer x", "auth-v2", "auth-v2/ak", "auth-v2/ak/t/h/", "auth-v2//t/h/s", "auth-v1/ak/t/h/s"]
)
def test_who_did_not_sign_is_not_authorized(auth):
    reply = send(Centre(), "POST", "/88", json.dumps(CAMPAIGN).encode(), auth)

    assert (reply.status, json.loads(reply.body)["returnCode"]) == (401, "401")


def test_a_token_of_the_other_side_is_no_signature():
    world = centre()

    assert send(world, "POST", "/88", json.dumps(CAMPAIGN).encode(), f"Bearer {world.token}").status == 401
    assert world.post("business/tasks", KEY, Authorization=SIGNED).status == 403


@pytest.mark.parametrize(("auth", "status"), [(SIGNED, 401), ("auth-v2/known/t/host;date/s", 200)])
def test_only_known_access_keys_are_let_in_where_they_are_named(auth, status):
    world = Centre(campaign_access_keys=["known"])

    assert send(world, "POST", "/88", json.dumps(CAMPAIGN).encode(), auth).status == status


def test_no_signature_is_asked_for_by_switch():
    assert send(Centre(campaign_auth="none"), "POST", "/88", json.dumps(CAMPAIGN).encode(), "").status == 200


def test_campaigns_speak_xml_by_our_own_convention():
    world = Centre()
    world.campaign(body=CAMPAIGN)
    items = b"<item><called>1</called></item><item><called>2</called></item>"
    body = b"<request><callDataList>%s</callDataList></request>" % items

    reply = world.send(
        "POST",
        "/campaigns/88/calldata/1",
        body,
        Content_Type="text/xml",
        Accept="text/xml",
        Authorization=SIGNED,
    )

    assert b"<dataIdList><item><called>1</called><dataId>1800000001000000000</dataId></item>" in reply.body
