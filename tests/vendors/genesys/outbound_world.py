"""What an agent asks of the outbound API, in short, and what it is told."""

from __future__ import annotations

from typing import Any

from mockserver.vendors.genesys.settings import DEMO_USER
from tests.vendors.genesys.conftest import ME, OTHER_USER, Centre

CAMPAIGN = f"{ME}/outbound-campaigns/Campaign1"
RECORDS = f"{ME}/outbound-records"
OUTBOUND, INTERNAL = "/v2/me/outbound", "/me/internal"
NAMED = {"campaignName": "Campaign1", "callingList": "CallingList1"}
ADDED = {"phoneNumber": "900", "timeZone": "GMT", "phoneType": "Mobile", "from": 0, "until": 86399}
HOUR = 3_600_000


class Dialler(Centre):
    """A contact centre with two agents on duty, and lists as given."""

    def __init__(self, *records: Any, generate: int = 0, list: Any = None, **settings: Any) -> None:
        made = {"name": "CallingList1", "records": records, "generate": generate, **(list or {})}
        super().__init__(**{"lists": [made], **settings})
        self.devices = {}
        for user in (DEMO_USER, OTHER_USER):
            self.start(user)
            phones = self.sandbox.settings("genesys")["people"][user]["devices"]
            self.devices[user] = f"/devices/{phones[0]['id']}"
        self.told.clear()

    def ask(self, path: str, operation: str, user: str = DEMO_USER, **members: Any) -> list[Any]:
        """What is told after an operation that is answered with 0: channels and data."""
        before = len(self.told)
        given = {"applicationId": 134, "devicePath": self.devices[user], **members}
        assert self.do(path, operation, user, **given) == {"statusCode": 0}
        told = [each for each in self.told[before:] if each[1] in (OUTBOUND, INTERNAL)]
        assert {each[0] for each in told} <= {user}
        return [each[1:] for each in told]

    def tell(self, *given: Any, **members: Any) -> Any:
        """The data of the first message of an operation."""
        return self.ask(*given, **members)[0][1]

    def event(self, *given: Any, **members: Any) -> str:
        """The notificationType of the first message of an operation."""
        return str(self.tell(*given, **members)["notificationType"])

    def preview(self, user: str = DEMO_USER) -> tuple[str, int] | None:
        """The phone number and the handle of the record that an agent gets."""
        told = self.tell(CAMPAIGN, "GetPreviewRecord", user)
        if told["notificationType"] == "PreviewRecordEmpty":
            return None
        return told["record"]["phoneNumber"], told["record"]["recordHandle"]

    def on(self, handle: int, operation: str, user: str = DEMO_USER, **members: Any) -> Any:
        """The data of the first message of an operation on a record."""
        return self.tell(f"{RECORDS}/{handle}", operation, user, **{**NAMED, **members})

    def error(self, handle: int, operation: str, user: str = DEMO_USER, **members: Any) -> int | None:
        """The code of the error that an operation on a record leads to, or None."""
        code = self.on(handle, operation, user, **members).get("errorCode")
        return None if code is None else int(code)

    def sync(self, path: str, operation: str, **members: Any) -> tuple[int, int]:
        """The HTTP status and the statusCode with which an operation is refused at once."""
        given = {"applicationId": 134, "devicePath": self.devices[DEMO_USER], **members}
        return self.refused(path, operation, **{name: each for name, each in given.items() if each != ...})

    def call_held(self, handle: int, number: str = "647000") -> Any:
        """A call made for a record."""
        return self.dial(number, userData={"GSW_RECORD_HANDLE": handle})

    def kept(self, number: int) -> Any:
        """The row of a record."""
        return self.sandbox.space.get("genesys.lists.records", f"CallingList1 {number}")
