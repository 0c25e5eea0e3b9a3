"""Genesys and Huawei in one world, sharing calls: what an agent does at one, what is known at the other."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from mockserver.clock import Millis
from mockserver.notices import tell
from mockserver.request import Headers, Request
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.load import loads
from mockserver.store.memory import MemoryStore
from mockserver.vendors import Installed
from mockserver.web.pipeline import answer

VENDORS = {name: Installed()[name] for name in ("genesys", "huawei")}
ME, CAMPAIGN = "/api/v2/me", "/api/v2/me/outbound-campaigns/Spring"
ISALES = "/rest/isales/v1/openapi"
FIELDS = {
    "genesys": "Basic " + base64.b64encode(b"ann:s3cret").decode(),
    "huawei": "auth-v2/mock-ak/2026-05-04T08:00:00Z/host/0123456789abcdef",
}
PHONES = tuple(f"500{place}" for place in range(4))
NAMED = {"applicationId": 134, "campaignName": "Spring", "callingList": "Customers"}
FIRST = 10**19  # the uniqueId of a task's first datum
SECOND, MINUTE, HOUR = 1_000, 60_000, 3_600_000


def task(*numbers: str, **members: Any) -> dict[str, Any]:
    """An outbound task of Huawei's."""
    return {"service_id": "7", "vdn_id": 88, "numbers": numbers, "first_id": str(FIRST), **members}


class Bridge:
    """An agent with four phones, whose calling list has these numbers, and outbound tasks."""

    def __init__(
        self,
        *tasks: Mapping[str, Any],
        numbers: tuple[str, ...] = (),
        calls: Any = (),
        together: Any = ("genesys", "huawei"),
        **settings: Any,
    ) -> None:
        devices = [{"id": f"phone-{number}", "phone_number": number} for number in PHONES]
        genesys = {
            "users": [{"user": "ann", "password": "s3cret", "agent_id": "3001", "devices": devices}],
            "campaigns": [{"name": "Spring", "application": 134, "lists": ["Customers"]}],
            "lists": [{"name": "Customers", "records": [{"phone": number} for number in numbers]}],
        }
        huawei = {"obs_tasks": tasks, "obs_batch": "list", **settings}
        text: dict[str, Any] = {"name": "bridge", "clock": "manual", "calls": list(calls)}
        text |= {"vendors": {"genesys": genesys, "huawei": huawei}}
        text |= {"together": together} if together else {}
        scenario = loads(json.dumps(text), "bridge.yaml", None, VENDORS)
        self.sandbox = Sandboxes(MemoryStore(), scenario, VENDORS, tell=tell).get()
        self.told: list[Any] = []  # by Genesys
        self.sandbox.publish = self._publish  # type: ignore[method-assign, assignment]
        self.agent(ME, "StartContactCenterSession", channels=["voice"])

    def _publish(self, _vendor: str, _user: str | None, *messages: Any) -> None:
        self.told.extend(data for _, data in messages)

    def send(self, vendor: str, method: str, path: str, body: Any = None, token: str = "") -> Any:
        """What a vendor answers to JSON."""
        fields = {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {token}" if token else FIELDS[vendor],
        }
        raw = b"" if body is None else json.dumps(body).encode()
        request = Request(method, path, Headers(list(fields.items())), raw)
        reply = answer(VENDORS[vendor], self.sandbox, request)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def wait(self, millis: Millis) -> None:
        """Let time pass, and what is due happen."""
        clock: Any = self.sandbox.clock
        clock.move_to(clock.now() + millis)
        self.sandbox.catch_up()

    # ------------------------------------------------------------ Genesys

    def agent(self, path: str, operation: str, **members: Any) -> Any:
        """The data of what is told first after an operation."""
        before = len(self.told)
        reply = self.send("genesys", "POST", path, {"operationName": operation, **members})
        assert reply == {"statusCode": 0}
        return self.told[before] if len(self.told) > before else None

    def record(self, operation: str, handle: int, **members: Any) -> Mapping[str, Any]:
        """What the dialler says of an operation on a record."""
        at = {"devicePath": f"/devices/phone-{PHONES[0]}"}
        before = len(self.told)
        self.agent(f"{ME}/outbound-records/{handle}", operation, **NAMED, **at, **members)
        said: Mapping[str, Any] = self.told[before + 1]["userData"]
        return said

    def preview(self) -> Mapping[str, Any]:
        """The data of the record that is previewed next."""
        at = {"devicePath": f"/devices/phone-{PHONES[0]}"}
        told = self.agent(CAMPAIGN, "GetPreviewRecord", applicationId=134, **at)
        data: Mapping[str, Any] = told["record"]["userData"]
        return data

    def dial(self, number: str, handle: int = 0, phone: str = PHONES[0]) -> str:
        """The id of a call that is placed now; it goes on."""
        data = {"userData": {"GSW_RECORD_HANDLE": handle}} if handle else {}
        to = {"destination": {"phoneNumber": number}}
        self.agent(f"{ME}/devices/phone-{phone}/calls", "Dial", **to, **data)
        return str(list(self.sandbox.calls["genesys"])[-1].id)

    def hangs_up(self, id: str) -> None:
        """The agent ends the call."""
        self.agent(f"{ME}/calls/{id}", "Hangup")
        self.wait(0)

    def released(self, id: str) -> Mapping[str, Any]:
        """The call as Genesys told that it was released."""
        calls = [each["call"] for each in self.told if each["messageType"] == "CallStateChangeMessage"]
        (found,) = [call for call in calls if (call["id"], call["state"]) == (id, "Released")]
        return dict(found)

    # ------------------------------------------------------------ Huawei

    def result(self, id: str) -> Mapping[str, Any] | None:
        """What Huawei answers to who asks for a call's result."""
        told = self.send("huawei", "GET", f"{ISALES}/campaigns/88/callresultdetail/{id}")
        found: Mapping[str, Any] | None = told.get("data")
        return found

    def kept(self, unique_id: int = FIRST, service_id: str = "7") -> Any:
        """The row of a datum, if there is one."""
        return self.sandbox.space.get("huawei.obs.data", f"88 {service_id} {unique_id}")

    def pushed(self) -> list[Any]:
        """The results that the application is told."""
        return [json.loads(each.body)[0] for each in self.sandbox.outbox.list()]

    def obs(self, name: str, **members: Any) -> Any:
        """What a CTI-OBS is answered."""
        user = {"user": "mock-user", "passwd": "mock-passwd"}
        token = self.send("huawei", "POST", f"{ISALES}/obs/auth/login", user)["resultData"]["token"]
        asked = {"subCCNo": 1, "vdnId": 88, "serviceId": "7", **members}
        return self.send("huawei", "POST", f"{ISALES}/obs/business/{name}", asked, token)

    def read(self, many: int = 100) -> list[str]:
        """The numbers that a CTI-OBS is handed out."""
        told = self.obs("callnos", batchCount=many)["resultData"]
        return [each["phoneNumber"][0] for each in told]
