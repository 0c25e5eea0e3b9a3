"""What outbound dialling is made of, as frozen data: campaigns, calling lists, their records, handles.

A *record* is a row of a calling list: somebody to be called. A *handle* is an agent's hold on one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from mockserver.callcentre.lists.zones import ALL_DAY, Window
from mockserver.clock import Millis
from mockserver.frozen import frozen

ROOM = "#"  # stands for a digit in the pattern of made-up numbers


class Kind(StrEnum):
    """Why somebody is to be called."""

    GENERAL = "general"  # because the list says so
    CAMPAIGN_RESCHEDULED = "campaign_rescheduled"  # by an agent, for whoever is free
    PERSONAL_RESCHEDULED = "personal_rescheduled"  # by an agent, for that agent
    CAMPAIGN_CALLBACK = "campaign_callback"  # asked for by the customer
    PERSONAL_CALLBACK = "personal_callback"
    NO_CALL = "no_call"  # never again


class Status(StrEnum):
    """How far a record is."""

    READY = "ready"  # to be called
    RETRIEVED = "retrieved"  # an agent has it
    UPDATED = "updated"  # done
    CHAIN_UPDATED = "chain_updated"  # done, because another of its chain is
    AGENT_ERROR = "agent_error"  # the agent left while having it
    STALE = "stale"  # the agent had it, and was not heard of any more


class Stage(StrEnum):
    """How far an agent is with a record."""

    PREVIEWING = "previewing"
    DIALLED = "dialled"
    TALKING = "talking"
    WRAP = "wrap"  # the call is over
    CLOSED = "closed"


class CampaignState(StrEnum):
    """Whether a campaign is at work."""

    UNLOADED = "unloaded"
    LOADED = "loaded"
    STARTED = "started"


@frozen
class Campaign:
    """Calling lists that are worked off by a group of agents; ``application`` is the dialler's number."""

    name: str
    application: int
    group: str
    lists: tuple[str, ...]
    mode: str = "Preview"
    state: CampaignState = CampaignState.STARTED
    description: str = ""
    group_description: str = ""


@frozen
class CallingList:
    """Whom to call: records that are given, then so many made-up ones, then those that were added."""

    name: str
    generate: int = 0
    numbers: str = "647#######"  # of made-up records; each ``#`` is a digit
    windows: tuple[Window, ...] = (ALL_DAY,)  # of made-up records, taken in turn
    each_chain: int = 1  # so many made-up records in a row are one customer's
    given: int = 0  # how many of its records were given
    chains: int = 0  # the highest chain that was given: those that nobody gave begin after it

    @property
    def size(self) -> int:
        """How many records it began with."""
        return self.given + self.generate

    @property
    def variety(self) -> int:
        """How many numbers the pattern has."""
        return int(10 ** self.numbers.count(ROOM))


@frozen
class ListRecord:
    """Somebody to be called, at one number."""

    list: str
    number: int  # its place in the list, from 1
    phone: str
    chain: int  # records of one customer have the same
    place: int = 0  # in its chain
    kind: Kind = Kind.GENERAL
    status: Status = Status.READY
    result: str = ""  # what the line did, by the vendor's name; empty while nobody was called
    attempts: int = 0
    due: Millis = 0  # not to be called before
    called: Millis | None = None  # when it was last
    window: Window = ALL_DAY
    phone_type: str = ""  # by the vendor's name
    agent: str = ""  # who has or had it, or whose callback it is
    campaign: str = ""  # for which it was retrieved
    handle: int = 0  # the open handle on it; 0: none
    others: Mapping[str, Any] = field(default_factory=dict)  # columns of this list's own


@frozen
class Callback:
    """That somebody is to be called again: from when on, and by whom."""

    kind: Kind
    due: Millis


@frozen
class Handle:
    """An agent's hold on a record; it is kept while it is open."""

    number: int
    list: str
    record: int  # its number
    user: str
    device: str
    campaign: str
    stage: Stage = Stage.PREVIEWING
    callback: Callback | None = None  # takes effect when the record is completed
    call: str = ""  # the id of the last call to it
