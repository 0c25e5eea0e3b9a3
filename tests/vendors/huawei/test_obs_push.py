"""The result push: whom it goes to, what it says, when, and how often."""

from __future__ import annotations

import json

import pytest

from mockserver.callbacks.outbox import Attempt, State
from mockserver.vendors.huawei.obs.push import NOTICE, schedule
from tests.vendors.huawei.obs_world import centre


@pytest.fixture
def world():
    return centre()


def finish(world, number, data_id, **members):
    sent = {"serviceId": number, "uniqueId": data_id, "status": "6", **members}
    assert world.write("call/result", **sent).status == 200


def test_a_push_has_the_members_of_the_sample_in_their_order(world):
    number, (data_id,) = world.started("60584")

    finish(world, number, data_id, callId="c-1", writeStartTime="2020-08-30 20:00:00", failCode="0")

    (push,) = world.pushed()
    assert push.url == "http://127.0.0.1:9000/result"
    assert push.notice == "result"
    assert dict(push.headers)["Content-Type"] == "application/json;charset=UTF-8"
    assert push.body == (
        b'[{"campaignId":"1","sessionId":"s-60584","called":"60584","callTimeStr":"2020-08-30 20:00:00",'
        b'"callStatus":6,"failCode":"0","vdnId":88,"callId":"c-1","recordPath":""}]'
    )


def test_what_was_not_written_back_is_made_up_for(world):
    number, (data_id,) = world.started("60584")
    world.wait(3_661)
    world.log_in()

    finish(world, number, data_id, status="5")

    (told,) = json.loads(world.pushed()[0].body)
    assert told["callTimeStr"] == "2026-01-01 01:01:01"
    assert (told["called"], told["callStatus"], told["failCode"], told["callId"]) == ("60584", 5, "0", "")


def test_a_preview_is_pushed_by_its_intermediate_result_and_once(world):
    number, (data_id,) = world.started("1", deviceType=5)

    world.write(serviceId=number, uniqueId=data_id, status="6")
    finish(world, number, data_id)

    assert len(world.pushed()) == 1


def test_no_other_intermediate_result_is_pushed(world):
    number, (data_id,) = world.started("1")

    world.write(serviceId=number, uniqueId=data_id, status="6")

    assert world.pushed() == []


def test_only_the_last_of_several_attempts_is_pushed():
    world = centre(campaign_retries=1)
    number, (data_id,) = world.started("1")

    counts = []
    for _ in range(2):
        finish(world, number, data_id, status="5")
        counts.append(len(world.pushed()))

    assert counts == [0, 1]


@pytest.mark.parametrize("url", [None, ""])
def test_nobody_is_told_where_no_url_was_given(world, url):
    number, (data_id,) = world.started("1", callBackUrl=url)

    finish(world, number, data_id)

    assert world.pushed() == []


def test_a_task_of_the_scenario_may_have_a_url_too():
    task = {"service_id": "1251250797", "vdn_id": 88, "numbers": ["1"], "first_id": "21713676089219765504"}
    world = centre(obs_tasks=[{**task, "callback_url": "http://127.0.0.1:9000/x"}])

    world.write("call/result")

    assert [each.url for each in world.pushed()] == ["http://127.0.0.1:9000/x"]


@pytest.mark.parametrize(
    ("pushes", "waits"), [(1, (0,)), (2, (0, 600_000, 0)), (6, (0, *((600_000, 0) * 5)))]
)
def test_a_push_that_fails_is_tried_again_at_once_and_ten_minutes_later(pushes, waits):
    world = centre(obs_pushes=pushes)
    number, (data_id,) = world.started("1")

    finish(world, number, data_id)

    assert world.pushed()[0].schedule == schedule(pushes) == waits


def test_a_push_that_nobody_takes_is_given_up_after_its_last_attempt(world):
    number, (data_id,) = world.started("1")
    finish(world, number, data_id)
    outbox, moments = world.sandbox.outbox, []

    for _ in range(40):
        while claimed := outbox.claim(9):
            now = world.sandbox.clock.now()
            moments.append(now)
            outbox.settle(claimed[0].id, Attempt(len(moments), now, error="nobody is there"), now)
        world.wait(60)

    assert [moment - moments[0] for moment in moments] == [0, 0, 600_000, 600_000]
    assert world.pushed()[0].state is State.FAILED


@pytest.mark.parametrize(
    ("status", "body", "is_taken"),
    [
        (200, b'{"retCode":"0","retMsg":"success"}', True),
        (200, b'{"retCode":"1","retMsg":"no"}', False),
        (200, b"", False),
        (500, b'{"retCode":"0"}', False),
    ],
)
def test_a_push_is_taken_as_the_page_says(status, body, is_taken):
    assert (NOTICE.accepts(status, body) == "") is is_taken


def test_a_push_names_the_exchange_that_caused_it(world):
    number, (data_id,) = world.started("1")

    finish(world, number, data_id)

    assert world.pushed()[0].cause == list(world.sandbox.journal)[-1].id
