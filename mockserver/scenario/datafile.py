"""Data files beside a scenario: JSON with records and, it may be, users; places are looked up when needed."""

from __future__ import annotations

import json
import re
from typing import Any

from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.including import referred
from mockserver.scenario.mistakes import Mistake, Wrong, nearest, one_of, short
from mockserver.scenario.nodes import Node, found_in_words
from mockserver.scenario.shapes import JsonSchema
from mockserver.scenario.source import DATA_CAP, line_and_column
from mockserver.scenario.vendorwords import Located

_KEYS = ("records", "users")
_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_NOWHERE = (-1, None)


@frozen
class Data:
    """What a data file holds."""

    file: str
    text: str
    value: Any

    @property
    def records(self) -> list[Any]:
        """Its records."""
        return self.value["records"] if isinstance(self.value, dict) else self.value  # type: ignore[no-any-return]

    @property
    def users(self) -> list[Any]:
        """Its users."""
        return self.value.get("users", []) if isinstance(self.value, dict) else []

    def locate_record(self, path: tuple[Any, ...]) -> Located:
        """Where something of the records stands."""
        return self.locate(("records", *path) if isinstance(self.value, dict) else path)

    def locate(self, path: tuple[Any, ...]) -> Located:
        """How far a path leads, and what stands there."""
        offset, value = _SPACE.match(self.text).end(), self.value  # type: ignore[union-attr]
        for number, step in enumerate(path):
            at, inner = _member(self.text, offset, value, step)
            if at < 0:
                return self._located(offset, value, path[number:])
            offset, value = at, inner
        return self._located(offset, value, ())

    def _located(self, offset: int, value: Any, rest: tuple[Any, ...]) -> Located:
        return Located(self.file, *line_and_column(self.text, offset), found_in_words(value), rest)


@frozen
class DataFile:
    """The name of a data file: the value is what the file holds."""

    def read(self, node: Node, around: Around) -> Data:
        """The file's data."""
        found = referred(node, around, DATA_CAP)
        return _shaped(Data(found.file, found.text, _parsed(found.text, found.file)))

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string"}


def _parsed(text: str, file: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as why:
        rest = text[why.pos : why.pos + 1]
        found = short(rest) if rest else "the end of the file"
        raise Wrong(Mistake(file, why.lineno, why.colno, found, f"JSON ({why.msg})")) from None
    except RecursionError:
        raise Wrong(Mistake(file, 1, 1, "too many levels of nesting", "fewer of them")) from None
    except ValueError as why:  # a number of thousands of digits
        raise Wrong(Mistake(file, 1, 1, str(why), "JSON")) from None


def _shaped(data: Data) -> Data:
    """The data, if it has one of the two shapes it can have."""
    if not isinstance(data.value, (dict, list)):
        raise _not(data, (), "a list of records, or an object with 'records' and 'users'")
    parts = data.value if isinstance(data.value, dict) else {"records": data.value}
    for key in dict.fromkeys((*parts, "records")):
        if key not in _KEYS:
            raise _not(data, (key,), one_of(_KEYS), f"the member {short(key)}", nearest(key, _KEYS))
        if not isinstance(parts.get(key), list):
            raise _not(data, (key,), f"{key!r} with a list")
    return data


def _not(data: Data, path: tuple[Any, ...], expected: str, found: str = "", near: str = "") -> Wrong:
    at = data.locate(path)
    absent = f"no {path[0]!r}" if at.rest else at.found
    return Wrong(Mistake(at.file, at.line, at.column, found or absent, expected, near))


def _member(text: str, offset: int, value: Any, step: Any) -> tuple[int, Any]:
    """Where the value of a key or a place in a list begins, and the value; -1 where there is none."""
    if isinstance(value, dict) and step in value:
        return _offset_in(text, offset, step, is_object=True), value[step]
    if isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
        return _offset_in(text, offset, step, is_object=False), value[step]
    return _NOWHERE


def _offset_in(text: str, offset: int, step: Any, *, is_object: bool) -> int:
    """Scans the members of a list or an object that is known to be well formed; the last of a name counts."""
    found, at, number = -1, offset, 0
    while text[at] not in "]}":
        at, name = _skip(text, at + 1), number
        if is_object:
            name, at = _DECODER.raw_decode(text, at)
            at = _skip(text, _skip(text, at) + 1)
        if name == step:
            found = at
            if not is_object:
                break
        at = _skip(text, _DECODER.raw_decode(text, at)[1])
        number += 1
    return found


def _skip(text: str, at: int) -> int:
    return _SPACE.match(text, at).end()  # type: ignore[union-attr]
