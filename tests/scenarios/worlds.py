"""A bundled scenario, served in process: its clock stands still until it is moved, and nothing is sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mockserver.app import app_of, make_world
from mockserver.callbacks.delivery import Delivery
from mockserver.callcentre.model import Call
from mockserver.clock import DAWN, ManualClock, Millis
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import Scenario
from mockserver.settings import Settings
from mockserver.vendors import Installed
from mockserver.web.world import World

FILES = sorted((Path(__file__).parents[2] / "scenarios").glob("*.yaml"))
NAMES = [path.stem for path in FILES]
TOKEN = "/apigovernance/api/oauth/tokenByAkSk"
CREATE = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
REPORT_TO = "http://127.0.0.1:9000/released"
LOGIN = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
HOUR: Millis = 3_600_000


@dataclass
class Played:
    """A server of one scenario, and what a client says to it."""

    sandbox: Sandbox
    http: Any  # the client of the Flask application
    token: str = ""

    @property
    def scenario(self) -> Scenario:
        return self.sandbox.scenario

    def post(self, path: str, body: Any, **headers: str) -> Any:
        """The answer to a JSON body."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(
            path, data=json.dumps(body), headers={"Content-Type": "application/json", **named}
        )

    def call(self, called: str, caller: str = "13800000001", **members: str) -> str:
        """A call placed with createCall; gives its serial number."""
        self.token = self.token or self.post(TOKEN, self.app).json["AccessToken"]
        answer = self.post(
            CREATE, {"caller": caller, "called": called, **members}, Authorization=f"Bearer {self.token}"
        )
        assert answer.json["retCode"] == "0", answer.json
        return str(answer.json["result"]["callSerialNo"])

    def placed(self, vendor: str, called: str, caller: str) -> str:
        """A call of a vendor's, placed as its clients do where that is createCall, else by the admin API."""
        if vendor == "huawei":
            return self.call(called, caller)
        answer = self.post("/__admin/calls", {"vendor": vendor, "caller": caller, "called": called})
        assert answer.status_code == 201, answer.json
        return str(answer.json["id"])

    @property
    def app(self) -> Mapping[str, str]:
        """The first application of the scenario's tenant."""
        first: Mapping[str, str] = self.sandbox.settings("huawei")["apps"][0]
        return first

    def let_pass(self, millis: Millis = HOUR) -> None:
        """Let time pass, and everything happen that is due; callbacks become ready and stay so."""
        with self.sandbox.transaction():
            self.sandbox.catch_up(self.sandbox.clock.now() + millis)

    def found(self, id: str, vendor: str = "huawei") -> Call:
        with self.sandbox.transaction():
            return self.sandbox.calls[vendor].find(id)

    def deliveries(self, call_id: str) -> list[Delivery]:
        return [each for each in self.sandbox.outbox.list() if each.call_id == call_id]


@cache
def served(path: Path) -> tuple[World, Any]:
    """A server of the scenario and a client of it, made once: a reset makes its world anew."""
    world = make_world(Settings(scenarios=(str(path),)), Installed())
    return world, app_of(world).test_client()


def played(path: Path) -> Played:
    """The scenario's world, as new."""
    world, http = served(path)
    sandbox = world.sandboxes.reset().sandbox
    if sandbox.clock.kind != "manual":
        sandbox.clock = ManualClock(DAWN)
    return Played(sandbox, http)


def in_base64(url: str = REPORT_TO) -> str:
    return base64.b64encode(url.encode()).decode()


def fitting(pattern: str) -> str:
    """A number that a pattern of the scenario fits."""
    return pattern.replace("*", "01").replace("?", "1") or "88880067"


def named(name: str) -> Played:
    return played(next(path for path in FILES if path.stem == name))
