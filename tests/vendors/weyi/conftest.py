"""WEYI in worlds of its own, asked in process through the whole pipeline."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mockserver.journal import Event
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import Scenario
from mockserver.store.memory import MemoryStore
from mockserver.vendors.weyi import VENDOR
from mockserver.vendors.weyi.settings import DEMO_TOKEN
from mockserver.web.pipeline import answer

FINISH = "/Client/Request/CallFinishedNew"
JSON, XML = "application/json", "application/xml"
NAMESPACE = "http://schemas.datacontract.org/2004/07/API.Models"


class Site:
    """One world of WEYI, and the ways to ask it."""

    def __init__(self, **settings: Any) -> None:
        loaded = VENDOR.settings().load(settings)
        scenario = Scenario("test", vendors={VENDOR.name: loaded})
        self.sandboxes = Sandboxes(MemoryStore(), scenario, {VENDOR.name: VENDOR}, tell=lambda *_: None)

    @property
    def sandbox(self) -> Sandbox:
        """The world."""
        return self.sandboxes.get()

    @property
    def last(self) -> Event:
        """What the journal says of the last exchange."""
        return list(self.sandbox.journal)[-1]

    @property
    def rows(self) -> dict[str, Any]:
        """All that is remembered but the journal."""
        space = self.sandbox.space
        return {name: dict(space.rows(name)) for name in space._tables if name.startswith("weyi.")}

    def send(
        self, method: str, path: str, body: bytes = b"", headers: Any = (), scheme: str = "http"
    ) -> Reply:
        """The answer to a request."""
        request = Request(method, path, Headers(headers), body, scheme, host="weyi.test")
        return answer(VENDOR, self.sandbox, request)

    def post(
        self, path: str, body: Any = None, kind: str = JSON, token: str = DEMO_TOKEN, **headers: str
    ) -> Reply:
        """The answer to a POST; what is neither text nor bytes is sent as JSON."""
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        given = {"Content-Type": kind, "Token": token}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        sent = [(name, value) for name, value in given.items() if value]
        return self.send("POST", path, text if isinstance(text, bytes) else text.encode(), sent)

    def get(self, path: str, token: str = DEMO_TOKEN, **headers: str) -> Reply:
        """The answer to a GET."""
        return self.send("GET", path, headers=[("Token", token), *headers.items()])

    def ask(self, action: str, token: str = DEMO_TOKEN, **members: Any) -> Any:
        """What an action answers with 200, in JSON."""
        reply = self.post(f"/Client/Request/{action}", members, token=token)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def finish(self, token: str = DEMO_TOKEN, **members: Any) -> Reply:
        """The answer to CallFinishedNew."""
        return self.post(FINISH, members, token=token)

    def status(self, token: str = DEMO_TOKEN) -> Any:
        """How the caller's current request is."""
        reply = self.get("/Client/Request/StatusByRequestId", token=token)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)


@pytest.fixture
def make_site():
    """Worlds with settings of their own."""
    return Site


@pytest.fixture
def site() -> Site:
    """A world as it is by default: one caller, who has no request yet."""
    return Site()


@pytest.fixture(scope="session")
def replayed() -> Site:
    """The world of the recordings."""
    return Site(authorization=False, diagnosis=True, log_id=1)
