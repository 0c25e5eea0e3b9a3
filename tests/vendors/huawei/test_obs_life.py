"""The life of a datum: the table, what the vendor's page prints of it, and walks through it over the wire."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.vendors import huawei
from mockserver.vendors.huawei.obs.lifecycle import LENIENT, TRANSITIONS, State, Step, after
from tests.vendors.huawei.obs_world import DATUM, KEY, centre

PAGE = (Path(huawei.__file__).parent / "README.md").read_text()
ON_PAGE = {  # how the page words a step
    Step.FETCHED: "callnos hands it out",
    Step.UPDATED: "midresult",
    Step.PREVIEWED: "midresult of a previewed task (deviceType 5)",
    Step.SUCCEEDED: "call/result: it succeeded",
    Step.FAILED: "call/result: it failed, no retry is left",
    Step.RETURNED: "call/result: it failed, a retry is left",
}
FIRST = DATUM["uniqueId"]


def task(**more):
    return {"service_id": "1251250797", "vdn_id": 88, "numbers": ["1", "2"], "first_id": FIRST, **more}


@pytest.mark.parametrize("step", Step)
def test_the_page_prints_the_table(step):
    row = re.search(rf"^\| {re.escape(ON_PAGE[step])} \|(.*)\|$", PAGE, re.MULTILINE)

    # A failed datum that is done already gets no other attempt: that row is the one without a retry.
    lenient = LENIENT.get(step, {}) | ({State.DONE: State.DONE} if step is Step.RETURNED else {})
    printed = [cell.strip() for cell in row[1].split("|")]
    assert printed == [
        f"*{lenient[state]}*" if state in lenient else TRANSITIONS[step].get(state, "") for state in State
    ]


def test_every_step_has_a_row_and_no_way_is_in_both_tables():
    assert set(TRANSITIONS) == set(Step)
    assert not any(TRANSITIONS[step].keys() & ways.keys() for step, ways in LENIENT.items())


@pytest.mark.parametrize("order", ["any", "strict"])
def test_nothing_that_is_done_is_called_again(order):
    assert {after(order, step, State.DONE) for step in Step} <= {State.DONE, None}


def test_a_preview_is_done_by_its_intermediate_result():
    world = centre(obs_tasks=[task(device_type=5)])

    world.read()
    world.write(deviceType=2)  # the task's kind counts

    assert world.kept().state is State.DONE


def test_any_other_task_is_done_by_its_final_result():
    world = centre(obs_tasks=[task()])

    states = [world.read() and world.kept().state]
    states += [world.write(deviceType=5) and world.kept().state]
    states += [world.write("call/result") and world.kept().state]

    assert states == [State.FETCHED, State.CALLING, State.DONE]


def test_a_failed_datum_is_called_again_while_retries_remain():
    world = centre(obs_tasks=[task(retries=2)])

    seen = []
    for _ in range(3):
        seen.append(world.read()["uniqueId"])
        world.write("call/result", status="5")
    last = world.read()["uniqueId"]

    assert seen == [FIRST] * 3
    assert world.kept().state is State.DONE
    assert last == str(int(FIRST) + 1)


def test_what_came_back_is_called_before_what_is_new_in_the_order_in_which_it_came_back():
    world = centre(obs_tasks=[task(numbers=["1", "2", "3"], retries=1)])
    first, second = (each["uniqueId"] for each in world.read(2))

    for unique_id in (second, first):
        world.write("call/result", uniqueId=unique_id, status="5")

    assert [each["phoneNumber"] for each in world.read(3)] == [["2"], ["1"], ["3"]]


def test_what_came_back_and_got_a_result_meanwhile_is_not_called():
    world = centre(obs_tasks=[task(retries=1)])
    world.read()
    world.write("call/result", status="5")

    world.write("call/result", status="6")

    assert world.read()["phoneNumber"] == ["2"]


def test_what_got_a_result_before_it_was_handed_out_is_not_handed_out():
    world = centre(obs_tasks=[task()])

    world.write()

    assert world.read()["phoneNumber"] == ["2"]
    assert world.read() == {}


OUT_OF_ORDER = [
    ((), "push/midresult"),
    ((), "call/result"),
    (("callnos", "call/result"), "push/midresult"),
    (("callnos", "call/result"), "call/result"),
]


@pytest.mark.parametrize(("before", "name"), OUT_OF_ORDER)
@pytest.mark.parametrize(("order", "status"), [("any", 200), ("strict", 500)])
def test_whether_a_result_out_of_order_is_taken_is_a_switch(before, name, order, status):
    world = centre(obs_order=order)
    for step in before:
        world.read() if step == "callnos" else world.write(step)

    reply = world.write(name)

    assert reply.status == status
    assert json.loads(reply.body)["result"] == (0 if status == 200 else "34601")


def test_in_strict_order_the_usual_walk_is_possible():
    world = centre(obs_order="strict", obs_tasks=[task(retries=1)])

    walk = [("push/midresult", "1"), ("push/midresult", "2"), ("call/result", "5"), ("call/result", "6")]
    statuses = []
    for name, result in walk:
        if not statuses or len(statuses) == 3:
            world.read()
        statuses.append(world.write(name, status=result).status)

    assert statuses == [200] * 4


@given(st.lists(st.sampled_from(["callnos", "mid", "ok", "bad"]), max_size=12), st.integers(0, 3))
def test_whatever_happens_a_datum_is_never_called_more_often_than_its_retries_allow(steps, retries):
    world = centre(obs_tasks=[task(numbers=["1"], retries=retries)])
    handed_out = 0

    for each in steps:
        if each == "callnos":
            handed_out += bool(world.ask("callnos", **KEY, serviceId="1251250797", batchCount=1))
        elif each == "mid":
            world.write()
        else:
            world.write("call/result", status="6" if each == "ok" else "5")

    assert handed_out <= retries + 1
    row = world.kept()
    assert row is None or row.attempts <= retries + 1
