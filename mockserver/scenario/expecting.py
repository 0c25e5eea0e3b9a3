"""``expect``: what the client under test is expected to do, as scenario files say it.

Rule: what a request has to be is written as rules write it; what a reference names is known
only when all files are joined, and is looked up then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from mockserver.frozen import frozen
from mockserver.scenario.expected import START, Expectation, Spots, Times, Timing, What
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.leaves import GLOB, LINE, METHOD, OPERATION, PATH, SERVED, Span
from mockserver.scenario.mistakes import Mistake, ScenarioMistake, nearest, one_of, short
from mockserver.scenario.model import Scenario
from mockserver.scenario.nodes import Kind, Node
from mockserver.scenario.shapes import Either, JsonSchema, Made, MapOf, Scalar, Text, Whole, wrong
from mockserver.scenario.straying import NOTICE
from mockserver.scenario.tables import Found, Key, Table
from mockserver.scenario.whentable import LONG, PARTS, PLACE, conditions

_COUNT = Whole(0, 1_000_000_000)
_CLASS = re.compile(r"([1-5])xx")
_KINDS = {"callback": What.CALLBACK, "message": What.MESSAGE, "state": What.STATE}
_OF_REQUESTS = ("operation", "path", "method", "answered")
_COUNTS = ("times", "never", "exactly_once_per")
_TIMES = "how many: 3, 2..4, or a mapping such as {least: 1, most: 3}"


@frozen
class Statuses:
    """A status such as 200, all of a kind such as 4xx, or all between two such as 500..599."""

    def read(self, node: Node, around: Around) -> tuple[int, int]:
        """The least and the greatest."""
        text = str(node.value).lower()
        alike = _CLASS.fullmatch(text)
        least, _, most = (f"{alike[1]}00..{alike[1]}99" if alike else text).partition("..")
        ends = [
            int(end) for end in (least, most or least) if end.isascii() and end.isdigit() and len(end) == 3
        ]
        if len(ends) < 2 or not 100 <= ends[0] <= ends[1] <= 599:
            raise wrong(node, around, "a status: 200, 4xx or 500..599")
        return ends[0], ends[1]

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An integer or a string."""
        words = {"type": "string", "pattern": r"^([1-5]xx|[1-5]\d\d(\.\.[1-5]\d\d)?)$"}
        return {"anyOf": [{"type": "integer", "minimum": 100, "maximum": 599}, words]}


@frozen
class Range:
    """How many, as two numbers with dots between them."""

    def read(self, node: Node, around: Around) -> Times:
        """The numbers."""
        least, dots, most = str(node.value).partition("..")
        ends = [int(end) for end in (least, most) if end.isascii() and end.isdigit() and len(end) < 10]
        if not dots or len(ends) < 2:
            raise wrong(node, around, _TIMES)
        if ends[1] < ends[0]:
            raise wrong(node, around, "the smaller number first", f"{ends[1]}..{ends[0]}")
        return Times(*ends)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "pattern": r"^\d+\.\.\d+$", "examples": ["2..4"]}


def _bounds(found: Found, around: Around) -> Times:
    least, most = found["least"], found["most"]
    if most is not None and most < least:
        raise found.wrong(around, ("most",), f"no fewer than {least}")
    return Times(least, most)


def _stretch(ends: tuple[int, int]) -> tuple[int, int]:
    return (0, ends[1]) if ends[0] == ends[1] else ends


def _always(value: Any) -> bool:
    return bool(value)


