"""What a CTI-OBS reads: addresses, tasks, data, holidays."""

from __future__ import annotations

import json

import pytest

from tests.vendors.huawei.obs_world import DATUM, KEY, Centre, centre

SERVICE = DATUM["serviceId"]


def test_the_interfaces_are_those_of_the_sample():
    reply = centre().post("business/interface", {"version": 311})

    assert reply.body == (
        b'{"result":0,"resultData":{"version":310,"refreshToken":"/iSales/refreshToken",'
        b'"getTask":"/iSales/getTask","getUserData":"/iSales/getUserData","getHoliDay":"/iSales/getHoliDay",'
        b'"pushCallOutRlt":"/iSales/pushCallOutRlt","pushMidRlt":"/iSales/pushMidRlt",'
        b'"pushTaskStatus":"/iSales/pushTaskStatus"}}'
    )


@pytest.mark.parametrize("as_sent", [int, str])
def test_tasks_are_those_of_the_call_centre(as_sent):
    tasks = [
        {"service_id": "12345"},
        {"service_id": "12346", "sub_cc_no": 2},
        {"service_id": "12347", "vdn_id": 2},
        {"service_id": "a-b_c"},
    ]
    world = centre(obs_tasks=tasks)

    reply = world.post("business/tasks", {"subCCNo": as_sent(1), "vdnId": as_sent(1)})

    assert (
        reply.body == b'{"result":0,"resultData":{"taskData":[{"serviceId":"12345"},{"serviceId":"a-b_c"}]}}'
    )


def test_a_call_centre_that_nobody_knows_has_no_tasks():
    assert centre().ask("tasks", subCCNo=9, vdnId=9) == {"taskData": []}


def test_a_datum_has_the_members_of_the_table_in_their_order():
    task = {
        "service_id": SERVICE,
        "vdn_id": 88,
        "numbers": ["88889156"],
        "caller_number": "960003",
        "call_data": "x",
    }

    reply = centre(obs_tasks=[task]).post("business/callnos", {**KEY, "serviceId": SERVICE, "batchCount": 1})

    assert reply.body == (
        b'{"result":0,"resultData":{"version":"310","seviceId":"1251250797","uniqueId":"10000000000000000000",'
        b'"phoneNumber":["88889156"],"callData":"x","callerNumber":"960003","ieData":""}}'
    )
    assert reply.header("x-mock-fidelity") == "assumed"


@pytest.mark.parametrize("service", [SERVICE, int(SERVICE)])
@pytest.mark.parametrize("many", [2, "2"])
def test_the_keyword_of_a_task_may_be_a_number_or_a_text(service, many):
    found = centre().ask("callnos", **KEY, serviceId=service, batchCount=many)

    assert [each["uniqueId"][-3:] for each in found] == ["504", "505"]


def test_data_are_handed_out_once_and_in_order():
    world = centre()

    found = [*world.read(60), *world.read(60)]

    assert [int(each["uniqueId"]) for each in found] == [int(DATUM["uniqueId"]) + n for n in range(100)]
    assert world.read(5) == []
    assert world.read(1) == {}


@pytest.mark.parametrize(("many", "found"), [(0, []), (-5, [])])
def test_none_are_handed_out_where_none_are_asked_for(many, found):
    assert centre().ask("callnos", **KEY, serviceId=SERVICE, batchCount=many) == found


def test_a_list_is_always_a_list_by_switch():
    found = centre(obs_batch="list").read(1)

    assert [each["uniqueId"] for each in found] == [DATUM["uniqueId"]]


def test_made_up_numbers_are_the_same_for_a_seed_and_differ():
    first, second = (centre().read(100) for _ in range(2))

    numbers = [each["phoneNumber"][0] for each in first]
    assert first == second
    assert len(set(numbers)) == len(numbers)
    assert all(len(number) == 11 and number.startswith("138") for number in numbers[1:])


def test_ten_million_data_cost_nothing_until_they_are_touched():
    first = "00000000000000000001"
    world = centre(
        obs_tasks=[{"service_id": SERVICE, "vdn_id": 88, "generate": 10_000_000, "first_id": first}]
    )

    world.write(uniqueId="00000000000010000000")
    found = world.read()

    assert found["uniqueId"] == first
    assert world.sandbox.space.count("huawei.obs.data") == 2
    assert world.write(uniqueId="00000000000010000001").status == 500


def test_ids_may_count_up_from_nothing():
    world = centre(obs_tasks=[{"service_id": SERVICE, "vdn_id": 88, "generate": 10_001, "first_id": "0"}])

    statuses = [world.write(uniqueId=unique_id).status for unique_id in ("0", "7", "10000", "10001", "07")]

    assert statuses == [200, 200, 200, 500, 500]


def test_no_more_than_two_thousand_are_handed_out_at_once():
    world = centre(obs_tasks=[{"service_id": SERVICE, "vdn_id": 88, "generate": 3_000}])

    assert [len(world.read(10**9)) for _ in range(3)] == [2_000, 1_000, 0]


def test_the_data_of_a_task_that_nobody_knows_are_a_business_failure():
    reply = centre().post("business/callnos", {**KEY, "serviceId": "1", "batchCount": 1})

    assert (reply.status, json.loads(reply.body)["result"]) == (500, "34601")


@pytest.mark.parametrize(("day", "is_holiday"), [("20260501", 1), (20260501, 1), ("20260502", 0)])
def test_a_holiday_is_one_that_the_scenario_names(day, is_holiday):
    reply = centre(obs_holidays=["20260501"]).post("business/isholiday", {**KEY, "holidayId": day})

    assert reply.body == b'{"result":0,"resultData":{"isHoliday":%d}}' % is_holiday


@pytest.mark.parametrize(
    ("name", "member"), [("callnos", "serviceId"), ("callnos", "batchCount"), ("isholiday", "holidayId")]
)
def test_what_is_asked_for_must_not_be_empty(name, member):
    asked = {**KEY, "serviceId": SERVICE, "batchCount": 1, "holidayId": "1", member: ""}

    reply = centre().post(f"business/{name}", asked)

    assert json.loads(reply.body) == {"result": "02000001", "resultDesc": f"{member} is empty"}


def test_every_interface_but_the_login_and_the_refresh_needs_a_token():
    names = ("interface", "tasks", "callnos", "isholiday", "push/midresult", "call/result")

    assert [Centre().post(f"business/{name}", {}).status for name in names] == [403] * 6
