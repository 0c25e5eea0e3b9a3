"""When it is a rule's turn: by what it has counted, by chance, and by the sandbox's clock.

Rule: a rule counts the requests that fit it otherwise, and those alone; the counters are rows
of the sandbox's space. What is drawn is drawn by the seed, the rule and its count.
"""

from __future__ import annotations

from hashlib import blake2b

from mockserver import chance
from mockserver.clock import Millis
from mockserver.frozen import frozen
from mockserver.scenario.asked import Asked, Where
from mockserver.store.base import Space

TABLE = "rules"
SINGLY = "rules.per"  # the table of counters that are kept for each value
WINDOWS = "rules.windows"  # by the same keys: a window of time, and how many came in it
MOST_VALUES = 100_000  # of all rules together; the oldest tenth leaves when there are more
_LONGEST_VALUE = 64  # letters; of a longer one its digest is kept


@frozen
class Quota:
    """So many times in a window of time; windows follow one another since the sandbox began."""

    times: int
    per: Millis


@frozen
class Flapping:
    """Up for a while, then down: so many requests of each, or so long."""

    up: int
    down: int
    in_time: bool = False  # milliseconds on the sandbox's clock instead of requests

    def is_down(self, place: int) -> bool:
        """Whether it is down so many requests, or so long, after it began."""
        return place % (self.up + self.down) >= self.up


@frozen
class Turn:
    """Which of the requests that fit otherwise a rule is for."""

    nth: int | None = None
    first: int | None = None
    every: int | None = None
    over: Quota | None = None
    flapping: Flapping | None = None
    chance: float | None = None  # in (0, 1]
    per: Where | None = None  # each value of that place is counted by itself

    def falls_on(self, count: int) -> bool:
        """Whether it is for the request that is counted so."""
        flapping = self.flapping
        return (
            self.nth in (None, count)
            and (self.first is None or count <= self.first)
            and (self.every is None or count % self.every == 0)
            and (flapping is None or flapping.in_time or flapping.is_down(count - 1))
        )


@frozen
class Stretch:
    """A stretch of the sandbox's clock: since it began, or as moments; None: no end there."""

    least: Millis | None = None  # since the sandbox began
    most: Millis | None = None
    since: Millis | None = None
    until: Millis | None = None  # the first moment after it

    def holds(self, at: Millis, began: Millis) -> bool:
        """Whether a moment is in it."""
        return _within(at - began, self.least, self.most) and _within(at, self.since, self.until)


def _within(value: Millis, least: Millis | None, most: Millis | None) -> bool:
    return (least is None or value >= least) and (most is None or value < most)


class Turns:
    """The counters of a sandbox's rules."""

    def __init__(
        self, space: Space, seed: int = 0, began: Millis = 0, most_values: int = MOST_VALUES
    ) -> None:
        self._space = space
        self._seed = seed
        self.began = began
        self._most_values = most_values

    def comes(self, key: str, name: str, turn: Turn, asked: Asked) -> bool:
        """Whether it is the turn of the rule with this key and name; its counters move."""
        table, row = (TABLE, key) if turn.per is None else (SINGLY, _row_of(key, turn.per.text(asked)))
        since = asked.at - self.began
        count = self._counted(table, row)
        return (
            turn.falls_on(count)
            and (turn.flapping is None or not turn.flapping.in_time or turn.flapping.is_down(since))
            and (turn.over is None or self._is_over(row, turn.over, since))
            and (turn.chance is None or chance.fraction(self._seed, "rule", name, row, count) < turn.chance)
        )

    def forget(self, key: str) -> None:
        """Forget what a rule has counted."""
        self._drop(TABLE, key)
        for row in [row for row, _ in self._space.rows(SINGLY) if row.startswith(f"{key} ")]:
            self._drop(SINGLY, row)

    def _drop(self, table: str, row: str) -> None:
        self._space.remove(table, row)
        self._space.remove(WINDOWS, row)

    def _counted(self, table: str, row: str) -> int:
        count: int = 1 + (self._space.get(table, row) or 0)
        if count == 1 and table == SINGLY:
            self._make_room()
        self._space.put(table, row, count)
        return count

    def _is_over(self, row: str, quota: Quota, since: Millis) -> bool:
        """Whether the quota of the window of time has been used up before."""
        window = since // quota.per
        kept, used = self._space.get(WINDOWS, row) or (window, 0)
        used = used + 1 if kept == window else 1
        self._space.put(WINDOWS, row, (window, used))
        return used > quota.times

    def _make_room(self) -> None:
        if self._space.count(SINGLY) < self._most_values:
            return
        for row, _ in list(self._space.rows(SINGLY))[: max(1, self._most_values // 10)]:
            self._drop(SINGLY, row)


def _row_of(key: str, value: str | None) -> str:
    """The key of the counter for a value; requests without one are counted together."""
    if value is None:
        return f"{key} none"
    if len(value) > _LONGEST_VALUE:
        return f"{key} digest {blake2b(value.encode('utf-8', 'replace'), digest_size=16).hexdigest()}"
    return f"{key} is {value}"
