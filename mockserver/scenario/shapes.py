"""The shapes a value in a scenario file can have: each knows how it is read and how JSON Schema says it.

Rule: a shape is data; the grammar is a table of them, and the loader and the
published schema are two readings of that one table.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from typing import Any, Protocol, TypeVar

from mockserver.clock import Millis, moment_of
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import Mistake, Wrong, nearest, one_of, short
from mockserver.scenario.nodes import START, Kind, Node, found, mistake, plain

T = TypeVar("T")
V = TypeVar("V")
JsonSchema = dict[str, Any]
LAST_MOMENT = 253_370_764_800_000  # the year 9999, the last that a date can hold
_DAY = 86_400_000
_ENDLESS = 1e300  # a bound that nobody means


class Shape(Protocol):
    """What a value can look like."""

    def read(self, node: Node, around: Around) -> Any:
        """The value.

        Raises:
            Wrong: it does not have this shape.
        """
        ...

    def schema(self, vendors: Vendors) -> JsonSchema:
        """The same for editors."""
        ...


def wrong(node: Node, around: Around, expected: str, near: str = "") -> Wrong:
    """What to raise for a value that is not what is expected there."""
    return Wrong(mistake(around.file, node.place, found(node), expected, "" if node.secret else near))


def gathered(read: Callable[[T], V], items: Iterable[T], known: Iterable[Mistake] = ()) -> list[V]:
    """What reading each of the items gives; where some fail, all their mistakes and those known before."""
    values: list[V] = []
    mistakes = list(known)
    for item in items:
        try:
            values.append(read(item))
        except Wrong as why:
            mistakes += why.mistakes
    if mistakes:
        raise Wrong(*mistakes)
    return values


@frozen
class Text:
    """A text; ``check`` says what is wrong with it, if anything."""

    expected: str = "text"
    check: Callable[[str], str] = lambda text: ""
    extra: Mapping[str, Any] = field(default_factory=dict)  # more for JSON Schema

    def read(self, node: Node, around: Around) -> str:
        """The text."""
        if node.kind in (Kind.NUMBER, Kind.FLAG):
            raise wrong(node, around, f"{self.expected}, in quotes", f'"{node.source}"')
        if node.kind is not Kind.TEXT:
            raise wrong(node, around, self.expected)
        text: str = node.value
        if problem := self.check(text):
            raise wrong(node, around, f"{self.expected} ({problem})")
        return text

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", **self.extra}


@frozen
class Word:
    """One of a few words."""

    words: tuple[str, ...]
    also: Mapping[str, str] = field(default_factory=dict)  # another spelling -> the word

    def read(self, node: Node, around: Around) -> str:
        """The word."""
        if node.kind is not Kind.TEXT:
            raise wrong(node, around, one_of(self.words))
        word: str = self.also.get(node.value, node.value)
        if word not in self.words:
            raise wrong(node, around, one_of(self.words), nearest(word, self.words))
        return word

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An enumeration."""
        return {"enum": [*self.words, *self.also]}


