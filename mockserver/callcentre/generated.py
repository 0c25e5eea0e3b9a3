"""Call records that are made when they are first touched.

Rule: record *i* is a function of (seed, vendor, i) alone: one digest, cut into
lanes, a lane a field. So ten million records cost nothing until they are looked
at, and a field is drawn without the rest. Starts grow with the index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mockserver.callcentre.model import CallRecord, Interaction
from mockserver.callcentre.people import People, Tables
from mockserver.chance import lanes
from mockserver.clock import Millis, utc

CLIENTS = 40  # their ids and names stay together
CENTRES = 6
AGENTS = 36
_KINDS = ("Incoming", "Incoming", "Outgoing")


@dataclass(frozen=True, slots=True)
class Times:
    """How a call's seconds were spent."""

    ringing: float
    talking: float = 0.0
    on_hold: float = 0.0
    transferring: float = 0.0
    wrap_up: float = 0.0

    @property
    def duration(self) -> float:
        """From the first ring to the end."""
        return round(self.ringing + self.talking + self.on_hold + self.transferring, 1)


class Row:
    """What one record's fields are drawn from. The number of a lane is the name of what it decides."""

    def __init__(self, made: Generated, index: int) -> None:
        self.made = made
        self.index = index
        self.lane = lanes(made.seed, made.vendor, "record", index)

    @property
    def tables(self) -> Tables:
        """The names, numbers and sentences there are."""
        return self.made.people.tables

    @cached_property
    def start(self) -> Millis:
        """When the call began; less than a step after its turn, so that starts keep their order."""
        step = self.made.span / self.made.count
        return self.made.since + int(step * self.index + step * 0.999 * self.lane[0] / 2**32)

    @cached_property
    def times(self) -> Times:
        """How the seconds were spent; one call in eight is missed and never talks."""
        ringing = 1 + self.lane[1] % 240 / 10
        if self.lane[2] % 8 == 0:
            return Times(ringing)
        on_hold = self.lane[3] % 900 / 10 + 1 if self.lane[4] % 4 == 0 else 0.0
        transferring = self.lane[5] % 300 / 10 + 1 if self.lane[6] % 8 == 0 else 0.0
        return Times(ringing, 5 + self.lane[2] % 6000 / 10, on_hold, transferring, self.lane[7] % 1200 / 10)

    @property
    def client(self) -> int:
        """Which client was called for."""
        return self.lane[8] % CLIENTS

    @property
    def client_name(self) -> str:
        """The client's name; it goes with its id."""
        return self.made.people.company(self.made.vendor, "client", self.client)

    @property
    def agent(self) -> str:
        """Who took the call, if anybody did."""
        return self.made.people.user(self.made.vendor, "agent", self.lane[9] % AGENTS)

    def drawn(self, table: tuple[str, ...], lane: int) -> str:
        """A value of a table."""
        return table[self.lane[lane] % len(table)]

    def one_in(self, odds: int, lane: int) -> bool:
        """True for about one record in so many."""
        return (self.lane[lane] >> 16) % odds == 0


class Generated:
    """So many records, spread evenly over a stretch of time; ids count up from ``first_id``."""

    def __init__(
        self,
        count: int,
        *,
        seed: int,
        vendor: str,
        people: People,
        since: Millis,
        until: Millis,
        first_id: int = 100_000,
    ) -> None:
        self.count = count
        self.seed = seed
        self.vendor = vendor
        self.people = people
        self.since = since
        self.span = max(1, until - since)
        self.first_id = first_id

    def __len__(self) -> int:
        """How many records there are."""
        return self.count

    def index_of(self, key: str) -> int | None:
        """The place of the record with this id, if there is one."""
        if not (key.isascii() and key.isdigit() and len(key) < 19) or str(int(key)) != key:
            return None
        index = int(key) - self.first_id
        return index if 0 <= index < self.count else None

    def at(self, index: int) -> CallRecord:
        """The record at this place."""
        row = Row(self, index)
        return CallRecord(**{name: make(row) for name, make in FIELDS.items()})

    def field(self, name: str, index: int) -> Any:
        """One field of the record at this place, drawn without the others."""
        return FIELDS[name](Row(self, index)) if name in FIELDS else None

    def index_from(self, moment: Millis) -> int:
        """The place of the first record that began at this moment or later."""
        low = min(self.count, max(0, (moment - self.since) * self.count // self.span - 1))
        while low < self.count and Row(self, low).start < moment:
            low += 1
        return low


def written(moment: Millis) -> str:
    """A moment as records write it down: seconds, no zone."""
    return utc(moment).isoformat(timespec="seconds")[:19]


def story(row: Row) -> tuple[Interaction, ...]:
    """What happened in the call, line by line, as its seconds tell."""
    times = row.times
    lines = [(0.0, "Ring", "ringing")]
    if times.talking:
        lines.append((times.ringing, "Answer", f"answered by {row.agent}"))
    if times.on_hold:
        lines.append((times.ringing + times.talking / 2, "Hold", f"on hold for {times.on_hold:g} s"))
    if times.transferring:
        lines.append((times.duration - times.transferring, "Transfer", "transferred"))
    lines.append((times.duration, "Hangup", "ended" if times.talking else "not answered"))
    return tuple(Interaction(written(row.start + int(at * 1000)), kind, text) for at, kind, text in lines)


# fmt: off
FIELDS: dict[str, Callable[[Row], Any]] = {
    "id":            lambda row: str(row.made.first_id + row.index),
    "client_id":     lambda row: str(10 + row.client),
    "client_name":   lambda row: row.client_name,
    "centre_id":     lambda row: str(1 + row.client % CENTRES),
    "started":       lambda row: written(row.start),
    "caller_name":   lambda row: row.drawn(row.tables.names, 10),
    "caller_number": lambda row: row.drawn(row.tables.phones, 11),
    "transferred_to_name":   lambda row: row.drawn(row.tables.names, 12) if row.times.transferring else None,
    "transferred_to_number": lambda row: row.drawn(row.tables.phones, 12) if row.times.transferring else None,
    "notes":         lambda row: row.drawn(row.tables.sentences, 13) if row.one_in(3, 13) else None,
    "duration":      lambda row: row.times.duration,
    "ringing":       lambda row: row.times.ringing,
    "on_hold":       lambda row: row.times.on_hold,
    "holds":         lambda row: int(row.times.on_hold > 0),
    "interactions":  story,
    "answered_by":   lambda row: row.agent if row.times.talking else None,
    "server":        lambda row: f"srv-{1 + row.client % CENTRES}",
    "talking":       lambda row: row.times.talking,
    "transferring":  lambda row: row.times.transferring,
    "forms":         lambda row: (f"form-{row.client}",) if row.one_in(4, 10) else (),
    "flagged":       lambda row: row.one_in(20, 11),
    "flag_notes":    lambda row: row.drawn(row.tables.sentences, 11) if row.one_in(20, 11) else None,
    "kind":          lambda row: _KINDS[row.lane[14] % len(_KINDS)],
    "wrap_up":       lambda row: row.times.wrap_up,
}
# fmt: on
