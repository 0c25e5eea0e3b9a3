"""Reading by type, the way ServiceStack.Text does it for JSON and JSV alike.

Rule: the type decides, the text only offers. A member takes whatever text stands where
its value should be; what does not fit leaves the member at its default, silently for the
sender, with a remark for us. Only a broken outline makes the whole body unreadable.

The two formats differ in how a value, a name and a separator are found in the text: that
is a ``Grammar``. What is made of them is here, once.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Protocol

from . import numbers
from .base import Kind, Limits, ListOf, Member, Plain, Shape, Type
from .guard import NORMAL, check_count
from .known import Known
from .span import Span, bad_format, out_of_bounds
from .text import mend

REMARKS = 50  # nobody reads more

_DATE = re.compile(r"\d{4}-\d\d-\d\d.*|\\?/Date\(-?\d+(?:[+-]\d{4})?\)\\?/", re.DOTALL)


class Grammar(Protocol):
    """How a format marks values, names and separators. Positions are those of the whole text."""

    def members(self, span: Span, shape: Shape) -> Iterator[tuple[str | None, Span | None]]:
        """Names with their values as found; None is a name that can be no member's."""
        ...

    def value(self, span: Span, at: int) -> tuple[Span | None, int]:
        """The value that begins here, and where it ends."""
        ...

    def separator(self, span: Span, at: int) -> tuple[bool, int]:
        """Whether a separator stood here, and where to go on."""
        ...

    def blank(self, span: Span, at: int) -> int:
        """The first place that is not blank."""
        ...

    def text_of(self, raw: str) -> str:
        """What a string member makes of a value as found."""
        ...

    def bare(self, raw: str) -> str:
        """What any other member makes of it: the quotes fall off, nothing else."""
        ...

    def nature(self, span: Span) -> str:
        """In plain words what stands there if it is no string, else nothing."""
        ...


@dataclass(slots=True)
class Remarks:
    """What was lost or changed on the way; mutable, one for each reading."""

    said: dict[str, None] = field(default_factory=dict)

    def say(self, remark: str) -> None:
        """Add a remark once; past a bound nothing is added."""
        if len(self.said) < REMARKS:
            self.said[remark] = None

    def say_unknown(self, name: str) -> None:
        """That a member is none of the shape's."""
        self.say(f"member {show(name)} is unknown and was ignored")

    def say_renamed(self, name: str, wire: str) -> None:
        """That a member goes by another name than it was sent with."""
        self.say(f"member '{name}' was taken as '{wire}'")

    def all(self) -> tuple[str, ...]:
        """The remarks in order."""
        return tuple(self.said)


def show(text: str) -> str:
    """A piece of the body for a remark, cut short."""
    return repr(text if len(text) <= 40 else text[:40] + "…")


def fold(name: str) -> str:
    """Case does not count in names; other alphabets have no case here, as in ordinal comparison."""
    return name.lower() if name.isascii() else name


def members_of(shape: Shape) -> dict[str, Member]:
    """Members by folded name."""
    return _MEMBERS.of(shape)


_MEMBERS: Final = Known(lambda shape: {fold(member.name): member for member in shape.members})


def parse_date(text: str) -> str:
    """A date stays the text it is; what is no date does not fit."""
    if not _DATE.fullmatch(text):
        raise numbers.NotANumber
    return text


SCALARS: Final[dict[Kind, Callable[[str], Plain]]] = {
    Kind.INT: numbers.parse_int,
    Kind.DOUBLE: numbers.parse_double,
    Kind.DECIMAL: numbers.parse_double,
    Kind.BOOL: numbers.parse_bool,
    Kind.DATETIME: parse_date,
}
TEXTS: Final = (Kind.STRING, Kind.ANY)


