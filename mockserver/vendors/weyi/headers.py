"""Media types in header fields, as System.Net.Http reads them.

Rule: a line is read whole or not at all. One part of an Accept line that is no media type, or a
semicolon with nothing behind it, and the line counts as not sent.
"""

from __future__ import annotations

import re

from mockserver.frozen import frozen

ALL, MATCH = "*", 1.0
_WORD = r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+"
_QUOTED = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_BLANK = r"[ \t]*+"
_PARAMETER = re.compile(rf";{_BLANK}({_WORD}){_BLANK}(?:={_BLANK}({_WORD}|{_QUOTED}){_BLANK})?")
_TYPE = re.compile(rf"({_WORD}){_BLANK}/{_BLANK}({_WORD}){_BLANK}")
_VALUE = re.compile(rf"({_WORD}){_BLANK}")
_GAP = re.compile(r"[ \t,]*+")
_QUALITY = re.compile(r"[0-9]*\.?[0-9]*")
_LONGEST = 8_192  # letters of a line that are looked at; servers take no more


@frozen
class Range:
    """A media type, or a range of them, with its parameters; names of parameters in lower case."""

    type: str
    subtype: str
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def name(self) -> str:
        """Type and subtype as they were written."""
        return f"{self.type}/{self.subtype}"

    @property
    def wideness(self) -> int:
        """0 for one media type, 1 for ``type/*``, 2 for ``*/*``."""
        return (self.subtype == ALL) + (self.subtype == ALL and self.type == ALL)

    @property
    def quality(self) -> float:
        """Its q; what cannot be read as a number counts as none, which is 1."""
        return _quality(self.parameters)

    def parameter(self, name: str) -> str | None:
        """The first parameter of that name, as it was written, quotes included."""
        return next((value for known, value in self.parameters if known == name), None)

    def covers(self, type_: str, subtype: str) -> bool:
        """Whether a media type (in lower case) lies in the range."""
        if self.wideness == 2:
            return True
        return self.type.lower() == type_ and (self.subtype == ALL or self.subtype.lower() == subtype)


def content_type(line: str | None) -> Range | None:
    """A Content-Type; None where there is none, or none that can be read."""
    found = _ranges(line)
    return found[0] if len(found) == 1 else None


def accepted(*lines: str) -> list[Range]:
    """The ranges of Accept lines: by falling quality, narrow ones before wide ones, else as they came."""
    ranges = [range_ for line in lines for range_ in _ranges(line)]
    return sorted(ranges, key=lambda range_: (-range_.quality, range_.wideness))


def charsets(*lines: str) -> list[str]:
    """What Accept-Charset lines name, in lower case, by falling quality; refused ones left out."""
    found = [(name, _quality(more)) for line in lines for name, more in _list(line, _VALUE)]
    found.sort(key=lambda row: -row[1])
    return [name.lower() for (name,), quality in found if quality > 0]


def _ranges(line: str | None) -> list[Range]:
    return [Range(names[0], names[1], parameters) for names, parameters in _list(line or "", _TYPE)]


_Part = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]


def _list(line: str, head: re.Pattern[str]) -> list[_Part]:
    """The parts of a list with their parameters; none where one of them cannot be read."""
    parts: list[_Part] = []
    at = _gap(line, 0)
    while at < len(line):
        found = head.match(line, at)
        end = _parameters(line, found.end()) if found and len(line) <= _LONGEST else None
        if found is None or end is None:
            return []
        parts.append((found.groups(), end[1]))
        if end[0] < len(line) and line[end[0]] != ",":
            return []
        at = _gap(line, end[0])
    return parts


def _gap(line: str, at: int) -> int:
    """Where the next part begins; empty parts are passed over."""
    found = _GAP.match(line, at)
    return found.end() if found else at


def _parameters(line: str, at: int) -> tuple[int, tuple[tuple[str, str], ...]] | None:
    """Where the parameters end, and what they are; None where one of them cannot be read."""
    parameters = []
    while line[at : at + 1] == ";":
        found = _PARAMETER.match(line, at)
        if found is None:
            return None
        parameters.append((found[1].lower(), found[2] or ""))
        at = found.end()
    return at, tuple(parameters)


def _quality(parameters: tuple[tuple[str, str], ...]) -> float:
    text = next((value for name, value in parameters if name == "q"), "")
    return float(text) if _QUALITY.fullmatch(text) and text.strip(".") else MATCH
