"""Mappings with known keys: by a table of keys, some of which few files have, or by the vendors there are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Set
from dataclasses import field
from itertools import combinations
from typing import Any

from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import Mistake, Wrong, listed, nearest, one_of, short
from mockserver.scenario.nodes import START, Kind, Node, mistake
from mockserver.scenario.shapes import JsonSchema, Shape, gathered, wrong


@frozen
class Key:
    """A key of a table. An absent one has its default."""

    name: str
    shape: Shape
    about: str
    default: Any = None
    required: bool = False

    def schema(self, vendors: Vendors) -> JsonSchema:
        """What editors show for it."""
        is_plain = isinstance(self.default, (str, int)) and self.default != ""
        known = {"default": self.default} if is_plain else {}
        return {"description": self.about, **self.shape.schema(vendors), **known}


@frozen
class Found:
    """What a table's keys hold, and where."""

    node: Node
    values: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def has(self, name: str) -> bool:
        """Whether the file says it."""
        return name in self.node.value

    def at(self, *path: object) -> Node:
        """The node at a path, or the last one on the way to it."""
        node = self.node
        for step in path:
            node = node.child(step) or node
        return node

    def wrong(self, around: Around, path: tuple[object, ...], expected: str, near: str = "") -> Wrong:
        """What to raise for a value that does not go with the others."""
        return wrong(self.at(*path), around, expected, near)


@frozen
class Table:
    """A mapping with known keys. What it says about keys that go together, JSON Schema says as well."""

    keys: tuple[Key, ...]
    make: Callable[[Found, Around], Any]
    rivals: tuple[tuple[str, ...], ...] = ()  # one of each at the most
    least_one: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)  # a key -> the one it needs

    @property
    def expected(self) -> str:
        """What is expected where the table is."""
        return f"a mapping of {listed(key.name for key in self.keys)}"

    def read(self, node: Node, around: Around) -> Any:
        """What is made of the values."""
        if node.kind is not Kind.MAPPING:
            raise wrong(node, around, self.expected)
        misplaced = self._misplaced(node, around)
        values = gathered(lambda key: (key.name, _read(key, node, around)), self.keys, misplaced)
        return self.make(Found(node, dict(values)), around)

    def _misplaced(self, node: Node, around: Around) -> Iterator[Mistake]:
        names = [key.name for key in self.keys]
        unknown = [_unknown(node, name, names, around) for name in node.value if name not in names]
        yield from unknown
        meant = {slip.nearest for slip in unknown}  # a needed key misspelt is one mistake, not two
        for key in self.keys:
            if key.required and key.name not in node.value and key.name not in meant:
                yield mistake(around.file, node.place, f"no {key.name!r}", f"{key.name!r}: {key.about}")
        yield from self._together(node, meant, around)

    def _together(self, node: Node, meant: Set[str], around: Around) -> Iterator[Mistake]:
        for rivals in self.rivals:
            for extra in [name for name in node.value if name in rivals][1:]:
                yield mistake(
                    around.file, node.keys[extra], f"{extra!r} as well", f"only one of {listed(rivals)}"
                )
        if self.least_one and (meant | node.value.keys()).isdisjoint(self.least_one):
            yield mistake(
                around.file, node.place, f"none of {listed(self.least_one)}", one_of(self.least_one)
            )
        for name, other in self.beside.items():
            if name in node.value and other not in node.value:
                yield mistake(around.file, node.keys[name], f"{name!r} alone", f"{other!r} beside it")

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An object."""
        together: list[JsonSchema] = [
            {"not": {"required": list(pair)}} for rivals in self.rivals for pair in combinations(rivals, 2)
        ]
        if self.least_one:
            together.append({"anyOf": [{"required": [name]} for name in self.least_one]})
        said: JsonSchema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {key.name: key.schema(vendors) for key in self.keys},
            "required": [key.name for key in self.keys if key.required],
            "dependentRequired": {name: [other] for name, other in self.beside.items()},
            "allOf": together,
        }
        return {word: value for word, value in said.items() if value not in ([], {})}


@frozen
class ByVendor:
    """One shape for each of some vendors."""

    inner: Shape
    names: Callable[[Around], Collection[str]]  # those who only look one up need not know them all

    def read(self, node: Node, around: Around) -> dict[str, Any]:
        """The values by vendor."""
        names = self.names(around)
        if node.kind is not Kind.MAPPING or not node.value:
            raise wrong(node, around, f"a mapping of vendors: {listed(names)}")
        return dict(gathered(lambda name: self._vendor(node, name, names, around), node.value))

    def _vendor(self, node: Node, name: str, names: Collection[str], around: Around) -> tuple[str, Any]:
        if name not in names:
            raise Wrong(_unknown(node, name, names, around))
        return name, self.inner.read(node.value[name], around.of(name))

    def schema(self, vendors: Vendors) -> JsonSchema:
        """An object with a member for each vendor."""
        names = self.names(Around("", None, vendors, tuple(vendors)))
        return {
            "type": "object",
            "additionalProperties": False,
            "minProperties": 1,
            "properties": {
                name: {"description": vendors[name].title, **self.inner.schema({name: vendors[name]})}
                for name in names
            },
        }


@frozen
class Late:
    """A shape that is loaded when a file has something there, or somebody asks how it is said."""

    load: Callable[[], Shape]

    def read(self, node: Node, around: Around) -> Any:
        """What the shape reads."""
        return self.load().read(node, around)

    def schema(self, vendors: Vendors) -> JsonSchema:
        """The shape's own."""
        return self.load().schema(vendors)


def _read(key: Key, node: Node, around: Around) -> Any:
    return key.shape.read(node.value[key.name], around) if key.name in node.value else key.default


def _unknown(node: Node, name: str, names: Collection[str], around: Around) -> Mistake:
    place = node.keys.get(name, START)
    return mistake(around.file, place, f"the key {short(name)}", one_of(names), nearest(name, names))
