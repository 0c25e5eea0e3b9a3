"""What a scenario lets happen by itself, and when: data alone; ``mockserver.timetable`` plays it."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING

from mockserver.callcentre.model import Script
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen

if TYPE_CHECKING:
    from mockserver.callbacks.misdeeds.rules import CallbackRule
    from mockserver.scenario.model import Rule

Texts = tuple[tuple[str, str], ...]  # by name; values may be templates


@frozen
class CallPlaced:
    """A call is placed, as the admin API does it."""

    vendor: str
    caller: str  # these two and the facts may be templates
    called: str
    script: Script | None = None  # None: as its numbers say
    facts: Texts = ()


@frozen
class CampaignTold:
    """A campaign of a vendor is told something."""

    vendor: str
    campaign: str
    order: str  # load, start, stop or unload


@frozen
class StatesSet:
    """Scenario states are as this says, whatever they were."""

    states: Texts


@frozen
class RuleBegun:
    """A rule stands before all others from now on."""

    rule: Rule | CallbackRule


@frozen
class RuleDropped:
    """A rule that the timeline began ends."""

    name: str


@frozen
class TargetAsked:
    """The application under test gets a request."""

    method: str
    url: str  # this and the headers may be templates
    headers: Texts = ()
    body: Plain = None  # its texts too may be templates
    is_json: bool = False  # or a text


Doing = CallPlaced | CampaignTold | StatesSet | RuleBegun | RuleDropped | TargetAsked


@frozen
class Planned:
    """Something that happens so long after the sandbox began, on its clock."""

    at: Millis
    does: Doing
    spot: tuple[str, int, int] = field(default=("", 1, 1), compare=False, repr=False)  # file, line, column
