"""A server of this vendor alone, on a manual clock: what a CTI-OBS and an application say to it, in short."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from mockserver.notices import tell
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.load import loads
from mockserver.scenario.model import Scenario
from mockserver.store.memory import MemoryStore
from mockserver.vendors.huawei import VENDOR
from mockserver.web.isolation import locate
from mockserver.web.pipeline import answer

BASE = "/rest/isales/v1/openapi"
USER = {"user": "mock-user", "passwd": "mock-passwd"}
KEY = {"subCCNo": 1, "vdnId": 88}
DATUM = {**KEY, "serviceId": "1251250797", "uniqueId": "21713676089219765504"}
CAMPAIGN = {"name": "spring", "deviceType": 2, "callBackUrl": "http://127.0.0.1:9000/result"}
SIGNED = "auth-v2/mock-ak/2026-01-01T00:00:00Z/host/0123456789abcdef"


@cache
def scenario(text: str) -> Scenario:
    """A scenario is frozen, so hundreds of call centres of one text may have one."""
    return loads(text, "obs.yaml", None, {"huawei": VENDOR})


class Centre:
    """A virtual call centre of a scenario whose settings of this vendor, and rules, are given."""

    def __init__(self, rules: Any = (), **settings: Any) -> None:
        text = {"name": "obs", "clock": "manual", "vendors": {"huawei": settings}, "rules": list(rules)}
        base = scenario(json.dumps(text))
        self.sandboxes = Sandboxes(MemoryStore(), base, {"huawei": VENDOR}, tell=tell)
        self.sandbox = self.sandboxes.get()
        self.token = self.refresh_token = ""

    def send(self, method: str, path: str, body: bytes = b"", prefix: str = "", **headers: str) -> Reply:
        """The answer to whatever is sent."""
        named = [(name.replace("_", "-"), value) for name, value in headers.items()]
        request = Request(method, BASE + path, Headers(named), body, prefix=prefix)
        reply = answer(VENDOR, locate(self.sandboxes, VENDOR, request), request)
        assert reply.header("x-mock-bug") is None, list(self.sandbox.journal)[-1].bug
        return reply

    def post(self, name: str, body: Any = None, **headers: str) -> Reply:
        """The answer to a JSON body, sent with a token unless there is another Authorization."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {"Content_Type": "application/json", "Authorization": f"Bearer {self.token}", **headers}
        return self.send("POST", f"/obs/{name}", raw, **sent)

    def ask(self, name: str, **members: Any) -> Any:
        """The ``resultData`` of a success; True where there is none."""
        reply = self.post(f"business/{name}", members)
        assert reply.status == 200, reply.body
        told = json.loads(reply.body)
        assert told["result"] == 0
        return told.get("resultData", True)

    def write(self, name: str = "push/midresult", **members: Any) -> Reply:
        """The answer to a result of the sample's datum."""
        return self.post(f"business/{name}", {**DATUM, **members})

    def read(self, many: int = 1, service_id: str = DATUM["serviceId"]) -> Any:
        """What callnos hands out."""
        return self.ask("callnos", **KEY, serviceId=service_id, batchCount=many)

    def log_in(self, prefix: str = "", **more: str) -> Any:
        """Get tokens."""
        raw = json.dumps({**USER, **more}).encode()
        reply = self.send("POST", "/obs/auth/login", raw, prefix, Content_Type="application/json")
        assert reply.status == 200, reply.body
        told = json.loads(reply.body)["resultData"]
        self.token, self.refresh_token = told["token"], told["refreshToken"]
        return told

    def campaign(self, method: str = "POST", path: str = "/88", body: Any = None, **headers: str) -> Any:
        """What the campaign interfaces answer."""
        raw = b"" if body is None else json.dumps(body).encode()
        sent = {"Content_Type": "application/json", "Authorization": SIGNED, **headers}
        return json.loads(self.send(method, f"/campaigns{path}", raw, **sent).body)

    def started(self, *numbers: str, **members: Any) -> tuple[str, list[str]]:
        """A campaign with numbers: its id, and theirs."""
        number = self.campaign(body={**CAMPAIGN, **members})["returnObject"]["id"]
        if not numbers:
            return str(number), []
        data = [{"sessionId": f"s-{called}", "called": called} for called in numbers]
        told = self.campaign(path=f"/88/calldata/{number}", body={"callDataList": data})
        return str(number), [each["dataId"] for each in told["returnObject"]["dataIdList"]]

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self.sandbox.clock.move_to(self.sandbox.clock.now() + seconds * 1000)
        self.sandbox.catch_up()

    def pushed(self) -> list[Any]:
        """The callbacks that were posted."""
        return list(self.sandbox.outbox.list())

    def kept(self, **members: str) -> Any:
        """The row of a datum."""
        named = {**DATUM, **members}
        key = f"{named['vdnId']} {named['serviceId']} {named['uniqueId']}"
        return self.sandbox.space.get("huawei.obs.data", key)


def centre(**settings: Any) -> Centre:
    """A call centre whose OBS has logged in."""
    made = Centre(**settings)
    made.log_in()
    return made