class Typed:
    """One reading of one text, with the remarks made meanwhile."""

    def __init__(self, grammar: Grammar, limits: Limits = NORMAL) -> None:
        self.grammar = grammar
        self.limits = limits
        self.remarks = Remarks()
        self.values = 0

    def read(self, text: str, type_: Type) -> Plain:
        """Read a whole text; an empty one is null, which is an object with nothing in it.

        Raises:
            span.Unreadable: as the framework.
        """
        if not text:
            self.remarks.say("the body is empty")
            return [] if isinstance(type_, ListOf) else {} if isinstance(type_, Shape) else None
        try:
            return self._top(Span(text, 0, len(text)), type_)
        except IndexError:
            raise out_of_bounds() from None
        except numbers.NotANumber:
            raise bad_format() from None

    def convert(self, text: str | None, type_: Type, where: str = "") -> Plain:
        """Make a value of a type of a text that stands alone.

        Raises:
            ValueError, IndexError: it does not fit.
        """
        return self._value(None if text is None else Span(text, 0, len(text)), type_, where)

    def _top(self, span: Span, type_: Type) -> Plain:
        if isinstance(type_, ListOf):
            return self._array(span, type_.item)
        if not str(span).rstrip().endswith("}"):
            self.remarks.say("the object has no end, or text stands after it")
        return self._value(span, type_, "")

    def _count(self) -> None:
        """Text without commas holds many values, too; the look before did not see them."""
        self.values += 1
        check_count(self.values, self.limits)

    def _value(self, span: Span | None, type_: Type, where: str) -> Plain:
        if isinstance(type_, Shape):
            return self._object(span, type_, where)
        if isinstance(type_, ListOf):
            return self._list(span, type_.item, where)
        return self._scalar(span, type_)

    def _scalar(self, span: Span | None, kind: Kind) -> Plain:
        if kind in TEXTS:
            return None if span is None else mend(self.grammar.text_of(str(span)))
        if span is None:
            raise numbers.NotANumber
        return SCALARS[kind](self.grammar.bare(str(span)))

    def _object(self, span: Span | None, shape: Shape, where: str) -> Plain:
        if span is None:
            return None
        known, found = members_of(shape), dict[str, Plain]()
        for name, raw in self.grammar.members(span, shape):
            self._count()
            member = None if name is None else known.get(fold(name))
            if member is None:
                self._unknown(name, where)
                continue
            self._odd_name(name, member.name, found, where)
            self._set(found, member, raw, where)
        return found

    def _unknown(self, name: str | None, where: str) -> None:
        if name is None:
            self.remarks.say("text that is no member name was skipped")
        else:
            self.remarks.say_unknown(where + name)

    def _odd_name(self, name: str | None, wire: str, found: dict[str, Plain], where: str) -> None:
        if name != wire:
            self.remarks.say_renamed(f"{where}{name}", where + wire)
        if wire in found:
            self.remarks.say(f"member '{where}{wire}' is given twice; the last one counts")

    def _set(self, found: dict[str, Plain], member: Member, raw: Span | None, where: str) -> None:
        path = where + member.name
        try:
            found[member.name] = self._value(raw, member.type, path + ".")
        except (ValueError, IndexError):  # the framework logs these and goes on
            shown = "null" if raw is None else show(str(raw))
            self.remarks.say(f"{path}: {shown} does not fit and was left out")
            return
        nature = self.grammar.nature(raw) if raw is not None and member.type in TEXTS else ""
        if nature and raw is not None:
            self.remarks.say(f"{path}: {nature} {show(str(raw))} was taken as text")

    def _list(self, span: Span | None, item: Type, where: str) -> Plain:
        inner = self._unwrapped(span)
        if inner is None or inner.start == inner.end:
            return None if inner is None else []
        if item is not Kind.STRING and inner.text[self.grammar.blank(inner, inner.start)] == "{":
            return list(self._objects(inner, item, where))
        return list(self._items(inner, item, where))

    def _unwrapped(self, span: Span | None) -> Span | None:
        """The inside of a list. Brackets may be missing; an opening one costs the last letter."""
        if span is None or span.start == span.end:
            return None
        whole = str(span)
        start = span.start + len(whole) - len(whole.lstrip())
        end = max(start, span.start + len(whole.rstrip()))
        if span.text[start] == "[":
            start, end = start + 1, end - 1
        inner = span.cut(start, end)
        return inner.cut(self.grammar.blank(inner, start), end)

    def _objects(self, inner: Span, item: Type, where: str) -> Iterator[Plain]:
        at = self.grammar.blank(inner, inner.start)
        while True:
            raw, at = self.grammar.value(inner, at)
            yield None if raw is None else self._value(raw, item, where)
            at = self.grammar.blank(inner, at) + 1
            if at >= inner.end:
                return

    def _items(self, inner: Span, item: Type, where: str) -> Iterator[Plain]:
        at = inner.start
        while at < inner.end:
            self._count()
            raw, at = self.grammar.value(inner, at)
            yield None if raw is None else self._value(raw, item, where)
            separated, at = self.grammar.separator(inner, at)
            if separated and at == inner.end and (raw is not None or item is Kind.STRING):
                yield None  # a separator at the very end promises one more

    def _array(self, span: Span, item: Type) -> list[Plain]:
        """A list that is the whole body; its objects are told apart before any is read."""
        inner = self._unwrapped(span)
        if inner is None or inner.start == inner.end:
            return []
        if inner.text[inner.start] != "{":
            return list(self._items(inner, item, ""))
        raws, at = [], inner.start
        while at < inner.end:
            raw, at = self.grammar.value(inner, at)
            raws.append(raw)
            _, at = self.grammar.separator(inner, at)
        return [self._value(raw, item, "") for raw in raws]
