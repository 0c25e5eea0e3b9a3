"""The life of a call, as a table.

Rule: every way a call's state may change is a row of ``TRANSITIONS``; no other
module assigns a state. ``MOMENTS`` says which of a call's moments an event sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from mockserver.callcentre.errors import NotPossibleNow
from mockserver.callcentre.model import Beat, Call, Event, Script, State
from mockserver.clock import Millis
from mockserver.frozen import replaced, replacing

# fmt: off
TRANSITIONS: dict[tuple[State, Event], State] = {
    (State.WAITING, Event.AGENT_RINGS):   State.CALLING,
    (State.CALLING, Event.AGENT_ANSWERS): State.CALLING,
    (State.WAITING, Event.RINGS):         State.CALLING,
    (State.CALLING, Event.RINGS):         State.CALLING,
    (State.CALLING, Event.ANSWERED):      State.TALKING,
    (State.TALKING, Event.HELD):          State.HOLDING,
    (State.HOLDING, Event.RESUMED):       State.TALKING,
    (State.WAITING, Event.RELEASED):      State.ENDED,
    (State.CALLING, Event.RELEASED):      State.ENDED,
    (State.TALKING, Event.RELEASED):      State.ENDED,
    (State.HOLDING, Event.RELEASED):      State.ENDED,
}

MOMENTS: dict[Event, str] = {
    Event.AGENT_RINGS:   "agent_rang",
    Event.AGENT_ANSWERS: "agent_answered",
    Event.RINGS:         "rang",
    Event.ANSWERED:      "answered",
    Event.HELD:          "held",
    Event.RELEASED:      "released",
}
# fmt: on
_changing = cache(partial(replacing, Call))  # every callback has two beats behind it
_HOLDING, _ENDED = State.HOLDING, State.ENDED  # to ask the enumeration takes six times as long


def after(call: Call, beat: Beat, now: Millis) -> Call:
    """The call as it is once the first beat of its script has happened.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    state = TRANSITIONS.get((call.state, beat.event))
    if state is None:
        raise NotPossibleNow(id=call.id, state=call.state, event=beat.event)
    changes: dict[str, Any] = {"state": state, "script": call.script[1:]}
    if state is _HOLDING or call.held is not None:
        changes |= _holding(call, beat, now)
    moment = MOMENTS.get(beat.event)
    if moment is not None:
        changes[moment] = now
    if state is _ENDED:
        changes["outcome"], changes["code"], changes["script"] = beat.outcome, beat.code, ()
    return _changing(*changes)(call, *changes.values())


def turned(call: Call, beats: Script, left: Millis) -> Script:
    """The script of a call in whose life somebody steps in: these beats first, then what can still come.

    ``left`` is how long the beat that was next has still to wait. What can no longer happen is left out,
    and the time up to it passes all the same.

    Raises:
        NotPossibleNow: the beats are not possible now.
    """
    state = call.state
    for beat in beats:
        following = can_follow(state, beat)
        if following is None:
            raise NotPossibleNow(id=call.id, state=call.state, event=beat.event)
        state = following
    to_come = (replaced(call.script[0], after=left, spread=0), *call.script[1:]) if call.script else ()
    return (*beats, *_possible(state, to_come))


def _possible(state: State, beats: Script) -> Iterator[Beat]:
    after: Millis = 0
    spread: Millis = 0
    for beat in beats:
        after, spread = after + beat.after, spread + beat.spread
        following = can_follow(state, beat)
        if following is not None:
            yield replaced(beat, after=after, spread=spread)
            state, after, spread = following, 0, 0


def can_follow(state: State, beat: Beat) -> State | None:
    """The state the beat leads to, or None where it is not possible."""
    return TRANSITIONS.get((state, beat.event))


def _holding(call: Call, beat: Beat, now: Millis) -> dict[str, Any]:
    if beat.event is Event.HELD:
        return {"holds": call.holds + 1}
    if call.held is not None and beat.event in (Event.RESUMED, Event.RELEASED):
        return {"on_hold": call.on_hold + now - call.held, "held": None}
    return {}
