"""One call, told by three vendors: the same id, numbers, times and outcome in all that they tell of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.clock import iso
from tests.scenarios.accounts import accounts, disagreements, record_in_json, request_in_json
from tests.scenarios.worlds import LOGIN, TOKEN, named
from tests.thorough import examples

NAME = "one-call-three-vendors"
CASES = {  # the number called -> Huawei's reason, and what became of the WEYI request
    "88880067": ("0", "Serviced"),
    "88880068": ("1", "Serviced"),
    "55500001": ("5", "Cancelled"),
    "55510001": ("3", "Cancelled"),
    "55520001": ("4", "Cancelled"),
    "55530001": ("3", "Cancelled"),
    "13912345678": ("0", "Serviced"),
    "880990002": ("2", "Cancelled"),
    "880990006": ("6", "Cancelled"),
}
NUMBERS = st.text("0123456789", min_size=3, max_size=14)
TIMES = st.integers(0, 90_000).map(lambda millis: f"{millis}ms")
FAILS = (
    "call to caller failed", "call to called failed", "caller no answer", "no answer", "not started", "busy",
    "rejected", "powered off", "out of area", "wrong number",
)  # fmt: skip


def step(words):
    return TIMES.map(lambda time: [f"{words} {time}"])


def steps(*parts):
    return st.tuples(*parts).map(lambda lists: [step for part in lists for step in part])


def either(*words):
    return st.sampled_from(words).map(lambda word: [word])


NOTHING = st.just([])
RINGS = steps(step("rings"), either("answered"))
HANG_UP = either("hung up by called", "hung up by caller")
COURSES = st.one_of(
    steps(RINGS, step("talks"), NOTHING | step("holds"), NOTHING | step("talks"), HANG_UP),
    steps(step("rings"), either("hung up by caller")),
    steps(step("waits"), NOTHING | step("rings"), either(*FAILS)),
)
AGENT = NOTHING | steps(step("agent rings"), either("agent answers"))


@pytest.mark.parametrize("called", CASES)
def test_a_call_to_a_number_of_the_scenario_is_told_alike_by_all_three(called):
    world = named(NAME)

    id = world.call(called)
    world.let_pass()

    told = accounts(world, id)
    assert disagreements(told) == {}
    reason, became = CASES[called]
    assert told["queryCallState"]["reason"] == reason
    assert request_in_json(world)["StatusDescription"] == became


@examples(60)
@given(NUMBERS, NUMBERS, steps(AGENT, COURSES))
@example("100", "200", ["agent rings 0ms", "agent answers", "waits 0ms", "not started"])
@example("100", "100", ["rings 1ms", "answered", "holds 999ms", "talks 1ms", "hung up by caller"])
def test_any_call_is_told_alike_by_all_three(caller, called, course):
    world = named(NAME)
    world.token = world.post(TOKEN, world.app).json["AccessToken"]

    asked = {"vendor": "huawei", "caller": caller, "called": called, "steps": course}
    id = world.post("/__admin/calls", asked).json["id"]
    world.let_pass()

    told = accounts(world, id)
    assert disagreements(told) == {}
    detail = told["queryCallDetailRecord"]
    assert (detail["id"], detail["caller"], detail["called"]) == (id, caller, called)
    lasted = Decimal(detail["ended"] - detail["created"]) / 1000
    assert told["the record in JSON"]["lasted"] == lasted


def test_accounts_that_differ_are_found():
    world = named(NAME)
    first, second = world.call("88880067"), world.call("88880068")
    world.let_pass()

    told = accounts(world, second) | {"another call": accounts(world, first)["queryCallDetailRecord"]}

    assert {"id", "called", "ended", "ended_s", "talked", "reason"} <= disagreements(told).keys()


def test_the_request_that_was_in_service_is_the_one_that_is_finished_and_then_new_ones_are_made():
    world = named(NAME)

    for called in ("88880067", "55510001"):
        world.call(called)
    world.let_pass()

    told = [
        world.http.get(f"/Client/Request/StatusByRequestId?requestId={id}", headers={"Token": "ward-7"}).json
        for id in (501, 100_001)
    ]
    # the busy call ends first
    assert [(each["RequestId"], each["StatusDescription"]) for each in told] == [
        (501, "Cancelled"),
        (100_001, "Serviced"),
    ]
    assert [each["Calls"][0]["AdditionalInfo"] for each in told] == [
        "13800000001 to 55510001",
        "13800000001 to 88880067",
    ]


def test_nothing_is_told_before_the_call_has_ended():
    world = named(NAME)

    id = world.call("88880067")
    world.let_pass(90_000)

    answer = world.post("/api/calls/update.json", {**LOGIN, "Id": id})
    assert answer.status_code == 404
    assert request_in_json(world)["StatusDescription"] == "In Service"


def test_times_are_those_of_the_script():
    world = named(NAME)
    start = world.sandbox.clock.now()

    id = world.call("88880067")
    world.let_pass()

    (call,) = request_in_json(world)["Calls"]
    assert call["StartTime_Utc"] == iso(start + 3_414) == "2026-01-12T09:00:03.414Z"
    assert call["EndTime_Utc"] == iso(start + 93_914)
    assert (call["CallTime"], call["ThirdPartyCallId"]) == (Decimal("90.5"), id)
    record = record_in_json(world, id)
    assert (record["TalkTimeInSeconds"], record["DurationInSeconds"]) == (Decimal("90.5"), Decimal("93.914"))
