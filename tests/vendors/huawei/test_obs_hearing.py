"""Calls of a vendor that Huawei plays together with: which datum they count for, and what is kept of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callcentre.model import Call
from mockserver.vendors.huawei.obs import numbers, outbound
from mockserver.vendors.huawei.obs.hearing import written
from mockserver.vendors.huawei.obs.lifecycle import State
from mockserver.vendors.huawei.obs.outbound import Datum, Task
from mockserver.vendors.huawei.obs.tables import ASR_RESULTS, FAIL_CODES
from mockserver.vendors.huawei.obs.wire import CallOutcome
from mockserver.wire import schema_of
from tests.scenarios.bridge import FIRST, HOUR, ISALES, Bridge, task

BUSY = [{"match": {"called": "1"}, "outcome": "busy"}]
URL = "http://127.0.0.1:9000/result"


def called(world, number="1", wait=HOUR):
    """The id of a call that an agent of the other vendor's placed."""
    id = world.dial(number)
    world.wait(wait)
    return id


def taken_in(world):
    """The places of data that can be found by their numbers; each is taken in once."""
    return sorted(place for _, places in world.sandbox.space.rows(numbers.PLACES) for place in places)


def obs_result(world, **members):
    return world.obs("call/result", uniqueId=str(FIRST), **members)


def test_a_call_to_the_number_of_a_datum_is_its_result():
    world = Bridge(task("1", "2", callback_url=URL))

    id = called(world)

    assert (world.kept().state, world.kept().attempts) == (State.DONE, 1)
    assert world.result(id)["called"] == "1"
    assert [(each["callId"], each["called"], each["callStatus"]) for each in world.pushed()] == [(id, "1", 6)]
    assert world.kept(FIRST + 1) is None


def test_the_push_is_caused_by_what_placed_the_call():
    world = Bridge(task("1", callback_url=URL))

    world.dial("1")
    placed = list(world.sandbox.journal)[-1].id
    world.wait(HOUR)

    assert [each.cause for each in world.sandbox.outbox.list()] == [placed]


def test_a_call_that_goes_on_is_not_heard_of():
    world = Bridge(task("1"), calls=[{"steps": ["rings 1s", "answered", "talks 1m", "hung up by called"]}])

    id = called(world, wait=30_000)

    assert world.result(id) is None
    assert world.kept() is None
    world.hangs_up(id)
    assert world.result(id)["failCode"] == "00000"


@pytest.mark.parametrize("more", [{"together": ()}, {"obs_heard": "none"}])
def test_nothing_is_kept_where_calls_are_not_shared_or_not_to_count(more):
    world = Bridge(task("1"), **more)

    id = called(world)

    assert world.result(id) is None
    assert world.kept() is None
    assert list(world.sandbox.space.rows(numbers.PLACES)) == []


def test_calls_of_its_own_do_not_count():
    world = Bridge(task("1"))

    with world.sandbox.transaction():
        id = world.sandbox.calls["huawei"].place(world.sandbox.clock.now(), "100", "1").id
    world.wait(HOUR)

    assert world.sandbox.calls["huawei"].find(id).answered is not None
    assert world.kept() is None


def test_a_call_to_a_number_that_no_datum_has_changes_nothing():
    world = Bridge(task("1"))

    id = called(world, "2")

    assert world.result(id) is None
    assert list(world.sandbox.space.rows(outbound.DATA)) == []


def test_a_number_that_failed_is_called_again_while_retries_remain():
    world = Bridge(task("1", retries=1, callback_url=URL), calls=BUSY)

    states = [called(world) and (world.kept().state, world.kept().attempts) for _ in range(3)]

    assert states == [(State.NEW, 1), (State.DONE, 2), (State.DONE, 3)]
    assert len(world.pushed()) == 1


def test_of_a_previewed_task_the_first_call_is_the_result():
    world = Bridge(task("1", retries=3, device_type=5), calls=BUSY)

    called(world)

    assert (world.kept().state, world.kept().outcome) == (State.DONE, 5)


def test_of_data_with_one_number_the_oldest_open_one_is_called():
    world = Bridge(
        task("9", "1", "1", service_id="3"), task("1", service_id="2"), task("1", "1", service_id="1")
    )

    ids = [called(world) for _ in range(5)]

    ways = [("3", FIRST + 1), ("3", FIRST + 2), ("2", FIRST), ("1", FIRST), ("1", FIRST + 1)]
    kept = [world.kept(unique_id, service_id) for service_id, unique_id in ways]
    assert [datum.written.call_id for datum in kept] == ids


@pytest.mark.parametrize(("order", "attempts", "of_last"), [("any", [1, 3], True), ("strict", [1, 1], False)])
def test_when_all_are_done_the_one_done_last_gets_the_result_if_results_may_come_late(
    order, attempts, of_last
):
    world = Bridge(task("1", "1"), obs_order=order)

    ids = [called(world) for _ in range(4)]

    assert [world.kept(FIRST + place).attempts for place in (0, 1)] == attempts
    assert (world.kept(FIRST + 1).written.call_id == ids[-1]) is of_last


def test_a_datum_that_was_handed_out_is_still_the_one_that_is_called():
    world = Bridge(task("1", "2"))
    assert world.read(1) == ["1"]

    id = called(world)

    assert world.kept().written.call_id == id
    assert world.read() == ["2"]


