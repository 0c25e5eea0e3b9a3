"""What a vendor's handlers work with: its part of a sandbox, and that part during one exchange."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.model import Call
from mockserver.callcentre.people import People
from mockserver.callcentre.records import Records, record_of
from mockserver.clock import Millis
from mockserver.formats.base import Reading
from mockserver.frozen import frozen
from mockserver.journal import key_of
from mockserver.request import Request
from mockserver.store.base import Space

Settings = Mapping[str, Any]
Push = tuple[str, Any]  # a channel, and the data that is published on it
Schedule = Iterable[Millis] | None  # how long after each failed delivery the next one follows
NOTHING_READ = Reading(None)


@frozen
class Letter:
    """A callback before it is worded: which notice, about what, to whom, and which event caused it."""

    notice: str
    about: str
    url: str
    members: Any
    cause: str
    at: Millis
    schedule: Schedule = None


@frozen
class Office:
    """A vendor's part of one sandbox, in every exchange the same."""

    calls: Calls
    records: Records
    people: People
    rows: Space  # for what only this vendor keeps, e.g. tokens; tables begin with the vendor's name
    settings: Settings
    seed: int
    sandbox: str
    own: Callable[[str], None] = lambda credential: None  # requests with this credential come to this sandbox
    disown: Callable[[str], None] = lambda credential: None  # they no longer do
    send: Callable[[Letter], None] = lambda letter: None  # puts a callback into the outbox
    publish: Callable[[str | None, tuple[Push, ...]], None] = lambda user, messages: None  # to Bayeux clients


def log_call(office: Office, call: Call) -> None:
    """Keep an ended call as a record: what a vendor does that has call records (``Vendor.hears``)."""
    office.records.log(record_of(call, office.people))


class Desk:
    """What a handler may touch: one vendor's part of one sandbox during one exchange."""

    __slots__ = (
        "calls", "now", "number", "office", "people", "reading", "records", "request", "rows", "seed",
        "settings", "who",
    )  # fmt: skip

    def __init__(self, office: Office, now: Millis, request: Request, number: int) -> None:
        self.office = office
        self.calls = office.calls
        self.records = office.records
        self.people = office.people
        self.rows = office.rows
        self.settings = office.settings
        self.seed = office.seed
        self.now = now
        self.request = request
        self.number = number  # of the journal's event of this exchange
        self.reading = NOTHING_READ
        self.who = ""  # the user whom the credentials name, once the vendor has looked

    @property
    def sandbox(self) -> str:
        """The name of the sandbox."""
        return self.office.sandbox

    @property
    def event(self) -> str:
        """The id of the journal's event of this exchange."""
        return key_of(self.seed, self.number)

    def post(self, notice: str, *, about: str, url: str, members: Any, schedule: Schedule = None) -> None:
        """Let a callback go out that no call is behind: its notice by name, in order with others about it.

        ``members`` is what the notice writes; ``schedule`` how long after each failure the next try follows,
        None: as the notice has it.
        """
        self.office.send(Letter(notice, about, url, members, self.event, self.now, schedule))

    def publish(self, user: str | None, *messages: Push) -> None:
        """Let messages go to all Bayeux sessions of a user (None: of everybody) that have subscribed to them.

        Each is a channel and JSON data, e.g. ``("/v2/me/calls", {"messageType": ...})``, which nobody changes
        any more. They are enqueued in this order, all at once, so they share one poll; and only when the
        exchange has succeeded: a refusal or a bug undoes them.
        """
        self.office.publish(user, messages)
