"""The scenario genesys-preview: an agent's morning, told over CometD, the same on every run."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mockserver.app import app_of, make_world
from mockserver.settings import Settings
from mockserver.vendors import Installed
from tests.vendors.genesys.conftest import basic

FILE = Path(__file__).parents[3] / "scenarios" / "genesys-preview.yaml"
ME = "/api/v2/me"
PHONE = "phone-of-ann"
MINUTE = 60_000
TEN = 1_772_445_600  # o'clock, on the second of March


class Desktop:
    """What ann's desktop does, and all it was sent."""

    def __init__(self) -> None:
        self.world = make_world(Settings(scenarios=(str(FILE),)), Installed())
        self.http: Any = app_of(self.world).test_client()
        self.bytes: list[bytes] = []
        (shaken,) = self.meta("handshake", version="1.0", supportedConnectionTypes=["long-polling"])
        self.client = {"clientId": shaken["clientId"]}
        self.meta("subscribe", subscription=["/v2/me/**", "/me/internal"], **self.client)

    def post(self, path: str, body: Any) -> Any:
        fields = {"Content-Type": "application/json", "Authorization": basic("ann", "s3cret")}
        reply = self.http.post(path, data=json.dumps(body), headers=fields)
        assert reply.status_code == 200, reply.data
        self.bytes.append(reply.data)
        return reply.json

    def meta(self, name: str, **members: Any) -> Any:
        return self.post("/api/v2/notifications", [{"channel": f"/meta/{name}", **members}])

    def do(self, path: str, operation: str, **members: Any) -> None:
        assert self.post(path, {"operationName": operation, **members}) == {"statusCode": 0}

    def campaign(self, operation: str) -> None:
        about = {"applicationId": 134, "devicePath": f"/devices/{PHONE}"}
        self.do(f"{ME}/outbound-campaigns/Spring", operation, **about)

    def record(self, operation: str, handle: int, **members: Any) -> None:
        about = {"applicationId": 134, "devicePath": f"/devices/{PHONE}"}
        names = {"campaignName": "Spring", "callingList": "Customers"}
        self.do(f"{ME}/outbound-records/{handle}", operation, **about, **names, **members)

    def dial(self, number: str, handle: int) -> None:
        data = {"GSW_RECORD_HANDLE": handle}
        self.do(f"{ME}/devices/{PHONE}/calls", "Dial", destination={"phoneNumber": number}, userData=data)
        self.wait(MINUTE)

    def wait(self, millis: int) -> None:
        clock: Any = self.world.sandboxes.get().clock
        clock.move_to(clock.now() + millis)

    def hear(self) -> list[str]:
        """What was told on channels of the user's, in a word each."""
        told = self.meta("connect", connectionType="long-polling", advice={"timeout": 0}, **self.client)
        return [word(message) for message in told if message["channel"].startswith("/v2/")]

    def morning(self) -> list[list[str]]:
        """All of it, in five parts."""
        heard = []
        self.do(ME, "StartContactCenterSession", channels=["voice"])
        self.campaign("StartPreviewSession")
        heard.append(self.hear())
        self.campaign("GetPreviewRecord")
        self.dial("647001", 1)
        self.record("CompleteRecord", 1)
        heard.append(self.hear())
        self.campaign("GetPreviewRecord")
        self.dial("647002", 2)
        self.record("CompleteRecord", 2)
        self.campaign("GetPreviewRecord")
        self.record("RejectRecord", 3)
        self.campaign("GetPreviewRecord")
        heard.append(self.hear())
        self.record("RescheduleRecord", 4, callbackType="Personal", timestamp=TEN)
        self.record("CompleteRecord", 4)
        self.campaign("GetPreviewRecord")
        self.record("DoNotCallRecord", 5, chainAttribute="AllChain")
        self.record("CompleteRecord", 5)
        self.campaign("GetPreviewRecord")
        heard.append(self.hear())
        self.wait(60 * MINUTE)
        self.campaign("GetPreviewRecord")
        self.campaign("EndPreviewSession")
        self.do(ME, "EndContactCenterSession")
        heard.append(self.hear())
        return heard


def word(message: Any) -> str:
    """A message in a word: the state of the call, or the kind and the number of the record."""
    data = message["data"]
    if "call" in data:
        return str(data["call"]["state"])
    number = data.get("record", {}).get("phoneNumber", "")
    return " ".join(filter(None, (data.get("notificationType", data["messageType"]), number)))


@pytest.fixture(scope="module")
def played() -> tuple[Desktop, list[list[str]]]:
    desktop = Desktop()
    return desktop, desktop.morning()


def test_the_morning_is_told_as_the_scenario_says(played):
    _, heard = played

    assert heard == [
        ["DeviceStateChangeMessage", "PreviewSessionStarted"],
        ["PreviewRecord 647001", "Dialing", "Established", "Released", "RecordProcessedAcknowledge"],
        [
            "PreviewRecord 647002",
            "Dialing",
            "Released",
            "RecordProcessedAcknowledge",
            "PreviewRecord 647003",
            "RecordRejectAcknowledge",
            "PreviewRecord 647003",
        ],
        [
            "ScheduledRecordRescheduleAcknowledge",
            "RecordProcessedAcknowledge",
            "PreviewRecord 647004",
            "DoNotCallAcknowledge",
            "RecordProcessedAcknowledge",
            "PreviewRecordEmpty",
        ],
        ["PreviewRecord 647003", "PreviewSessionEnded", "DeviceStateChangeMessage"],
    ]


def test_the_same_morning_gives_the_same_bytes_on_every_run(played):
    first, _ = played
    again = Desktop()
    again.morning()

    assert again.bytes == first.bytes
