"""What a vendor is made of: operations, refusals, notices, and the slots it may fill itself.

Rule: a vendor is a table. Where the table is not enough it fills a slot of
``Vendor`` with a function of its own; nothing outside its folder knows its name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Protocol

from marshmallow import ValidationError

from mockserver.callcentre.calls import CallId, Calls, nineteen_digits
from mockserver.callcentre.model import Call, CallRecord, Event, Happening
from mockserver.callcentre.people import People
from mockserver.callcentre.playing import Playing
from mockserver.callcentre.records import Records, record_of
from mockserver.clock import Millis
from mockserver.formats.base import CannotDecode, Limits, ListOf, Plain, Reading, Type
from mockserver.formats.negotiate import Choice
from mockserver.frozen import frozen
from mockserver.journal import key_of
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.store.base import Space
from mockserver.wire import Wire
from mockserver.wire.loading import load

Settings = Mapping[str, Any]
NOTHING_READ = Reading(None)
Schedule = Iterable[Millis] | None  # how long after each failed delivery the next one follows
Facts = Mapping[str, Any]

DOCUMENTED, MEASURED, ASSUMED = "documented", "measured", "assumed"
FIDELITY = ("X-Mock-Fidelity", ASSUMED)  # the header field of an answer that rests on an assumption


class Refused(Exception):
    """The vendor refuses, by the name of a row of its ``refusals``; facts fill the row's message."""

    def __init__(self, name: str, **facts: Any) -> None:
        super().__init__(name)
        self.name = name
        self.facts = facts


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


def log_call(office: Office, call: Call) -> None:
    """Keep an ended call as a record: what a vendor does that has call records (``Vendor.hears``)."""
    office.records.log(record_of(call, office.people))


class Desk:
    """What a handler may touch: one vendor's part of one sandbox during one exchange."""

    __slots__ = (
        "calls", "now", "number", "office", "people", "reading", "records", "request", "rows", "seed",
        "settings",
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


Handler = Callable[[Desk, dict[str, Any]], object]


@frozen
class Operation:
    """One row of a vendor's table; it reads as the data flows: decode and validate, act, encode."""

    name: str
    method: str
    path: str
    takes: type[Wire] | None
    does: Handler
    gives: type[Wire] | None = None
    fidelity: str = DOCUMENTED
    many: bool = False  # takes and gives lists
    open: bool = False  # needs no credentials
    about: str = ""

    reads: Type | None = field(init=False, compare=False, repr=False, default=None)
    writes: Type | None = field(init=False, compare=False, repr=False, default=None)

    def __post_init__(self) -> None:
        """Find the types of what is read and written: every request asks."""
        object.__setattr__(self, "reads", _type(self.takes, self.many))
        object.__setattr__(self, "writes", _type(self.gives, self.many))


@cache
def _type(schema: type[Wire] | None, many: bool) -> Type | None:
    """The type of a schema; formats know it by its identity, so there is one of each."""
    if schema is None:
        return None
    return ListOf(schema.type()) if many else schema.type()


def validated(operation: Operation, value: Plain) -> dict[str, Any]:
    """What was read, under our names.

    Raises:
        Refused: ``Invalid``, with marshmallow's ``errors`` by wire name.
    """
    if operation.takes is None:
        return {}
    try:
        return load(operation.takes, value or {})  # type: ignore[no-any-return]
    except ValidationError as why:
        raise Refused("Invalid", errors=why.messages, value=value) from why


@frozen
class Refusal:
    """How a vendor spells one refusal. ``message`` may name facts in braces."""

    status: int
    code: str
    message: str = ""
    reason: str = ""  # the reason phrase, where it is not the standard one
    fidelity: str = DOCUMENTED
    headers: tuple[tuple[str, str], ...] = ()

    def text(self, facts: Facts) -> str:
        """The message with its facts; a fact that is missing shows its name."""
        return self.message.format_map(_Facts(facts))


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return f"<{name}>"


@frozen
class Route:
    """Where a request leads: the operation, and what its path says about formats."""

    operation: Operation
    suffix: str = ""
    segment: str = ""


@frozen
class Telling:
    """What a notice is worded from: the happening, the vendor's settings, and numbers to draw by."""

    happening: Happening
    settings: Settings
    seed: int

    @property
    def call(self) -> Call:
        """The call it happened to."""
        return self.happening.call


@frozen
class Notice:
    """A callback: what it tells, whom, in which words; what counts as delivered.

    ``on`` is what must happen to a call; None: a handler posts it (``Desk.post``), and ``to`` and ``says``
    are not asked. ``signs`` gets the members and gives them back with its own added; ``accepts``
    gives the reason why an answer does not count as delivered, or an empty text.
    """

    name: str
    on: Event | None
    writes: Callable[[Any], bytes]
    accepts: Callable[[int, bytes], str]
    to: Callable[[Telling], str | None] = lambda telling: None
    says: Callable[[Telling], dict[str, Plain]] = lambda telling: {}
    signs: Callable[[Telling, dict[str, Plain]], dict[str, Plain]] | None = None
    headers: tuple[tuple[str, str], ...] = ()
    retries: Schedule = None  # None: as the vendor has it


class Signature(Protocol):
    """What ``mockserver sign`` needs of a vendor: how it signs, told and checked."""

    def canonical(self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]) -> str:
        """The text that is signed."""
        ...

    def sign(self, secret: str, canonical: str) -> str:
        """The signature of that text."""
        ...

    def explain(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any]
    ) -> list[tuple[str, str]]:
        """The steps in words, each with what it gives."""
        ...

    def diagnose(
        self, secret: str, nonce: str, timestamp: str, params: Mapping[str, Any], theirs: str
    ) -> str | None:
        """The likely mistake behind a signature that differs."""
        ...


