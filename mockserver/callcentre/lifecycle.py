"""The life of a call, as a table.

Rule: every way a call's state may change is a row of ``TRANSITIONS``; no other
module assigns a state. ``MOMENTS`` says which of a call's moments an event sets.
"""

from __future__ import annotations

from typing import Any

from mockserver.callcentre.errors import NotPossibleNow
from mockserver.callcentre.model import Beat, Call, Event, State
from mockserver.clock import Millis
from mockserver.frozen import replaced

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


def after(call: Call, beat: Beat, now: Millis) -> Call:
    """The call as it is once the first beat of its script has happened.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    state = TRANSITIONS.get((call.state, beat.event))
    if state is None:
        raise NotPossibleNow(id=call.id, state=call.state, event=beat.event)
    changes: dict[str, Any] = {"state": state, "script": call.script[1:]}
    if state is State.HOLDING or call.held is not None:
        changes |= _holding(call, beat, now)
    moment = MOMENTS.get(beat.event)
    if moment is not None:
        changes[moment] = now
    if state is State.ENDED:
        changes |= {"outcome": beat.outcome, "code": beat.code, "script": ()}
    return replaced(call, **changes)


def can_follow(state: State, beat: Beat) -> State | None:
    """The state the beat leads to, or None where it is not possible."""
    return TRANSITIONS.get((state, beat.event))


def _holding(call: Call, beat: Beat, now: Millis) -> dict[str, Any]:
    if beat.event is Event.HELD:
        return {"holds": call.holds + 1}
    if call.held is not None and beat.event in (Event.RESUMED, Event.RELEASED):
        return {"on_hold": call.on_hold + now - call.held, "held": None}
    return {}
