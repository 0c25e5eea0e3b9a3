"""A file as a tree in which every value knows its line and column; free of YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any, NamedTuple

from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.scenario.mistakes import Mistake, short


class Kind(StrEnum):
    """What a node is."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    NOTHING = "nothing"
    LIST = "list"
    MAPPING = "mapping"


class Place(NamedTuple):
    """Where something stands; counted from 1."""

    line: int
    column: int


START = Place(1, 1)
_KINDS: dict[type, Kind] = {
    str: Kind.TEXT,
    int: Kind.NUMBER,
    float: Kind.NUMBER,
    bool: Kind.FLAG,
    type(None): Kind.NOTHING,
    tuple: Kind.LIST,
    dict: Kind.MAPPING,
}


@frozen
class Node:
    """A value in its place: a scalar, a tuple of nodes, or nodes by key."""

    value: Any
    place: Place = START
    keys: Mapping[str, Place] = field(default_factory=dict)  # where the keys of a mapping stand
    source: str = ""  # a scalar as it is spelt
    secret: str = ""  # how it is written, where its value is somebody's secret: messages show this instead
    bare: bool = False  # a scalar without quotes: what it means depends on how it looks
    size: int = 1  # how many nodes it unfolds to, itself included
    height: int = 1  # how many levels it has

    @property
    def kind(self) -> Kind:
        """What it is."""
        return _KINDS[type(self.value)]

    def child(self, step: object) -> Node | None:
        """The node one step further in, by key or by number."""
        if self.kind is Kind.MAPPING:
            found: Node | None = self.value.get(step)
            return found
        if self.kind is Kind.LIST and isinstance(step, int) and 0 <= step < len(self.value):
            return self.value[step]  # type: ignore[no-any-return]
        return None


def container(
    value: tuple[Node, ...] | dict[str, Node], place: Place, keys: Mapping[str, Place] | None = None
) -> Node:
    """A list or a mapping of nodes, measured."""
    inside = list(value.values()) if isinstance(value, dict) else value
    height = 1 + max((node.height for node in inside), default=0)
    return Node(value, place, keys or {}, size=1 + sum(node.size for node in inside), height=height)


def without(node: Node, key: str) -> Node:
    """A mapping without one of its keys; what is no mapping, as it is."""
    if not isinstance(node.value, dict):
        return node
    return container({name: each for name, each in node.value.items() if name != key}, node.place, node.keys)


def plain(node: Node) -> Plain:
    """The value without its places."""
    if isinstance(node.value, dict):
        return {key: plain(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(item) for item in node.value]
    return node.value


def written(node: Node) -> Plain:
    """The same to be shown to people: what is secret as it is written, not as what it stands for."""
    if isinstance(node.value, dict):
        return {key: written(item) for key, item in node.value.items()}
    if isinstance(node.value, tuple):
        return [written(item) for item in node.value]
    return node.secret or node.value


def found(node: Node) -> str:
    """What stands there, in words."""
    if node.secret:
        return f"what the environment has for {short(node.secret)}"
    return found_in_words(node.value, node.source)


def found_in_words(value: Any, source: str = "") -> str:
    """A value in words, as it is spelt in its file if that is known."""
    if isinstance(value, str):
        return short(value) if value else "an empty text"
    if isinstance(value, (bool, int, float)):
        spelt = source or str(value).lower()
        return spelt if isinstance(value, bool) else f"the number {spelt}"
    if value is None:
        return "nothing"
    return "a mapping" if isinstance(value, dict) else "a list"


def mistake(file: str, place: Place, found: str, expected: str, nearest: str = "") -> Mistake:
    """A mistake at a place."""
    return Mistake(file, place.line, place.column, found, expected, nearest)
