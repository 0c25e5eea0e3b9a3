"""Many calls and slow receivers: every callback arrives once and in order, and nobody waits for another."""

from __future__ import annotations

import base64
import time
from collections import defaultdict
from collections.abc import Iterator
from threading import Event, Semaphore

import pytest

from tests.live.crowd import HUAWEI, Client, at_once, client_of
from tests.live.receiver import Receiver, Told, receiving
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

CALLS = 1_000
SCENARIO = """\
name: many calls
seed: 3
vendors:
  huawei:
    shared_key: s3cret
    callbacks: {{connection: "{url}/connected"}}
    retry: []
calls:
  - match: {{called: "6*"}}
    steps: [agent rings 10ms, agent answers, rings 10ms..200ms, answered, talks 1h, hung up by called]
  - steps: [agent rings 10ms, agent answers, rings 10ms..200ms, answered, talks 0ms..300ms, hung up by called]
"""


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture(scope="module")
def server(receiver: Receiver, start: Starter) -> Iterator[Mock]:
    with start(SCENARIO.format(url=receiver.url)) as mock:
        yield mock


@pytest.fixture
def mock(server: Mock, receiver: Receiver) -> Iterator[Mock]:
    """The server and the receiver as new; afterwards nobody is called back any more."""
    server.admin("POST", "/reset")
    receiver.got.clear()
    yield server
    server.admin("POST", "/reset")
    receiver.work = lambda _path, _event: None


def place(client: Client, headers: dict[str, str], called: str, report_to: str, data: str = "") -> str:
    wanted = {
        "caller": "13800000001",
        "called": called,
        "callData": data,
        "callBackUrl": base64.b64encode(report_to.encode()).decode(),
    }
    status, told = client.post(f"{HUAWEI}/createCall", wanted, headers)
    assert (status, told["retCode"]) == (200, "0"), told
    serial: str = told["result"]["callSerialNo"]
    return serial


def test_a_thousand_calls_at_once_are_all_called_back_about_in_order(mock: Mock, receiver: Receiver) -> None:
    headers, began = mock.token(), time.perf_counter()
    with client_of(mock.url) as client:

        def one(number: int) -> str:
            return place(client, headers, f"70{number:06}", f"{receiver.url}/released", str(number))

        serials = at_once(one, range(CALLS))
        placed = time.perf_counter() - began
        got = receiver.wait_for(2 * CALLS)
        all_in = time.perf_counter() - began

    print(f"\n{CALLS} calls placed in {placed:.2f} s, {len(got)} callbacks received after {all_in:.2f} s")
    heard = defaultdict(list)
    for path, event in got:
        heard[event["callSerialNo"]].append((path, event["callData"]))
    assert len(set(serials)) == CALLS
    assert heard == {
        serial: [("/connected", str(number)), ("/released", str(number))]
        for number, serial in enumerate(serials)
    }
    kept = mock.delivered(2 * CALLS)
    assert len(kept) == 2 * CALLS
    assert all(len(each["attempts"]) == 1 for each in kept)
    assert mock.admin("GET", "/health")["callbacksPending"] == 0


def test_requests_are_answered_while_a_callback_hangs(mock: Mock, receiver: Receiver) -> None:
    released, headers = Event(), mock.token()
    receiver.work = lambda _path, _event: released.wait(20) and None
    with client_of(mock.url) as client:
        serial = place(client, headers, "60000001", f"{receiver.url}/released")
        assert receiver.wait_for(1)
        began = time.perf_counter()

        states = [client.post(f"{HUAWEI}/queryCallState", {"callSerialNo": serial}, headers)
                  for _ in range(50)]  # fmt: skip

        took = time.perf_counter() - began
        pending = mock.admin("GET", "/callbacks?notice=connection")["callbacks"][0]["state"]
        released.set()
    print(f"\n50 requests answered in {took * 1000:.0f} ms while a callback hung")
    assert pending == "sending"
    assert {(status, told["result"]["state"]) for status, told in states} == {(200, 2)}
    assert took < 5
    assert len(mock.delivered(1, notice="connection")) == 1


def test_a_receiver_may_take_its_time_and_ask_the_mock_meanwhile(mock: Mock, receiver: Receiver) -> None:
    headers, answers, calls = mock.token(), [], 20
    with client_of(mock.url) as client:

        def slowly(_path: str, event: Told) -> None:
            asked = time.perf_counter()
            answer = client.post(f"{HUAWEI}/queryCallState", {"callSerialNo": event["callSerialNo"]}, headers)
            answers.append((time.perf_counter() - asked, answer[1]["retCode"]))
            time.sleep(1)

        receiver.work = slowly
        began = time.perf_counter()
        at_once(lambda number: place(client, headers, f"60{number}", f"{receiver.url}/x"), range(calls))
        placed = time.perf_counter() - began
        receiver.wait_for(calls)
        mock.delivered(calls, notice="connection")
        all_in = time.perf_counter() - began

    slowest = max(took for took, _ in answers)
    print(f"\n{calls} calls placed in {placed:.2f} s; each receiver took 1 s, all of them {all_in:.2f} s;"
          f" the slowest query from inside a receiver took {slowest * 1000:.0f} ms")  # fmt: skip
    assert [code for _, code in answers] == ["0"] * calls
    assert all_in < calls / 2  # they took their time beside each other, not one after the other
    assert slowest < 5


def test_an_admin_who_waits_holds_up_nobody(mock: Mock) -> None:
    waiting, began = Semaphore(0), time.perf_counter()
    headers = mock.token()

    def wait(_number: int) -> int:
        waiting.release()
        with client_of(mock.url) as client:
            return client.post("/__admin/callbacks/wait", {"count": 1, "timeout": "1s"})[0]

    def ask(_number: int) -> float:
        for _ in range(8):
            waiting.acquire()
        with client_of(mock.url) as client:
            client.post(f"{HUAWEI}/queryCallState", {"callSerialNo": "1"}, headers)
        return time.perf_counter() - began

    *held, answered = at_once(lambda number: ask(8) if number == 8 else wait(number), range(9))

    assert held == [408] * 8
    assert answered < 1
