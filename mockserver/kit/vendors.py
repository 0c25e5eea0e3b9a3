"""A vendor: its table, and the slots it may fill itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Any

from mockserver.callcentre.calls import CallId, nineteen_digits
from mockserver.callcentre.model import Call, CallRecord
from mockserver.callcentre.playing import Playing
from mockserver.clock import Millis
from mockserver.formats.base import CannotDecode, Limits, Plain, Reading, Type
from mockserver.formats.negotiate import Choice
from mockserver.frozen import frozen
from mockserver.kit.desk import Desk, Office, Settings
from mockserver.kit.notices import Notice, Signature
from mockserver.kit.operations import Operation, Route
from mockserver.kit.refusals import Facts, Refusal, Refused
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.timeline import Due
from mockserver.wire import Wire

if TYPE_CHECKING:
    from mockserver.kit.bayeux import Bayeux
    from mockserver.kit.outbound import Outbound


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
    bayeux: Bayeux | None = None  # where its clients are told of events, if they are
    outbound: Outbound | None = None  # its campaigns and calling lists, if it has any
    doings: Mapping[str, Callable[[Office, Due], None]] = field(default_factory=dict)
    # ^ what happens by itself and is no call's: its owner on the timeline (of all vendors) -> what is done
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

    @property
    def operation_names(self) -> tuple[str, ...]:
        """What rules and the journal call what may be asked of it, of its Bayeux server, too."""
        own = tuple(row.name for row in self.operations)
        return own if self.bayeux is None else own + self.bayeux.operation_names

    def operation(self, name: str) -> Operation | None:
        """The operation of that name."""
        return next((row for row in self.operations if row.name == name), None)

    def notice(self, name: str) -> Notice:
        """The notice of that name.

        Raises:
            LookupError: the vendor has none.
        """
        for notice in self.notices:
            if notice.name == name:
                return notice
        raise LookupError(f"{self.title} has no notice {name!r}")

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
