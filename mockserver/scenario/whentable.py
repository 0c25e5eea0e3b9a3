"""What has to hold for a request, as scenario files say it: one table for rules and expectations.

Rule: the parts of a request, and the tests of a value, are written alike wherever they stand;
``PARTS`` is what anything that looks at requests takes into its own table.
"""

from __future__ import annotations

from typing import Any

from mockserver.clock import Millis
from mockserver.faults.delay import LONGEST
from mockserver.frozen import frozen
from mockserver.scenario.asked import Where, path_problem, place_of, place_problem
from mockserver.scenario.conditions import Condition, Test
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.leaves import LINE, REGEX, Lasting, Span, header_name_problem
from mockserver.scenario.mistakes import listed
from mockserver.scenario.model import When
from mockserver.scenario.nodes import Kind, Node
from mockserver.scenario.shapes import (
    Either,
    JsonSchema,
    ListOf,
    Made,
    MapOf,
    Moment,
    Number,
    Scalar,
    Text,
    Whole,
    wrong,
)
from mockserver.scenario.tables import Found, Key, Table
from mockserver.scenario.turns import Flapping, Quota, Stretch, Turn

LONG: Millis = 366 * 24 * LONGEST
COUNT = Whole(1, 1_000_000_000)
_COUNTERS = ("nth", "first", "every", "over", "flapping")
_SCALAR = Scalar()
_A_TEXT = 'text, or a mapping such as {matches: "…"}'
_A_VALUE = 'a value, or a mapping such as {contains: "…"}'


@frozen
class Share:
    """A share such as 20%, above nothing and up to all."""

    def read(self, node: Node, around: Around) -> float:
        """The share, 1 for all."""
        text = str(node.value)
        number = text.removesuffix("%").strip() if text.endswith("%") else ""
        share = float(number) / 100 if number.replace(".", "", 1).isdecimal() else 0.0
        if not 0 < share <= 1:
            near = f"{node.value:.10g}%" if node.kind is Kind.NUMBER else ""
            raise wrong(node, around, "a share such as 20%, above 0% and up to 100%", near)
        return share

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "pattern": "^[0-9.]+ ?%$", "examples": ["20%"]}


