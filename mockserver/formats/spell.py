"""Writing by type, the way ServiceStack.Text does it for JSON, JSV and CSV.

Rule: members in declaration order, nulls left out, an object that is null inside a list is
``{}``. How texts and names look is a ``Spelling``; everything else is the same everywhere.

A shape is looked through once: what is written of it is its members' names, spelled already,
each with what spells the values of its type.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from .base import Kind, ListOf, Plain, Shape, Type
from .known import Known
from .numbers import decimal_text, double_json

Write = Callable[[Plain], str]
Spelled = tuple[Mapping[type, Write], Write]  # what spells a value by its exact type, and of any other type


class Spelling:
    """How a format spells what the others spell differently; keeps what it found out about shapes."""

    def __init__(
        self, *, text: Callable[[str], str], name: Callable[[str], str], booleans: tuple[str, str], null: str
    ) -> None:
        self.text = text
        self.name = name
        self.booleans = booleans  # false, true
        self.null = null  # a null inside a list
        self._scalars = {kind: self._scalar(kind) for kind in Kind}
        self._shapes = Known(self._object)

    def of(self, type_: Type) -> Spelled:
        """What spells the values of a type."""
        if isinstance(type_, Shape):
            return self._shapes.of(type_)
        if isinstance(type_, ListOf):
            return {type(None): self._null}, self._list(type_.item)
        return self._scalars[type_]

    def _object(self, shape: Shape) -> Spelled:
        rows = tuple((each.name, f"{self.name(each.name)}:", *self.of(each.type)) for each in shape.members)

        def write(value: dict[str, Plain]) -> str:
            get = value.get
            members = [
                start + by_type.get(type(inner), otherwise)(inner)
                for name, start, by_type, otherwise in rows
                if (inner := get(name)) is not None
            ]
            return "{" + ",".join(members) + "}"

        return {type(None): lambda _: "{}"}, write

    def _list(self, item: Type) -> Write:
        by_type, otherwise = self.of(item)

        def write(value: list[Plain]) -> str:
            items = [by_type.get(type(each), otherwise)(each) for each in value]
            return "[" + ",".join(items) + "]"

        return write

    def _scalar(self, kind: Kind) -> Spelled:
        table: Mapping[Kind, Spelled] = {
            Kind.STRING: ({str: self.text}, self._text),
            Kind.DATETIME: ({str: self.text}, self._text),
            Kind.ANY: ({str: self.text}, self._any),
            Kind.INT: ({int: int.__repr__}, lambda value: str(int(value))),
            Kind.DOUBLE: ({float: double_json}, lambda value: double_json(float(value))),
            Kind.DECIMAL: ({}, decimal_text),
            Kind.BOOL: ({bool: self.booleans.__getitem__}, lambda value: self.booleans[bool(value)]),
        }
        by_type, otherwise = table[kind]
        return {**by_type, type(None): self._null}, otherwise

    def _null(self, _: Plain) -> str:
        return self.null

    def _text(self, value: Plain) -> str:
        return self.text(value if isinstance(value, str) else str(value))

    def _any(self, value: Plain) -> str:
        """A value without a declared type is spelled by what it is."""
        if isinstance(value, dict):
            given = ((name, inner) for name, inner in value.items() if inner is not None)
            return "{" + ",".join(f"{self.name(name)}:{self._any(inner)}" for name, inner in given) + "}"
        if isinstance(value, list):
            return "[" + ",".join(self.null if inner is None else self._any(inner) for inner in value) + "]"
        by_type, otherwise = self._scalars[_kind_of(value)]
        return by_type.get(type(value), otherwise)(value)


def spell(value: Plain, type_: Type, as_: Spelling) -> str:
    """Spell a value of a type."""
    by_type, otherwise = as_.of(type_)
    return by_type.get(type(value), otherwise)(value)


def _kind_of(value: Plain) -> Kind:
    return next((kind for class_, kind in _KINDS if isinstance(value, class_)), Kind.STRING)


# bool before int: in Python a bool is an int.
_KINDS: Final = ((bool, Kind.BOOL), (int, Kind.INT), (float, Kind.DOUBLE), (Decimal, Kind.DECIMAL))
