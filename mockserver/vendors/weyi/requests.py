"""The interpreter requests of each caller: what a sandbox remembers of them.

Rule: a caller is a token; its current request is the newest that is still open, and where none is
open, the newest. A request that the scenario gave is kept here once something happened to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from mockserver.chance import hexadecimal
from mockserver.frozen import frozen, replaced
from mockserver.kit import Office, Refused
from mockserver.vendors.weyi.lifecycle import OPEN, TRANSITIONS, WORDS, State, Step

REQUESTS, CALLERS, COUNT = "weyi.requests", "weyi.callers", "weyi.count"
FIRST_GIVEN, FIRST_MADE = 1001, 100_001  # the ids of requests of a scenario, and of those that clients made
MOST, MOST_EACH = 20_000, 500  # requests that clients made, in all and of one caller; the oldest leave


@frozen
class FinishedCall:
    """One of the calls that were made for a request, as CallFinishedNew told it."""

    started: str
    ended: str
    time: Decimal
    successful: bool
    info: str | None
    third_party_id: str | None


@frozen
class InterpreterRequest:
    """One request for an interpreter, and what was told when it was finished."""

    id: int
    caller: str
    state: State
    invite: str | None = None
    need_survey: str | None = None
    total_time: Decimal = Decimal(0)
    calls: tuple[FinishedCall, ...] | None = None


def step(request: InterpreterRequest, what: Step) -> State:
    """The state that comes next.

    Raises:
        Refused: ``NotPossibleNow``; the table has no such transition.
    """
    following = TRANSITIONS.get((request.state, what))
    if following is None:
        raise Refused("NotPossibleNow", state=WORDS[request.state])
    return following


def distinct(calls: Iterable[Mapping[str, Any] | None]) -> tuple[FinishedCall, ...]:
    """The calls to keep, by their ThirdPartyCallId: the last of each; those without one are all kept."""
    kept: dict[object, FinishedCall] = {}
    for place, call in enumerate(calls):
        if call is not None:
            id = call["third_party_id"]
            kept[place if id is None else id] = FinishedCall(**call)
    return tuple(kept.values())


class Requests:
    """The requests of one caller."""

    def __init__(self, office: Office, caller: str) -> None:
        self._office = office
        self._rows = office.rows
        self._caller = caller

    def newest_first(self) -> Iterator[InterpreterRequest]:
        """All of the caller's requests."""
        yield from (self._rows.get(REQUESTS, str(id)) for id in reversed(self._made(self._caller)))
        given: tuple[InterpreterRequest, ...] = self._office.settings["callers"].get(self._caller, ())
        for first in reversed(given):
            yield self._rows.get(REQUESTS, str(first.id)) or first

    def current(self) -> InterpreterRequest | None:
        """The newest that is open, or else the newest; None where the caller has none."""
        newest = None
        for request in self.newest_first():
            if request.state in OPEN:
                return request
            newest = newest or request
        return newest

    def named(self, id: int = 0, invite: str | None = None) -> InterpreterRequest:
        """The request of that id or invitation; the current one where neither is said.

        Raises:
            Refused: ``RecordNotFound``; another caller's requests are not found either.
        """
        found = self._named(id, invite) if id or invite is not None else self.current()
        if found is None:
            raise Refused("RecordNotFound")
        return found

    def _named(self, id: int, invite: str | None) -> InterpreterRequest | None:
        rows = self.newest_first()
        if id:
            return next((row for row in rows if row.id == id), None)
        return next((row for row in rows if row.invite == invite), None)

    def make(self, state: State) -> InterpreterRequest:
        """A new request of the caller, with a token to invite somebody to it."""
        count: int = self._rows.get(COUNT, "made") or 0
        self._rows.put(COUNT, "made", count + 1)
        invite = hexadecimal(self._office.seed, 32, "weyi invitation", self._office.sandbox, count)
        made = self.keep(InterpreterRequest(FIRST_MADE + count, self._caller, state, invite))
        ids = (*self._made(self._caller), made.id)
        self._rows.put(CALLERS, self._caller, ids)
        if len(ids) > MOST_EACH:
            self._forget(ids[0])
        self._forget(made.id - MOST)
        return made

    def keep(self, request: InterpreterRequest) -> InterpreterRequest:
        """The request as it is from now on."""
        self._rows.put(REQUESTS, str(request.id), request)
        return request

    def move(self, request: InterpreterRequest, what: Step, **told: Any) -> InterpreterRequest:
        """The request after a step of its life.

        Raises:
            Refused: ``NotPossibleNow``.
        """
        return self.keep(replaced(request, state=step(request, what), **told))

    def finish_again(self, request: InterpreterRequest, what: Step, **told: Any) -> InterpreterRequest:
        """A request that was finished before, as it would be if it had not been."""
        return self.keep(replaced(request, state=TRANSITIONS[State.IN_SERVICE, what], **told))

    def _made(self, caller: str) -> tuple[int, ...]:
        return self._rows.get(CALLERS, caller) or ()

    def _forget(self, id: int) -> None:
        """Let a request that a client made leave, and its caller, if it was the last one."""
        request: InterpreterRequest | None = self._rows.get(REQUESTS, str(id)) if id >= FIRST_MADE else None
        if request is None:
            return
        self._rows.remove(REQUESTS, str(id))
        rest = tuple(each for each in self._made(request.caller) if each != id)
        if rest:
            self._rows.put(CALLERS, request.caller, rest)
        else:
            self._rows.remove(CALLERS, request.caller)
