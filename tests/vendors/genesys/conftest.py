"""Genesys in worlds of its own on a manual clock, asked in process through the whole pipeline."""

from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from mockserver.callcentre.model import Call
from mockserver.clock import Millis
from mockserver.journal import Event
from mockserver.notices import tell
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import ClockSpec, Scenario
from mockserver.store.memory import MemoryStore
from mockserver.vendors.genesys import VENDOR
from mockserver.vendors.genesys.auth import cookie_of
from mockserver.vendors.genesys.settings import DEMO_PASSWORD, DEMO_USER, SAMPLE_DEVICES
from mockserver.web.pipeline import answer

ME = "/api/v2/me"
PHONE, SECOND_PHONE = SAMPLE_DEVICES
OTHER_USER = "mock-agent-2"


def basic(user: str = DEMO_USER, password: str = DEMO_PASSWORD) -> str:
    """What the field Authorization says."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Centre:
    """One contact centre, and the ways to ask it; what is published is kept."""

    def __init__(self, **settings: Any) -> None:
        loaded = VENDOR.settings().load(settings)
        scenario = Scenario("test", vendors={VENDOR.name: loaded}, clock=ClockSpec("manual"), seed=7)
        self.sandboxes = Sandboxes(MemoryStore(), scenario, {VENDOR.name: VENDOR}, tell=tell)
        self.told: list[tuple[str | None, str, Any]] = []  # user, channel, data
        self.sandbox.publish = self._publish  # type: ignore[method-assign]

    def _publish(self, _vendor: str, user: str | None, *messages: tuple[str, Any]) -> None:
        told = [(user, channel, json.loads(json.dumps(data))) for channel, data in messages]
        self.sandbox.space.afterwards(lambda: self.told.extend(told))

    @property
    def sandbox(self) -> Sandbox:
        """The world."""
        return self.sandboxes.get()

    @property
    def last(self) -> Event:
        """What the journal says of the last exchange."""
        return list(self.sandbox.journal)[-1]

    @property
    def calls(self) -> list[Call]:
        """All calls, oldest first."""
        return list(self.sandbox.calls[VENDOR.name])

    def wait(self, millis: Millis) -> None:
        """Let time pass, and what is due happen."""
        clock: Any = self.sandbox.clock
        clock.move_to(clock.now() + millis)
        self.sandbox.catch_up()

    def send(self, method: str, path: str, body: bytes = b"", **headers: str) -> Reply:
        """The answer to a request; header names are written with underscores."""
        fields = [(name.replace("_", "-"), value) for name, value in headers.items()]
        request = Request(method, path, Headers(fields), body, host="gws.test")
        reply = answer(VENDOR, self.sandbox, request)
        assert not self.last.bug, self.last.bug
        return reply

    def get(self, path: str, user: str = DEMO_USER, **headers: str) -> Reply:
        """The answer to a GET of a user's."""
        return self.send("GET", path, Authorization=basic(user), **headers)

    def post(self, path: str, body: Any, user: str = DEMO_USER, **headers: str) -> Reply:
        """The answer to a POST of a user's; what is not bytes is sent as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        given = {"Content_Type": "application/json", "Authorization": basic(user)} | headers
        return self.send("POST", path, raw, **given)

    def read(self, path: str, user: str = DEMO_USER) -> Any:
        """What a GET answers with success, as JSON."""
        reply = self.get(path, user)
        assert reply.status == 200, reply.body
        value = json.loads(reply.body)
        assert value["statusCode"] == 0
        return value

    def do(self, path: str, operation: str, user: str = DEMO_USER, **members: Any) -> Any:
        """What an operation answers with HTTP 200, as JSON."""
        reply = self.post(path, {"operationName": operation, **members}, user)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def refused(self, path: str, operation: str, user: str = DEMO_USER, **members: Any) -> tuple[int, int]:
        """The HTTP status and the statusCode with which an operation is refused."""
        reply = self.post(path, {"operationName": operation, **members}, user)
        value = json.loads(reply.body)
        assert list(value) == ["statusCode", "statusMessage"]
        return reply.status, value["statusCode"]

    def start(self, user: str = DEMO_USER, **members: Any) -> None:
        """Begin a contact centre session on voice."""
        assert self.do(ME, "StartContactCenterSession", user, channels=["voice"], **members) == {
            "statusCode": 0
        }

    def dial(self, number: str = "647000", **members: Any) -> Call:
        """A call made from the first phone."""
        answered = self.do(
            f"{ME}/devices/{PHONE}/calls", "Dial", destination={"phoneNumber": number}, **members
        )
        assert answered == {"statusCode": 0}
        return self.calls[-1]


def session_in(reply: Reply) -> str:
    """The id of the HTTP session that an answer begins."""
    field = reply.header("Set-Cookie") or ""
    return cookie_of(Request("GET", "/", Headers([("Cookie", field)])))


@pytest.fixture
def make_centre():
    """Contact centres with settings of their own."""
    return Centre


@pytest.fixture
def centre() -> Centre:
    """A contact centre as it is by default."""
    return Centre()


@pytest.fixture
def on_duty(centre) -> Centre:
    """A contact centre whose demo user has a session on voice."""
    centre.start()
    centre.told.clear()
    return centre
