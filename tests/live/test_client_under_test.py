"""A client under test goes through a whole call: token, createCall, two callbacks, one of them retried."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from tests.live.sample_client import CONNECTED, RELEASED, CallApp, Received
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

SCENARIO = """\
name: a client under test
seed: 41
{clock}
vendors:
  huawei:
    shared_key: s3cret
    callbacks: {{connection: "{app}/connected"}}
    retry: [{retry}]
calls:
  - match: {{called: "88880067"}}
    steps: {steps}
"""
MANUAL = "clock: {kind: manual, start: 2026-02-22T10:04:28Z}"
SLOWLY = "[agent rings 1s, agent answers, rings 1414ms, answered, talks 5900ms, hung up by called]"
QUICKLY = "[agent rings 50ms, agent answers, rings 100ms, answered, talks 200ms, hung up by called]"
CALL = ("13800000001", "88880067", "order 4711, urgent")


@pytest.fixture(scope="module")
def running_app() -> Iterator[CallApp]:
    with CallApp() as app:
        yield app


@pytest.fixture
def app(running_app: CallApp) -> CallApp:
    """The app as it is in the morning."""
    running_app.forget()
    return running_app


def manual(app: CallApp) -> str:
    return SCENARIO.format(clock=MANUAL, app=app.url, retry="10m", steps=SLOWLY)


@pytest.fixture(scope="module")
def server(running_app: CallApp, start: Starter) -> Iterator[Mock]:
    """A server with a manual clock that calls the app back."""
    with start(manual(running_app)) as mock:
        yield mock


@pytest.fixture
def mock(app: CallApp, server: Mock) -> Mock:
    """The server as new."""
    server.admin("POST", "/reset")
    app.vendor = server.base
    return server


def test_the_whole_flow_takes_no_time_under_a_manual_clock(app: CallApp, mock: Mock) -> None:
    app.trouble = [500]
    began = time.perf_counter()

    serial = app.place_call(*CALL)
    mock.advance("11m")
    took = time.perf_counter() - began

    print(f"\ntoken, createCall, 11 minutes with connection, release and its retry: {took * 1000:.0f} ms")
    assert [(each.path, each.status) for each in app.received] == [
        (CONNECTED, 200),
        (RELEASED, 500),
        (RELEASED, 200),
    ]
    assert {each.event["callSerialNo"] for each in app.received} == {serial}
    assert took < 5


def test_release_callbacks_are_signed_and_connection_callbacks_are_not(app: CallApp, mock: Mock) -> None:
    app.place_call(*CALL)
    mock.advance("1m")

    connected, released = app.received
    assert released.genuine
    assert "signature" not in connected.event


def test_the_client_sees_another_key_as_a_wrong_signature(app: CallApp, mock: Mock) -> None:
    app.shared_key = "another"

    app.place_call(*CALL)
    mock.advance("1m")

    assert not app.received[-1].genuine


def test_callbacks_tell_what_the_call_was(app: CallApp, mock: Mock) -> None:
    serial = app.place_call(*CALL)
    mock.advance("1m")

    connected, released = (each.event for each in app.received)
    assert connected == {
        "callSerialNo": serial,
        "serviceNo": "10001",
        "called": "88880067",
        "callData": "order 4711, urgent",
    }
    assert released["createCallTime"] == "2026/02/22,10:04:28:000"
    assert released["talkingTime"] == "2026/02/22,10:04:30:414"
    assert released["releaseTime"] == "2026/02/22,10:04:36:314"
    assert released["releaseReason"] == "0"
    assert released["callData"] == "order 4711, urgent"


def test_a_refused_callback_comes_again_on_schedule_and_not_before(app: CallApp, mock: Mock) -> None:
    app.trouble = [500]
    app.place_call(*CALL)
    mock.advance("1m")

    mock.advance("9m")
    before = len(app.received)
    mock.advance("1m")

    assert (before, len(app.received)) == (2, 3)
    attempts = mock.admin("GET", "/callbacks?notice=release")["callbacks"][0]["attempts"]
    first, second = (datetime.fromisoformat(attempt["at"]) for attempt in attempts)
    assert (second - first).total_seconds() == 600


def test_a_retry_has_the_same_bytes(app: CallApp, mock: Mock) -> None:
    app.trouble = [500]

    app.place_call(*CALL)
    mock.advance("11m")

    assert app.received[1].body == app.received[2].body


def test_a_fast_call_in_real_time_is_called_back_about_and_retried(app: CallApp, start: Starter) -> None:
    app.trouble = [500]
    scenario = SCENARIO.format(clock="clock: real", app=app.url, retry="400ms", steps=QUICKLY)
    with start(scenario) as mock:
        app.vendor = mock.base

        began = time.monotonic()
        app.place_call(*CALL)
        connected, refused, released = app.wait_for(3)

    print(f"\nin real time: connected after {connected.at - began:.3f} s, released after"
          f" {refused.at - began:.3f} s, retried {released.at - refused.at:.3f} s later")  # fmt: skip
    assert [each.path for each in (connected, refused, released)] == [CONNECTED, RELEASED, RELEASED]
    assert refused.genuine
    assert refused.body == released.body
    assert connected.at - began >= 0.15
    assert refused.at - began >= 0.35
    assert 0.35 <= released.at - refused.at < 5


def conversation(app: CallApp, start: Starter, *options: str) -> list[Received]:
    """What the app gets in a world of its own: two calls, one callback refused."""
    app.forget()
    app.trouble = [500]
    with start(manual(app), *options) as mock:
        app.vendor = mock.base
        app.place_call(*CALL)
        mock.advance("1m")
        app.place_call("13800000001", "13800990005")
        mock.advance("11m")
    return list(app.received)


def test_the_same_seed_sends_the_same_bytes_and_another_seed_does_not(app: CallApp, start: Starter) -> None:
    once = conversation(app, start)
    again = conversation(app, start)
    otherwise = conversation(app, start, "--seed", "42")

    assert len(once) == 4
    assert [(each.path, each.headers, each.body) for each in once] == [
        (each.path, each.headers, each.body) for each in again
    ]
    mine, theirs = (found[1].event for found in (once, otherwise))
    assert mine["nonce"] != theirs["nonce"]
    assert all(found[1].genuine for found in (once, otherwise))


def test_a_client_may_ask_the_mock_while_it_is_being_called_back(app: CallApp, mock: Mock) -> None:
    states = []

    def ask(event: dict[str, str]) -> None:
        path = "/apiaccess/CC-Management/v1/mobileAgent/queryCallState"
        answer = mock.post(path, {"callSerialNo": event["callSerialNo"]}, **headers).json()
        states.append(answer["result"]["state"])

    serial = app.place_call(*CALL)
    headers = mock.token()
    app.before_answer = ask
    mock.advance("1m")

    assert [each.event["callSerialNo"] for each in app.received] == [serial, serial]
    assert states == [2, 3]
