"""A HostedSuite of one user and 33 call records, asked in process through the whole pipeline."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from mockserver.callcentre.model import CallRecord
from mockserver.journal import Event
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.model import RecordsSpec, Scenario
from mockserver.store.memory import MemoryStore
from mockserver.vendors.hostedsuite import VENDOR
from mockserver.web.pipeline import answer

ORACLES = Path(__file__).parents[2] / "oracles"
WHO = {"CustomerName": "c", "UserName": "u", "Password": "p"}
JSON = "application/json"


@cache
def recorded_world() -> dict[str, Any]:
    """The users and the records that every recorded case starts from."""
    found: dict[str, Any] = json.loads((ORACLES / "hostedsuite-records.json").read_text())
    return {"users": found["users"], "records": VENDOR.records_of(found["records"])}


class Suite:
    """One world of HostedSuite, and the ways to ask it."""

    def __init__(self, records: tuple[CallRecord, ...] | None = None, **settings: Any) -> None:
        start = recorded_world()
        loaded = VENDOR.settings().load({"users": start["users"], **settings})
        spec = RecordsSpec(start["records"] if records is None else records)
        scenario = Scenario("test", vendors={VENDOR.name: loaded}, records={VENDOR.name: spec})
        self.sandboxes = Sandboxes(MemoryStore(), scenario, {VENDOR.name: VENDOR}, tell=lambda *_: None)

    @property
    def sandbox(self) -> Sandbox:
        """The world."""
        return self.sandboxes.get()

    @property
    def last(self) -> Event:
        """What the journal says of the last exchange."""
        return list(self.sandbox.journal)[-1]

    def send(self, method: str, path: str, body: bytes = b"", headers: Any = ()) -> Reply:
        """The answer to a request."""
        return answer(VENDOR, self.sandbox, Request(method, path, Headers(headers), body, host="suite.test"))

    def post(
        self, path: str, body: Any = None, kind: str = JSON, accept: str = JSON, **headers: str
    ) -> Reply:
        """The answer to a POST; what is no text is sent as JSON."""
        text = body if isinstance(body, str) else json.dumps(body)
        given = {
            "Content-Type": kind,
            "Accept": accept,
            **{k.replace("_", "-"): v for k, v in headers.items()},
        }
        sent = [(name, value) for name, value in given.items() if value]
        return self.send("POST", path, text.encode(), sent)

    def update(self, query: str = "", **members: Any) -> Reply:
        """The answer to an update of record 1 unless another is named, by the one user."""
        return self.post(f"/api/calls/update{query}", {"Id": "1", **WHO, **members})

    def list(self, **members: Any) -> Any:
        """What a list request answers."""
        reply = self.post("/api/calls", {**WHO, **members})
        assert reply.status == 200, reply.body
        return json.loads(reply.body)


@pytest.fixture
def make_suite():
    """Worlds with settings of their own."""
    return Suite


@pytest.fixture
def suite() -> Suite:
    """The world of the recordings."""
    return Suite()


@pytest.fixture(scope="session")
def replayed():
    """One world for all recorded cases; each begins with a reset."""
    return Suite()


@pytest.fixture
def status_of():
    """The ResponseStatus of a JSON error."""
    return lambda reply: json.loads(reply.body)["ResponseStatus"]
