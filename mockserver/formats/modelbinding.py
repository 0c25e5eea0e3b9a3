"""Forms as ASP.NET Web API 2 binds them: names are paths into the object, values go through type converters.

Rule: an object is bound when any name begins with its path, a list goes on from ``[0]`` until one is missing,
the first of several values counts. What does not convert is noted in the words the client is shown and leaves
its member at the default; a broken name leaves nothing at all.
Source: Web API 2, JQueryMvcFormUrlEncodedFormatter and the model binders behind it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final
from urllib.parse import unquote_plus

from . import jsonnet_numbers as numbers
from .base import CannotDecode, Kind, Limits, ListOf, Plain, Reading, Shape, Type
from .datacontract_values import VALUE_TYPES
from .guard import NORMAL, check_count, check_size, most_references
from .jsonnet_dates import LOCAL, MINIMUM, UTC, moment_text, parsed_moment
from .jsonnet_words import net_name
from .typed import Remarks

_MOST_NAMES: Final = 1000  # MediaTypeFormatter.MaxHttpCollectionKeys
_TOO_MANY: Final = (
    f"The number of keys in a NameValueCollection has exceeded the limit of '{_MOST_NAMES}'. You can adjust "
    "it by modifying the MaxHttpCollectionKeys property on the "
    "'System.Net.Http.Formatting.MediaTypeFormatter' class."
)
_NO_BRACKET: Final = "The key is invalid JQuery syntax because it is missing a closing bracket."
_BRACKET: Final = re.compile(r"\[([^\]]*+)\]")
_HIDDEN: Final = "An error has occurred."  # what a remote client is told of an exception
_SHOWN: Final = 300  # letters of a path or an error, for people
_REQUIRED: Final = "A value is required."


class NotAForm(Exception):
    """No value can be taken from the body; the text is .NET's own."""


class ModelBindingForm:
    """``application/x-www-form-urlencoded`` as Web API 2 binds it to an action's parameter."""

    name: str = "form"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Bind a body to a type; a form is UTF-8, whatever its charset says. The notes are what clients see.

        Raises:
            CannotDecode: the body is beyond a limit.
        """
        check_size(body, limits)
        check_count(body.count(b"&"), limits)
        if not body:
            return Reading(None)
        try:
            fields = _fields(_pairs(body.decode("utf-8", "replace")))
        except NotAForm as error:
            loss = f"the body: {str(error).removesuffix('.')}, so it counts as null"
            return Reading(None, (loss,), (("", _HIDDEN),))
        run = Run(fields, most_references(len(body), limits))
        value = run.bind(type_, "", "")[1]
        run.say_unread()
        return Reading(value, run.remarks.all(), tuple(run.notes))


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    for part in text.split("&"):
        name, _, value = part.partition("=")
        yield _path(unquote_plus(name)), unquote_plus(value)


def _path(name: str) -> str:
    """Turn jQuery's brackets into dots, except around digits: ``a[0][b][]`` is ``a[0].b``."""
    if "[" not in name:
        return name
    path: list[str] = []
    at = 0
    for bracket in _BRACKET.finditer(name):
        path += name[at : bracket.start()], _dotted(bracket[1])
        at = bracket.end()
    if "[" in name[at:]:
        raise NotAForm(_NO_BRACKET)
    return "".join([*path, name[at:]])


def _dotted(inside: str) -> str:
    if inside[:1].isdecimal():
        return f"[{inside}]"
    return f".{inside}" if inside else ""


@dataclass(slots=True)
class Field:
    """A name as it was first written, its values, and whether any member took them."""

    name: str
    values: list[str]
    is_read: bool = False


def _fields(pairs: Iterable[tuple[str, str]]) -> dict[str, Field]:
    """Values by folded name."""
    fields: dict[str, Field] = {}
    for count, (name, value) in enumerate(pairs):
        if count >= _MOST_NAMES:
            raise NotAForm(_TOO_MANY)
        fields.setdefault(name.lower(), Field(name, [])).values.append(value)
    return fields


Bound = tuple[bool, Plain]
_UNBOUND: Final[Bound] = False, None


