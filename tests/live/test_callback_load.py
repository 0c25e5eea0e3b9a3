"""Thousands of callbacks in a few seconds, from a real server to a client in a process of its own."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import requests

from tests.live.crowd import HUAWEI, at_once, client_of
from tests.live.serving import PATIENCE, Mock, Starter, first_line, stop

pytestmark = pytest.mark.live
CALLS = 1_000  # each is called back twice
LONGEST = 5_000.0  # milliseconds a callback may be late on a machine that is busy with other tests too
SCENARIO = """\
name: callback load
seed: 3
vendors:
  huawei:
    shared_key: s3cret
    callbacks: {{connection: "{url}/connected"}}
    retry: []
calls:
  - steps: [agent rings 10ms, agent answers, rings 1s..2s, answered, talks 0ms..1s, hung up by called]
"""


@pytest.fixture(scope="module")
def sink() -> Iterator[str]:
    command = [sys.executable, str(Path(__file__).with_name("sink.py"))]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{first_line(process).strip()}"
    finally:
        stop(process)


@pytest.fixture(scope="module", params=["loop", "gthread"])
def mock(sink: str, start: Starter, request: pytest.FixtureRequest) -> Iterator[Mock]:
    with start(SCENARIO.format(url=f"{sink}/{request.param}"), "--server", request.param) as mock:
        yield mock


def place_all(mock: Mock, report_to: str) -> set[str]:
    """Place the calls; their numbers."""
    headers = mock.token()
    with client_of(mock.url) as client:

        def place(number: int) -> str:
            wanted = {
                "caller": "13800000001",
                "called": f"70{number:06}",
                "callBackUrl": base64.b64encode(report_to.encode()).decode(),
            }
            status, told = client.post(f"{HUAWEI}/createCall", wanted, headers)
            assert (status, told["retCode"]) == (200, "0"), told
            serial: str = told["result"]["callSerialNo"]
            return serial

        return set(at_once(place, range(CALLS)))


def wait_until_none_is_pending(mock: Mock) -> None:
    """A look now and then: one that listens to two thousand callbacks would be a load of its own."""
    until = time.monotonic() + PATIENCE
    time.sleep(3)  # the longest call
    while mock.admin("GET", "/health")["callbacksPending"] and time.monotonic() < until:
        time.sleep(0.1)


def late(body: dict[str, str], came: float) -> float:
    """Milliseconds from the end of a call to its callback."""
    told = datetime.strptime(body["releaseTime"] + "000", "%Y/%m/%d,%H:%M:%S:%f").replace(tzinfo=UTC)
    return came - told.timestamp() * 1000


def test_thousands_of_callbacks_arrive_once_each_in_order_and_soon(
    mock: Mock, sink: str, request: pytest.FixtureRequest
) -> None:
    server = request.node.callspec.params["mock"]
    began = time.perf_counter()
    serials = place_all(mock, f"{sink}/{server}/released")
    placed = time.perf_counter() - began
    wait_until_none_is_pending(mock)
    took = time.perf_counter() - began
    kept = mock.delivered(2 * CALLS)

    came = [
        (path.rpartition("/")[2], json.loads(body), at)
        for path, body, at in requests.get(sink, timeout=PATIENCE).json()
        if path.startswith(f"/{server}/")
    ]
    lateness = sorted(late(body, at) for what, body, at in came if what == "released")
    p50, p99 = lateness[CALLS // 2], lateness[CALLS * 99 // 100]
    print(
        f"\n{server}: {CALLS} calls placed in {placed:.2f} s, {len(came)} callbacks in after {took:.2f} s;"
        f" late by p50 {p50:.1f} ms, p99 {p99:.1f} ms, at most {lateness[-1]:.1f} ms"
    )

    heard = defaultdict(list)
    for what, body, _ in came:
        heard[body["callSerialNo"]].append(what)
    assert dict(heard) == {serial: ["connected", "released"] for serial in serials}
    assert len(serials) == CALLS
    assert [len(each["attempts"]) for each in kept] == [1] * 2 * CALLS
    assert mock.admin("GET", "/health")["callbacksPending"] == 0
    assert p99 < LONGEST
