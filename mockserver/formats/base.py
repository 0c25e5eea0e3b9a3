"""What every format shares: the type of a value, and what a format does with it.

Rule: a format turns plain data (dict, list, str, int, float, bool, None) into
bytes and back. It knows types and wire names; it knows no vendor and no HTTP.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, NamedTuple, Protocol

from mockserver.frozen import frozen

Plain = Any  # dict[str, Plain] | list[Plain] | str | int | float | bool | None


class Kind(StrEnum):
    """The scalar types a member can have."""

    STRING = "string"
    INT = "int"
    DOUBLE = "double"
    DECIMAL = "decimal"
    BOOL = "boolean"
    DATETIME = "dateTime"
    ANY = "any"  # whatever the format can say; only untyped formats read and write it


@frozen
class ListOf:
    """A list whose items all have one type."""

    item: Type


@frozen
class Member:
    """One member of a shape: its wire name, its type, and the class level that declares it."""

    name: str
    type: Type
    level: int = 0  # 0 is the base class; data contracts write lower levels first


@frozen
class Shape:
    """An object type: its contract name, its XML namespace, its members in declaration order."""

    name: str
    members: tuple[Member, ...]
    namespace: str = ""


Type = Kind | ListOf | Shape


class Reading(NamedTuple):
    """What was understood of a body, and in plain words what was dropped, defaulted or converted.

    `notes` is what a framework noted in its ModelState: where ("Calls[0].CallTime"; "" is the whole
    parameter), and its own words.
    """

    value: Plain
    losses: tuple[str, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


@frozen
class Limits:
    """Caps that hold while a body is parsed, not after: bytes, nesting, number of values."""

    size: int = 4 * 1024 * 1024
    depth: int = 64
    nodes: int = 100_000


NORMAL = Limits()


class CannotDecode(ValueError):
    """The body is not what its format says; the text is the reason, in the format's own words."""


class Format(Protocol):
    """Bytes to plain data and back."""

    name: str

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as a value of a type.

        Raises:
            CannotDecode: nothing of the body can be used.
        """
        ...

    def write(self, value: Plain, type_: Type) -> bytes:
        """Spell a value of a type. Members that the value lacks count as null."""
        ...
