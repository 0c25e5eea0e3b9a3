"""Plain XML: our own convention, for vendors that document JSON only.

Rule: this form is not any vendor's; whoever offers it must say so. One root (``<request>``, ``<response>``),
one child per JSON key, no namespaces; a list is repeated ``<item>``, null is ``xsi:nil="true"``, booleans are
true and false. A key that is no plain XML name, or is "item", is spelt ``<entry name="the key">``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from .base import CannotDecode, Kind, Limits, ListOf, Plain, Reading, Shape, Type
from .guard import NORMAL, check_size
from .plans import Plans
from .xml_direct import ITEM, NIL, WORDS, NoName, document, flat_reader, flat_value, is_name, scalar, takes_of
from .xmltree import XSI, Element, parse

_NIL = f"{XSI} nil"
_ENTRY = "entry"
_INT = re.compile(r"-?[0-9]{1,100}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,4})?")
_BOOLEANS = {"true": True, "false": False}

# Python's codecs that a charset may name; for all others the body itself says what it is in.
_CODECS = {"utf-16": "utf-16", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be", "iso-8859-1": "latin-1"}


class PlainXml:
    """The format. Reading is directed by the type; writing only by the value.

    * Text that is no number where the type wants one stays text, and an element with children where the type
      wants text stays a dict, so that validation can refuse it in the vendor's words.
    * A key the value lacks is left out, and read as missing; None is written as nil, and read as None.
    * A character that XML does not have is written as U+FFFD.
    * Under `Kind.ANY` all scalars are text, and an element whose children are all ``<item>`` is a list.
    """

    name: str = "xml"

    def __init__(self, root_in: str = "request", root_out: str = "response") -> None:
        self._root_in = root_in
        self._root_out = root_out
        self._flat = flat_reader(root_in)
        self._takes = Plans(lambda type_: takes_of(type_, _SCALARS))

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as a value of a type.

        Raises:
            CannotDecode: it is not XML, not safe to read, or its root is another.
        """
        value = None if charset.lower() in _CODECS else self._flat_value(body, type_, limits)
        return self._read(body, type_, charset.lower(), limits) if value is None else Reading(value)

    def _flat_value(self, body: bytes, type_: Type, limits: Limits) -> Plain:
        takes = self._takes.of(type_)
        pairs = None if takes is None else self._flat(body, limits)
        return None if takes is None or pairs is None else flat_value(pairs, takes)

    def _read(self, body: bytes, type_: Type, charset: str, limits: Limits) -> Reading:
        data, encoding = _decoded(body, charset, limits)
        root = parse(data, limits, encoding=encoding, declarable=()).root
        if root.name != self._root_in:
            raise CannotDecode(f"The root element must be <{self._root_in}>, and is <{root.local}>.")
        losses = _Losses()
        return Reading(_value(root, type_, losses), tuple(losses.sentences))

    def write(self, value: Plain, type_: Type) -> bytes:
        """Spell a value; its own keys in its own order."""
        try:
            return document(self._root_out, value).encode()
        except NoName:  # it takes an entry
            return document_by_xmltodict(self._root_out, value).encode()


@dataclass(slots=True)
class _Losses:
    """Sentences on what was not understood; grows while one body is read."""

    sentences: list[str] = field(default_factory=list)

    def add(self, sentence: str) -> None:
        if len(self.sentences) < 100:
            self.sentences.append(sentence)


def _decoded(body: bytes, charset: str, limits: Limits) -> tuple[bytes, str | None]:
    if charset not in _CODECS:
        return body, None
    check_size(body, limits)
    try:
        return body.decode(_CODECS[charset]).encode(), "utf-8"
    except UnicodeError:
        raise CannotDecode(f"The body is not in the encoding '{charset}'.") from None


