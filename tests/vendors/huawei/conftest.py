"""A tenant space on a manual clock: asked in process, without a server."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.errors import CallCentreRefusal
from mockserver.callcentre.model import Call, Event, Happening
from mockserver.clock import DAWN, Millis
from mockserver.formats.base import Kind, Limits
from mockserver.kit import Desk, Notice, Office, Refused, Telling, validated
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.store.memory import MemoryStore
from mockserver.vendors.huawei import V1, VENDOR
from mockserver.vendors.huawei.settings import DEMO_APP
from mockserver.vendors.huawei.tokens import TOKEN_PATH
from mockserver.wire import schema_of

SEED = 7


@dataclass
class Tenant:
    """One vendor's part of one world, with the route of a request in short."""

    settings: dict[str, Any]
    sandbox: str = "default"
    now: Millis = DAWN
    token: str = ""
    told: list[tuple[Notice, Telling]] = field(default_factory=list)
    owned: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.space = MemoryStore().space("test")
        courses = VENDOR.playing.own_courses()
        self.calls = Calls(self.space, VENDOR.name, seed=SEED, courses=courses, call_id=VENDOR.call_id)

    def wait(self, millis: Millis) -> None:
        """Let time pass and everything happen that is due."""
        until = self.now + millis
        while (due := self.space.take_due(until)) is not None:
            self.now = due.at
            self._tell(self.calls.play(due.key, due.at))
        self.now = until

    def _tell(self, happening: Happening) -> None:
        for notice in VENDOR.notices:
            if notice.on is happening.event:
                self.told.append((notice, Telling(happening, self.settings, SEED)))

    def send(self, request: Request) -> Reply:
        """The answer to a request."""
        route = None
        try:
            route = VENDOR.route(VENDOR, request)
            desk = self.desk(request)
            if not route.operation.open:
                VENDOR.auth.before(desk, route.operation, None)
            asked = validated(route.operation, VENDOR.decode(route, request, Limits()).value)
            value = route.operation.does(desk, asked)
        except Refused as why:
            return self._refused(why.name, why.facts, request)
        except CallCentreRefusal as why:
            return self._refused(type(why).__name__, why.facts, request)
        if isinstance(value, Reply):
            return value
        return VENDOR.encode(value, route.operation.writes or Kind.ANY, VENDOR.negotiate(route, request), 200)

    def _refused(self, name: str, facts: Mapping[str, Any], request: Request) -> Reply:
        return VENDOR.refuse(VENDOR.refusals[name], facts, VENDOR.negotiate(None, request), self.settings)

    def desk(self, request: Request) -> Desk:
        """What a handler touches."""
        office = Office(
            calls=self.calls,
            records=None,  # type: ignore[arg-type]  # this vendor keeps none
            people=None,  # type: ignore[arg-type]
            rows=self.space,
            settings=self.settings,
            seed=SEED,
            sandbox=self.sandbox,
            own=self.owned.append,
        )
        return Desk(office, self.now, request, number=1)

    def post(self, path: str, body: Any = None, **headers: str) -> Reply:
        """The answer to a JSON body, sent with a token unless there is another Authorization."""
        sent = {"Content-Type": "application/json", "Authorization": f"Bearer {self.token}"}
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.send(Request("POST", path, Headers(sent.items()), raw, host="127.0.0.1:8080"))

    def ask(self, name: str, version: str = V1, **members: Any) -> Any:
        """What an interface of the family answers with HTTP 200."""
        reply = self.post(f"{version}/{name}", members)
        assert reply.status == 200, reply.body
        return json.loads(reply.body)

    def sign_in(self) -> None:
        """Get a token as the demonstration application."""
        self.token = json.loads(self.post(TOKEN_PATH, DEMO_APP).body)["AccessToken"]

    def call(self, called: str = "13800000000", **members: Any) -> Call:
        """A call created over the wire."""
        answer = self.ask("createCall", caller="88880067", called=called, **members)
        return self.calls.find(answer["result"]["callSerialNo"])

    def played(self, called: str, **members: Any) -> Call:
        """A call created over the wire and played to its end."""
        call = self.call(called, **members)
        self.wait(120_000)
        return self.calls.find(call.id)

    def letter(self, event: Event) -> bytes | None:
        """The bytes of the last notice of an event, or None if nobody wants to hear it."""
        notice, telling = [told for told in self.told if told[0].on is event][-1]
        if not notice.to(telling):
            return None
        members = notice.says(telling)
        return notice.writes(notice.signs(telling, members) if notice.signs else members)


@pytest.fixture
def make_tenant():
    """Tenants with settings of their own, signed in."""

    def make(sandbox: str = "default", **settings: Any) -> Tenant:
        tenant = Tenant(schema_of(VENDOR.settings).load(settings), sandbox)
        tenant.sign_in()
        return tenant

    return make


@pytest.fixture
def tenant(make_tenant) -> Tenant:
    """A tenant with the settings everybody gets."""
    return make_tenant()


@pytest.fixture
def in_base64():
    """A text as callBackUrl wants it."""
    return lambda text: base64.b64encode(text.encode()).decode()
