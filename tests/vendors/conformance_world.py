"""Every vendor there is, served in process, with its doors open; and what an exchange left behind.

Rule: whatever the suite judges is data here: the answer, the journal's event, the rows before and after.
"""

from __future__ import annotations

import base64
import io
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mockserver.app import app_of
from mockserver.callbacks.dispatcher import Dispatcher
from mockserver.callbacks.egress import EgressGate
from mockserver.callbacks.sender import Sender
from mockserver.journal import Event
from mockserver.kit import Auth, Operation, Vendor
from mockserver.notices import tell
from mockserver.sandbox import Sandbox
from mockserver.sandboxes import Sandboxes
from mockserver.scenario.bare import default
from mockserver.scenario.model import ClockSpec
from mockserver.settings import Settings
from mockserver.store.memory import MemoryStore
from mockserver.vendors import Installed
from mockserver.web.waiting import Waiting
from mockserver.web.world import World
from tests import acme
from tests.thorough import THOROUGH
from tests.vendors.conformance_bodies import Sent
from tests.vendors.conformance_tongues import Tongue, path_of, sample, spoken

NOTHING = Sent(b"", None)
# A vendor whose answers depend on who asks is asked by the demonstration user of its default settings.
SOMEBODY = {"HTTP_AUTHORIZATION": "Basic " + base64.b64encode(b"mock-agent:mock-password").decode()}
MADE_TO_FAIL = "Stumble"  # an operation of the made-up vendor that is a bug


def all_vendors() -> dict[str, Vendor]:
    """The installed vendors and the made-up one; nobody is asked who they are."""
    made_up = replace(
        acme.VENDOR, operations=tuple(row for row in acme.VENDOR.operations if row.name != MADE_TO_FAIL)
    )
    found = {**Installed(), made_up.name: made_up}
    return {name: replace(vendor, auth=Auth()) for name, vendor in found.items()}


@dataclass(frozen=True)
class Case:
    """One operation of one vendor in one of the formats it reads."""

    vendor: Vendor
    row: Operation
    tongue: Tongue

    def __str__(self) -> str:
        return f"{self.vendor.name}-{self.row.name}-{self.tongue.name}"


def all_cases() -> Iterator[Case]:
    for vendor in all_vendors().values():
        for row in vendor.operations:
            for tongue in spoken(vendor, row):
                yield Case(vendor, row, tongue)


def share(cases: Sequence[Case], number: int) -> list[Case]:
    """The cases that a hostile row is sent to: where it is thorough, all; else one of each vendor and format.

    What reads a body is a vendor's own and the format's, hardly an operation's; the row's number says which
    operation it is, so that each of them has its turn at one row after the other.
    """
    if THOROUGH:
        return list(cases)
    alike: dict[tuple[str, str], list[Case]] = {}
    for case in cases:
        alike.setdefault((case.vendor.name, case.tongue.name), []).append(case)
    return [each[number % len(each)] for each in alike.values()]


@dataclass(frozen=True)
class Answered:
    """What came of one exchange."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    events: tuple[Event, ...]  # those the exchange left in the journal
    changed: tuple[str, ...]  # tables whose rows are others now
    took: int  # microseconds of the processor: how busy the machine is with other things is no matter
    sent: Sent = field(repr=False, default=NOTHING)

    def header(self, name: str) -> str | None:
        return next((value for field_, value in self.headers if field_.lower() == name.lower()), None)

    @property
    def event(self) -> Event:
        (only,) = self.events
        return only


class Ground:
    """One server, one sandbox, and one record of each vendor that keeps any."""

    def __init__(self, vendors: dict[str, Vendor]) -> None:
        scenario = replace(default(vendors), clock=ClockSpec("manual"))
        sandboxes = Sandboxes(MemoryStore(), scenario, vendors, tell=tell)
        sender = Sender(EgressGate())
        dispatcher = Dispatcher(sandboxes.__iter__, sender)
        self.world = World(Settings(), vendors, sandboxes, dispatcher, Waiting(dispatcher))
        self.app = app_of(self.world)
        self.reset()

    def reset(self) -> None:
        """As in the beginning."""
        self.sandbox: Sandbox = self.world.sandboxes.reset().sandbox
        for vendor in self.world.vendors.values():
            if vendor.record is not None:
                (record,) = vendor.records_of([sample(vendor.record.type())])
                self.sandbox.records[vendor.name].add(record)

    def ask(self, row: Operation, sent: Sent, accept: str | None = None, query: str = "") -> Answered:
        """Send it to the operation's address."""
        return self.send(environ_of(row.method, path_of(row), sent, accept, query, **SOMEBODY), sent)

    def send(self, environ: dict[str, Any], sent: Sent = NOTHING) -> Answered:
        """Send whatever it is."""
        self.sandbox.catch_up()  # what is due by now is not the request's doing
        journal, before = self.sandbox.journal, self.rows()
        journal.clear()
        began, line = time.thread_time_ns(), []
        body = b"".join(self.app(environ, lambda status, headers: line.extend((status, headers))))
        took = (time.thread_time_ns() - began) // 1000
        after = self.rows()
        changed = tuple(name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
        status, _, reason = line[0].partition(" ")
        return Answered(int(status), reason, tuple(line[1]), body, tuple(journal), changed, took, sent)

    def rows(self) -> dict[str, Any]:
        """All that is remembered but the journal's own count."""
        tables = {name: dict(rows) for name, rows in self.sandbox.space._tables.items() if name != "journal"}
        return {name: rows for name, rows in tables.items() if rows} | {"due": self.sandbox.space.planned()}


def environ_of(
    method: str, path: str, sent: Sent, accept: str | None = None, query: str = "", **more: Any
) -> dict[str, Any]:
    """What a server makes of a request, as gunicorn does."""
    target = f"{path}?{query}" if query else path
    environ: dict[str, Any] = {
        "REQUEST_METHOD": method,
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "RAW_URI": target,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8080",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": "127.0.0.1:8080",
        "CONTENT_LENGTH": str(len(sent.body)),
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(sent.body),
        "wsgi.errors": io.StringIO(),
    }
    given = {"CONTENT_TYPE": sent.content_type, "HTTP_ACCEPT": accept, "HTTP_CONTENT_ENCODING": sent.encoding}
    return environ | {name: value for name, value in given.items() if value is not None} | more
