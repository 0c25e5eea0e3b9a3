"""The scenario genesys-lost-answers does what its comment says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import make_world
from mockserver.reply import AT_ONCE, Reply
from mockserver.request import Headers, Request
from mockserver.settings import Settings
from mockserver.vendors import Installed
from mockserver.web.straight import exchange
from tests.vendors.genesys.conftest import basic

FILE = Path(__file__).parents[3] / "scenarios" / "genesys-lost-answers.yaml"
PREVIEW = {"applicationId": 134, "devicePath": "/devices/phone-of-ann"}


class Desktop:
    """Ann's desktop; what it gets of an answer that is lost is None."""

    def __init__(self) -> None:
        self.vendors = Installed()
        self.world = make_world(Settings(scenarios=(str(FILE),)), self.vendors)
        self.do("me", operationName="StartContactCenterSession", channels=["voice"])
        self.shake()

    def post(self, path: str, body: Any) -> Any:
        fields = {"Content-Type": "application/json", "Authorization": basic("ann", "s3cret")}
        request = Request("POST", f"/api/v2/{path}", Headers(fields.items()), json.dumps(body).encode())
        reply = exchange(self.vendors["genesys"], self.world, request)
        assert isinstance(reply, Reply)
        return json.loads(reply.body) if reply.ending is AT_ONCE else None

    def do(self, path: str, **members: Any) -> None:
        assert self.post(path, members) == {"statusCode": 0}

    def campaign(self, name: str) -> None:
        self.do("me/outbound-campaigns/Spring", operationName=name, **PREVIEW)

    def shake(self) -> None:
        (shaken,) = self.post("notifications", {"channel": "/meta/handshake", "ext": {"ack": True}})
        self.client = {"clientId": shaken["clientId"]}
        said = {"channel": "/meta/subscribe", "subscription": "/v2/me/outbound", **self.client}
        self.post("notifications", [said])

    def connect(self, ack: int) -> Any:
        said = {"channel": "/meta/connect", "advice": {"timeout": 0}, "ext": {"ack": ack}, **self.client}
        return self.post("notifications", [said])


@pytest.fixture
def desktop() -> Desktop:
    return Desktop()


def kinds(told: Any) -> list[str]:
    return [message.get("data", {}).get("notificationType", message["channel"]) for message in told]


def test_what_was_in_a_lost_answer_comes_again_to_a_client_that_says_what_it_has_got(
    desktop: Desktop,
) -> None:
    first = desktop.connect(0)
    desktop.campaign("StartPreviewSession")

    assert first[0]["ext"] == {"ack": 1}
    assert desktop.connect(1) is None
    assert kinds(desktop.connect(1)) == ["PreviewSessionStarted", "/meta/connect"]
    assert kinds(desktop.connect(3)) == ["/meta/connect"]


def test_what_was_in_a_lost_answer_is_lost_to_a_client_that_believes_it_has_got_it(desktop: Desktop) -> None:
    desktop.connect(0)
    desktop.campaign("StartPreviewSession")
    desktop.connect(1)

    assert kinds(desktop.connect(2)) == ["/meta/connect"]


def test_the_fifth_connect_finds_that_the_client_is_forgotten(desktop: Desktop) -> None:
    for number in range(4):
        desktop.connect(number)

    (told,) = desktop.connect(4)
    desktop.shake()
    desktop.campaign("StartPreviewSession")

    assert (told["error"], told["advice"]["reconnect"]) == ("402::Unknown client", "handshake")
    assert kinds(desktop.connect(0)) == ["PreviewSessionStarted", "/meta/connect"]
