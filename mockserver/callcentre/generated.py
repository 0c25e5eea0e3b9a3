"""Call records that nobody wrote down: any of millions, made when it is touched.

Rule: a record is a function of (seed, vendor, index), and none is kept. What it can be
found by without being made (client, kind, durations) is four bytes of a *sheet*: one
draw that sixteen neighbours share, so that a scan is cheap.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from struct import Struct
from typing import Protocol

from mockserver.callcentre.model import CallRecord, Interaction
from mockserver.callcentre.people import People, Person
from mockserver.chance import draw, hexadecimal
from mockserver.clock import Millis, utc

INCOMING, OUTGOING = "Incoming", "Outgoing"
CLIENTS, CENTRES, CONTACTS, AGENTS = 40, 4, 4, 8  # contacts are a client's, agents a centre's
SHEET = 16  # records of one sheet
_CODES = Struct("4B")
_CALLERS = 2**24  # at most so many people call: they call again and again
_DAY = 86_400
_KEPT = 4  # scans that are remembered, as the next page wants the same one

Times = tuple[
    int, int, int, int
]  # seconds of ringing, talking, on hold, transferring; their sum is the duration


class Wanted(Protocol):
    """What a scenario says of the records to be made."""

    @property
    def count(self) -> int:
        """How many."""
        ...

    @property
    def since(self) -> Millis:
        """The moment before which none starts."""
        ...

    @property
    def until(self) -> Millis:
        """The first moment at which none starts any more."""
        ...

    @property
    def first_id(self) -> int:
        """The id of the first; they count up."""
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """A company whose calls are answered, with what is the same in all of its records."""

    id: str
    name: str
    centre_id: str
    server: str
    screen_pop: str
    agents: tuple[str, ...]  # its centre's
    contacts: tuple[Person, ...]  # whom calls are put through to
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Filter:
    """What is looked for; None is no condition."""

    client_id: str | None = None
    centre_id: str | None = None
    kind: str | None = None
    min_duration: float | None = None
    max_duration: float | None = None

    def lasts(self, duration: float) -> bool:
        """Whether so many seconds are within the bounds. What is not a number never is."""
        low, high = self.min_duration, self.max_duration
        return (low is None or duration >= low) and (high is None or duration <= high)


NO_FILTER = Filter()


@dataclass(frozen=True, slots=True)
class Manner:
    """How a call went, without its times."""

    kind: str
    answered: bool
    holds: int
    transferred: bool


def _manner(code: int) -> Manner:
    """One call in four goes out, one in eight is missed; holds and transfers are rarer."""
    nth = code % 32
    kind, answered = (INCOMING if code < 192 else OUTGOING), nth >= 4
    holds = (0, 0, 0, 0, 1, 0, 0, 2)[nth % 8] if answered else 0
    return Manner(kind, answered, holds, answered and kind == INCOMING and nth % 16 in (5, 6))


MANNERS = tuple(map(_manner, range(256)))


def _times(manner: Manner, talk: int, ring: int) -> Times:
    if not manner.answered:
        return 15 + ring % 46, 0, 0, 0
    hold = 8 + ring // 5
    return 2 + ring % 20, 6 + talk * talk // 100, manner.holds * hold, manner.transferred * (4 + ring // 8)


def rank(value: object) -> tuple[int, float | str]:
    """Where a value stands in a sort: what is none and what is not a number first, then numbers, then texts."""
    if value is None or value != value:  # noqa: PLR0124 # NaN is the one value that is not itself
        return 0, 0
    return (1, value) if isinstance(value, (int, float)) else (2, str(value))


def written(moment: Millis) -> str:
    """The moment as records have it: UTC, whole seconds, no zone: ``2026-01-01T00:00:00``."""
    days, seconds = divmod(moment // 1000, _DAY)
    return f"{_date(days)}T{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


@lru_cache(maxsize=1024)
def _date(days: int) -> str:
    return utc(days * _DAY * 1000).date().isoformat()


class Generated:
    """So many records of one vendor, evenly spread over a stretch of time, oldest first."""

    def __init__(
        self,
        count: int,
        *,
        seed: int,
        vendor: str,
        people: People,
        first: Millis,
        last: Millis,
        first_id: int = 100_000,
    ) -> None:
        """``last`` is the first moment at which none starts any more; nothing is made yet."""
        self._count = count
        self._seed = seed
        self._vendor = vendor
        self._people = people
        self._first = first
        self._span = max(0, last - first)
        self._first_id = first_id
        self._callers = max(1, min(_CALLERS, count // 3))
        self._open: tuple[int, bytes] = (-1, b"")
        self._kept: dict[object, Sequence[int]] = {}

    @classmethod
    def of(cls, wanted: Wanted, *, seed: int, vendor: str, people: People) -> Generated:
        """The records a scenario wants."""
        return cls(
            wanted.count,
            seed=seed,
            vendor=vendor,
            people=people,
            first=wanted.since,
            last=wanted.until,
            first_id=wanted.first_id,
        )

    def __len__(self) -> int:
        """How many there are."""
        return self._count

    def at(self, index: int) -> CallRecord:
        """The record of that index.

        Raises:
            IndexError: there is none.
        """
        if not 0 <= index < self._count:
            raise IndexError(index)
        client, manner, times = self._went(index)
        bits = self._bits(index)
        started = self._moment(index, bits)
        agent = client.agents[bits >> 44 & 7]
        contact = client.contacts[bits >> 47 & 3] if manner.transferred else None
        other = self._people.person(self._vendor, "caller", (bits >> 20 & 0xFFFFFF) * self._callers >> 24)
        incoming = manner.kind == INCOMING
        ringing, talking, on_hold, transferring = times
        fate = bits >> 54
        return CallRecord(
            str(self._first_id + index),
            client.id,
            client.name,
            client.centre_id,
            written(started),
            other.name if incoming else agent,
            other.number if incoming else client.contacts[0].number,
            contact.name if contact else None,
            contact.number if contact else None,
            self._people.sentence(self._vendor, "notes", index) if fate & 3 == 3 else None,
            float(ringing + talking + on_hold + transferring),
            float(ringing),
            float(on_hold),
            manner.holds,
            _interactions(started, manner, times, agent if incoming else other.name, contact),
            agent if manner.answered else None,
            client.server,
            float(talking),
            float(transferring),
            client.screen_pop if incoming else None,
            client.forms[: (fate >> 2 & 3) * manner.answered],
            fate < 51,
            self._people.sentence(self._vendor, "flag", index) if fate < 51 else None,
            manner.kind,
            float((3 + 2 * (bits >> 49 & 31)) * manner.answered),
        )

    def index_of(self, id: str | None) -> int | None:
        """The index of the record with exactly this id; None if there is none."""
        if not isinstance(id, str) or len(id) > 20 or not (id.isascii() and id.isdigit()):
            return None
        index = int(id) - self._first_id
        return index if 0 <= index < self._count and id == str(self._first_id + index) else None

    def value(self, index: int, field: str) -> object:
        """One field of a record; those that sheets tell cost less than the record."""
        short = _FIELDS.get(field)
        return getattr(self.at(index), field) if short is None else short(self, index)

    def since(self, moment: Millis) -> int:
        """The index of the first record that started at the moment or after it, as its text tells."""
        # A text has whole seconds: it is at or after the moment if its record is after the next whole second.
        sought = -(-moment // 1000) * 1000
        if not self._span:
            return 0 if sought <= self._first else self._count
        near = (sought - self._first) * self._count // self._span
        low, high = (max(0, min(self._count, near + away)) for away in (-2, 3))
        return bisect_left(range(self._count), sought, low, high, key=self._moment)

    def chosen(self, sought: Filter, low: int, high: int) -> Sequence[int]:
        """The indexes in ``low .. high-1`` of the records that fit, oldest first."""
        if sought == NO_FILTER:
            return range(low, high)
        return self._remembered((sought, low, high), lambda: self._scan(sought, low, high))

    def ordered(self, field: str, sought: Filter, low: int, high: int) -> Sequence[int]:
        """The same, by a field; equals stay oldest first."""
        chosen = self.chosen(sought, low, high)
        if field == "started":
            return chosen
        return self._remembered(
            (field, sought, low, high),
            lambda: sorted(chosen, key=lambda index: rank(self.value(index, field))),
        )

    def _remembered(self, key: object, make: Callable[[], Iterable[int]]) -> Sequence[int]:
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = array("Q", make())
            if len(self._kept) > _KEPT:
                del self._kept[next(iter(self._kept))]
        return found

    def _scan(self, sought: Filter, low: int, high: int) -> Iterable[int]:
        codes = self._client_codes(sought)
        manners = {code for code, manner in enumerate(MANNERS) if sought.kind in (None, manner.kind)}
        timed = not (sought.min_duration is None and sought.max_duration is None)
        found: list[int] = []
        for number in range(low // SHEET, -(-high // SHEET) if codes and manners else 0):
            found += [
                index
                for index, (code, manner, talk, ring) in enumerate(
                    _CODES.iter_unpack(self._sheet(number)), number * SHEET
                )
                if code in codes
                and manner in manners
                and (not timed or sought.lasts(sum(_times(MANNERS[manner], talk, ring))))
            ]
        return found[bisect_left(found, low) : bisect_left(found, high)]

    def _client_codes(self, sought: Filter) -> set[int]:
        return {
            code
            for code, client in enumerate(self._by_code)
            if sought.client_id in (None, client.id) and sought.centre_id in (None, client.centre_id)
        }

    def _went(self, index: int) -> tuple[Client, Manner, Times]:
        at = index % SHEET * 4
        code, manner, talk, ring = self._sheet(index // SHEET)[at : at + 4]
        return self._by_code[code], MANNERS[manner], _times(MANNERS[manner], talk, ring)

    def _sheet(self, number: int) -> bytes:
        opened, sheet = self._open  # neighbours come together: the sheet opened last is at hand
        if opened != number:
            sheet = bytes.fromhex(hexadecimal(self._seed, 8 * SHEET, self._vendor, "sheet", number))
            self._open = number, sheet
        return sheet

    def _bits(self, index: int) -> int:
        return draw(self._seed, self._vendor, "record", index)

    def _moment(self, index: int, bits: int | None = None) -> Millis:
        """When a record started: somewhere in its own step of the whole stretch."""
        bits = self._bits(index) if bits is None else bits
        step = index * self._span // self._count
        width = (index + 1) * self._span // self._count - step
        return self._first + step + ((bits & 0xFFFFF) * width >> 20)

    @cached_property
    def _by_code(self) -> tuple[Client, ...]:
        """The client of each of the 256 codes."""
        agents = [self._agents(centre) for centre in range(CENTRES)]
        clients = [self._client(number, agents[number % CENTRES]) for number in range(CLIENTS)]
        return tuple(clients[code * CLIENTS >> 8] for code in range(256))

    def _agents(self, centre: int) -> tuple[str, ...]:
        return tuple(self._people.name(self._vendor, "agent", centre, number) for number in range(AGENTS))

    def _client(self, number: int, agents: tuple[str, ...]) -> Client:
        id, centre = str(1001 + number), number % CENTRES + 1
        contacts = (self._people.person(self._vendor, "contact", number, nth) for nth in range(CONTACTS))
        return Client(
            id,
            name=self._people.company(self._vendor, "client", number),
            centre_id=str(centre),
            server=f"voice{centre}",
            screen_pop=f"https://crm.example/clients/{id}",
            agents=agents,
            contacts=tuple(contacts),
            forms=tuple(f"{id}{nth}" for nth in (1, 2, 3)),
        )


def _interactions(
    started: Millis, manner: Manner, times: Times, answerer: str, contact: Person | None
) -> tuple[Interaction, ...]:
    ringing, talking, on_hold, transferring = times
    if not manner.answered:
        return (Interaction(written(started + ringing * 1000), "Hangup", "Not answered"),)
    answered = started + ringing * 1000
    over = answered + (talking + on_hold) * 1000
    lines = [Interaction(written(answered), "Answer", f"Answered by {answerer}")]
    if manner.holds:
        lines += _holds(answered, manner.holds, talking, on_hold)
    if contact is not None:
        lines.append(Interaction(written(over), "Transfer", f"Put through to {contact.name}"))
    lines.append(Interaction(written(over + transferring * 1000), "Hangup", "Call ended"))
    return tuple(lines)


def _holds(answered: Millis, holds: int, talking: int, on_hold: int) -> list[Interaction]:
    """The holds of a call, all equally long, between equal stretches of talk."""
    talk, hold = talking // (holds + 1), on_hold // holds
    lines = []
    for number in range(holds):
        began = answered + ((number + 1) * talk + number * hold) * 1000
        lines.append(Interaction(written(began), "Hold", f"On hold for {hold} s"))
        lines.append(Interaction(written(began + hold * 1000), "Resume", "Back from hold"))
    return lines


_FIELDS: Mapping[str, Callable[[Generated, int], object]] = {
    "id": lambda made, index: str(made._first_id + index),
    "started": lambda made, index: written(made._moment(index)),
    "client_id": lambda made, index: made._went(index)[0].id,
    "client_name": lambda made, index: made._went(index)[0].name,
    "centre_id": lambda made, index: made._went(index)[0].centre_id,
    "kind": lambda made, index: made._went(index)[1].kind,
    "holds": lambda made, index: made._went(index)[1].holds,
    "duration": lambda made, index: float(sum(made._went(index)[2])),
    "ringing": lambda made, index: float(made._went(index)[2][0]),
    "talking": lambda made, index: float(made._went(index)[2][1]),
    "on_hold": lambda made, index: float(made._went(index)[2][2]),
    "transferring": lambda made, index: float(made._went(index)[2][3]),
}
