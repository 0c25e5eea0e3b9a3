"""Documents that no serializer would write: out of order, twice, foreign, nil, spelt in odd ways.

Rule: what they mean, or that they mean nothing, is for the real serializer to say.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape

from hypothesis import strategies as st

from mockserver.formats.base import Kind, ListOf, Plain, Shape, Type
from mockserver.formats.datacontract_read import contract, in_order, root_contract
from mockserver.formats.xmltree import XSI
from tests.live.dotnet.values import DICTIONARIES

# fmt: off
_TEXTS = {  # of each kind: what is read, and what is not
    Kind.STRING: (["a", "", " a ", "\n", "中😀", "&#65;&#x0;&lt;", "<![CDATA[a&b]]>", "a<!-- b -->c"],
                  ["<b/>", "&nope;", "a & b", "<?p i?>"]),
    Kind.INT: (["0", "-7", "+7", " 12\n", "007", "2147483647", "&#53;", "<![CDATA[5]]>"],
               ["", "x", "1.0", "2147483648", "1e1", "0x1", "--5", "1,000", "１"]),
    Kind.DOUBLE: (["1", "-0", "-0.0", " -0", ".", "-.", "5.", ".5", "1e5", "1E-7", "NaN", "INF", "-Infinity",
                   "123456789", "1234567890", "12345.67891", "1e-400", "7<!-- -->8"],
                  ["", "x", "1e", "+INF", "inf", "1,5", "--1", "1.5.", "1e400", " ."]),
    Kind.DECIMAL: (["2", "2.50", "-0.00", " 7 ", ".5", "5.", "+1", "0.5000", "1<!-- -->2",
                    "79228162514264337593543950335", "0.12345678901234567890123456789",
                    "79228162514264337593543950334.5", "0." + "0" * 40],
                   ["", ".", "1e5", "1,5", "NaN", "(1)", "1-", "0x1", "79228162514264337593543950336"]),
    Kind.BOOL: (["true", "false", "1", "0", " true\n", "&#49;", "tr<!-- -->ue"],
                ["", "True", "FALSE", "01", "yes", "-1"]),
    Kind.DATETIME: (["2025-04-25T15:29:01.0500655Z", "2025-04-25T15:29:01", " 2025-04-25T15:29:01.5Z ",
                     "0001-01-01T00:00:00", "9999-12-31T23:59:59.9999999", "2024-02-29T00:00:00Z"],
                    ["", "x", "2025-04-25T15:29", "2025-04-25 15:29:01", "2025-02-29T00:00:00", "0000-01-01",
                     "2025-04-25T24:00:00", "/Date(0)/", "9999-12-31T23:59:59.99999996"]),
}
_DEFAULTS: dict[Kind, Any] = {
    Kind.INT: 0, Kind.DOUBLE: 0.0, Kind.DECIMAL: Decimal(0), Kind.BOOL: False,
    Kind.DATETIME: "0001-01-01T00:00:00",
}
# fmt: on
_BETWEEN = st.sampled_from(["", "", "", "\n  ", "<!-- c -->"])
_ODD_BETWEEN = st.sampled_from(["stray", "<?p i?>", "&#32;", "<![CDATA[ ]]>", "<Unknown><Deep/></Unknown>"])
_ATTRIBUTES = st.sampled_from(['i:nil="true"', 'i:nil="1"', 'i:nil="false"', 'i:nil="yes"', 'other="x"'])


def _seldom(usual: st.SearchStrategy[str], odd: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.integers(0, 19).flatmap(lambda drawn: usual if drawn else odd)


@st.composite
def documents(draw: st.DrawFn, type_: Type) -> bytes:
    """Make a document whose root is mostly that of a type."""
    name, namespace = root_contract(type_)
    declared = f' xmlns:i="{XSI}" xmlns="{draw(_seldom(st.just(namespace), st.just("urn:other")))}"'
    tail = draw(_seldom(_BETWEEN, st.sampled_from(["x", "<Two/>", "<?p i?>"])))
    return (draw(_elements(name, type_, namespace, declared)) + tail).encode()


@st.composite
def _elements(draw: st.DrawFn, name: str, type_: Type, namespace: str, declared: str = "") -> str:
    attribute = draw(_seldom(st.just(""), _ATTRIBUTES.map(" {}".format)))
    content = "" if "nil" in attribute else draw(_contents(type_, namespace))
    if not content and draw(st.booleans()):
        return f"<{name}{declared}{attribute}/>"
    return f"<{name}{declared}{attribute}>{content}</{name}>"


@st.composite
def _contents(draw: st.DrawFn, type_: Type, namespace: str) -> str:
    if isinstance(type_, Kind):
        read, refused = _TEXTS[type_]
        return draw(_seldom(st.sampled_from(read), st.sampled_from(refused)))
    children = draw(_items(type_)) if isinstance(type_, ListOf) else draw(_members(type_))
    spelt = []
    for name, child, own in children:
        declared = "" if own == namespace else f' xmlns="{escape(own)}"'
        spelt.append(draw(_elements(name, child, own, declared)))
        spelt.append(draw(_seldom(_BETWEEN, _ODD_BETWEEN)))
    return draw(_BETWEEN) + "".join(spelt)


_Children = list[tuple[str, Type, str]]


@st.composite
def _items(draw: st.DrawFn, list_: ListOf) -> _Children:
    name, namespace = contract(list_.item)
    names = draw(st.lists(_seldom(st.just(name), st.just("Other")), max_size=3))
    return [(name, list_.item, namespace) for name in names]


@st.composite
def _members(draw: st.DrawFn, shape: Shape) -> _Children:
    """Choose members: mostly in order, some missing; now and then any, in any order, twice, or abroad."""
    known = [member for member in in_order(shape) if member.name not in DICTIONARIES]
    rows = [(member.name, member.type, shape.namespace) for member in known]
    if draw(st.integers(0, 3)):
        return [row for row in rows if draw(st.integers(0, 3))]
    rows += [(rows[0][0].lower(), rows[0][1], shape.namespace), (rows[0][0], rows[0][1], "urn:other")]
    return draw(st.lists(st.sampled_from(rows), max_size=6))


def filled(value: Plain, type_: Type) -> Plain:
    """Say what an object on .NET holds after reading: members that were not read have their default."""
    if value is None or isinstance(type_, Kind):
        return value
    if isinstance(type_, ListOf):
        return [filled(item, type_.item) for item in value]
    return {member.name: _member(value, member.name, member.type) for member in type_.members}


def _member(value: Plain, name: str, type_: Type) -> Plain:
    if name in value:
        return filled(value[name], type_)
    return _DEFAULTS.get(type_) if isinstance(type_, Kind) else None
