"""A campaign over real sockets: its result is pushed at once, again when it fails, and ten minutes later."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.callbacks.receiving import OK, Answer, Receiver, receiving
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

BASE = "/rest/isales/v1/openapi"
SIGNED = {"Authorization": "auth-v2/mock-ak/2026-01-01T00:00:00Z/host/0123"}
SCENARIO = "name: campaign\nclock: manual\nvendors: {huawei: {}}\n"
FAILED: Answer = (500, (), b"")


@pytest.fixture(scope="module")
def server(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO) as mock:
        yield mock


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def finish(mock: Mock, callback_url: str) -> None:
    """Walk a campaign of one previewed number to its result."""
    campaign = {"name": "spring", "deviceType": 5, "callBackUrl": callback_url}
    number = mock.post(f"{BASE}/campaigns/88", campaign, **SIGNED).json()["returnObject"]["id"]
    numbers = {"callDataList": [{"sessionId": "00750", "called": "88889156"}]}
    mock.post(f"{BASE}/campaigns/88/calldata/{number}", numbers, **SIGNED)
    user = {"user": "mock-user", "passwd": "mock-passwd"}
    token = mock.post(f"{BASE}/obs/auth/login", user).json()["resultData"]["token"]

    def ask(name: str, **members: Any) -> Any:
        body = {"subCCNo": 1, "vdnId": 88, "serviceId": str(number), **members}
        return mock.post(f"{BASE}/obs/business/{name}", body, Authorization=f"Bearer {token}").json()

    data_id = ask("callnos", batchCount=1)["resultData"]["uniqueId"]
    assert ask("push/midresult", uniqueId=data_id, status="6", callId="c-1") == {"result": 0}


def test_a_push_that_is_taken_is_made_once(server: Mock, receiver: Receiver) -> None:
    alice = server.sandbox("alice")

    finish(alice, receiver.url)

    assert len(alice.delivered(1)) == 1
    ((_, headers, body),) = receiver.got
    assert dict(headers)["Content-Type"] == "application/json;charset=UTF-8"
    assert json.loads(body) == [
        {
            "campaignId": "1", "sessionId": "00750", "called": "88889156",
            "callTimeStr": "2026-01-01 00:00:00", "callStatus": 6,
            "failCode": "0", "vdnId": 88, "callId": "c-1", "recordPath": "",
        }
    ]  # fmt: skip


def test_a_push_that_fails_twice_is_made_again_ten_minutes_later(server: Mock, receiver: Receiver) -> None:
    bob = server.sandbox("bob")
    receiver.answer = lambda _request: FAILED if len(receiver.got) < 3 else OK

    finish(bob, receiver.url)
    bob.advance("9m")
    before = len(receiver.got)
    bob.advance("1m")

    (delivery,) = bob.delivered(1)
    assert (before, len(receiver.got), len(delivery["attempts"])) == (2, 3, 3)
    assert len({body for _, _, body in receiver.got}) == 1