@frozen
class Known:
    """A name that depends on the vendors of the file, such as an operation's."""

    names: Callable[[Around], tuple[str, ...]]

    def read(self, node: Node, around: Around) -> str:
        """The name."""
        return Word(self.names(around)).read(node, around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An enumeration of all there could be."""
        return {"enum": list(self.names(Around("", None, vendors, tuple(vendors))))}


@frozen
class Whole:
    """A whole number between two others."""

    least: int
    most: int

    def read(self, node: Node, around: Around) -> int:
        """The number."""
        value = node.value
        if node.kind is not Kind.NUMBER or not isinstance(value, int) or not self.least <= value <= self.most:
            raise wrong(node, around, f"a whole number from {self.least} to {self.most}")
        return value

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An integer."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@frozen
class Number:
    """A number above one and up to another."""

    above: float
    most: float

    def read(self, node: Node, around: Around) -> float:
        """The number."""
        if node.kind is not Kind.NUMBER or not self.above < node.value <= self.most:
            within = f" above {self.above:g}, up to {self.most:g}" if self.most < _ENDLESS else ""
            raise wrong(node, around, f"a number{within}")
        return float(node.value)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A number."""
        return {"type": "number", "exclusiveMinimum": self.above, "maximum": self.most}


@frozen
class Moment:
    """A time in ISO 8601; ``whole_day``: a mere date means the moment after it, so that the day is in."""

    whole_day: bool = False

    def read(self, node: Node, around: Around) -> Millis:
        """The moment."""
        expected = "a time such as 2026-01-01T09:00:00Z"
        text = str(node.value)
        try:
            moment = moment_of(text if node.kind is Kind.TEXT else "")
        except (ValueError, OverflowError):
            raise wrong(node, around, expected) from None
        if not 0 <= moment < LAST_MOMENT:
            raise wrong(node, around, "a time from 1970 to 9998")
        return moment + _DAY if self.whole_day and len(text.strip()) <= len("2026-01-01") else moment

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string", "examples": ["2026-01-01", "2026-01-01T09:00:00Z"]}


@frozen
class Scalar:
    """A text, a number, true, false or nothing; a number as it would be written plainly."""

    def read(self, node: Node, around: Around) -> str | int | float | bool | None:
        """The value."""
        if node.kind is Kind.NUMBER and node.source not in (str(node.value), f"{node.value:g}"):
            raise wrong(node, around, f"the number {node.value}, or a text in quotes", f'"{node.source}"')
        value: str | int | float | bool | None = node.value
        return value

    def schema(self, vendors: Vendors) -> JsonSchema:
        """Whatever is no list and no object."""
        return {"type": ["string", "number", "boolean", "null"]}


@frozen
class Anything:
    """Whatever can be written."""

    def read(self, node: Node, around: Around) -> Plain:
        """The value."""
        return plain(node)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """No limits."""
        return {}


@frozen
class ListOf:
    """A list of values of one shape."""

    item: Shape
    least: int = 0

    def read(self, node: Node, around: Around) -> tuple[Any, ...]:
        """The values."""
        if node.kind is not Kind.LIST:
            raise wrong(node, around, "a list: lines that begin with a dash")
        if len(node.value) < self.least:
            raise wrong(Node("", node.place), around, "a list that is not empty")
        return tuple(gathered(lambda item: self.item.read(item, around), node.value))

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An array."""
        least = {"minItems": self.least} if self.least else {}
        return {"type": "array", "items": self.item.schema(vendors), **least}


@frozen
class MapOf:
    """Values of one shape by names that the file may choose, as far as ``check`` finds no fault with them."""

    item: Shape
    check: Callable[[str], str] = lambda name: ""

    def read(self, node: Node, around: Around) -> dict[str, Any]:
        """The values by name."""
        if node.kind is not Kind.MAPPING:
            raise wrong(node, around, "a mapping: lines such as 'name: value'")
        values = gathered(lambda key: self._member(node, key, around), node.value)
        return dict(zip(node.value, values, strict=True))

    def _member(self, node: Node, key: str, around: Around) -> Any:
        if problem := self.check(key):
            raise Wrong(mistake(around.file, node.keys.get(key, START), f"the name {short(key)}", problem))
        return self.item.read(node.value[key], around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An object of any members."""
        return {"type": "object", "additionalProperties": self.item.schema(vendors)}


@frozen
class Either:
    """One shape or another, by the kind of value that stands there."""

    expected: str
    shapes: Mapping[Kind, Shape]

    def read(self, node: Node, around: Around) -> Any:
        """The value."""
        if node.kind not in self.shapes:
            raise wrong(node, around, self.expected)
        return self.shapes[node.kind].read(node, around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """All of them."""
        distinct = list({id(shape): shape for shape in self.shapes.values()}.values())
        return {"anyOf": [shape.schema(vendors) for shape in distinct]}


@frozen
class Made:
    """A shape whose value becomes something else."""

    shape: Shape
    make: Callable[[Any], Any]

    def read(self, node: Node, around: Around) -> Any:
        """What is made of the value."""
        return self.make(self.shape.read(node, around))

    def schema(self, vendors: Vendors) -> JsonSchema:
        """The shape's own."""
        return self.shape.schema(vendors)
