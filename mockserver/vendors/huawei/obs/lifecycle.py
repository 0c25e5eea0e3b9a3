"""The life of an outbound datum, as a table.

Rule: every way a datum's state may change is a row of ``TRANSITIONS``; no other module
names the state that follows. What the vendor does out of order is undocumented, so those
rows stand apart, in ``LENIENT``, behind a switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class State(StrEnum):
    """How far a datum is."""

    NEW = "new"  # nobody has read it, or it is to be called again
    FETCHED = "fetched"  # callnos handed it out
    CALLING = "calling"  # an intermediate result has come
    DONE = "done"


class Step(StrEnum):
    """What may happen to a datum."""

    FETCHED = "fetched"  # callnos
    UPDATED = "updated"  # push/midresult
    PREVIEWED = "previewed"  # push/midresult of a previewed task: this is its result
    SUCCEEDED = "succeeded"  # call/result
    FAILED = "failed"  # call/result, no retry is left
    RETURNED = "returned"  # call/result, a retry is left


Transitions = Mapping[Step, Mapping[State, State]]

# fmt: off
TRANSITIONS: Transitions = {
    Step.FETCHED:   {State.NEW: State.FETCHED},
    Step.UPDATED:   {State.FETCHED: State.CALLING, State.CALLING: State.CALLING},
    Step.PREVIEWED: {State.FETCHED: State.DONE},
    Step.SUCCEEDED: {State.FETCHED: State.DONE, State.CALLING: State.DONE},
    Step.FAILED:    {State.FETCHED: State.DONE, State.CALLING: State.DONE},
    Step.RETURNED:  {State.FETCHED: State.NEW, State.CALLING: State.NEW},
}
LENIENT: Transitions = {  # what was never fetched counts as fetched; what is done stays done
    Step.UPDATED:   {State.NEW: State.CALLING, State.DONE: State.DONE},
    Step.PREVIEWED: {State.NEW: State.DONE, State.CALLING: State.DONE, State.DONE: State.DONE},
    Step.SUCCEEDED: {State.NEW: State.DONE, State.DONE: State.DONE},
    Step.FAILED:    {State.NEW: State.DONE, State.DONE: State.DONE},
    Step.RETURNED:  {State.NEW: State.NEW},
}
ORDERS: Mapping[str, Transitions] = {  # by the switch obs_order
    "any":    {step: {**ways, **LENIENT.get(step, {})} for step, ways in TRANSITIONS.items()},
    "strict": TRANSITIONS,
}
# fmt: on


def after(order: str, step: Step, state: State) -> State | None:
    """The state that follows; None where the step is not possible."""
    return ORDERS[order][step].get(state)
