"""What a scenario says, as frozen data; how several files make one.

Rule: nothing here remembers how it was written, save where, for messages.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from functools import reduce
from typing import Any, TypeVar

from mockserver.callbacks.misdeeds.rules import CallbackRule
from mockserver.callcentre.model import CallRecord, Course
from mockserver.clock import DAWN, Millis
from mockserver.faults.base import Fault
from mockserver.faults.status import StatusFault
from mockserver.formats.base import Plain
from mockserver.frozen import frozen, replaced
from mockserver.scenario.conditions import Condition
from mockserver.scenario.expected import Expectation
from mockserver.scenario.expected import joined as joined_expectations
from mockserver.scenario.mistakes import Mistake, ScenarioMistake
from mockserver.scenario.planned import Planned
from mockserver.scenario.states import Named
from mockserver.scenario.turns import Stretch, Turn

T = TypeVar("T")
Spot = tuple[str, int, int]  # file, line, column


@frozen
class ClockSpec:
    """The clock a scenario asks for."""

    kind: str = "real"  # or manual, paced
    start: Millis | None = None
    pace: float = 1.0


@frozen
class Generate:
    """So many records are made, spread over a stretch of time; their ids count up from ``first_id``."""

    count: int
    since: Millis = DAWN - 365 * 86_400_000  # they fill the year before manual clocks start
    until: Millis = DAWN  # the first moment after the stretch
    first_id: int = 100_000


@frozen
class RecordsSpec:
    """The records a vendor begins with."""

    given: tuple[CallRecord, ...] = ()
    generate: Generate | None = None


@frozen
class When:
    """What must hold for a rule to answer: for the request, the scenario states, the time, and its turn."""

    conditions: tuple[Condition, ...] = ()
    state: Named = ()
    stretch: Stretch | None = None
    turn: Turn | None = None


@frozen
class Respond:
    """What a rule answers: a refusal of the vendor by name or by status, or a body word for word."""

    error: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    message: str | None = None
    body: bytes | None = None  # its Content-Type is among the headers
    template: Plain = None  # the body as it is written, where it is made at run time
    is_live: bool = False  # something of it is made at run time

    @property
    def fault(self) -> StatusFault | None:
        """The fault it is, where it is nothing but a status."""
        if self.status is None or self.error is not None or self.body is not None:
            return None
        return StatusFault(self.status, self.message, self.headers)


@frozen
class Rule:
    """A rule of a scenario: which requests it is for, and what they get. Empty texts fit everything."""

    name: str
    respond: Respond | None = None  # None: what the vendor itself answers
    vendor: str = ""
    operation: str = ""
    path: str = ""  # a glob
    method: str = ""
    when: When = When()
    side: str = "before"  # or after: it happened, and the client is told this instead
    faults: tuple[Fault, ...] = ()  # what happens to the answer on its way
    sets: Named = ()  # the scenario states that it moves on
    ttl: Millis | None = None  # how long it holds, since the sandbox began or since it was added
    words: Plain = field(default=None, compare=False, repr=False)  # as it was written
    spot: Spot = field(default=("", 1, 1), compare=False, repr=False)


@frozen
class Scenario:
    """One world's script. Vendors that no file names are all served, as ``implied``."""

    name: str
    about: str = ""
    seed: int = 1
    locale: str = "en_US"
    clock: ClockSpec = ClockSpec()
    vendors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # settings by vendor
    records: Mapping[str, RecordsSpec] = field(default_factory=dict)
    courses: Mapping[str, tuple[Course, ...]] = field(default_factory=dict)
    rules: tuple[Rule, ...] = ()
    magic: bool = False  # a request may ask for a fault by its header
    callbacks: tuple[CallbackRule, ...] = ()  # which of them go wrong, and how
    timeline: tuple[Planned, ...] = ()  # what happens by itself
    expectations: tuple[Expectation, ...] = ()  # what the client is to do
    together: tuple[str, ...] = ()  # vendors that share their calls
    callback_origin: str = ""  # where all callbacks go instead (scheme, host, port); no file says it
    implied: bool = False
    variables: frozenset[str] = frozenset()  # the names of those that its files have or use
    settled: frozenset[str] = frozenset()  # vendors with settings of their own; others have their defaults
    places: Mapping[str, Spot] = field(default_factory=dict, compare=False)  # e.g. of "vendors.acme"


