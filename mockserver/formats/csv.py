"""CSV as ServiceStack 5 reads and writes it: a header, rows, CRLF.

Rule: a cell that is text is the text; any other cell is JSV. Whatever the JSV reader makes of
a cell counts, so a text that begins with a quote loses its quotes a second time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from .base import CannotDecode, Kind, Limits, ListOf, Member, Plain, Reading, Shape, Type
from .guard import NORMAL, check_count, check_size
from .jsv import JSV, JsvGrammar, quote, unquote
from .known import Known
from .numbers import NotANumber
from .span import bad_format, out_of_bounds, out_of_range
from .spell import Spelled, spell
from .text import decode_leniently, encode
from .typed import Typed, fold, members_of, show

_MARKS: Final = re.compile(r'[",\r\n]|^[\[{]')
_LINE_TOKEN: Final = re.compile(r'""|"|\n')
_QUOTED: Final = re.compile(r'"[^"]*+(?:""[^"]*+)*+"?')
_BRACKETS: Final = {"{": re.compile(r'["{}]'), "[": re.compile(r'["\[\]]')}
# A cell that begins like an object but has no end stops at the first brace, too.
_WORD_ENDS: Final = {"{": re.compile("[,}]")}
_COMMA: Final = re.compile(",")
_TEXTS: Final = (Kind.STRING, Kind.DATETIME)


Columns = tuple[tuple[str, Spelled], ...]  # a member's name and what spells its values


class Csv:
    """``text/csv`` as ServiceStack 5 reads and writes it."""

    name = "csv"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as objects, one a row; for a single object the first row counts.

        A body with no second line (JSON sent by mistake, say) is an object with nothing in it.

        Raises:
            CannotDecode: a cell does not fit its member, or a row is longer than the header.
        """
        check_size(body, limits)
        shape = type_.item if isinstance(type_, ListOf) else type_
        if not isinstance(shape, Shape):
            raise CannotDecode("CSV holds objects")
        check_count(body.count(b"\n"), limits)
        rows = list(lines(decode_leniently(body)))
        check_count(len(rows), limits)
        return _Table(shape, limits).read(rows, many=isinstance(type_, ListOf))

    def write(self, value: Plain, type_: Type) -> bytes:
        if isinstance(type_, ListOf) and isinstance(type_.item, Shape):
            return encode(_table(value or [], type_.item))
        if isinstance(type_, Shape):
            return b"" if value is None else encode(_table([value], type_))
        return b"" if value is None else encode(value if isinstance(value, str) else spell(value, type_, JSV))


def _table(rows: list[Plain], shape: Shape) -> str:
    header, columns = _COLUMNS.of(shape)
    return "".join(f"{line}\r\n" for line in (header, *(_row(row or {}, columns) for row in rows)))


def _row(value: dict[str, Plain], columns: Columns) -> str:
    get = value.get
    cells = [
        "" if (inner := get(name)) is None else _cell(by_type.get(type(inner), otherwise)(inner))
        for name, (by_type, otherwise) in columns
    ]
    return ",".join(cells)


def _cell(text: str) -> str:
    return quote(text) if _MARKS.search(text) else text


def _columns(shape: Shape) -> tuple[str, Columns]:
    """The header, and what spells each member: a text as it is, anything else in JSV."""
    columns = ((m.name, ({}, str) if m.type in _TEXTS else JSV.of(m.type)) for m in shape.members)
    return ",".join(member.name for member in shape.members), tuple(columns)


_COLUMNS: Final = Known(_columns)


def lines(text: str) -> Iterator[str]:
    """Rows of a text; a new line inside quotes ends none, empty rows are skipped."""
    start, quoted = 0, False
    for token in _LINE_TOKEN.finditer(text):
        quoted ^= token.group() == '"'
        if token.group() != "\n" or quoted:
            continue
        yield from filter(None, [text[start : token.start()].removesuffix("\r")])
        start = token.end()
    yield from filter(None, [text[start:]])


def cells(line: str) -> Iterator[str | None]:
    """Cells of a row, quotes taken off; an empty one is None."""
    at = 0
    while at <= len(line):
        end = _cell_end(line, at)
        yield unquote(line[at:end]) if end > at else None
        at = end + 1


def _cell_end(line: str, at: int) -> int:
    first = line[at : at + 1]
    if first in {"", ",", "}"}:
        return at
    if first == '"':
        quoted = _QUOTED.match(line, at)
        return quoted.end() if quoted else at + 1
    return _bracket_end(line, at) or _word_end(line, at)


def _bracket_end(line: str, at: int) -> int | None:
    """Where an object or a list ends; None when it is none, or has no end."""
    opening, depth, quoted = line[at], 1, False
    if opening not in _BRACKETS:
        return None
    for token in _BRACKETS[opening].finditer(line, at + 1):
        mark = token.group()
        quoted ^= mark == '"'
        if quoted or mark == '"':
            continue
        depth += 1 if mark == opening else -1
        if not depth:
            return token.end()
    return None


def _word_end(line: str, at: int) -> int:
    stop = _WORD_ENDS.get(line[at], _COMMA).search(line, at + 1)
    return stop.start() if stop else len(line)


class _Table:
    """Reads rows as objects of one shape."""

    def __init__(self, shape: Shape, limits: Limits) -> None:
        self.typed = Typed(JsvGrammar(), limits)
        self.known = members_of(shape)
        self.limits = limits

    def read(self, rows: list[str], *, many: bool) -> Reading:
        try:
            found = self._objects(rows)
        except NotANumber:
            raise bad_format() from None
        except IndexError:
            raise out_of_bounds() from None
        return Reading(found if many else (found or [{}])[0], self._remarks(found, many=many))

    def _remarks(self, found: list[Plain], *, many: bool) -> tuple[str, ...]:
        if not many and len(found) != 1:
            self.typed.remarks.say(f"{len(found)} rows were given; the first one counts")
        return self.typed.remarks.all()

    def _objects(self, rows: list[str]) -> list[Plain]:
        if not rows:
            return []
        names = [(name or "").strip() for name in cells(rows[0])]
        check_count(len(names) * len(rows), self.limits)
        columns = [self._column(name) for name in names]
        return [self._object(columns, row) for row in rows[1:]]

    def _column(self, name: str) -> Member | None:
        member = self.known.get(fold(name))
        if member is None:
            self.typed.remarks.say(f"member {show(name)} is unknown and was ignored")
        return member

    def _object(self, columns: list[Member | None], row: str) -> Plain:
        found = {}
        for number, cell in enumerate(cells(row)):
            if number >= len(columns):
                raise out_of_range()
            member = columns[number]
            if member is not None:
                found[member.name] = self.typed.convert(cell, member.type)
        return found
