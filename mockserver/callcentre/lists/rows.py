"""The records of calling lists: found by number, by phone number and by chain.

Rule: a made-up record is a function of (seed, list, place) and is made when it is touched; only touched
ones are rows. Of those that are done the newest ``KEPT`` stay; of all others there are ``MOST`` at the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mockserver.callcentre.errors import ListNotFound, TooManyRecords
from mockserver.callcentre.lists.model import ROOM, CallingList, ListRecord, Status
from mockserver.callcentre.lists.waiting import Waiting
from mockserver.callcentre.lists.zones import Window
from mockserver.chance import pick
from mockserver.frozen import replaced
from mockserver.store.base import Space
from mockserver.store.fifo import Fifo, over

MOST, KEPT = 100_000, 100_000
DONE = (Status.UPDATED, Status.CHAIN_UPDATED, Status.AGENT_ERROR, Status.STALE)
_STRIDE = 6_180_339_887  # odd, and no multiple of five: by such steps all of a pattern are reached


class ListRecords:
    """The calling lists of one vendor in one sandbox, and their records."""

    def __init__(self, space: Space, vendor: str, *, seed: int, most: int = MOST, kept: int = KEPT) -> None:
        self._space = space
        self._lists = f"{vendor}.lists"
        self._records = f"{vendor}.lists.records"
        self._added = f"{vendor}.lists.added"  # by list: how many records were
        self._phones = f"{vendor}.lists.phones"  # given and added records' numbers, by phone number
        self._chains = f"{vendor}.lists.chains"  # the same by chain
        self._waiting = f"{vendor}.lists.waiting"
        self._done = Fifo(space, f"{vendor}.lists.done")
        self._too_many = over(kept)
        self._most = most
        self._seed = seed

    def begin(self, calling_list: CallingList, given: Iterable[ListRecord]) -> list[ListRecord]:
        """Let there be a list, with records whose places and chains are still to be told; they are kept."""
        name = calling_list.name
        told = list(given)
        chains = max((row.chain for row in told), default=0)
        places: dict[int, int] = {}  # of the next record in a chain
        rows = []
        for number, row in enumerate(told, 1):
            chain = row.chain or chains + number
            places[chain] = places.get(chain, -1) + 1
            rows.append(replaced(row, list=name, number=number, chain=chain, place=places[chain]))
        self._space.put(self._lists, name, replaced(calling_list, given=len(rows), chains=chains))
        for row in rows:
            self._index(row)
            self._space.put(self._records, _key(name, row.number), row)
        return rows

    def names(self) -> tuple[str, ...]:
        """The names of all lists."""
        return tuple(name for name, _ in self._space.rows(self._lists))

    def list_of(self, name: str) -> CallingList:
        """The list of that name.

        Raises:
            ListNotFound: there is none.
        """
        found: CallingList | None = self._space.get(self._lists, name)
        if found is None:
            raise ListNotFound(name=name)
        return found

    def find(self, name: str, number: int) -> ListRecord | None:
        """A record, made if nobody has touched it; None where there is none, or it was forgotten."""
        found: ListRecord | None = self._space.get(self._records, _key(name, number))
        made = self.list_of(name)
        if found is not None or not made.given < number <= made.size:
            return found
        place = number - made.given - 1
        used = self.waiting(name).used.get(window_at(made, place), 0)
        return None if place // len(made.windows) < used else self._made(made, place)

    def total(self, name: str) -> int:
        """How many records a list ever had.

        Raises:
            ListNotFound: there is no such list.
        """
        added: int = self._space.get(self._added, name) or 0
        return self.list_of(name).size + added

    def among(self, name: str, numbers: range) -> Iterator[ListRecord]:
        """The records of a list with those numbers; made-up ones that nobody has touched stay untouched.

        Raises:
            ListNotFound: there is no such list.
        """
        return self._found(name, range(max(numbers.start, 1), min(numbers.stop, self.total(name) + 1)))

    def keep(self, record: ListRecord) -> ListRecord:
        """Keep a record as it is now.

        Raises:
            TooManyRecords: as many are kept as may be.
        """
        key = _key(record.list, record.number)
        old: ListRecord | None = self._space.get(self._records, key)
        if old is None:
            self._refuse_one_too_many()
        self._space.put(self._records, key, record)
        if old is not None and old.phone != record.phone:
            self._unindex(old)
            self._index(record)
        if record.status in DONE and (old is None or old.status not in DONE):
            for oldest in self._done.push(key, self._too_many):
                self._forget(oldest)
        return record

    def add(self, record: ListRecord) -> ListRecord:
        """Keep a new record, behind those of its list; it comes last in its chain, which may be new.

        Raises:
            ListNotFound: there is no such list.
            TooManyRecords: as many are kept as may be.
        """
        made = self.list_of(record.list)
        added = (self._space.get(self._added, record.list) or 0) + 1
        self._space.put(self._added, record.list, added)
        number = made.size + added
        chain = record.chain or self._new_chain(made, number)
        places = [each.place for each in self.of_chain(record.list, chain)]
        row = replaced(record, number=number, chain=chain, place=max(places, default=-1) + 1)
        self._index(row)
        return self.keep(row)

    def _new_chain(self, made: CallingList, number: int) -> int:
        """A chain that nobody is in; somebody may have been added to any chain by its number."""
        chain = made.chains + number
        while self._space.get(self._chains, entry(made.name, chain)) is not None:
            chain += 1
        return chain

    def of_chain(self, name: str, chain: int) -> Iterator[ListRecord]:
        """The records of a chain, in the order of the list."""
        made = self.list_of(name)
        number = chain - made.chains  # of the first made-up record in it, if there are such
        first = number - made.given - 1
        numbers: set[int] = set(self._space.get(self._chains, entry(name, chain)) or ())
        if 0 <= first < made.generate and first % made.each_chain == 0:
            numbers |= set(range(number, min(number + made.each_chain, made.size + 1)))
        return self._found(name, numbers)

    def with_phone(self, name: str, phone: str) -> Iterator[ListRecord]:
        """The records of a list with that phone number."""
        made = self.list_of(name)
        numbers: set[int] = set(self._space.get(self._phones, entry(name, phone)) or ())
        place = _place_of(self._seed, made, phone)
        if place is not None:
            numbers.add(made.given + place + 1)
        return (each for each in self._found(name, numbers) if each.phone == phone)

    def waiting(self, name: str) -> Waiting:
        """Who waits in a list."""
        return self._space.get(self._waiting, name) or Waiting()

    def let_wait(self, name: str, waiting: Waiting) -> None:
        """Keep who waits in a list."""
        self._space.put(self._waiting, name, waiting)

    def untouched(self, made: CallingList, nth: int, used: int) -> tuple[int, int | None]:
        """The first made-up record of the list's nth hours that nobody has touched.

        Gives how many of those hours are used up before it, and its number; None: no such one is left.
        """
        windows = len(made.windows)
        turns = -(-(made.generate - nth) // windows)  # rounded up: how many made-up records have those hours
        for turn in range(used, turns):
            number = made.given + turn * windows + nth + 1
            if self._space.get(self._records, _key(made.name, number)) is None:
                return turn, number
        return max(used, turns), None

    def _found(self, name: str, numbers: Iterable[int]) -> Iterator[ListRecord]:
        return (each for number in sorted(numbers) if (each := self.find(name, number)) is not None)

    def _made(self, made: CallingList, place: int) -> ListRecord:
        return ListRecord(
            list=made.name,
            number=made.given + place + 1,
            phone=_phone(self._seed, made, place),
            chain=made.chains + made.given + place - place % made.each_chain + 1,
            place=place % made.each_chain,
            window=window_at(made, place),
        )

    def _index(self, record: ListRecord) -> None:
        """Let a record be found by its phone number and its chain."""
        for table, key, known in self._entries(record):
            if record.number not in known:
                self._space.put(table, key, (*known, record.number))

    def _unindex(self, record: ListRecord) -> None:
        for table, key, known in self._entries(record):
            left = tuple(number for number in known if number != record.number)
            if left:
                self._space.put(table, key, left)
            else:
                self._space.remove(table, key)

    def _entries(self, record: ListRecord) -> Iterator[tuple[str, str, tuple[int, ...]]]:
        """Where a record is, or is to be, found: table, key, and the numbers that are there."""
        for table, value in ((self._phones, record.phone), (self._chains, record.chain)):
            key = entry(record.list, value)
            yield table, key, self._space.get(table, key) or ()

    def _refuse_one_too_many(self) -> None:
        left, done = self._done.ends()
        if self._space.count(self._records) - (done - left) >= self._most:
            raise TooManyRecords(most=self._most)

    def _forget(self, key: str) -> None:
        """Let a record that is done leave; one that would be made anew stays."""
        record: ListRecord = self._space.get(self._records, key)
        self._space.remove(self._records, key)
        if self.find(record.list, record.number) is not None:
            self._space.put(self._records, key, record)
        else:
            self._unindex(record)


def _key(name: str, number: int) -> str:
    """Under which a record is kept. A number has no blank in it, so no two records share a key."""
    return f"{name} {number}"


def entry(name: str, value: object) -> str:
    """Under which something is kept that a list has: a phone number may have blanks in it, no list's name
    a line break.
    """
    return f"{name}\n{value}"


def window_at(made: CallingList, place: int) -> Window:
    """The hours of the made-up record at a place."""
    return made.windows[place % len(made.windows)]


def _start(seed: int, made: CallingList) -> int:
    return pick(seed, made.variety, "calling list", made.name)


def _phone(seed: int, made: CallingList, place: int) -> str:
    """The phone number at a place; no two places of a list share one."""
    digits = made.numbers.count(ROOM)
    drawn = iter(f"{(_start(seed, made) + place * _STRIDE) % made.variety:0{digits}d}" if digits else "")
    return "".join(next(drawn) if each == ROOM else each for each in made.numbers)


def _place_of(seed: int, made: CallingList, phone: str) -> int | None:
    """Which made-up record has that phone number: ``_phone`` backwards."""
    if len(phone) != len(made.numbers):
        return None
    pairs = list(zip(made.numbers, phone, strict=True))
    digits = "".join(digit for each, digit in pairs if each == ROOM)
    fits = all(each in (ROOM, digit) for each, digit in pairs) and digits.isascii() and digits.isdigit()
    if not fits:
        return None
    back = pow(_STRIDE, -1, made.variety) if made.variety > 1 else 0
    place = (int(digits) - _start(seed, made)) * back % made.variety
    return place if place < made.generate else None
