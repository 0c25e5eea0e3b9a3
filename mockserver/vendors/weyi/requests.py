"""The interpreter requests of each caller: what a sandbox remembers of them.

Rule: a caller is a token; its current request is the newest that is still open, and where none is
open, the newest. A request that the scenario gave is kept here once something happened to it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import accumulate
from typing import Any

from mockserver.chance import hexadecimal
from mockserver.frozen import frozen, replaced
from mockserver.kit import Office, Refused
from mockserver.vendors.weyi.lifecycle import OPEN, TRANSITIONS, WORDS, State, Step

REQUESTS, CALLERS, INVITES, COUNT = "weyi.requests", "weyi.callers", "weyi.invites", "weyi.count"
FIRST_GIVEN, FIRST_MADE = 1001, 100_001  # the ids of requests of a scenario, and of those that clients made
MOST, MOST_EACH = 20_000, 500  # requests that clients made, in all and of one caller; the oldest leave
MOST_LETTERS = 65_536  # of the calls of one request, texts and all
_OF_A_CALL = 64  # letters of its times and numbers


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


@frozen
class Caller:
    """What a caller has: the ids of its requests, oldest first, and of those among them that are open."""

    ids: tuple[int, ...] = ()
    open: tuple[int, ...] = ()


NOBODY = Caller()


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
    return newest(tuple(kept.values()))


def newest(calls: tuple[FinishedCall, ...]) -> tuple[FinishedCall, ...]:
    """Of many or long calls the last ones, so that a request has a bound."""
    if sum(map(_letters, calls)) <= MOST_LETTERS:
        return calls
    letters = list(accumulate(map(_letters, reversed(calls))))
    return calls[len(calls) - bisect_right(letters, MOST_LETTERS) :]


def _letters(call: FinishedCall) -> int:
    return _OF_A_CALL + len(call.info or "") + len(call.third_party_id or "")


class Requests:
    """The requests of one caller."""

    def __init__(self, office: Office, caller: str) -> None:
        self._office = office
        self._rows = office.rows
        self._name = caller

    def current(self) -> InterpreterRequest | None:
        """The newest that is open, or else the newest; None where the caller has none."""
        caller = self._caller(self._name)
        ids = caller.open or caller.ids
        return self._request(ids[-1]) if ids else None

    def named(self, id: int = 0, invite: str | None = None) -> InterpreterRequest:
        """The request of that id or invitation; the current one where neither is said.

        Raises:
            Refused: ``RecordNotFound``; another caller's requests are not found either.
        """
        if invite is not None:
            id = self._invited(invite)
        found = self._request(id) if id or invite is not None else self.current()
        if found is None or found.caller != self._name:
            raise Refused("RecordNotFound")
        return found

    def make(self, state: State) -> InterpreterRequest:
        """A new request of the caller, with a token to invite somebody to it."""
        count: int = self._rows.get(COUNT, "made") or 0
        self._rows.put(COUNT, "made", count + 1)
        invite = hexadecimal(self._office.seed, 32, "weyi invitation", self._office.sandbox, count)
        made = InterpreterRequest(FIRST_MADE + count, self._name, state, invite)
        caller = self._caller(self._name)
        opened = (*caller.open, made.id) if state in OPEN else caller.open
        self._rows.put(CALLERS, self._name, Caller((*caller.ids, made.id), opened))
        self._rows.put(INVITES, invite, made.id)
        self._forget_more_than(MOST_EACH)
        self._forget(made.id - MOST)
        return self._keep(made)

    def move(self, request: InterpreterRequest, what: Step, **told: Any) -> InterpreterRequest:
        """The request after a step of its life.

        Raises:
            Refused: ``NotPossibleNow``.
        """
        state = step(request, what)
        if (state in OPEN) != (request.state in OPEN):
            self._sort(request.id, state in OPEN)
        return self._keep(replaced(request, state=state, **told))

    def finish_again(self, request: InterpreterRequest, what: Step, **told: Any) -> InterpreterRequest:
        """A request that was finished before, as it would be if it had not been."""
        return self._keep(replaced(request, state=TRANSITIONS[State.IN_SERVICE, what], **told))

    def _keep(self, request: InterpreterRequest) -> InterpreterRequest:
        self._rows.put(REQUESTS, str(request.id), request)
        return request

    def _request(self, id: int) -> InterpreterRequest | None:
        """The request of that id, of any caller."""
        found: InterpreterRequest | None = self._rows.get(REQUESTS, str(id))
        return found or self._office.settings["given"].get(id)

    def _invited(self, invite: str) -> int:
        """The id of the caller's request that an invitation was made for; 0 where there is none."""
        made: int | None = self._rows.get(INVITES, invite)
        return made or self._office.settings["invites"].get((self._name, invite), 0)

    def _caller(self, name: str) -> Caller:
        found: Caller | None = self._rows.get(CALLERS, name)
        return found or self._office.settings["callers"].get(name, NOBODY)

    def _sort(self, id: int, is_open: bool) -> None:
        """Put one of the caller's requests among the open ones, at its age, or take it out."""
        caller = self._caller(self._name)
        opened = _without(caller.open, id)
        if is_open:
            known = {*opened, id}
            opened = tuple(each for each in caller.ids if each in known)
        self._rows.put(CALLERS, self._name, Caller(caller.ids, opened))

    def _forget_more_than(self, most: int) -> None:
        given = len(self._office.settings["callers"].get(self._name, NOBODY).ids)
        ids = self._caller(self._name).ids
        if len(ids) - given > most:
            self._forget(ids[given])

    def _forget(self, id: int) -> None:
        """Let a request that a client made leave, and its caller, if it was the last one."""
        request: InterpreterRequest | None = self._rows.get(REQUESTS, str(id)) if id >= FIRST_MADE else None
        if request is None:
            return
        self._rows.remove(REQUESTS, str(id))
        self._rows.remove(INVITES, request.invite or "")
        caller = self._caller(request.caller)
        rest = Caller(_without(caller.ids, id), _without(caller.open, id))
        if rest.ids:
            self._rows.put(CALLERS, request.caller, rest)
        else:
            self._rows.remove(CALLERS, request.caller)


def _without(ids: tuple[int, ...], id: int) -> tuple[int, ...]:
    if id not in ids:
        return ids
    at = ids.index(id)
    return ids[:at] + ids[at + 1 :]
