"""``callbacks``: which callbacks go wrong, and how, as scenario files say it.

Rule: a fault's class knows what it does; here is only how a file spells it.
"""

from __future__ import annotations

from typing import Any

from mockserver.callbacks.misdeeds.base import Misdeed
from mockserver.callbacks.misdeeds.rules import CallbackRule
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.leaves import GLOB, HEADER, LINE, SERVED, Lasting, Portion
from mockserver.scenario.mistakes import nearest, one_of
from mockserver.scenario.nodes import Kind, Node, written
from mockserver.scenario.shapes import Either, JsonSchema, Known, Shape, Whole, Word
from mockserver.scenario.tables import Found, Key, Table
from mockserver.scenario.turns import Turn
from mockserver.scenario.whentable import LONG, Share

_COUNT = Whole(1, 1_000_000_000)
_LASTING = Lasting(LONG)
Striking = tuple[str, Misdeed]  # a fault's name, and the fault
_SETTINGS = (
    "late",
    "duplicate",
    "out_of_order",
    "slow",
    "truncated",
    "stale_timestamp",
    "wrong_content_type",
)


@frozen
class FaultName:
    """The name of a fault of callbacks. The faults are loaded when a file has one: few have."""

    def read(self, node: Node, around: Around) -> Striking:
        """The name, and the fault as it is without a setting."""
        from mockserver.callbacks.misdeeds.table import MISDEEDS

        name = Word(tuple(MISDEEDS)).read(node, around)
        return name, MISDEEDS[name]()

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An enumeration."""
        from mockserver.callbacks.misdeeds.table import MISDEEDS

        return Word(tuple(MISDEEDS)).schema(vendors)


def _struck(found: Found, around: Around) -> Striking:
    from mockserver.callbacks.misdeeds.table import MISDEEDS

    (name,) = (key for key in _SETTINGS if found.has(key))
    return name, MISDEEDS[name](found[name])


def _turn(found: Found, around: Around) -> Turn:
    return Turn(**{name: found[name] for name in ("nth", "first", "every", "chance")})


def _rule(found: Found, around: Around) -> CallbackRule:
    name, misdeed = found["fault"]
    vendor, notice = found["vendor"], found["notice"]
    names = around.notices((vendor,)) if vendor else around.notices(around.served)
    if notice and notice not in names:
        expected = f"{one_of(names)} of {vendor}" if names else f"no notice: {vendor} sends no callbacks"
        raise found.wrong(around, ("notice",), expected, nearest(notice, names))
    caller, called = found["match"]
    return CallbackRule(
        found["name"] or name, name, misdeed, vendor, notice, caller, called, found["when"], found["ttl"],
        written(found.node),
    )  # fmt: skip


def _numbers(found: Found, around: Around) -> tuple[str, str]:
    return found["caller"], found["called"]


NOTICE = Known(lambda around: around.notices(around.served))
# fmt: off
SETTINGS = Table((
    Key("late",               _LASTING,        "how long after its moment it is sent (10m)"),
    Key("duplicate",          Whole(2, 1000),  "how many are sent in all (2)"),
    Key("out_of_order",       _LASTING,        "how long it waits for the next of its call at the most (1m)"),
    Key("slow",               Lasting(60_000), "real time from its first byte to its last (3s)"),
    Key("truncated",          Portion(),       "how much of the body is sent: bytes, or a share (50%)"),
    Key("stale_timestamp",    _LASTING,        "how old the timestamp is (24h)"),
    Key("wrong_content_type", HEADER,          "what the header says instead (text/html)"),
), _struck, rivals=(_SETTINGS,), least_one=_SETTINGS)
FAULT = Either("the name of a fault of callbacks, or a mapping such as {late: 10m}", {
    Kind.TEXT: FaultName(),
    Kind.MAPPING: SETTINGS,
})
TURN = Table((
    Key("nth",    _COUNT,  "only the nth callback that the rule would strike"),
    Key("first",  _COUNT,  "only the first so many of them"),
    Key("every",  _COUNT,  "only every so-manyth of them"),
    Key("chance", Share(), "only a share of them, e.g. 20%, drawn by the seed"),
), _turn, rivals=(("nth", "first", "every"),))
MATCH = Table((
    Key("called", GLOB, "the number that is called, e.g. +1555*", ""),
    Key("caller", GLOB, "the number that calls", ""),
), _numbers)
CALLBACK = Table((
    Key("name",   LINE,   "what it is called; absent: as its fault", ""),
    Key("vendor", SERVED, "whose callbacks; absent: every vendor's", ""),
    Key("notice", NOTICE, "which of them, by the vendor's name for it; absent: all", ""),
    Key("match",  MATCH,  "those that tell of calls between such numbers; absent: all", ("", "")),
    Key("when",   TURN,   "which of those, counted; absent: every one", Turn()),
    Key("fault",  FAULT,  "what goes wrong with it", required=True),
    Key("ttl",    _LASTING, "how long it holds, since the sandbox began or since it was added"),
), _rule)
# fmt: on


@frozen
class OrOfCallbacks:
    """A rule for requests; one that names a ``notice`` is a rule for callbacks."""

    of_requests: Shape

    def read(self, node: Node, around: Around) -> Any:
        """The one or the other."""
        is_told = node.kind is Kind.MAPPING and "notice" in node.value
        return (CALLBACK if is_told else self.of_requests).read(node, around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """Either, told from the other by its member ``notice``."""
        told = {**CALLBACK.schema(vendors), "required": ["notice", "fault"]}
        return {"anyOf": [self.of_requests.schema(vendors), told]}
