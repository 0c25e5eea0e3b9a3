"""The life of campaigns, records and handles, as tables.

Rule: every way a state, a stage or a status may change is a row of ``CAMPAIGNS``, ``TRANSITIONS``
or ``RECORDS``; no other module names the one that follows.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from mockserver.callcentre.errors import NotPossibleNow
from mockserver.callcentre.lists.model import CampaignState, Stage, Status

T = TypeVar("T", CampaignState, Stage, Status)


class Order(StrEnum):
    """What a campaign may be told."""

    LOAD = "load"
    START = "start"
    STOP = "stop"
    UNLOAD = "unload"


class Step(StrEnum):
    """What an agent may do with a record."""

    DIAL = "dial"
    ESTABLISH = "establish"  # somebody answered
    END = "end"  # the call is over, whether it was answered or not
    UPDATE = "update"
    RESCHEDULE = "reschedule"
    BAR = "bar"  # never call again
    UNCHAIN = "unchain"  # get the other records of the chain
    REJECT = "reject"
    COMPLETE = "complete"
    LEAVE = "leave"  # the agent is gone


class Change(StrEnum):
    """What may happen to a record."""

    RETRIEVED = "retrieved"
    RETURNED = "returned"
    RESCHEDULED = "rescheduled"  # completed, and to be called again
    COMPLETED = "completed"
    CHAIN_COMPLETED = "chain_completed"
    LEFT = "left"
    FORSAKEN = "forsaken"  # its agent has gone without a word


# fmt: off
_UNLOADED, _LOADED, _STARTED = CampaignState.UNLOADED, CampaignState.LOADED, CampaignState.STARTED
CAMPAIGNS: Mapping[Order, Mapping[CampaignState, CampaignState]] = {
    Order.LOAD:   {_UNLOADED: _LOADED},
    Order.START:  {_UNLOADED: _STARTED, _LOADED: _STARTED},
    Order.STOP:   {_STARTED: _LOADED},
    Order.UNLOAD: {_LOADED: _UNLOADED, _STARTED: _UNLOADED},
}
_PREVIEWING, _DIALLED, _TALKING, _WRAP, _CLOSED = Stage
_SAME = {_PREVIEWING: _PREVIEWING, _DIALLED: _DIALLED, _TALKING: _TALKING, _WRAP: _WRAP}
_CLOSES = dict.fromkeys(_SAME, _CLOSED)
TRANSITIONS: Mapping[Step, Mapping[Stage, Stage]] = {
    Step.DIAL:       {_PREVIEWING: _DIALLED, _WRAP: _DIALLED},
    Step.ESTABLISH:  {_DIALLED: _TALKING},
    Step.END:        {_DIALLED: _WRAP, _TALKING: _WRAP},
    Step.UPDATE:     _SAME,
    Step.RESCHEDULE: _SAME,
    Step.BAR:        _SAME,
    Step.UNCHAIN:    _SAME,
    Step.REJECT:     {_PREVIEWING: _CLOSED},
    Step.COMPLETE:   _CLOSES,
    Step.LEAVE:      _CLOSES,
}
RECORDS: Mapping[Change, Mapping[Status, Status]] = {
    Change.RETRIEVED:       {Status.READY: Status.RETRIEVED},
    Change.RETURNED:        {Status.RETRIEVED: Status.READY},
    Change.RESCHEDULED:     {Status.RETRIEVED: Status.READY},
    Change.COMPLETED:       {Status.RETRIEVED: Status.UPDATED},
    Change.CHAIN_COMPLETED: {Status.READY: Status.CHAIN_UPDATED, Status.RETRIEVED: Status.CHAIN_UPDATED},
    Change.LEFT:            {Status.RETRIEVED: Status.AGENT_ERROR},
    Change.FORSAKEN:        {Status.RETRIEVED: Status.STALE},
}
# fmt: on


def ordered(state: CampaignState, order: Order) -> CampaignState:
    """The state of a campaign that was told something.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    return _following(CAMPAIGNS[order].get(state), state, order)


def stepped(stage: Stage, step: Step) -> Stage:
    """The stage after an agent's step.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    return _following(TRANSITIONS[step].get(stage), stage, step)


def changed(status: Status, change: Change) -> Status:
    """The status of a record after a change.

    Raises:
        NotPossibleNow: the table has no row for it.
    """
    return _following(RECORDS[change].get(status), status, change)


def _following(found: T | None, now: StrEnum, event: StrEnum) -> T:
    if found is None:
        raise NotPossibleNow(state=now, event=event)
    return found