class Run:
    """One form being bound; mutable."""

    def __init__(self, fields: dict[str, Field], references: int) -> None:
        self._fields = fields
        self._references = references  # so many items may be made of the same fields
        self._names = sorted(fields)
        self.notes: list[tuple[str, str]] = []
        self.remarks = Remarks()

    def bind(self, type_: Type, path: str, label: str) -> Bound:
        """Whether there is anything for a type at a path, and what."""
        if isinstance(type_, Kind):
            return self._scalar(type_, path, label)
        if not self._is_begun(path.lower()):
            return _UNBOUND
        return self._shape(type_, path) if isinstance(type_, Shape) else self._list(type_, path)

    def say_unread(self) -> None:
        """Say which fields nobody wanted."""
        for each in self._fields.values():
            if not each.is_read:
                self.remarks.say_unknown(each.name)

    def _is_begun(self, path: str) -> bool:
        """Whether any name is a path, or goes on from there."""
        return not path or path in self._fields or self._goes_on(f"{path}.") or self._goes_on(f"{path}[")

    def _goes_on(self, beginning: str) -> bool:
        at = bisect_left(self._names, beginning)
        return at < len(self._names) and self._names[at].startswith(beginning)

    def _field(self, path: str) -> Field | None:
        found = self._fields.get(path.lower())
        if found is not None:
            found.is_read = True
        return found

    def _shape(self, shape: Shape, path: str) -> Bound:
        value: dict[str, Plain] = {}
        for member in shape.members:
            at = f"{path}.{member.name}" if path else member.name
            is_bound, inner = self.bind(member.type, at, member.name)
            if is_bound and inner is None and member.type in VALUE_TYPES:
                self._fail(at, _REQUIRED)
            elif is_bound:
                value[member.name] = inner
        return True, value

    def _list(self, list_: ListOf, path: str) -> Bound:
        whole = self._field(path)
        if whole is not None:
            self._count(len(whole.values))
            return True, [self._element(list_.item, path, text) for text in whole.values]
        index = self._field(f"{path}.index" if path else "index")
        if index is not None:
            self._count(len(index.values))
            return True, [self._item(list_.item, f"{path}[{name}]")[1] for name in index.values]
        items: list[Plain] = []
        while True:
            is_bound, value = self._item(list_.item, f"{path}[{len(items)}]")
            if not is_bound:
                return True, items
            items.append(value)

    def _count(self, references: int) -> None:
        """Count items that need no fields of their own."""
        self._references -= references
        if self._references < 0:
            raise CannotDecode("the body refers to its own fields too often")

    def _item(self, item: Type, path: str) -> Bound:
        """What is bound as an item; an item that cannot be null is its default instead."""
        is_bound, value = self.bind(item, path, _label(item))
        return is_bound, _DEFAULTS.get(item) if value is None and isinstance(item, Kind) else value

    def _element(self, item: Type, path: str, text: str) -> Plain:
        """One of the values given for a list as a whole; for an object, it only says that there is one."""
        if isinstance(item, Kind):
            value = self._converted(item, path, [text], _label(item))[1]
            return _DEFAULTS.get(item) if value is None else value
        return self._shape(item, path)[1] if isinstance(item, Shape) else []

    # ------------------------------------------------------------ scalars

    def _scalar(self, kind: Kind, path: str, label: str) -> Bound:
        found = self._field(path)
        if found is None:
            return _UNBOUND
        if len(found.values) > 1:
            self.remarks.say(f"{path}: it was given {len(found.values)} times, and the first one counts")
        return self._converted(kind, path, found.values, label)

    def _converted(self, kind: Kind, path: str, values: list[str], label: str) -> Bound:
        text = values[0]
        if not text.strip():
            self.remarks.say(f"{path}: an empty value counts as null")
            return True, None
        try:
            value = _CONVERTERS[kind](text)
        except OverflowError as error:
            return self._fail(path, _HIDDEN, str(error))
        if value is None:
            return self._fail(path, f"The value '{','.join(values)}' is not valid for {label}.")
        return True, value

    def _fail(self, path: str, words: str, reason: str = "") -> Bound:
        self.notes.append((path, words))
        why = (reason or words)[:_SHOWN].removesuffix(".")
        self.remarks.say(f"{path[:_SHOWN]}: {why}, so it kept its default")
        return _UNBOUND


def _label(type_: Type) -> str:
    """What an item that has no name of its own is called in messages: by its type."""
    return net_name(type_).rpartition(".")[2]


def _date(text: str) -> str | None:
    """DateTimeConverter parses without RoundtripKind: what has a zone becomes local time."""
    found = parsed_moment(text.strip())
    if found is None:
        return None
    ticks, kind = found
    return moment_text((ticks, LOCAL if kind == UTC else kind))


# What .NET puts in the place of an item that is null and cannot be.
_DEFAULTS: Final[dict[Kind, Any]] = {
    Kind.INT: 0, Kind.DOUBLE: 0.0, Kind.DECIMAL: Decimal(0), Kind.BOOL: False, Kind.DATETIME: MINIMUM
}  # fmt: skip
_CONVERTERS: Final[dict[Kind, Callable[[str], Any]]] = {
    Kind.STRING: str,
    Kind.ANY: str,
    Kind.BOOL: lambda text: numbers.boolean_in_string(text.strip()),
    Kind.INT: lambda text: numbers.converted_int(text.strip()),
    Kind.DOUBLE: lambda text: numbers.converted_double(text.strip()),
    Kind.DECIMAL: lambda text: numbers.converted_decimal(text.strip()),
    Kind.DATETIME: _date,
}