def test_a_made_up_number_is_known_once_it_was_handed_out():
    world = Bridge(task(generate=5))
    first, second = world.read(2)
    world.wait(0)

    called(world, second)
    third = world.read(1)[0]
    called(world, third)

    states = [world.kept(FIRST + place).state for place in range(3)]
    assert states == [State.FETCHED, State.DONE, State.DONE]
    assert (world.kept(FIRST).number, world.kept(FIRST + 3)) == (first, None)
    assert taken_in(world) == [0, 1, 2]


def test_numbers_that_an_application_adds_later_are_found_too():
    world = Bridge(task("1"), calls=[{"match": {"called": "80*"}, "outcome": "rejected"}])
    campaign = {"name": "spring", "deviceType": 2}
    number = world.send("huawei", "POST", f"{ISALES}/campaigns/88", campaign)["returnObject"]["id"]
    path = f"{ISALES}/campaigns/88/calldata/{number}"

    ids = []
    for added in ("801", "802"):
        world.send("huawei", "POST", path, {"callDataList": [{"called": added}]})
        ids.append(called(world, added))

    assert [world.result(id)["called"] for id in ids] == ["801", "802"]
    assert [world.result(id)["failCode"] for id in ids] == ["00604", "00604"]
    assert taken_in(world) == [0, 0, 1]  # the scenario's, and the campaign's two


def test_the_newest_of_the_numbers_that_no_scenario_gave_are_found(monkeypatch):
    monkeypatch.setattr(numbers, "MOST_DATA", 2)
    world = Bridge(task("1", generate=4))
    first, *others = world.read(5)[1:]

    results = [world.result(called(world, number)) for number in ("1", first, others[0], others[-1])]

    assert [each is not None for each in results] == [True, False, False, True]


def test_of_a_campaign_that_left_nothing_is_found(monkeypatch):
    monkeypatch.setattr(outbound, "MOST_CAMPAIGNS", 1)
    world = Bridge(task("1"))
    seen = []

    for name in ("spring", "summer"):
        asked = {"name": name, "deviceType": 2}
        number = world.send("huawei", "POST", f"{ISALES}/campaigns/88", asked)["returnObject"]["id"]
        path = f"{ISALES}/campaigns/88/calldata/{number}"
        world.send("huawei", "POST", path, {"callDataList": [{"called": "80"}]})
        called(world, "80")
        seen.append([key for key, _ in world.sandbox.space.rows(outbound.INDEXED)])

    assert seen == [["88 7", "88 1"], ["88 7", "88 2"]]


def test_a_result_written_back_of_a_call_that_was_heard_of_is_no_further_attempt():
    world = Bridge(task("1", retries=5), calls=BUSY)
    id = called(world)

    obs_result(world, status="5", failCode="00604", callId=id)

    assert (world.kept().attempts, world.kept().state) == (1, State.NEW)
    assert world.result(id)["failCode"] == "00604"
    obs_result(world, status="5", failCode="00537", callId="another")
    assert world.kept().attempts == 2
    obs_result(world, status="6", callId=id)
    assert world.kept().state is State.DONE


def test_a_result_that_is_written_back_twice_is_one_attempt_by_its_call_id():
    world = Bridge(task("1", retries=1))

    for _ in range(3):
        obs_result(world, status="5", callId="c-1")

    assert (world.kept().attempts, world.kept().state) == (1, State.NEW)
    obs_result(world, status="5", callId="c-2")
    assert (world.kept().attempts, world.kept().state) == (2, State.DONE)


def test_what_is_kept_has_the_members_of_a_result_written_back():
    datum = Datum("key", Task("88 7", 88, "7", 1, 2), "1", "100")
    call = Call("c-1", 1, "5000", "100", created=1_000)

    assert list(written(datum, call)) == list(schema_of(CallOutcome).load_fields)


@pytest.mark.parametrize(("ending", "asr"), [("ends with 104", "104"), ("ends with 603", ""), ("busy", "")])
def test_an_ending_by_a_number_of_the_list_of_causes_is_the_asr_result(ending, asr):
    world = Bridge(task("1"), calls=[{"steps": ["rings 1s", ending]}])

    called(world)

    assert world.kept().written.asr_result == asr
    assert asr in ("", *ASR_RESULTS)


STEPS = st.lists(st.sampled_from(["callnos", "mid", "ok", "bad", "answered", "busy"]), max_size=12)


@given(STEPS, st.integers(0, 3), st.sampled_from([2, 5]))
def test_in_strict_order_whatever_is_written_back_meanwhile_a_call_is_heard_of_or_not_at_all(
    steps, retries, kind
):
    rows = [{"match": {"caller": "5001"}, "outcome": "busy"}, {"steps": ["rings 1s", "answered",
             "talks 1s", "hung up by caller"]}]  # fmt: skip
    world = Bridge(
        task("1", retries=retries, device_type=kind), calls=rows, obs_order="strict", obs_unknown=200
    )
    codes = {"answered": ("5000", "00000"), "busy": ("5001", "00537")}

    for step in steps:
        if step == "callnos":
            world.read()
        elif step in codes:
            before = world.kept()
            id = world.dial("1", phone=codes[step][0])
            world.wait(HOUR)
            assert world.sandbox.calls["genesys"].find(id).released is not None
            is_done = before is not None and before.state is State.DONE
            assert (world.kept() == before) is is_done
            assert is_done or world.kept().written.fail_code == codes[step][1] in FAIL_CODES
        else:
            name = "push/midresult" if step == "mid" else "call/result"
            world.obs(name, uniqueId=str(FIRST), status="6" if step == "ok" else "5")
