"""The grammar of ServiceStack.Text's JSON, which forgives almost everything.

Rule: names and values are found by looking for the next quote, bracket or comma, never by
checking what stands between. What follows from that (a truncated object is read as far as
it goes, a missing comma loses a member) is the framework's behaviour, not an accident here.
Source: ServiceStack.Text 5.0, JsonTypeSerializer and DeserializeTypeRefJson, measured in 5.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .base import Shape
from .span import Span, Unreadable, bad_format, not_an_object, out_of_bounds, out_of_range

_BLANKS: Final = re.compile("[ \t-\r\x85\xa0]*")
_SPECIAL: Final = re.compile(r'["\\]')
_WORD_END: Final = re.compile("[,} \t-\r\x85\xa0]")
_BRACKETS: Final = {
    "{": re.compile(r'\\.?|["{}]', re.DOTALL),
    "[": re.compile(r'\\.?|["\[\]]', re.DOTALL),
}
_ESCAPE: Final = re.compile(r'"|\\(?:u(.{4})|x(.{4})|x(.{2})|(.))?', re.DOTALL)
_SHORT: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "v": "\v", "t": "\t"}
# Too few hex digits: the letters stay, with an accident of the framework's.
_SHORT_HEX: Final = {"u": "uu", "x": "\\x"}
_NAME_LIMIT: Final = 128  # letters; no member's name is longer

# In plain words what an unquoted value is, by its first letter.
_NATURES: Final = {"{": "object", "[": "list", "t": "boolean", "f": "boolean"} | dict.fromkeys(
    "-0123456789", "number"
)


class LenientJson:
    """See the module; a ``typed.Grammar``."""

    def members(self, span: Span, shape: Shape) -> Iterator[tuple[str | None, Span | None]]:
        text, end = span.text, span.end
        at = self.blank(span, span.start)
        if text[at] != "{":
            raise not_an_object(span, shape)
        at += 1
        if _is_empty(span, self.blank(span, at)):
            return
        names = _Names(span)
        while at < end:
            name, at = names.read(self.blank(span, at))
            at = self.blank(span, at)
            at += at != end  # whatever stands where the colon should
            value, at = self.value(span, at)
            yield name, value
            _, at = self.separator(span, at)

    def value(self, span: Span, at: int) -> tuple[Span | None, int]:
        at = self.blank(span, at)
        if at == span.end:
            return None, at
        first = span.text[at]
        if first in ",}":
            return None, at
        if first == '"':
            return _quoted(span, at)
        return _bracketed(span, at) if first in _BRACKETS else _word(span, at)

    def separator(self, span: Span, at: int) -> tuple[bool, int]:
        at = self.blank(span, at)
        if at == span.end:
            return False, at
        if span.text[at] not in ",}":
            return False, at + 1
        return True, self.blank(span, at + 1)

    def blank(self, span: Span, at: int) -> int:
        match = _BLANKS.match(span.text, at, span.end) if at < span.end else None
        return match.end() if match else at

    def text_of(self, raw: str) -> str:
        opened = raw.startswith('"')
        special = _SPECIAL.search(raw, opened)
        if special is None:
            return raw[opened:]
        if opened and special.group() == '"':
            return raw[1 : special.start()]
        return unescape(raw)

    def bare(self, raw: str) -> str:
        return raw[1:-1] if len(raw) > 1 and raw[0] == raw[-1] == '"' else raw

    def nature(self, span: Span) -> str:
        if span.start and span.text[span.start - 1] == '"':
            return ""
        return _NATURES.get(span.text[span.start], "bare word")


def unescape(text: str) -> str:
    """Resolve the escapes of a text; quotes fall out, so ``{"a":1}`` becomes ``{a:1}``.

    Raises:
        Unreadable: four letters after ``\\u`` that are no hex number.
    """
    return _ESCAPE.sub(_resolved, text)


def _resolved(match: re.Match[str]) -> str:
    long, letter = match[1] or match[2] or match[3], match[4]
    if long is not None:
        return chr(_hex(long))
    if letter is None:
        return "" if match[0] == '"' else match[0]
    return _SHORT_HEX.get(letter) or _SHORT.get(letter, letter)


def _hex(text: str) -> int:
    digits = text.strip(" \t\n\v\f\r")  # NumberStyles.HexNumber allows blanks around
    if not re.fullmatch("[0-9a-fA-F]+", digits):
        raise bad_format()
    return int(digits, 16)


def _is_empty(span: Span, at: int) -> bool:
    return at == span.end or span.text[at] == "}"


def _quoted(span: Span, at: int) -> tuple[Span, int]:
    """A string from its quote on; escapes are stepped over, not resolved."""
    start = at + 1
    close = _closing_quote(span, start)
    if close == span.end:
        raise Unreadable("System.Exception", f"Invalid unquoted string ending with: {str(span)[-50:]}")
    return span.cut(start, min(close + 1, span.end) - 1), close + 1


def _closing_quote(span: Span, at: int) -> int:
    """Where the string ends; past the span's end if nothing ends it there.

    Raises:
        Unreadable: the whole text ends first.
    """
    while at <= span.end:
        special = _SPECIAL.search(span.text, at, span.end + 1)
        if special is None:
            if span.end >= len(span.text):
                raise out_of_bounds()
            return span.end + 1
        if special.group() == '"':
            return special.start()
        at = special.start() + 2
    return at


def _bracketed(span: Span, at: int) -> tuple[Span, int]:
    """An object or a list as text, up to the bracket that closes it or the end of everything."""
    opening, depth, quoted = span.text[at], 1, False
    for token in _BRACKETS[opening].finditer(span.text, at + 1, span.end):
        mark = token.group()
        if mark == "\\":  # the last letter of all: the framework steps over one that is not there
            raise out_of_range()
        quoted ^= mark == '"'
        if quoted or mark[0] in '"\\':
            continue
        depth += 1 if mark == opening else -1
        if not depth:
            return span.cut(at, token.end()), token.end()
    return span.cut(at, span.end), span.end


def _word(span: Span, at: int) -> tuple[Span | None, int]:
    stop = _WORD_END.search(span.text, at + 1, span.end)
    end = stop.start() if stop else max(at + 1, span.end)
    word = span.cut(at, end)
    return (None if str(word) == "null" else word), end


class _Names:
    """Reads member names out of one object; remembers what keeps it linear."""

    def __init__(self, span: Span) -> None:
        self.span = span
        self.last_special = max(span.text.rfind(mark, span.start, span.end) for mark in '"\\')
        self.unescaped = False

    def read(self, at: int) -> tuple[str | None, int]:
        """The name that begins here, None for one that fits no member, and where it ends.

        Without a quote the framework takes the rest of the text for the name and stays where it is.
        """
        if self.span.text[at] == '"':
            return self._quoted(at + 1)
        return self._hopeless(at) if at <= self.last_special else (self._rest(at), at)

    def _quoted(self, at: int) -> tuple[str | None, int]:
        special = _SPECIAL.search(self.span.text, at, self.span.end) if at <= self.last_special else None
        if special is None:
            return self._rest(at), at
        if special.group() == '"':
            return self.span.text[at : special.start()], special.end()
        return self._hopeless(at)

    def _hopeless(self, at: int) -> tuple[None, int]:
        """An escape: the framework unescapes the whole object for a name, and may fail at that."""
        if not self.unescaped:
            unescape(str(self.span))
            self.unescaped = True
        return None, at

    def _rest(self, at: int) -> str | None:
        short = self.span.end - at <= _NAME_LIMIT
        return self.span.text[at : self.span.end] if short else None