@frozen
class Flag:
    """True or false."""

    def read(self, node: Node, around: Around) -> bool:
        """Which."""
        if node.kind is not Kind.FLAG:
            raise wrong(node, around, "true or false")
        return bool(node.value)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A boolean."""
        return {"type": "boolean"}


def _tests(found: Found, around: Around) -> tuple[Test, ...]:
    if not found.node.value:
        raise found.wrong(around, (), _A_VALUE)
    return tuple((word, found[word]) for word in found.node.value)


def _equal(value: Any) -> tuple[Test, ...]:
    return (("equals", value),)


def _value(tests: Table) -> Either:
    equal = Made(_SCALAR, _equal)
    plain = dict.fromkeys((Kind.TEXT, Kind.NUMBER, Kind.FLAG, Kind.NOTHING), equal)
    return Either(_A_VALUE, {**plain, Kind.MAPPING: tests})


def _text(tests: Table) -> Either:
    equal = Made(Text(_A_TEXT), _equal)
    return Either(_A_TEXT, {**dict.fromkeys((Kind.TEXT, Kind.NUMBER, Kind.FLAG), equal), Kind.MAPPING: tests})


def _quota(found: Found, around: Around) -> Quota:
    if not found["per"]:
        raise found.wrong(around, ("per",), "a time above nothing, such as 1m")
    return Quota(found["times"], found["per"])


def _flapping(found: Found, around: Around) -> Flapping:
    (up, in_time), (down, also) = found["up"], found["down"]
    if in_time is not also:
        raise found.wrong(around, ("down",), "two numbers of requests, or two times")
    if up + down == 0:
        raise found.wrong(around, ("down",), "a time above nothing")
    return Flapping(up, down, in_time)


def conditions(found: Found) -> tuple[Condition, ...]:
    """What the parts of a request have to be, where a table holds ``PARTS``."""
    named = [
        Condition(Where(part, name), tests)
        for part in ("header", "query", "body")
        for name, tests in found[part].items()
    ]
    return tuple(named) + ((Condition(Where("text"), found["text"]),) if found["text"] else ())


def _when(found: Found, around: Around) -> When:
    least, most = found["between"] or (None, None)
    stretch = Stretch(least, most, found["since"], found["until"])
    if found.has("since") and found.has("until") and found["until"] <= found["since"]:
        raise found.wrong(around, ("until",), "since before until")
    if found.has("between") and least == most:
        raise found.wrong(around, ("between",), "two times, the first below the second, such as 5s..30s")
    if found.has("per") and not any(found.has(name) for name in _COUNTERS):
        raise found.wrong(around, ("per",), f"one of {listed(_COUNTERS)} beside per, to say what is counted")
    turn = Turn(**{name: found[name] for name in (*_COUNTERS, "chance", "per")})
    return When(
        conditions(found),
        tuple(found["state"].items()),
        None if stretch == Stretch() else stretch,
        None if turn == Turn() else turn,
    )


# fmt: off
_TESTS = (
    Key("matches",  REGEX,              "a regular expression that all of it has to match"),
    Key("equals",   _SCALAR,            "the value itself"),
    Key("contains", _SCALAR,            "a text within it; of a list, an item"),
    Key("one_of",   ListOf(_SCALAR, 1),   "one of several values"),
    Key("less",     Number(-1e300, 1e300), "a number below this"),
    Key("greater",  Number(-1e300, 1e300), "a number above this"),
    Key("absent",   Flag(), "true: there is none; false: there is one"),
)
NOT = Table(_TESTS, _tests)
TESTS = Table((
    *_TESTS,
    Key("not", _value(NOT), "what it must not be: a value, or a mapping of these tests"),
), _tests)
VALUE, TEXT = _value(TESTS), _text(TESTS)
_PLACES = "a place such as body.order.id, header.X-Key, query.v, path or text"
PLACE = Made(Text(_PLACES, place_problem), place_of)

PARTS = (
    Key("header", MapOf(TEXT, header_name_problem), "headers, each with its text or {matches: …}", {}),
    Key("query",  MapOf(TEXT), "members of the query, in the same way", {}),
    Key("body",   MapOf(VALUE, path_problem), "decoded values, each by its path: a.b.0.c or $.a.b[0].c", {}),
    Key("text",   TEXT, "the text of the body, as it came", ()),
)
OVER = Table((
    Key("times", COUNT,        "how many are left alone in each window", required=True),
    Key("per",   Lasting(LONG), "how long a window is, on the sandbox's clock", required=True),
), lambda found, around: _quota(found, around))
_WHILE = Either("a number of requests, or a time such as 30s", {
    Kind.NUMBER: Made(COUNT, lambda count: (count, False)),
    Kind.TEXT: Made(Lasting(LONG), lambda lasts: (lasts, True)),
})
FLAPPING = Table((
    Key("up",   _WHILE, "so many requests, or so long, it is not for", required=True),
    Key("down", _WHILE, "so many after them, or so long, it is for; and so on", required=True),
), _flapping)
WHEN = Table((
    *PARTS,
    Key("state",    MapOf(LINE),   "the states that scenario states are in; an empty text means Started", {}),
    Key("between",  Span(LONG),    "a time since the sandbox began, e.g. 5s..30s"),
    Key("since",    Moment(),      "from a moment on"),
    Key("until",    Moment(True),  "before a moment; a mere day is included"),
    Key("nth",      COUNT,        "only the nth request that the rule would answer"),
    Key("first",    COUNT,        "only the first so many of them"),
    Key("every",    COUNT,        "only every so-manyth of them"),
    Key("over",     OVER,          "only those beyond a quota, e.g. {times: 100, per: 1m}"),
    Key("flapping", FLAPPING,      "not for a while, then for a while, e.g. {up: 3, down: 2}"),
    Key("chance",   Share(),       "only a share of them, e.g. 20%, drawn by the seed"),
    Key("per",      PLACE,         "each value of this place is counted by itself, e.g. body.uniqueId"),
), _when, rivals=(_COUNTERS,))
# fmt: on
