"""One vendor's calls in one sandbox: placed, played out beat by beat, found again.

Rule: a call changes only by the next beat of its own script; every change is a
``Happening`` that the caller may tell the world about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mockserver.callcentre.errors import CallNotFound
from mockserver.callcentre.lifecycle import after
from mockserver.callcentre.model import Beat, Call, Course, Happening, Script
from mockserver.chance import pick
from mockserver.clock import Millis
from mockserver.store.base import Space

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
    ) -> None:
        self._space = space
        self._table = f"{vendor}.calls"
        self._owner = vendor
        self._seed = seed
        self._courses = tuple(courses)
        self._call_id = call_id

    def course_for(self, caller: str, called: str) -> Script:
        """The script that a call between these numbers follows: the first course that fits."""
        return next(course.script for course in self._courses if course.fits(caller, called))

    def place(
        self, now: Millis, caller: str, called: str, script: Script | None = None, **facts: str | None
    ) -> Call:
        """Place a call; it plays out by itself. ``facts`` are further fields of ``Call``."""
        number = self._space.count(self._table) + 1
        call = Call(
            id=self._call_id(self._seed, number, now),
            number=number,
            caller=caller,
            called=called,
            created=now,
            script=script or self.course_for(caller, called),
            **facts,  # type: ignore[arg-type]
        )
        self._space.swap(self._table, call.id, None, call)
        self._plan_next(call, now)
        return call

    def play(self, key: str, at: Millis) -> Happening:
        """Let the next beat of a call happen."""
        call = self.find(key)
        beat = call.script[0]
        changed = after(replace(call, script=call.script[1:]), beat, at)
        self._space.swap(self._table, key, call, changed)
        self._plan_next(changed, at)
        return Happening(beat.event, changed, at)

    def find(self, key: str) -> Call:
        """The call with this id.

        Raises:
            CallNotFound: there is none.
        """
        call = self._space.get(self._table, key)
        if call is None:
            raise CallNotFound(id=key)
        return call  # type: ignore[no-any-return]

    def __iter__(self) -> Iterator[Call]:
        """All calls, oldest first."""
        return (call for _, call in self._space.rows(self._table))

    def __len__(self) -> int:
        """How many calls were placed."""
        return self._space.count(self._table)

    def _plan_next(self, call: Call, now: Millis) -> None:
        if call.script:
            self._space.plan(now + self._wait(call, call.script[0]), self._owner, call.id)

    def _wait(self, call: Call, beat: Beat) -> Millis:
        if not beat.spread:
            return beat.after
        return beat.after + pick(self._seed, beat.spread + 1, "beat", call.number, len(call.script))