def _value(element: Element, type_: Type, losses: _Losses) -> Plain:
    if element.attributes.get(_NIL) in ("true", "1"):
        return None
    if isinstance(type_, ListOf):
        return _list(element, type_, losses)
    if isinstance(type_, Shape):
        return _dict(element, {member.name: member.type for member in type_.members}, losses)
    if element.children:
        return _anything(element, losses)
    return _SCALARS.get(type_, str)(element.text)


def _list(element: Element, type_: ListOf, losses: _Losses) -> Plain:
    if element.text_at and not element.children:
        return element.text
    for child in element.children:
        if child.name != ITEM:
            losses.add(f"<{child.local}> in the list <{element.local}> is not <{ITEM}>, so it was skipped")
    return [_value(child, type_.item, losses) for child in element.children if child.name == ITEM]


def _dict(element: Element, types: dict[str, Type], losses: _Losses) -> Plain:
    if element.text_at:
        if not element.children:
            return element.text
        losses.add(f"The text between the elements of <{element.local}> was skipped")
    value: dict[str, Plain] = {}
    for child in element.children:
        key = _key(child)
        if key in value:
            losses.add(f"<{key}> came again, and the last one counts")
        value[key] = _value(child, types.get(key, Kind.ANY), losses)
    return value


def _anything(element: Element, losses: _Losses) -> Plain:
    if all(child.name == ITEM for child in element.children):
        return _list(element, ListOf(Kind.ANY), losses)
    return _dict(element, {}, losses)


def _key(element: Element) -> str:
    if element.name != _ENTRY:
        return element.name
    return element.attributes.get("name", _ENTRY)


def _int(text: str) -> int | str:
    digits = text.strip()
    return int(digits) if _INT.fullmatch(digits) else text


def _double(text: str) -> float | str:
    digits = text.strip()
    if digits in WORDS:
        return WORDS[digits]
    return float(digits) if _NUMBER.fullmatch(digits) else text


def _decimal(text: str) -> Decimal | str:
    digits = text.strip()
    return Decimal(digits) if _NUMBER.fullmatch(digits) else text


def _bool(text: str) -> bool | str:
    return _BOOLEANS.get(text.strip(), text)


_SCALARS: dict[Kind, Callable[[str], Plain]] = {
    Kind.INT: _int,
    Kind.DOUBLE: _double,
    Kind.DECIMAL: _decimal,
    Kind.BOOL: _bool,
}


def document_by_xmltodict(root: str, value: Plain) -> str:
    """Spell a document, whatever its keys are."""
    import xmltodict  # late: it loads what no start needs

    content = _content(value)
    if isinstance(content, str):
        content = {"#text": content}
    declared = {"@xmlns:xsi": XSI} | content
    text: str = xmltodict.unparse({root: declared}, full_document=False, short_empty_elements=True)
    if f"{NIL}=" not in text:
        text = text.replace(f' xmlns:xsi="{XSI}"', "", 1)
    return text.replace("\r", "&#13;")  # a bare one would be read as a new-line


def _content(value: Plain) -> Any:
    """Turn a value into what xmltodict makes its element of."""
    if value is None:
        return {f"@{NIL}": "true"}
    if isinstance(value, dict):
        return _children(value.items())
    if isinstance(value, (list, tuple)):
        return {ITEM: [_content(item) for item in value]}
    return scalar(value)


def _children(pairs: Iterable[tuple[str, Plain]]) -> dict[str, Any]:
    children: dict[str, Any] = {}
    for key, value in pairs:
        if is_name(key):
            children[key] = _listed(children.get(key), _content(value))
        else:
            children[_ENTRY] = _listed(children.get(_ENTRY), _named(key, _content(value)))
    return children


def _listed(before: Any, content: Any) -> Any:
    """Put an element beside those of its name: only ``<entry>`` can have such."""
    if before is None:
        return content
    return [*before, content] if isinstance(before, list) else [before, content]


def _named(key: str, content: Any) -> dict[str, Any]:
    held = content if isinstance(content, dict) else {"#text": content}
    return {"@name": scalar(key)} | held
