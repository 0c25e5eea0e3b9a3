from __future__ import annotations

import io
import json
import wave

import pytest

from mockserver.request import Headers, Request
from mockserver.vendors.huawei import V1, VENDOR
from mockserver.vendors.huawei.recording import sound


def target(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def test_an_address_is_answered_with_a_code_that_is_a_number(tenant):
    call = tenant.played("990000")

    reply = tenant.post(f"{V1}/getRecordingAddress", {"callSerialNo": call.id})

    answer = json.loads(reply.body)
    assert list(answer) == ["retMsg", "result", "retCode"]
    assert (answer["retMsg"], answer["retCode"]) == ("success", 0)
    assert answer["result"]["url"].startswith("http://127.0.0.1:8080/apiaccess/recording/")
    assert len(answer["result"]["url"]) <= 200


def test_an_address_leads_to_a_sound_as_long_as_the_talk(tenant):
    call = tenant.played("990000")
    url = tenant.ask("getRecordingAddress", callSerialNo=call.id)["result"]["url"]

    reply = tenant.send(Request("GET", target(url)))

    assert (reply.status, reply.header("content-type")) == (200, "audio/wav")
    with wave.open(io.BytesIO(reply.body)) as played:
        assert (played.getnchannels(), played.getsampwidth(), played.getframerate()) == (1, 2, 8000)
        assert played.getnframes() == 10 * 8000
        samples = memoryview(played.readframes(80_000)).cast("h")
    assert 1_500 < max(samples) < 3_000


def test_a_sound_is_the_same_each_time_and_another_for_another_call(tenant):
    one, other = tenant.played("990000"), tenant.played("990001")
    assert sound(7, one) == sound(7, one) != sound(7, other)


def test_a_sound_ends_after_a_minute(tenant):
    script = VENDOR.playing.course(["rings 1s", "answered", "talks 1h", "hung up by called"]).script
    call = tenant.calls.place(tenant.now, "1", "2", script)
    tenant.wait(4_000_000)
    with wave.open(io.BytesIO(sound(7, tenant.calls.find(call.id)))) as played:
        assert played.getnframes() == 60 * 8000


def test_an_address_is_good_for_five_minutes(tenant):
    call = tenant.played("990000")
    path = target(tenant.ask("getRecordingAddress", callSerialNo=call.id)["result"]["url"])
    tenant.wait(299_999)
    in_time = tenant.send(Request("GET", path))
    tenant.wait(1)
    late = tenant.send(Request("GET", path))

    assert (in_time.status, late.status) == (200, 403)


@pytest.mark.parametrize("path", [f"/apiaccess/recording/{'0' * 32}.wav", "/apiaccess/recording/x.wav"])
def test_an_unknown_address_leads_nowhere(tenant, path):
    assert tenant.send(Request("GET", path)).status == 404


def test_a_recording_is_fetched_not_posted(tenant):
    assert tenant.send(Request("POST", f"/apiaccess/recording/{'0' * 32}.wav")).status == 404


# fmt: off
NOT_RECORDED = [
    ("990005", None,     5),  # nobody talked
    ("990000", "1",      5),
    ("990000", "x",      5),
    ("990000", "1" * 51, 12),
]
# fmt: on


@pytest.mark.parametrize(("called", "serial_no", "code"), NOT_RECORDED)
def test_not_every_call_has_a_recording(tenant, called, serial_no, code):
    call = tenant.played(called)
    answer = tenant.ask("getRecordingAddress", callSerialNo=serial_no or call.id)
    assert answer["retCode"] == code


def test_a_call_that_goes_on_has_no_recording_yet(tenant):
    call = tenant.call("990000")
    tenant.wait(7_000)
    assert tenant.ask("getRecordingAddress", callSerialNo=call.id)["retCode"] == 5


def test_an_address_keeps_scheme_host_and_sandbox_prefix_and_belongs_to_its_sandbox(tenant):
    call = tenant.played("990000")
    headers = Headers([("Authorization", f"Bearer {tenant.token}"), ("Content-Type", "application/json")])
    body = json.dumps({"callSerialNo": call.id}).encode()
    path = f"{V1}/getRecordingAddress"
    request = Request("POST", path, headers, body, "https", "mock.example", prefix="/~alice")

    url = json.loads(tenant.send(request).body)["result"]["url"]

    path = url.removeprefix("https://mock.example/~alice")
    assert list(VENDOR.credentials(Request("GET", path))) == [tenant.owned[-1]]
