"""What a call centre is made of, as frozen data: calls with their moments, records of ended calls."""

from __future__ import annotations

from enum import StrEnum
from fnmatch import fnmatchcase

from mockserver.clock import Millis
from mockserver.frozen import frozen


class State(StrEnum):
    """Where a call is in its life."""

    WAITING = "waiting"
    CALLING = "calling"
    TALKING = "talking"
    HOLDING = "holding"
    ENDED = "ended"


class Event(StrEnum):
    """What can happen to a call."""

    AGENT_RINGS = "agent_rings"
    AGENT_ANSWERS = "agent_answers"
    RINGS = "rings"
    ANSWERED = "answered"
    HELD = "held"
    RESUMED = "resumed"
    RELEASED = "released"


class Outcome(StrEnum):
    """How a call ended. The caller's side is the leg that is rung first in a two-way call."""

    CALLED_HUNG_UP = "called_hung_up"
    CALLER_HUNG_UP = "caller_hung_up"
    CALLER_FAILED = "caller_failed"
    CALLED_FAILED = "called_failed"
    CALLER_NO_ANSWER = "caller_no_answer"
    CALLED_NO_ANSWER = "called_no_answer"
    NOT_STARTED = "not_started"
    BUSY = "busy"
    REJECTED = "rejected"
    POWERED_OFF = "powered_off"
    OUT_OF_AREA = "out_of_area"
    WRONG_NUMBER = "wrong_number"
    OTHER = "other"


@frozen
class Beat:
    """One step of a script: after so long, this happens; ``released`` carries how."""

    after: Millis
    event: Event
    outcome: Outcome | None = None
    code: str | None = None  # the vendor's own number, for an outcome that is ``other``
    spread: Millis = 0  # up to so much is added to ``after``, drawn for each call


Script = tuple[Beat, ...]


@frozen
class Call:
    """A phone call: who, when each thing happened to it, how it ended. Moments are None until they come."""

    id: str
    number: int  # the centre's count of calls, from 1
    caller: str
    called: str
    created: Millis
    state: State = State.WAITING
    agent: str | None = None
    data: str | None = None
    caller_shown: str | None = None
    called_shown: str | None = None
    agent_rang: Millis | None = None
    agent_answered: Millis | None = None
    rang: Millis | None = None
    answered: Millis | None = None
    held: Millis | None = None
    on_hold: Millis = 0
    holds: int = 0
    released: Millis | None = None
    outcome: Outcome | None = None
    code: str | None = None
    script: Script = ()  # what is still to come
    report_to: str | None = None  # where this call's own notices go, instead of the vendor's setting
    cause: str = ""  # the journal event that placed it


@frozen
class Interaction:
    """A line in a record's history. All three are text, as the vendors that have it keep it."""

    started: str | None = None
    kind: str | None = None
    description: str | None = None


@frozen
class CallRecord:
    """What is kept of a call when it is over; durations in seconds."""

    id: str | None = None
    client_id: str | None = None
    client_name: str | None = None
    centre_id: str | None = None
    started: str | None = None  # as written down, e.g. 2024-05-01T10:00:00
    caller_name: str | None = None
    caller_number: str | None = None
    transferred_to_name: str | None = None
    transferred_to_number: str | None = None
    notes: str | None = None
    duration: float = 0.0
    ringing: float = 0.0
    on_hold: float = 0.0
    holds: int = 0
    interactions: tuple[Interaction | None, ...] | None = None
    answered_by: str | None = None
    server: str | None = None
    talking: float = 0.0
    transferring: float = 0.0
    screen_pop: str | None = None
    forms: tuple[str | None, ...] | None = None
    flagged: bool = False
    flag_notes: str | None = None
    kind: str | None = None
    wrap_up: float = 0.0


@frozen
class Happening:
    """Something that happened to a call, and the call as it was right after."""

    event: Event
    call: Call
    at: Millis


@frozen
class Course:
    """The course that calls take whose numbers match; an empty pattern matches every number."""

    script: Script
    caller: str = ""  # glob patterns: * and ?
    called: str = ""

    def fits(self, caller: str, called: str) -> bool:
        """Whether a call between these numbers takes this course."""
        return is_like(caller, self.caller) and is_like(called, self.called)


def is_like(number: str, pattern: str) -> bool:
    """Whether a number matches a glob pattern; an empty one matches every number."""
    return not pattern or fnmatchcase(number, pattern)
