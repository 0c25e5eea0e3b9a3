"""Frozen data: ``@frozen`` is ``@dataclass(frozen=True, slots=True)``, made in a third of the time.

Rule: data that is passed along is frozen. There are a hundred such classes, and
the standard decorator compiles six functions for each: a fifth of every start.
Comparison, hash and text are therefore made of ready parts here; all else is the
standard library's, ``replace`` and ``fields`` included.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter
from reprlib import recursive_repr
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[T]) -> type[T]:
    """A frozen class with slots whose instances compare, hash and print by their fields."""
    made: Any = dataclass(frozen=True, slots=True, eq=False, repr=False)(cls)
    fields = made.__dataclass_fields__.values()
    values = _values(tuple(each.name for each in fields if each.compare))
    if "__eq__" not in cls.__dict__:
        made.__eq__ = _equality(values)
        made.__hash__ = lambda self: hash(values(self))
    if "__repr__" not in cls.__dict__:
        made.__repr__ = _text(tuple(each.name for each in fields if each.repr))
    return made  # type: ignore[no-any-return]


def _values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """What gives an object's values as a tuple."""
    if not names:
        return lambda _each: ()
    if len(names) == 1:
        one = attrgetter(names[0])
        return lambda each: (one(each),)
    return attrgetter(*names)


def _equality(values: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, object], bool]:
    def equal(self: Any, other: object) -> bool:
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    return equal


def _text(names: tuple[str, ...]) -> Callable[[Any], str]:
    @recursive_repr()
    def text(self: Any) -> str:
        told = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{self.__class__.__qualname__}({told})"

    return text