class NoSettings(Wire):
    """A vendor without settings."""


def nobody(_desk: Desk, _operation: Operation, _asked: Mapping[str, Any] | None) -> None:
    """Lets everybody in."""


@frozen
class Auth:
    """Where a vendor asks for credentials: before the body is read, or once it is validated."""

    before: Callable[[Desk, Operation, Mapping[str, Any] | None], None] = nobody
    after: Callable[[Desk, Operation, Mapping[str, Any] | None], None] = nobody


STANDARD_REFUSALS = (
    "NoSuchPath",  # facts: path
    "NoSuchMethod",  # method, path, allowed
    "Unreadable",  # text, media_type, contract
    "Invalid",  # errors, value
    "TooLarge",  # limit
    "Unauthenticated",  # why
)


@frozen
class Vendor:
    """One company, as a table."""

    name: str
    title: str
    mounts: tuple[str, ...]
    operations: tuple[Operation, ...]
    refusals: Mapping[str, Refusal]
    by_status: Mapping[int, str]  # which refusal a bare status in a scenario means
    negotiate: Callable[[Route | None, Request], Choice]
    decode: Callable[[Route, Request, Limits], Reading]
    refuse: Callable[[Refusal, Facts, Choice, Settings], Reply]
    route: Callable[[Vendor, Request], Route]
    encode: Callable[[Plain, Type, Choice, int], Reply]
    settings: type[Wire] = NoSettings
    auth: Auth = Auth()
    credentials: Callable[[Request], Iterable[str]] = lambda request: ()
    owned: Callable[[Settings], Iterable[str]] = lambda settings: ()
    notices: tuple[Notice, ...] = ()
    playing: Playing = field(default_factory=Playing)
    call_id: CallId = nineteen_digits
    record: type[Wire] | None = None  # how given records are spelt
    hears: Callable[[Office, Call], None] | None = None  # what it keeps of a call that has ended, if anything
    retries: tuple[Millis, ...] = ()
    signature: Signature | None = None
    assumptions: Mapping[str, str] = field(default_factory=dict)  # switch in the settings -> what it decides
    any_case: bool = False  # its mounts are the same in capitals and in small letters
    site: bool = False  # a web site of its own: alone in a scenario, it answers wherever nobody else does
    ways: dict[str, dict[str, Route]] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Find the ways to the operations; a table that lacks a standard refusal is no table."""
        for row in self.operations:
            self.ways.setdefault(row.path, {}).setdefault(row.method, Route(row))
        missing = [name for name in STANDARD_REFUSALS if name not in self.refusals]
        if missing:
            raise ValueError(f"vendor {self.name} has no row for {', '.join(missing)}")

    def operation(self, name: str) -> Operation | None:
        """The operation of that name."""
        return next((row for row in self.operations if row.name == name), None)

    def notice(self, name: str) -> Notice:
        """The notice of that name.

        Raises:
            LookupError: the vendor has none.
        """
        found = next((notice for notice in self.notices if notice.name == name), None)
        if found is None:
            raise LookupError(f"{self.title} has no notice {name!r}")
        return found

    def records_of(self, given: Iterable[Mapping[str, Any]]) -> tuple[CallRecord, ...]:
        """Records given in the vendor's own spelling.

        Raises:
            ValidationError: a member has the wrong type; keyed by the record's place.
        """
        if self.record is None:
            raise ValueError(f"{self.title} keeps no call records of its own")
        loaded: list[CallRecord] = self.record(many=True).load(list(given))
        return tuple(loaded)


def unreadable(why: CannotDecode, route: Route, media_type: str) -> Refused:
    """The refusal of a body that cannot be read."""
    return Refused("Unreadable", text=str(why), media_type=media_type, operation=route.operation.name)
