"""Words of scenario files that came as JSON: read by the same tables, mistakes told by JSON pointer.

Rule: a value has a line of its own in a tree that has no lines, so a mistake's line says which it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import Mistake, Wrong
from mockserver.scenario.nodes import Node, Place, container
from mockserver.scenario.shapes import Shape

DEPTH = 64


@frozen
class Slip:
    """A mistake, and the JSON pointer of the value or member it is about."""

    pointer: str
    text: str


class Unfit(ValueError):
    """A value cannot be read; ``slips`` are all its mistakes, in its own order."""

    def __init__(self, slips: tuple[Slip, ...]) -> None:
        super().__init__("; ".join(slip.text for slip in slips))
        self.slips = slips


def read(shape: Shape, value: Plain, vendors: Vendors, where: str = "JSON") -> Any:
    """What the value means to a shape, in a world with these vendors.

    Raises:
        Unfit: it does not have this shape.
    """
    pointers: list[str] = []
    try:
        node = _node(value, "", pointers, 0)
        return shape.read(node, Around(where, None, vendors, tuple(vendors)))
    except Wrong as why:
        raise Unfit(tuple(_slips(why.mistakes, pointers))) from None


def _slips(mistakes: tuple[Mistake, ...], pointers: list[str]) -> Iterator[Slip]:
    for slip in sorted(set(mistakes)):
        hint = f"; did you mean {slip.nearest}?" if slip.nearest else ""
        text = f"found {slip.found}; expected {slip.expected}{hint}"
        yield Slip(pointers[slip.line - 1] if slip.line <= len(pointers) else "", text)


def _node(value: Any, pointer: str, pointers: list[str], depth: int) -> Node:
    place = _place(pointer, pointers)
    if depth > DEPTH:
        raise Wrong(Mistake("JSON", place.line, 1, f"more than {DEPTH} levels of nesting", "fewer of them"))
    if isinstance(value, dict):
        below = {name: f"{pointer}/{_escaped(name)}" for name in value}
        items = {name: _node(item, below[name], pointers, depth + 1) for name, item in value.items()}
        return container(items, place, {name: _place(below[name], pointers) for name in value})
    if isinstance(value, list):
        rows = enumerate(value)
        return container(
            tuple(_node(item, f"{pointer}/{row}", pointers, depth + 1) for row, item in rows), place
        )
    return Node(value, place, source="" if value is None else str(value))


def _place(pointer: str, pointers: list[str]) -> Place:
    pointers.append(pointer)
    return Place(len(pointers), 1)


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")  # RFC 6901
