"""One vendor's calls in one sandbox: placed, played out beat by beat, found again.

Rule: a call's state changes only by the next beat of its own script; every change is a
``Happening`` that the caller may tell the world about. Who steps in changes the script.
A call that goes on is kept; of those that ended, the newest ``KEPT`` are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from mockserver.callcentre.courses import Courses
from mockserver.callcentre.errors import CallNotFound, TooManyCalls
from mockserver.callcentre.lifecycle import after, turned
from mockserver.callcentre.model import Beat, Call, Course, Happening, Script, State
from mockserver.chance import pick
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.store.base import Space
from mockserver.store.fifo import Fifo, over

KEPT = 10_000  # calls that ended; the oldest of them leave
MOST = 500_000  # calls that go on at once: with a clock that stands still, none would ever end
CallId = Callable[[int, int, Millis], str]  # (seed, number of the call, moment) -> its id


def nineteen_digits(seed: int, number: int, _now: Millis) -> str:
    """An id of nineteen digits that never repeats within a seed: the last six count the calls."""
    return (
        str(1_000_000_000_000 + pick(seed, 8_999_999_999_999, "call id", number))
        + f"{number % 1_000_000:06d}"
    )


class Calls:
    """The calls of one vendor in one sandbox."""

    def __init__(
        self,
        space: Space,
        vendor: str,
        *,
        seed: int,
        courses: Iterable[Course],
        call_id: CallId = nineteen_digits,
        kept: int = KEPT,
        most: int = MOST,
    ) -> None:
        self._space = space
        self._table = f"{vendor}.calls"
        self._ended = Fifo(space, f"{vendor}.calls.ended")
        self._too_many = over(kept)
        self._most = most
        self._owner = vendor
        self._seed = seed
        self._courses = Courses(courses)
        self._call_id = call_id

    def place(
        self, now: Millis, caller: str, called: str, script: Script | None = None, **facts: str | None
    ) -> Call:
        """Place a call; it plays out by itself. ``facts`` are further fields of ``Call``.

        Raises:
            TooManyCalls: more go on already than are kept.
        """
        number = self._next_number()
        call = Call(
            id=self._call_id(self._seed, number, now),
            number=number,
            caller=caller,
            called=called,
            created=now,
            script=script or self._courses.of(caller, called).script,
            **facts,  # type: ignore[arg-type]
        )
        self._space.swap(self._table, call.id, None, call)
        self._plan_next(call, now)
        return call

    def _next_number(self) -> int:
        """One more than were ever placed: those that are kept, and those that have left."""
        left, ended = self._ended.ends()
        kept = self._space.count(self._table)
        if left + kept - ended >= self._most:
            raise TooManyCalls(most=self._most)
        return left + kept + 1

    def play(self, key: str, at: Millis) -> Happening:
        """Let the next beat of a call happen."""
        call = self.find(key)
        beat = call.script[0]
        changed = after(call, beat, at)
        self._space.swap(self._table, key, call, changed)
        if changed.state is State.ENDED:
            for oldest in self._ended.push(key, self._too_many):
                self._space.remove(self._table, oldest)
        else:
            self._plan_next(changed, at)
        return Happening(beat.event, changed, at)

    def turn(self, key: str, now: Millis, *beats: Beat) -> Call:
        """Step into a call's life: these beats happen from now on, then of its script what still can.

        A beat that waits for nothing happens as soon as the sandbox catches up, as its own ones do.

        Raises:
            CallNotFound: there is none.
            NotPossibleNow: the call's state does not allow them.
        """
        call = self.find(key)
        due = self._space.due_of(self._owner, key)
        changed = replaced(call, script=turned(call, beats, due.at - now if due else 0))
        if due is not None:
            self._space.drop_due(due)
        self._space.swap(self._table, key, call, changed)
        self._plan_next(changed, now)
        return changed

    def note(self, key: str, data: str | None) -> Call:
        """Keep other data with a call.

        Raises:
            CallNotFound: there is none.
        """
        call = self.find(key)
        changed = replaced(call, data=data)
        self._space.swap(self._table, key, call, changed)
        return changed

    def find(self, key: str) -> Call:
        """The call with this id.

        Raises:
            CallNotFound: there is none.
        """
        call: Call | None = self._space.get(self._table, key)
        if call is None:
            raise CallNotFound(id=key)
        return call

    def known(self, key: str) -> Call | None:
        """The call with this id, if there is one."""
        found: Call | None = self._space.get(self._table, key)
        return found

    def __iter__(self) -> Iterator[Call]:
        """All calls that are kept, in the order in which they were placed."""
        return (call for _, call in self._space.rows(self._table))

    def __len__(self) -> int:
        """How many calls are kept."""
        return self._space.count(self._table)

    def _plan_next(self, call: Call, now: Millis) -> None:
        if call.script:
            self._space.plan(now + self._wait(call, call.script[0]), self._owner, call.id)

    def _wait(self, call: Call, beat: Beat) -> Millis:
        if not beat.spread:
            return beat.after
        return beat.after + pick(self._seed, beat.spread + 1, "beat", call.number, len(call.script))
