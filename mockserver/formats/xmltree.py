"""XML bytes to a plain tree of elements: the one place where expat is fed.

Rule: everything a hostile body can do is refused here, while it is parsed: too large, too deep, too many
nodes, a DTD, an entity, a processing instruction, an unknown encoding. The words are those of .NET's reader.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.parsers import expat
from xml.parsers.expat import errors

from mockserver.frozen import frozen

from .base import CannotDecode, Limits
from .guard import check_size
from .xmltail import DOCTYPE, NOT_ROOT, PROCESSING, check_tail

if TYPE_CHECKING:
    from collections.abc import Iterator

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XSI_TYPE = f"{XSI} type"
BLANKS = " \t\n\r"

# One tag is one token to expat: a body is fed in pieces, and a tag that fills more than two is refused.
_PIECE = 128 * 1024
_ATTRIBUTES = 256  # on one element

_TAG_END = re.compile(rb"""<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>""")
_FIRST_TEXT = re.compile(rb"&[^;]*;|[^&]+")
_TOO_DEEP = (
    "The maximum read depth ({}) has been exceeded because XML data being read has more levels of nesting "
    "than is allowed by the quota."
)


@dataclass(slots=True, eq=False)
class Element:
    """One element; its name is "namespace local", or "local" without a namespace."""

    name: str
    attributes: dict[str, str]
    at: int  # of its "<", in bytes
    children: list[Element] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    text_at: int = 0  # where its first text that is not blank ends

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def local(self) -> str:
        return self.name.rpartition(" ")[2]

    @property
    def namespace(self) -> str:
        return self.name.rpartition(" ")[0]


@frozen
class Document:
    """A root element and the UTF-8 text it was read from, which errors point into."""

    root: Element
    data: bytes

    def place(self, element: Element) -> str:
        """Say where .NET's serializer is when it has read a start tag."""
        return _place(self._open_tags(element))

    def place_of_text(self, element: Element) -> str:
        """Say where it is when it has read the first text between an element's children."""
        start = self.data.rfind(b">", 0, element.text_at) + 1
        text = self.data[start : element.text_at].lstrip(BLANKS.encode())
        return _place(self._open_tags(element) + (_FIRST_TEXT.match(text) or [text])[0])

    def _open_tags(self, element: Element) -> bytes:
        """Give what .NET's reader of a stream still holds there: the start tags of what is open."""
        path = [self.root]
        while path[-1] is not element:
            path.append([child for child in path[-1].children if child.at <= element.at][-1])
        return b"".join(_start_tag(self.data, each) for each in path)


def _start_tag(data: bytes, element: Element) -> bytes:
    tag = _TAG_END.match(data, element.at)
    return tag[0] if tag else b""


def _place(held: bytes) -> str:
    line, position = _end(held)
    return f"Error in line {line} position {position}."


def parse(
    data: bytes, limits: Limits, *, encoding: str | None = "utf-8", declarable: tuple[str, ...] = ("utf-8",)
) -> Document:
    """Read one document.

    The bytes are in `encoding` (None: as the XML declaration says), and the declaration may name only an
    encoding of `declarable` (nothing: any). Of what follows the root only the first node is looked at, as
    .NET does.

    Raises:
        CannotDecode: with .NET's words.
    """
    check_size(data, limits)
    builder = _Builder(limits, encoding, declarable)
    try:
        builder.feed(data)
    except (expat.ExpatError, _AfterRoot) as fault:
        if not builder.closed:
            raise CannotDecode(_words(fault, builder, data)) from None
        check_tail(data, builder.top.children[0], builder.end)
    except (LookupError, ValueError) as fault:  # pyexpat, on an encoding that it cannot map
        raise fault if isinstance(fault, CannotDecode) else CannotDecode(_unknown(fault)) from None
    finally:
        del builder.parser  # which holds the builder by its handlers: no cycle is left to collect
    return Document(builder.top.children[0], data)


class _AfterRoot(Exception):
    """Something stands behind the root that expat would not mind."""