def combine(scenarios: Iterable[Scenario]) -> Scenario:
    """One scenario of several: vendors united, lists joined; name, seed and clock are the first one's.

    Which vendors share their calls is one list that files have to agree on: joined, two would say that
    vendors share calls of which neither says so.

    Raises:
        ScenarioMistake: two files say different things where only one can be said.
    """
    return reduce(_joined, scenarios)


def auto_name(number: int) -> str:
    """What a rule without a name is called."""
    return f"rules[{number}]"


def _joined(left: Scenario, right: Scenario) -> Scenario:
    _check(left, right)
    return replaced(
        left,
        vendors=_vendors(left, right),
        records=_by_vendor(left.records, right.records, _both_records),
        courses=_by_vendor(left.courses, right.courses, lambda mine, theirs: (*mine, *theirs)),
        rules=_renumbered(left.rules, right.rules),
        magic=left.magic or right.magic,
        callbacks=(*left.callbacks, *right.callbacks),
        timeline=(*left.timeline, *right.timeline),
        expectations=joined_expectations(left.expectations, right.expectations),
        together=left.together or right.together,
        implied=left.implied and right.implied,
        settled=left.settled | right.settled,
        variables=left.variables | right.variables,
        places={**right.places, **left.places},
    )


def _check(left: Scenario, right: Scenario) -> None:
    settled = [name for name in left.settled & right.settled if left.vendors[name] != right.vendors[name]]
    made = [name for name in left.records if _both_generate(left, right, name)]
    shared = ["together"] if left.together and right.together and left.together != right.together else []
    mistakes = [
        *(_clash(left, right, f"vendors.{name}", f"other settings for {name}") for name in settled),
        *(_clash(left, right, f"records.{name}", f"other generated records for {name}") for name in made),
        *(_clash(left, right, key, "other vendors that share their calls") for key in shared),
    ]
    if mistakes:
        raise ScenarioMistake(mistakes)


def _both_generate(left: Scenario, right: Scenario, vendor: str) -> bool:
    mine, theirs = left.records[vendor].generate, right.records.get(vendor, RecordsSpec()).generate
    return mine is not None and theirs is not None and mine != theirs


def _clash(left: Scenario, right: Scenario, key: str, found: str) -> Mistake:
    nowhere: Spot = ("a scenario", 1, 1)
    first = left.places.get(key, nowhere)
    return Mistake(
        *right.places.get(key, nowhere), found, f"the same as at {first[0]}:{first[1]}, or nothing"
    )


def _vendors(left: Scenario, right: Scenario) -> dict[str, Mapping[str, Any]]:
    names = dict.fromkeys([*_adds(left, right), *_adds(right, left)])
    return {name: _settings(name, left, right) for name in names}


def _adds(one: Scenario, other: Scenario) -> Iterable[str]:
    # A file that names no vendor goes with any: beside one that does, it adds only those it says more about.
    return (*one.records, *one.together) if one.implied and not other.implied else one.vendors


def _settings(name: str, left: Scenario, right: Scenario) -> Mapping[str, Any]:
    if name in left.vendors and (name in left.settled or name not in right.settled):
        return left.vendors[name]
    return right.vendors[name]


def _both_records(mine: RecordsSpec, theirs: RecordsSpec) -> RecordsSpec:
    return RecordsSpec((*mine.given, *theirs.given), mine.generate or theirs.generate)


def _by_vendor(mine: Mapping[str, T], theirs: Mapping[str, T], both: Callable[[T, T], T]) -> dict[str, T]:
    shared = {name: both(mine[name], theirs[name]) for name in mine if name in theirs}
    return {**mine, **theirs, **shared}


def _renumbered(mine: Sequence[Rule], theirs: Sequence[Rule]) -> tuple[Rule, ...]:
    """Both lists; a rule without a name is called by its place in the whole."""
    moved = (
        replaced(rule, name=auto_name(len(mine) + number)) if rule.name == auto_name(number) else rule
        for number, rule in enumerate(theirs)
    )
    return (*mine, *moved)
