"""Call records that nobody wrote down: any of millions, made when it is touched.

Rule: a record is a function of (seed, vendor, index), and only those made last are at
hand. What it is found by without being made (client, kind, durations) is its *codes*: four
bytes of a sheet that sixteen neighbours share, so that looking through a million is quick.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache

from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.passage import INCOMING, MANNERS, Manner, Times, history, times_of, written
from mockserver.callcentre.people import People, Person
from mockserver.chance import draw, lanes
from mockserver.clock import Millis
from mockserver.frozen import frozen

CLIENTS, CENTRES = 40, 4
CONTACTS, AGENTS = 4, 8  # of a client, of a centre
SHEET = 16  # records whose codes are drawn together
_SPREAD = 0x9E3779B97F4A7C15  # callers are numbered by steps of it, so that neighbours do not look alike
_KEPT, _LONG = 4, 4096  # so many scans of so many records or more are remembered, for the next page
_AT_HAND = 16_384  # records made last, twenty megabytes: a client asks again for what it has asked for
NOBODY = (None, None)

Rank = tuple[int, float | str]


@frozen
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


@frozen
class Filter:
    """What is looked for; None is no condition."""

    client_id: str | None = None
    centre_id: str | None = None
    kind: str | None = None
    min_duration: float | None = None
    max_duration: float | None = None

    @property
    def timed(self) -> bool:
        """Whether it asks for a duration."""
        return self.min_duration is not None or self.max_duration is not None

    def lasts(self, duration: float) -> bool:
        """Whether so many seconds are within the bounds. What is not a number never is."""
        low, high = self.min_duration, self.max_duration
        return (low is None or duration >= low) and (high is None or duration <= high)

    def is_for(self, client: Client) -> bool:
        """Whether the client is asked for, by its id and its centre's."""
        return self.client_id in (None, client.id) and self.centre_id in (None, client.centre_id)


ALL = Filter()


def rank(value: object) -> Rank:
    """Where a value stands in a sort: first none and what is not a number, then numbers, then texts."""
    if value is None or value != value:  # noqa: PLR0124 # NaN is the one value that is not itself
        return 0, 0
    return (1, value) if isinstance(value, (int, float)) else (2, str(value))