class _Builder:
    """What expat's events add up to; lives for one document."""

    def __init__(self, limits: Limits, encoding: str | None, declarable: tuple[str, ...]) -> None:
        self.top = Element("", {}, 0)
        self.open = [self.top]
        self.end = 0
        self._limits = limits
        self._nodes = limits.nodes
        self._declarable = declarable
        self._prefixes: dict[str | None, list[str]] = {}
        self.parser = parser = expat.ParserCreate(encoding, " ")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._stop
        parser.CharacterDataHandler = self._text
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        parser.ProcessingInstructionHandler = self._instruction

    @property
    def closed(self) -> bool:
        return len(self.open) == 1 and bool(self.top.children)

    def feed(self, data: bytes) -> None:
        if b":type" in data:  # only an i:type needs to know the prefixes in force
            self.parser.StartNamespaceDeclHandler = self._prefix
            self.parser.EndNamespaceDeclHandler = self._unprefix
        if len(data) <= _PIECE:
            self.parser.Parse(data, True)
            return
        for start in range(0, len(data), _PIECE):
            before = self._progress()
            self.parser.Parse(data[start : start + _PIECE], False)
            if start and before == self._progress():
                raise CannotDecode(f"A tag or comment is longer than {_PIECE} bytes.")
        self.parser.Parse(b"", True)

    def _progress(self) -> tuple[int, int, int]:
        return self._nodes, len(self.open), len(self.open[-1].pieces)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        opened = self.open
        if len(opened) > self._limits.depth:
            raise CannotDecode(_TOO_DEEP.format(self._limits.depth))
        element = Element(name, attributes, self.parser.CurrentByteIndex)
        if attributes:
            self._attributes(attributes)
        self._nodes -= 1
        if self._nodes < 0:
            raise CannotDecode(f"The body holds more than {self._limits.nodes} elements and attributes.")
        opened[-1].children.append(element)
        opened.append(element)

    def _attributes(self, attributes: dict[str, str]) -> None:
        if len(attributes) > _ATTRIBUTES:
            raise CannotDecode(f"An element has more than {_ATTRIBUTES} attributes.")
        self._nodes -= len(attributes)
        if XSI_TYPE in attributes:
            attributes[XSI_TYPE] = self._qualified(attributes[XSI_TYPE])

    def _qualified(self, text: str) -> str:
        """Resolve a prefix in a value as it stands here; .NET does not mind an unknown one."""
        prefix, _, local = text.rpartition(":")
        known = self._prefixes.get(prefix or None) or [""]
        return f"{known[-1]} {local}" if known[-1] else local

    def _stop(self, _name: str) -> None:
        self.open.pop()
        if len(self.open) == 1:
            self.end = self.parser.CurrentByteIndex

    def _text(self, text: str) -> None:
        element = self.open[-1]
        element.pieces.append(text)
        if not element.text_at and text.strip(BLANKS):
            element.text_at = self.parser.CurrentByteIndex

    def _declaration(self, version: str, encoding: str | None, _standalone: int) -> None:
        if version != "1.0":
            raise CannotDecode("XML version must be '1.0'.")
        if encoding and self._declarable and encoding.lower() not in self._declarable:
            raise CannotDecode(
                f"The encoding in the declaration '{encoding}' does not match the encoding of the document "
                f"'{self._declarable[0]}'."
            )

    def _instruction(self, _target: str, _data: str) -> None:
        if self.closed:
            raise _AfterRoot
        raise CannotDecode(PROCESSING if self.top.children else f"{PROCESSING} Line 1, position 2.")

    def _prefix(self, prefix: str | None, uri: str) -> None:
        self._prefixes.setdefault(prefix, []).append(uri or "")

    def _unprefix(self, prefix: str | None) -> None:
        self._prefixes[prefix].pop()


def _refuse(*_: object) -> None:
    raise CannotDecode(DOCTYPE)


def _unknown(fault: Exception) -> str:
    return f"The encoding of the document is not supported: {fault}."


def _end(held: bytes) -> tuple[int, int]:
    """Give the line and the position behind some bytes, both from 1."""
    return held.count(b"\n") + 1, len(held) - held.rfind(b"\n")


_CODES = errors.codes
# fmt: off
_WORDS = {
    _CODES[errors.XML_ERROR_SYNTAX]: NOT_ROOT,
    _CODES[errors.XML_ERROR_TAG_MISMATCH]: "Start element '{innermost}' does not match the end element.",
    _CODES[errors.XML_ERROR_MISPLACED_XML_PI]: "No characters can appear before the XML declaration.",
    _CODES[errors.XML_ERROR_UNBOUND_PREFIX]: "The prefix is not defined.",
    _CODES[errors.XML_ERROR_DUPLICATE_ATTRIBUTE]: "Duplicate attribute found.",
    _CODES[errors.XML_ERROR_BAD_CHAR_REF]: "Character reference not valid.",
    _CODES[errors.XML_ERROR_UNDEFINED_ENTITY]: "Character reference not valid.",
    _CODES[errors.XML_ERROR_UNKNOWN_ENCODING]: "The encoding of the document is not supported.",
}
_NO_MARKUP = _CODES[errors.XML_ERROR_SYNTAX]
_IN_TEXT = {_NO_MARKUP, _CODES[errors.XML_ERROR_BAD_CHAR_REF], _CODES[errors.XML_ERROR_UNDEFINED_ENTITY]}
_ENDED = {_CODES[error] for error in (
    errors.XML_ERROR_NO_ELEMENTS, errors.XML_ERROR_UNCLOSED_TOKEN,
    errors.XML_ERROR_PARTIAL_CHAR, errors.XML_ERROR_UNCLOSED_CDATA_SECTION,
)}
# fmt: on


def _words(fault: Exception, builder: _Builder, data: bytes) -> str:
    """Say in .NET's words what expat did not like."""
    is_markup = builder.top.children or data.lstrip()[:1] in (b"<", b"")
    code = getattr(fault, "code", 0) if is_markup else _NO_MARKUP
    names = list(_unclosed(builder))
    if code in _ENDED:
        return "Unexpected end of file." + _still_open(names)
    words = _WORDS.get(code) or f"The document is not well-formed: {errors.messages.get(code, 'unreadable')}."
    line, position = _end(_held(builder, data, code))
    return f"{words.format(innermost=names[0] if names else '')} Line {line}, position {position}."


def _held(builder: _Builder, data: bytes, code: int) -> bytes:
    """Give what .NET's reader holds when it fails: the start tags of what is open, and its part of a tag."""
    tags = b"".join(_start_tag(data, element) for element in builder.open[1:])
    at = builder.parser.ErrorByteIndex
    node = data[max(0, data.rfind(b"<", 0, at + 1)) : at]
    return tags if code in _IN_TEXT or b">" in node else tags + node


def _unclosed(builder: _Builder) -> Iterator[str]:
    return (element.local for element in reversed(builder.open[1:]))


def _still_open(names: list[str]) -> str:
    return f" Following elements are not closed: {', '.join(names)}." if names else ""
