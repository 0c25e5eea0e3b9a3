"""What a client meets at the bounds of what the mock keeps of outbound calls."""

from __future__ import annotations

import pytest

from mockserver.vendors.huawei.obs import outbound
from tests.vendors.huawei.obs_world import DATUM, centre

FIRST = int(DATUM["uniqueId"])
TABLES = (
    "huawei.obs.data",
    "huawei.obs.data.order",
    "huawei.obs.again",
    "huawei.obs.again.order",
    "huawei.obs.calls",
)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """A world keeps ten data."""
    monkeypatch.setattr(outbound, "MOST_DATA", 10)


def sizes(world):
    return {name: world.sandbox.space.count(name) for name in TABLES}


def test_a_datum_that_left_is_unknown_and_is_not_handed_out_again():
    world = centre()
    world.read(15)

    assert world.write().status == 500
    assert world.write(uniqueId=str(FIRST + 14)).status == 200
    assert world.read()["uniqueId"] == str(FIRST + 15)


def test_what_is_written_again_and_again_takes_no_more_room():
    world = centre()

    for number in range(60):
        world.write(uniqueId=str(FIRST + number % 5), callId=f"c{number}")

    assert world.sandbox.space.count("huawei.obs.data") == 5


def test_a_long_day_of_failures_takes_no_more_room():
    world = centre(
        obs_tasks=[{"service_id": DATUM["serviceId"], "vdn_id": 88, "generate": 500, "retries": 10}]
    )

    for _ in range(3):
        for each in world.read(60):
            world.write("call/result", uniqueId=each["uniqueId"], status="5", callId=each["uniqueId"])

    most = {name: 10 + name.endswith("order") for name in TABLES}  # and where the line begins and ends
    assert all(size <= most[name] for name, size in sizes(world).items()), sizes(world)


def test_a_campaign_that_nobody_reads_takes_no_more_room():
    world = centre()
    number, _ = world.started()

    for batch in range(5):
        data = [{"called": f"{batch}{place:02d}"} for place in range(20)]
        world.campaign(path=f"/88/calldata/{number}", body={"callDataList": data})

    assert world.sandbox.space.count("huawei.obs.data") == 10
    assert len(world.read(50, number)) == 10


def test_a_task_of_which_all_data_left_has_nothing_more():
    world = centre()
    world.read(100)

    assert world.read() == {}


def test_the_oldest_campaign_leaves_for_one_too_many_and_tasks_of_the_scenario_stay(monkeypatch):
    monkeypatch.setattr(outbound, "MOST_CAMPAIGNS", 3)
    world = centre(obs_tasks=[{"service_id": "mine", "vdn_id": 88}])

    first, (data_id,) = world.started("1", name="c0")
    world.read(1, first)
    for number in range(1, 4):
        world.started("1", name=f"c{number}")

    listed = [each["serviceId"] for each in world.ask("tasks", subCCNo=1, vdnId=88)["taskData"]]
    assert listed == ["mine", "2", "3", "4"]
    assert world.campaign("GET", f"/88/calldata/{first}/{data_id}")["resultCode"] == "0200007"
    assert world.sandbox.space.get("huawei.obs.added", f"88 {first}") is None