class Generated:
    """So many records of one vendor, evenly spread over a stretch of time, oldest first."""

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
        """``until`` is the first moment at which none starts any more. Nothing is made yet."""
        self._count = count
        self._seed = seed
        self._vendor = vendor
        self._people = people
        self._since = since
        self._span = max(0, until - since)
        self._first_id = first_id
        self._callers = max(1, count // 3)  # people call again
        self._open: dict[str, tuple[int, tuple[int, ...]]] = {"went": (-1, ()), "rest": (-1, ())}
        self._kept: dict[object, Sequence[int]] = {}
        self._made = lru_cache(_AT_HAND)(self._make)

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
        return self._made(index)

    def _make(self, index: int) -> CallRecord:
        client, manner, spent = self._went(index)
        jitter, caller, fate, note = self._lanes(index)
        started, incoming = self._moment(index, jitter), manner.kind == INCOMING
        agent, other = client.agents[fate % AGENTS], self._caller(caller)
        name, number = client.contacts[fate >> 3 & 3] if manner.transferred else NOBODY
        flagged = (fate >> 15) % 20 == 0
        return CallRecord(  # in the order of its fields: naming them costs a tenth more
            str(self._first_id + index),
            client.id,
            client.name,
            client.centre_id,
            written(started),
            other.name if incoming else agent,
            other.number if incoming else client.contacts[0].number,
            name,
            number,
            self._people.sentence_of(note) if fate >> 13 & 3 == 0 else None,
            float(sum(spent)),
            float(spent.ringing),
            float(spent.on_hold),
            manner.holds,
            history(started, manner, spent, agent if incoming else other.name, name),
            agent if manner.answered else None,
            client.server,
            float(spent.talking),
            float(spent.transferring),
            client.screen_pop if incoming else None,
            client.forms[: manner.answered * (fate >> 5 & 3)],
            flagged,
            self._people.sentence_of(note >> 16) if flagged else None,
            manner.kind,
            float(manner.answered * (3 + (fate >> 7 & 63))),
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
        return getattr(self._make(index), field) if short is None else short(self, index)

    def index_from(self, moment: Millis) -> int:
        """The index of the first record that started at the moment or after it, as its text tells."""
        # A text has whole seconds: it is at or after the moment if its record is after the next whole second.
        sought = -(-moment // 1000) * 1000
        if not self._span:
            return 0 if sought <= self._since else self._count
        near = (sought - self._since) * self._count // self._span
        low, high = (max(0, min(self._count, near + away)) for away in (-2, 3))
        return bisect_left(range(self._count), sought, low, high, key=self._start)

    def chosen(self, sought: Filter, low: int, high: int) -> Sequence[int]:
        """The indexes in ``low .. high-1`` of the records that fit, oldest first."""
        if sought == ALL:
            return range(low, high)
        if high - low < _LONG:
            return self._scan(sought, low, high)
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

    def _scan(self, sought: Filter, low: int, high: int) -> list[int]:
        if low >= high:
            return []
        fits, found = self._fits(sought), list[int]()
        for number in range(low // SHEET, -(-high // SHEET)):
            codes = enumerate(self._sheet("went", number), number * SHEET)
            found += [index for index, code in codes if fits(code)]
        return found[bisect_left(found, low) : bisect_left(found, high)]

    def _fits(self, sought: Filter) -> Callable[[int], bool]:
        clients = {code for code, client in enumerate(self._by_code) if sought.is_for(client)}
        kinds = {code for code, manner in enumerate(MANNERS) if sought.kind in (None, manner.kind)}
        if not sought.timed:
            return lambda codes: codes >> 24 in clients and codes >> 16 & 255 in kinds
        return lambda codes: (
            codes >> 24 in clients and codes >> 16 & 255 in kinds and sought.lasts(sum(times_of(codes)))
        )

    def _went(self, index: int) -> tuple[Client, Manner, Times]:
        codes = self._sheet("went", index // SHEET)[index % SHEET]
        return self._by_code[codes >> 24], MANNERS[codes >> 16 & 255], times_of(codes)

    def _lanes(self, index: int) -> tuple[int, ...]:
        """What is drawn for one record alone: its jitter, its caller, and two for the rest."""
        place = index % 4 * 4
        return self._sheet("rest", index // 4)[place : place + 4]

    def _sheet(self, kind: str, number: int) -> tuple[int, ...]:
        opened, sheet = self._open[kind]  # neighbours come together: the sheet opened last is at hand
        if opened != number:
            sheet = lanes(self._seed, self._vendor, kind, number)
            self._open[kind] = number, sheet
        return sheet

    def _start(self, index: int) -> Millis:
        return self._moment(index, self._lanes(index)[0])

    def _moment(self, index: int, jitter: int) -> Millis:
        """When a record started: somewhere in its own step of the whole stretch."""
        step = index * self._span // self._count
        width = (index + 1) * self._span // self._count - step
        return self._since + step + (jitter * width >> 32)

    def _caller(self, lane: int) -> Person:
        return self._people.numbered(self._first_caller + lane % self._callers * _SPREAD)

    @cached_property
    def _first_caller(self) -> int:
        return draw(self._seed, self._vendor, "callers")

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


_FIELDS: Mapping[str, Callable[[Generated, int], object]] = {
    "id": lambda made, index: str(made._first_id + index),
    "started": lambda made, index: written(made._start(index)),
    "client_id": lambda made, index: made._went(index)[0].id,
    "client_name": lambda made, index: made._went(index)[0].name,
    "centre_id": lambda made, index: made._went(index)[0].centre_id,
    "kind": lambda made, index: made._went(index)[1].kind,
    "holds": lambda made, index: made._went(index)[1].holds,
    "duration": lambda made, index: float(sum(made._went(index)[2])),
    "ringing": lambda made, index: float(made._went(index)[2].ringing),
    "talking": lambda made, index: float(made._went(index)[2].talking),
    "on_hold": lambda made, index: float(made._went(index)[2].on_hold),
    "transferring": lambda made, index: float(made._went(index)[2].transferring),
}
