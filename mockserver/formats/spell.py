"""Writing by type, the way ServiceStack.Text does it for JSON, JSV and CSV.

Rule: members in declaration order, nulls left out, an object that is null inside a list is
``{}``. How texts and names look is a ``Spelling``; everything else is the same everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from mockserver.frozen import frozen

from .base import Kind, ListOf, Plain, Shape, Type
from .numbers import decimal_text, double_json


@frozen
class Spelling:
    """How a format spells what the others spell differently."""

    text: Callable[[str], str]
    name: Callable[[str], str]
    booleans: tuple[str, str]  # false, true
    null: str  # a null inside a list


def spell(value: Plain, type_: Type, as_: Spelling) -> str:
    """Spell a value of a type."""
    if isinstance(type_, Shape):
        return _object({} if value is None else value, type_, as_)
    if isinstance(type_, ListOf):
        return as_.null if value is None else _list(value, type_.item, as_)
    return as_.null if value is None else _SCALARS[type_](value, as_)


def _object(value: dict[str, Plain], shape: Shape, as_: Spelling) -> str:
    given = ((member, value.get(member.name)) for member in shape.members)
    return _braced(f"{as_.name(m.name)}:{spell(v, m.type, as_)}" for m, v in given if v is not None)


def _list(value: list[Plain], item: Type, as_: Spelling) -> str:
    return "[" + ",".join(spell(v, item, as_) for v in value) + "]"


def _text(value: Plain, as_: Spelling) -> str:
    return as_.text(value if isinstance(value, str) else str(value))


def _any(value: Plain, as_: Spelling) -> str:
    """A value without a declared type is spelled by what it is."""
    if isinstance(value, dict):
        given = ((name, inner) for name, inner in value.items() if inner is not None)
        return _braced(f"{as_.name(name)}:{spell(inner, Kind.ANY, as_)}" for name, inner in given)
    if isinstance(value, list):
        return _list(value, Kind.ANY, as_)
    return _SCALARS[_kind_of(value)](value, as_)


def _kind_of(value: Plain) -> Kind:
    return next((kind for class_, kind in _KINDS if isinstance(value, class_)), Kind.STRING)


def _braced(members: Iterable[str]) -> str:
    return "{" + ",".join(members) + "}"


# bool before int: in Python a bool is an int.
_KINDS: Final = ((bool, Kind.BOOL), (int, Kind.INT), (float, Kind.DOUBLE), (Decimal, Kind.DECIMAL))
_SCALARS: Final[dict[Kind, Callable[[Plain, Spelling], str]]] = {
    Kind.STRING: _text,
    Kind.DATETIME: _text,
    Kind.ANY: _any,
    Kind.INT: lambda value, _: str(int(value)),
    Kind.DOUBLE: lambda value, _: double_json(float(value)),
    Kind.DECIMAL: lambda value, _: decimal_text(value),
    Kind.BOOL: lambda value, as_: as_.booleans[bool(value)],
}
