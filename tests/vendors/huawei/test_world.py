"""The same, through the sandbox and the pipeline: a scenario file in, callbacks in the outbox out."""

from __future__ import annotations

import base64
import io
import json
import wave
from typing import Any

import pytest

from mockserver.notices import tell
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.load import loads
from mockserver.store.memory import MemoryStore
from mockserver.vendors.huawei import V1, VENDOR
from mockserver.vendors.huawei.callbacks import SHARED_KEY
from mockserver.vendors.huawei.settings import DEMO_APP
from mockserver.vendors.huawei.tokens import TOKEN_PATH
from mockserver.web.isolation import locate
from mockserver.web.pipeline import answer

VENDORS = {"huawei": VENDOR}
SCENARIO = """
name: two-way
clock: {kind: manual, start: "2026-01-01T00:00:00Z"}
vendors:
  huawei:
    shared_key: s3cret
    retry: [0s, 1m]
    callbacks: {connection: "http://127.0.0.1:9000/connected", release: "http://127.0.0.1:9000/released"}
calls:
  - match: {called: "777*"}
    steps: [busy]
  - match: {called: "778*"}
    steps: [rings 1s, answered, talks 5s, hung up by caller]
rules:
  - operation: getRecordingAddress
    when: {nth: 2}
    respond: {error: UploadFailed}
  - operation: createCall
    when: {nth: 3}
    respond: {status: 503}
"""


class Client:
    """A client of one server that has only this vendor."""

    def __init__(self, scenario: str = SCENARIO) -> None:
        base = loads(scenario, "two-way.yaml", None, VENDORS)
        self.sandboxes = Sandboxes(MemoryStore(), base, VENDORS, tell=tell)
        self.token = ""

    def send(self, method: str, path: str, body: Any = None, prefix: str = "") -> Reply:
        headers = Headers([("Content-Type", "application/json"), ("Authorization", f"Bearer {self.token}")])
        raw = b"" if body is None else json.dumps(body).encode()
        request = Request(method, path, headers, raw, host="127.0.0.1:8080", prefix=prefix)
        return answer(VENDOR, locate(self.sandboxes, VENDOR, request), request)

    def sign_in(self, prefix: str = "") -> str:
        self.token = json.loads(self.send("POST", TOKEN_PATH, DEMO_APP, prefix).body)["AccessToken"]
        return self.token

    def ask(self, name: str, **members: Any) -> Any:
        reply = self.send("POST", f"{V1}/{name}", members)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def call(self, called: str, **members: Any) -> str:
        answer = self.ask("createCall", caller="88880067", called=called, **members)
        serial_no: str = answer["result"]["callSerialNo"]
        return serial_no

    def wait(self, millis: int) -> None:
        sandbox = self.sandboxes.get()
        sandbox.clock.move_to(sandbox.clock.now() + millis)
        sandbox.catch_up()

    def deliveries(self) -> list[Any]:
        return list(self.sandboxes.get().outbox.list())


@pytest.fixture
def client() -> Client:
    client = Client()
    client.sign_in()
    return client


def test_a_call_is_told_twice_and_its_recording_can_be_heard(client):
    serial_no = client.call("990000")
    client.wait(60_000)

    connected, released = client.deliveries()
    path = "/" + client.ask("getRecordingAddress", callSerialNo=serial_no)["result"]["url"].split("/", 3)[3]
    client.token = ""
    heard = client.send("GET", path)

    assert (connected.notice, connected.url) == ("connection", "http://127.0.0.1:9000/connected")
    assert (released.notice, released.url) == ("release", "http://127.0.0.1:9000/released")
    assert (
        json.loads(connected.body)["callSerialNo"] == json.loads(released.body)["callSerialNo"] == serial_no
    )
    with wave.open(io.BytesIO(heard.body)) as sound:
        assert sound.getnframes() == 80_000


def test_a_callback_to_create_calls_url_is_signed(client):
    url = base64.b64encode(b"http://127.0.0.1:9001/own").decode()
    client.call("990001", callBackUrl=url)
    client.wait(60_000)

    released = client.deliveries()[-1]
    body = json.loads(released.body)

    text = SHARED_KEY.canonical("s3cret", body["nonce"], body["timestamp"], body)
    assert released.url == "http://127.0.0.1:9001/own"
    assert body["signature"] == SHARED_KEY.sign("s3cret", text)


def test_the_scenarios_retries_are_kept_in_milliseconds(client):
    assert client.sandboxes.get().settings("huawei")["retry"] == [0, 60_000]


@pytest.mark.parametrize(("called", "reason"), [("7771", 3), ("7781", 1), ("990004", 4)])
def test_calls_go_as_the_scenario_says_and_else_as_the_vendor(client, called, reason):
    serial_no = client.call(called)
    client.wait(60_000)
    assert client.ask("queryCallState", callSerialNo=serial_no)["result"]["reasonCode"] == reason


def test_a_rule_may_answer_with_a_refusal_by_name(client):
    serial_no = client.call("990000")
    client.wait(60_000)
    codes = [client.ask("getRecordingAddress", callSerialNo=serial_no)["retCode"] for _ in range(2)]
    assert codes == [0, 1]


def test_a_rule_may_answer_with_a_bare_status(client):
    client.call("1")
    client.call("2")

    reply = client.send("POST", f"{V1}/createCall", {"caller": "1", "called": "3"})

    assert reply.status == 503
    assert reply.header("x-mock-fidelity") == "assumed"
    assert json.loads(reply.body) == {"retCode": "503", "retMsg": "Service Unavailable"}


def test_a_token_leads_back_to_its_sandbox(client):
    alices = client.sign_in("/~alice")
    bobs = client.sign_in("/~bob")
    client.token = alices
    serial_no = client.call("990000")

    assert alices != bobs
    assert [call.id for call in client.sandboxes.get("alice").calls["huawei"]] == [serial_no]
    assert not list(client.sandboxes.get("bob").calls["huawei"])


@pytest.mark.parametrize("body", [None, {}, {"caller": "x"}])
def test_what_is_wrong_with_a_request_is_no_bug_of_ours(client, body):
    reply = client.send("POST", f"{V1}/createCall", body)
    assert (reply.status, reply.header("x-mock-bug")) == (400, None)
