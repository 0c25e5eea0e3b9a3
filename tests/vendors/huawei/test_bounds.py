"""What a client meets at the bounds of what the mock keeps."""

from __future__ import annotations

import json

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.request import Request
from mockserver.vendors.huawei import V1, VENDOR


@pytest.fixture
def small(tenant):
    """A tenant whose world keeps one call that ended, and lets two go on."""
    courses = VENDOR.playing.own_courses()
    tenant.calls = Calls(tenant.space, VENDOR.name, seed=7, courses=courses, kept=1, most=2)
    return tenant


def test_one_call_too_many_at_once_is_refused_as_too_many_requests(small):
    small.call()
    small.call()

    reply = small.post(f"{V1}/createCall", {"caller": "88880067", "called": "13800000000"})

    assert reply.status == 429
    assert json.loads(reply.body) == {"retCode": "429", "retMsg": "Too Many Requests"}
    small.wait(120_000)
    assert small.call().number == 3


def test_a_call_that_left_is_unknown(small):
    first, second = small.played("990000"), small.played("990000")

    assert small.ask("queryCallState", callSerialNo=first.id)["retCode"] == "1"
    assert small.ask("getRecordingAddress", callSerialNo=first.id)["retCode"] == 5
    assert small.ask("queryCallState", callSerialNo=second.id)["retCode"] == "0"


def test_the_recording_of_a_call_that_left_is_gone(small):
    call = small.played("990000")
    url = small.ask("getRecordingAddress", callSerialNo=call.id)["result"]["url"]
    path = "/" + url.split("/", 3)[3]
    assert small.send(Request("GET", path)).status == 200

    small.played("990000")

    assert small.send(Request("GET", path)).status == 404
