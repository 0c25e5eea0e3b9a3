"""The life of an interpreter request, as a table.

Rule: every way a request's state may change is a row of ``TRANSITIONS``; no other module names
the state that comes next. The numbers are WEYI's own (APITwilio, Request/StatusByPreInviteToken).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType


class State(IntEnum):
    """How far a request is, by WEYI's number."""

    NOT_INITIATED = 0
    NEW = 1
    IN_SERVICE = 2
    SERVICED = 3
    CANCELLED = 4
    ACCEPTED = 5
    NO_INTERPRETER = 9


class Step(StrEnum):
    """What may happen to a request."""

    INITIATE = "initiate"
    ACCEPT = "accept"
    SERVE = "serve"
    GIVE_UP = "give up"
    SUCCEED = "succeed"  # CallFinishedNew with IsSuccessful
    FAIL = "fail"  # CallFinishedNew without


# fmt: off
WORDS: Mapping[State, str] = MappingProxyType({  # as WEYI's help page spells them
    State.NOT_INITIATED:  "Not Initiated",
    State.NEW:            "New",
    State.IN_SERVICE:     "In Service",
    State.SERVICED:       "Serviced",
    State.CANCELLED:      "Cancelled",
    State.ACCEPTED:       "Interpreter Accepted",
    State.NO_INTERPRETER: "No Interpreter Available",
})
TRANSITIONS: Mapping[tuple[State, Step], State] = MappingProxyType({
    (State.NOT_INITIATED, Step.INITIATE): State.NEW,
    (State.NEW,           Step.ACCEPT):   State.ACCEPTED,
    (State.NEW,           Step.GIVE_UP):  State.NO_INTERPRETER,
    (State.NEW,           Step.SUCCEED):  State.SERVICED,
    (State.NEW,           Step.FAIL):     State.CANCELLED,
    (State.ACCEPTED,      Step.SERVE):    State.IN_SERVICE,
    (State.ACCEPTED,      Step.SUCCEED):  State.SERVICED,
    (State.ACCEPTED,      Step.FAIL):     State.CANCELLED,
    (State.IN_SERVICE,    Step.SUCCEED):  State.SERVICED,
    (State.IN_SERVICE,    Step.FAIL):     State.CANCELLED,
})
# fmt: on
BY_WORD: Mapping[str, State] = MappingProxyType(
    {**{word: state for state, word in WORDS.items()}, "Accepted": State.ACCEPTED}
)
OPEN = frozenset(state for state, step in TRANSITIONS if step is Step.SUCCEED)  # can still be finished
FINISHED = frozenset((State.SERVICED, State.CANCELLED))