@frozen
class Yes:
    """``true``; there is nothing else to say."""

    def read(self, node: Node, around: Around) -> bool:
        """True."""
        if node.value is not True:
            raise wrong(node, around, "true, or no such key")
        return True

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A constant."""
        return {"const": True}


def _expectation(found: Found, around: Around) -> Expectation:
    what = next((kind for key, kind in _KINDS.items() if found.has(key)), What.REQUEST)
    _check_kind(found, around, what)
    _check_names(found, around, ("operation", "callback"))
    plainly = {
        name: found[name]
        for name in (
            "name", "vendor", "operation", "path", "method", "answered",
            "callback", "delivered", "attempts", "message",
        )
    }  # fmt: skip
    return Expectation(
        what=what,
        where=found["when"],
        states=tuple(found["state"].items()),
        times=_times(found),
        per=found["exactly_once_per"] or found["per"],
        timing=_timing(found, around),
        spots=Spots(*(_spot(found, around, name) for name in ("name", "after", "before"))),
        **plainly,
    )


def _request(found: Found, around: Around) -> Expectation:
    _check_names(found, around, ("operation",))
    plainly = {name: found[name] for name in ("vendor", "operation", "path", "method", "answered")}
    return Expectation("", where=found["when"], **plainly)


def _times(found: Found) -> Times:
    if found["never"]:
        return Times(0, 0)
    return Times(1, 1) if found["exactly_once_per"] else found["times"] or Times()


def _timing(found: Found, around: Around) -> Timing:
    least, most = found["within"] or (0, None)
    if found["each"] and found["after"] in ("", START):
        raise found.wrong(around, ("each",), "after beside each: a rule's or an expectation's name")
    return Timing(found["after"], found["each"], found["before"], least, most)


def _check_kind(found: Found, around: Around, what: What) -> None:
    """What goes with requests alone, with callbacks alone, or with anything but states."""
    strange = {
        What.REQUEST: ("delivered", "attempts"),
        What.CALLBACK: _OF_REQUESTS,
        What.MESSAGE: (*_OF_REQUESTS, "delivered", "attempts"),
        What.STATE: tuple(key for key in found.values if key not in ("name", "state")),
    }
    for key in strange[what]:
        if found.has(key):
            raise found.wrong(around, (key,), f"no {key!r} where a {what} is expected")


def _check_names(found: Found, around: Around, keys: Iterable[str]) -> None:
    vendor = found["vendor"]
    if not vendor:
        return
    of_vendor = {"operation": around.operations((vendor,)), "callback": around.notices((vendor,))}
    for key in keys:
        names = of_vendor[key]
        if found[key] and found[key] not in names:
            raise found.wrong(around, (key,), f"{one_of(names)} of {vendor}", nearest(found[key], names))


def _spot(found: Found, around: Around, name: str) -> tuple[str, int, int]:
    place = found.at(name).place
    return around.file, place.line, place.column


@frozen
class Slip:
    """A name that is wrong: in which row, under which key, and what would be right."""

    row: int
    key: str
    found: str
    expected: str
    nearest: str = ""

    @property
    def text(self) -> str:
        """The mistake without its place."""
        hint = f"; did you mean {self.nearest}?" if self.nearest else ""
        return f"found {self.found}; expected {self.expected}{hint}"


def check(scenario: Scenario) -> None:
    """Look up what the expectations of a whole scenario refer to.

    Raises:
        ScenarioMistake: a name is not there, or there more than once.
    """
    rows = scenario.expectations
    slips = slips_of(rows, (rule.name for rule in scenario.rules))
    mistakes = [
        Mistake(*rows[slip.row].spots.of(slip.key), slip.found, slip.expected, slip.nearest) for slip in slips
    ]
    if mistakes:
        raise ScenarioMistake(mistakes)


def slips_of(rows: Sequence[Expectation], rules: Iterable[str], known: Iterable[str] = ()) -> Iterator[Slip]:
    """What is wrong with names and references; ``known`` are the names of further expectations."""
    taken = [START, *rules, *known]
    names = tuple(dict.fromkeys([*taken, *(row.name for row in rows)]))
    for number, row in enumerate(rows):
        if row.name in taken:
            yield Slip(number, "name", f"the name {short(row.name)} a second time", "a name of its own")
        taken.append(row.name)
        for key, name in (("after", row.timing.after), ("before", row.timing.before)):
            if name and name not in names:
                expected = f"start, or the name of a rule or an expectation: {one_of(names)}"
                yield Slip(number, key, short(name), expected, nearest(name, names))


# fmt: off
TIMES_TABLE = Table((
    Key("least", _COUNT, "so many or more", 0),
    Key("most",  _COUNT, "so many or fewer"),
), _bounds, least_one=("least", "most"))
TIMES = Either(_TIMES, {
    Kind.NUMBER: Made(_COUNT, lambda count: Times(count, count)),
    Kind.TEXT: Range(),
    Kind.MAPPING: TIMES_TABLE,
})
WHERE = Table(PARTS, lambda found, around: conditions(found))
_FLAG = Either("true or false", {Kind.FLAG: Made(Scalar(), _always)})
_REFERENCE = Text("the name of a rule or of an expectation, or start")
_REQUESTS = (
    Key("vendor",    SERVED,         "whose; absent: any vendor's", ""),
    Key("operation", OPERATION,      "requests of this operation", ""),
    Key("path",      PATH,           "requests to paths like this, e.g. /api/calls/*", ""),
    Key("method",    METHOD,         "requests with this method", ""),
    Key("when",      WHERE,          "what else must hold for a request, a callback or a message", ()),
    Key("answered",  Statuses(),     "only what was answered so: 200, 4xx, 500..599"),
)
EXPECT = Table((
    Key("name",      LINE,           "what reports call it; absent: its place, e.g. expect[0]", ""),
    *_REQUESTS,
    Key("callback",  NOTICE,         "instead of requests: callbacks of this notice", ""),
    Key("delivered", _FLAG,          "only callbacks that were accepted", False),
    Key("attempts",  TIMES,          "only callbacks that took so many attempts"),
    Key("message",   GLOB,           "instead of requests: messages on a Bayeux channel like this", ""),
    Key("state",     MapOf(LINE),    "instead of requests: the scenario states in the end", {}),
    Key("times",     TIMES,          "how many: 3, 2..4, {least: 1}; absent: at least 1"),
    Key("never",     Yes(),          "true: none at all", False),
    Key("exactly_once_per", PLACE,   "exactly one for each value of this place, e.g. body.uniqueId"),
    Key("per",       PLACE,          "all of this for each value of this place by itself"),
    Key("within",    Made(Span(LONG), _stretch), "so soon, or between two times, e.g. 30s or 1s..30s"),
    Key("after",     _REFERENCE,     "only what comes after a rule has answered, or an expectation's", ""),
    Key("each",      _FLAG,          "after each time, not only after the first", False),
    Key("before",    _REFERENCE,     "only what comes before that", ""),
), _expectation,
   rivals=(_COUNTS, ("operation", "path"), ("exactly_once_per", "per"), ("callback", "message", "state")),
   least_one=("operation", "path", "method", "vendor", "when", "callback", "message", "state", "answered"))
REQUEST = Table(_REQUESTS, _request, rivals=(("operation", "path"),))  # requests alone, to be waited for
# fmt: on
