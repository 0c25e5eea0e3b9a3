"""JSV: ServiceStack's own format, JSON's outline with CSV's quotes.

Rule: a value is quoted only when it holds a mark, quotes are doubled inside, blanks count.
Source: ServiceStack.Text 5.0, JsvTypeSerializer and DeserializeTypeRefJsv, measured in 5.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .base import Limits, Plain, Reading, Shape, Type
from .guard import NORMAL, check_jsv, check_size
from .span import Span, not_an_object, out_of_bounds, out_of_range
from .spell import Spelling, spell
from .text import decode_leniently, encode
from .typed import Typed

_BLANKS: Final = re.compile("[ \t-\r\x85\xa0]*")
_MARKS: Final = re.compile(r'[":,{}\[\]\r\n]')
_WORD_END: Final = re.compile("[,}]")
_QUOTED: Final = re.compile(r'"[^"]*+(?:""[^"]*+)*+"?')
_BRACKETS: Final = {"{": re.compile(r'["{}]'), "[": re.compile(r'["\[\]]')}


def quote(text: str) -> str:
    """Put a text in quotes, doubling those it has."""
    return '"' + text.replace('"', '""') + '"'


def unquote(text: str) -> str:
    """Take the quotes off; the last letter goes with the first, whatever it is.

    Raises:
        Unreadable: the text is one quote and nothing else.
    """
    if not text.startswith('"'):
        return text
    if len(text) == 1:
        raise out_of_range()
    return text[1:-1].replace('""', '"')


def spell_text(text: str) -> str:
    """A text as JSV writes it; an empty one needs its quotes, or it would be null."""
    return quote(text) if not text or _MARKS.search(text) else text


JSV: Final = Spelling(text=spell_text, name=str, booleans=("False", "True"), null="")


class JsvGrammar:
    """See the module; a ``typed.Grammar``."""

    def members(self, span: Span, shape: Shape) -> Iterator[tuple[str | None, Span | None]]:
        if span.text[span.start] != "{":
            raise not_an_object(span, shape)
        at = span.start + 1
        inside = _blank(span, at)
        if inside == span.end or span.text[inside] == "}":
            return
        while at < span.end:
            name, at = _name(span, at)
            value, at = self.value(span, at + 1)  # whatever stands where the colon should
            yield str(name), value
            at += at != span.end

    def value(self, span: Span, at: int) -> tuple[Span | None, int]:
        if at == span.end:
            return None, at
        first = span.text[at]
        if first in ",}":
            return None, at
        end = _ENDS.get(first, _word_end)(span, at)
        return span.cut(at, end), end

    def separator(self, span: Span, at: int) -> tuple[bool, int]:
        return (False, at) if at == span.end else (span.text[at] in ",}", at + 1)

    def blank(self, span: Span, at: int) -> int:
        return at  # blanks count

    def text_of(self, raw: str) -> str:
        return unquote(raw)

    def bare(self, raw: str) -> str:
        return unquote(raw)

    def nature(self, span: Span) -> str:
        return ""  # every value is text


def _blank(span: Span, at: int) -> int:
    match = _BLANKS.match(span.text, at, span.end)
    return match.end() if match else at


def _name(span: Span, at: int) -> tuple[Span, int]:
    end = _NAME_ENDS.get(span.text[at], _colon)(span, at)
    return span.cut(at, end), end


def _colon(span: Span, at: int) -> int:
    end = span.text.find(":", at + 1)
    if end < 0:
        raise out_of_bounds()
    return end


def _word_end(span: Span, at: int) -> int:
    stop = _WORD_END.search(span.text, at + 1, span.end)
    return stop.start() if stop else max(at + 1, span.end)


def _quoted_end(span: Span, at: int) -> int:
    match = _QUOTED.match(span.text, at, span.end)
    return match.end() if match else at + 1


def _bracket_end(span: Span, at: int) -> int:
    opening, depth, quoted = span.text[at], 1, False
    for token in _BRACKETS[opening].finditer(span.text, at + 1, span.end):
        mark = token.group()
        quoted ^= mark == '"'
        if quoted or mark == '"':
            continue
        depth += 1 if mark == opening else -1
        if not depth:
            return token.end()
    return max(at + 1, span.end)


_ENDS: Final = {'"': _quoted_end, "{": _bracket_end, "[": _bracket_end}
_NAME_ENDS: Final = {'"': _quoted_end, "{": _bracket_end}


class Jsv:
    """``application/jsv`` as ServiceStack 5 reads and writes it."""

    name = "jsv"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body; the charset counts for nothing, a byte order mark for everything.

        Raises:
            Unreadable: with the framework's exception and words.
        """
        check_size(body, limits)
        text = decode_leniently(body)
        check_jsv(text, limits)
        typed = Typed(JsvGrammar(), limits)
        return Reading(typed.read(text, type_), typed.remarks.all())

    def write(self, value: Plain, type_: Type) -> bytes:
        return b"" if value is None else encode(spell(value, type_, JSV))
