"""The scenario genesys-chain does what its comment says."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mockserver.notices import tell
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.load import load
from mockserver.store.memory import MemoryStore
from mockserver.vendors.genesys import VENDOR
from tests.vendors.genesys.conftest import basic
from tests.vendors.genesys.outbound_world import OUTBOUND, Dialler

FILE = Path(__file__).parents[3] / "scenarios" / "genesys-chain.yaml"
CAMPAIGN, RECORDS = "/api/v2/me/outbound-campaigns/Spring", "/api/v2/me/outbound-records"
NAMED = {"campaignName": "Spring", "callingList": "Customers"}
DEVICE = "/devices/phone-of-ann"


class Morning(Dialler):
    """What ann does and is told."""

    def __init__(self) -> None:
        scenario = load(FILE, {"genesys": VENDOR})
        self.sandboxes = Sandboxes(MemoryStore(), scenario, {"genesys": VENDOR}, tell=tell)
        self.told: list[Any] = []
        self.sandbox.publish = self._publish
        self.devices = {"ann": DEVICE}

    def post(self, path: str, body: Any, user: str = "ann", **headers: str) -> Any:
        return super().post(path, body, user, Authorization=basic("ann", "s3cret"), **headers)

    def dialled(self, number: str, handle: int) -> None:
        path = f"/api/v2/me{DEVICE}/calls"
        data = {"GSW_RECORD_HANDLE": handle}
        assert self.do(path, "Dial", destination={"phoneNumber": number}, userData=data) == {"statusCode": 0}
        self.wait(60_000)

    def one(self, handle: int, operation: str, **members: Any) -> None:
        self.ask(f"{RECORDS}/{handle}", operation, "ann", **NAMED, **members)

    @property
    def outbound(self) -> list[tuple[Any, Any]]:
        """The notifications of records, with their handles."""
        found = [data for _, channel, data in self.told if channel == OUTBOUND]
        return [(data["notificationType"], data["record"].get("recordHandle")) for data in found]


def test_the_chain_goes_as_the_scenario_says():
    world = Morning()
    world.start("ann")
    preview = (CAMPAIGN, "GetPreviewRecord", "ann")

    world.ask(*preview)
    world.dialled("647001", 1)
    world.one(1, "GetChainedRecord")
    world.dialled("647002", 2)
    world.one(2, "CompleteRecord", callResult="Answer")
    world.one(1, "CompleteRecord")
    world.one(3, "RejectRecord")
    world.ask(*preview)
    world.one(4, "DoNotCallRecord", chainAttribute="AllChain")
    world.one(4, "CompleteRecord")
    world.ask(*preview)
    added = {"phoneNumber": "647009", "timeZone": "GMT", "phoneType": "Mobile", "from": 0, "until": 86339}
    world.ask(RECORDS, "AddRecord", "ann", **NAMED, **added)
    world.ask(*preview)

    assert world.outbound == [
        ("PreviewRecord", 1),
        ("ChainedRecord", 2),
        ("ChainedRecord", 3),
        ("ChainedRecordsDataEnd", 1),
        ("RecordProcessedAcknowledge", 2),
        ("RecordProcessedAcknowledge", 1),
        ("RecordRejectAcknowledge", 3),
        ("PreviewRecord", 4),
        ("DoNotCallAcknowledge", 4),
        ("RecordProcessedAcknowledge", 4),
        ("PreviewRecordEmpty", None),
        ("AddRecordAcknowledge", None),
        ("PreviewRecord", 5),
    ]
    results = [
        world.sandbox.space.get("genesys.lists.records", f"Customers {number}").result for number in (1, 2)
    ]
    assert results == ["NoAnswer", "Answer"]
