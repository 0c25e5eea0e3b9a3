"""The words of JSON as Json.NET's text reader takes them: blanks, strings, names, numbers, comments.

Rule: what is wrong raises ``Slip`` with the reader's own words and the place it stopped at, for reading goes
on from there: an error in a member is noted, and the next token begins where the last one broke off.
Source: Json.NET 6, JsonTextReader; held to the recorded answers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from unicodedata import category

_SPACES: Final = (*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B))
WHITE: Final = "".join(map(chr, (*_SPACES, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000)))  # char.IsWhiteSpace
_BLANKS: Final = re.compile(f"[\0{WHITE}]*")  # a NUL counts as blank between tokens
BLANK: Final = re.compile(f"[{WHITE}]")
_NUMBER: Final = re.compile("[-+a-fA-FxX.0-9]*")
_EASY: Final = {  # text without \u and bad escapes, up to a quote
    '"': re.compile(r"""[^"\\]*+(?:\\[bfnrt\\/'"][^"\\]*+)*+"""),
    "'": re.compile(r"""[^'\\]*+(?:\\[bfnrt\\/'"][^'\\]*+)*+"""),
}
_ESCAPED: Final = re.compile(r"\\(.)")
_ALPHANUMERIC: Final = re.compile(r"[^\W_]*")
_ASCII_NAME: Final = re.compile("[A-Za-z0-9_$]*")
_NEW_LINE: Final = re.compile("\r\n|\r|\n")
_LINE_END: Final = re.compile("\r\n(?=.)|\r|\n", re.DOTALL)
_HEX: Final = re.compile("[ \t-\r]*([0-9a-fA-F]+)[ \t-\r]*\0*")  # NumberStyles.HexNumber
_SHORT: Final = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r"} | {c: c for c in "\\\"'/"}
_REPLACEMENT: Final = "\ufffd"
BAD_FORMAT: Final = "Input string was not in a correct format."


class Slip(Exception):
    """A piece of text is not what it should be; `at` is where the reader stands then.

    With `placed`, the reader adds path and line to the words.
    """

    def __init__(self, words: str, at: int, *, placed: bool = True) -> None:
        super().__init__(words)
        self.words, self.at, self.placed = words, at, placed


def is_name_letter(letter: str) -> bool:
    """Whether a letter can stand in an unquoted name (char.IsLetterOrDigit, ``_`` or ``$``)."""
    return letter in "_$" or (letter <= "\uffff" and (letter.isalpha() or letter.isdecimal()))


def is_number_letter(letter: str) -> bool:
    """Whether a number may begin with a letter; one that is not ASCII is refused a step later."""
    return letter in "-." or (letter <= "\uffff" and category(letter)[0] == "N")


def end_of_blanks(text: str, start: int) -> int:
    return _BLANKS.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too


def read_string(text: str, start: int, quote: str) -> tuple[str, int]:
    """The string whose content begins here, and the place after its closing quote.

    Raises:
        Slip: it does not end, or holds a bad escape.
    """
    easy = _EASY[quote]
    pieces, at = [], start
    while True:
        end = easy.match(text, at).end()  # type: ignore[union-attr]  # it matches nothing, too
        pieces.append(_unescaped(text[at:end]))
        if text[end : end + 1] == quote:
            return "".join(pieces), end + 1
        if end + 1 >= len(text):
            raise Slip(f"Unterminated string. Expected delimiter: {quote}.", len(text))
        piece, at = _escape(text, end + 1)
        pieces.append(piece)


def _unescaped(text: str) -> str:
    return _ESCAPED.sub(lambda found: _SHORT[found[1]], text) if "\\" in text else text


def _escape(text: str, at: int) -> tuple[str, int]:
    letter = text[at]
    if letter != "u":
        raise Slip(f"Bad JSON escape sequence: \\{letter}.", at + 1)
    return _unicode(text, at + 1)


def _unicode(text: str, at: int) -> tuple[str, int]:
    """One letter, or two that make a pair; half a pair becomes U+FFFD."""
    code, at = _hex(text, at), at + 4
    pieces: list[str] = []
    while 0xD800 <= code < 0xDC00:
        if len(text) <= at + 2 or text[at : at + 2] != "\\u":
            return "".join(pieces) + _REPLACEMENT, at
        low, at = _hex(text, at + 2), at + 6
        if 0xDC00 <= low < 0xE000:
            pieces.append(chr(0x10000 + (code - 0xD800 << 10) + low - 0xDC00))
            return "".join(pieces), at
        pieces.append(_REPLACEMENT)
        code = low
    return "".join(pieces) + (_REPLACEMENT if 0xDC00 <= code < 0xE000 else chr(code)), at


def _hex(text: str, at: int) -> int:
    if len(text) <= at + 4:
        raise Slip("Unexpected end while parsing unicode character.", at)
    match = _HEX.fullmatch(text, at, at + 4)
    if match is None:
        raise Slip(BAD_FORMAT, at, placed=False)
    return int(match[1], 16)


def read_bare_name(text: str, start: int) -> tuple[str, int]:
    """The unquoted name that begins here, and the place after it.

    Raises:
        Slip: the text ends, or a letter that no name has.
    """
    at = _ASCII_NAME.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    while at < len(text) and is_name_letter(text[at]):
        at += 1
    if at == len(text):
        raise Slip("Unexpected end while parsing unquoted property name.", at)
    if text[at] not in ":\0" and not BLANK.match(text[at]):
        raise Slip(f"Invalid JavaScript property identifier character: {text[at]}.", at)
    return text[start:at], at


def end_of_word(text: str, start: int) -> int:
    """The place after the letters and digits that begin here."""
    return _ALPHANUMERIC.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too


def end_of_number(text: str, start: int) -> int:
    """The place after the number that begins here.

    Raises:
        Slip: a letter follows that is of no number and ends none.
    """
    end = _NUMBER.match(text, start).end()  # type: ignore[union-attr]  # it matches nothing, too
    after = text[end : end + 1]
    if after and after not in "\0,}])/" and not BLANK.match(after):
        raise Slip(f"Unexpected character encountered while parsing number: {after}.", end)
    return end


def end_of_comment(text: str, start: int) -> int:
    """The place after the comment whose slash stands here.

    Raises:
        Slip: it does not end, or is none.
    """
    at = start + 1
    if len(text) <= at + 1:
        raise Slip("Unexpected end while parsing comment.", at)
    if text[at] == "/":
        match = _LINE_END.search(text, at + 1)
        return match.end() if match else len(text)
    if text[at] != "*":
        raise Slip(f"Error parsing comment. Expected: *, got {text[at]}.", at)
    end = text.find("*/", at + 1)
    if end < 0:
        raise Slip("Unexpected end while parsing comment.", len(text))
    return end + 2


@dataclass(slots=True)
class Place:
    """A place in a text as Json.NET counts: lines, and UTF-16 units, one too many from line 2 on.

    It only moves forward, so that a text with an error in every member is counted through once.
    """

    at: int = 0
    line: int = 1
    position: int = 0

    def move(self, text: str, at: int) -> None:
        """Go on to a place in the same text."""
        start = self.at
        for match in _NEW_LINE.finditer(text, start, at):
            self.line, self.position, start = self.line + 1, 1, match.end()
        self.position += at - start + sum(map("\uffff".__lt__, text[start:at]))
        self.at = at
