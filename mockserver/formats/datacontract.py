"""XML as .NET's DataContractSerializer reads and writes it.

Rule: the recorded answers decide. Order counts, case counts, namespaces count; what is out of place is
skipped in silence, and what is malformed or of the wrong type fails as a whole. How it reads is in
``datacontract_read``, a plain document at once in ``datacontract_plain``; how it writes in
``datacontract_write``.
"""

from __future__ import annotations

import re

from .base import CannotDecode, Limits, Plain, Reading, Type
from .datacontract_plain import plan_root as plan_plain
from .datacontract_read import Run
from .datacontract_read import plan_root as plan_reading
from .datacontract_write import CannotEncode, TextRules
from .datacontract_write import plan_root as plan_writing
from .guard import NORMAL, check_size, most_references
from .plans import Plans
from .xmltree import Document, Element, parse

__all__ = ["CannotEncode", "DataContract"]

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>'

# The encodings .NET's reader has, each with what an XML declaration may call it.
_UTF8 = ("utf-8", ("utf-8",))
_LITTLE = ("utf-16-le", ("utf-16le", "utf-16"))
_BIG = ("utf-16-be", ("utf-16be", "utf-16"))
# fmt: off
_STARTS = (
    (b"\xef\xbb\xbf", 3, _UTF8), (b"\xff\xfe", 2, _LITTLE), (b"\xfe\xff", 2, _BIG),
    (b"<\x00", 0, _LITTLE), (b"\x00<", 0, _BIG),
)
_CHARSETS = {"utf-16": _LITTLE, "utf-16le": _LITTLE, "utf-16be": _BIG}  # others are read as UTF-8
# fmt: on

# .NET does not check what a character reference stands for; expat does. U+F0000 and on stand in for them.
# A comment that does not end is taken to the end of all, so that no beginning is looked at twice.
_REFERENCE = re.compile(
    rb"<!--(?:.*?-->|.*+)|<!\[CDATA\[(?:.*?\]\]>|.*+)|&#(?:x([0-9a-fA-F]{1,8})|([0-9]{1,8}));", re.DOTALL
)
_NO_CHARACTERS = [*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF]
_STAND_INS = {code: 0xF0000 + place for place, code in enumerate(_NO_CHARACTERS)}
_BACK = {stand_in: code for code, stand_in in _STAND_INS.items()}


class DataContract:
    """The format: reads and writes values of shapes, lists of shapes or scalars, and lone scalars.

    Values are dicts by wire name that hold only what was read; nil is None, a decimal is a Decimal, a date
    is its text. `write` raises CannotEncode where text holds characters that XML does not have and
    `check_characters` is on: the real server's answer breaks off in mid-body there, and what to make of it is
    the caller's choice. With it off (ASP.NET Web API) such a character is written as a reference (`&#x0;`).

    Arguments:
        declaration: begin with an XML declaration.
        newline: what a new-line in text is written as: the platform's, "\\r\\n" on Windows.
        check_characters: refuse to write what is no XML character.
        detect_encoding: look only at the body for its encoding, as ServiceStack does, and ignore `charset`;
            else the body must be in `charset` (UTF-16, or UTF-8 for all others), as ASP.NET Web API has it.
    """

    name: str = "xml"

    def __init__(
        self,
        *,
        declaration: bool = True,
        newline: str = "\n",
        check_characters: bool = True,
        detect_encoding: bool = True,
    ) -> None:
        self._head = _DECLARATION if declaration else ""
        rules = TextRules(newline, check_characters)
        self._detect = detect_encoding
        self._readers = Plans(plan_reading)
        self._plain_readers = Plans(plan_plain)
        self._writers = Plans(lambda type_: plan_writing(type_, rules))

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as a value of a type.

        Raises:
            CannotDecode: in .NET's words, without the serializer's own wrapping sentence.
        """
        if self._detect or charset.lower() not in _CHARSETS:
            plain = self._plain_readers.of(type_)(body, limits)
            if plain is not None:
                return Reading(plain)
        document = _parse(body, None if self._detect else charset.lower(), limits)
        run = Run(document, most_references(len(body), limits))
        value = self._readers.of(type_)(document.root, run)
        return Reading(value, tuple(run.losses))

    def write(self, value: Plain, type_: Type) -> bytes:
        """Spell a value of a type; members that the value lacks are nil.

        Raises:
            CannotEncode: text holds what is no XML character, and characters are checked.
        """
        return self.text(value, type_).encode()

    def text(self, value: Plain, type_: Type) -> str:
        """Do what `write` does, for answers in another encoding."""
        return self._head + self._writers.of(type_)(value)


def _parse(body: bytes, charset: str | None, limits: Limits) -> Document:
    check_size(body, limits)
    data, declarable = _as_utf8(body, charset)
    try:
        return parse(data, limits, declarable=declarable)
    except CannotDecode:
        spared = _REFERENCE.sub(_spare, data)
        if spared == data:
            raise
        return _restored(parse(spared, limits, declarable=declarable))


def _as_utf8(body: bytes, charset: str | None) -> tuple[bytes, tuple[str, ...]]:
    """Turn a body into UTF-8; and what its XML declaration may call the encoding.

    Raises:
        CannotDecode: as .NET does, on a body that is not in the encoding it must be in.
    """
    if len(body) < 4:
        raise CannotDecode("Unexpected end of file.")
    mark, encoding = next((row[1:] for row in _STARTS if body.startswith(row[0])), (0, _UTF8))
    expected = encoding if charset is None else _CHARSETS.get(charset, _UTF8)
    if encoding is not expected:
        raise CannotDecode(
            f"The expected encoding '{expected[0]}' does not match the actual encoding '{encoding[0]}'."
        )
    if encoding is _UTF8:
        return body[mark:], encoding[1]
    return _from_utf16(body[mark:], encoding[0], must_declare=charset is None), encoding[1]


def _from_utf16(body: bytes, encoding: str, *, must_declare: bool) -> bytes:
    try:
        text = body.decode(encoding)
    except UnicodeDecodeError:
        raise CannotDecode("Invalid byte encoding.") from None
    if must_declare and not re.match(r"<\?xml[^>]*\sencoding\s*=", text):
        raise CannotDecode("An XML declaration with an encoding is required for all non-UTF8 documents.")
    return text.encode()


def _spare(match: re.Match[bytes]) -> bytes:
    digits = match[1] or match[2]
    code = int(digits, 16 if match[1] else 10) if digits else 32
    return chr(_STAND_INS[code]).encode() if code in _STAND_INS else match[0]


def _restored(document: Document) -> Document:
    """Put the characters back that stand-ins were read for."""
    waiting: list[Element] = [document.root]
    while waiting:
        element = waiting.pop()
        element.pieces = [piece.translate(_BACK) for piece in element.pieces]
        waiting += element.children
    return document
