"""What is made of a type once, and found again by the type's identity.

Rule: to hash a shape costs more than to read a body of it, so a plan is kept under ``id``; a list is known by
what it is a list of, because lists of a shape are made anew wherever one is wanted.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from .base import ListOf, Type

P = TypeVar("P")

_MOST = 512


class Plans(Generic[P]):
    """The plans of one format, made when first wanted; bounded, and all forgotten at the bound."""

    def __init__(self, make: Callable[[Type], P]) -> None:
        self._make = make
        self._plans: dict[int | tuple[int, int], tuple[Type, P]] = {}  # lists by what of, and how often

    def of(self, type_: Type) -> P:
        """Find the plan of a type, or make it."""
        found = self._plans.get(id(type_))
        return self._found(type_) if found is None else found[1]

    def _found(self, type_: Type) -> P:
        if not isinstance(type_, ListOf):
            return self._made(id(type_), type_, type_)
        inner: Type = type_
        lists = 0
        while isinstance(inner, ListOf):
            inner, lists = inner.item, lists + 1
        key = id(inner), lists
        found = self._plans.get(key)
        return self._made(key, inner, type_) if found is None else found[1]

    def _made(self, key: int | tuple[int, int], inner: Type, type_: Type) -> P:
        if len(self._plans) >= _MOST:
            self._plans.clear()
        plan = self._make(type_)
        self._plans[key] = inner, plan  # holding the type keeps its id its own
        return plan
