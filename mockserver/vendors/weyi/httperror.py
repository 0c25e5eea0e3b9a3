"""HttpError: how ASP.NET Web API itself refuses, as JSON and as XML.

Rule: it is a dictionary that writes itself: one member for each key, in the order in which they were
put in, without a namespace; several messages under one key are joined by a blank in XML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from mockserver.formats.base import Kind, Member, Shape

Messages = tuple[str, ...]
Error = Mapping[str, "str | Mapping[str, Messages]"]

# What a format is told to write; the members of an error are its own, whatever stands here.
HTTP_ERROR: Final = Shape("Error", (Member("Message", Kind.STRING),))

# Json.NET escapes these three beside what JSON itself wants escaped.
_ESCAPES = str.maketrans({"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_NO_NAME = re.compile(r"[^A-Za-z0-9_.\-]|^[0-9.\-]")  # in a local name; letters of other alphabets are rare
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_MARK_UP = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def as_json(error: Error) -> str:
    """The error as Json.NET writes it."""
    return json.dumps(error, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def as_xml(error: Error) -> str:
    """The error as its own ``WriteXml`` does it."""
    return f"<Error>{_members(error)}</Error>"


def _members(error: Mapping[str, str | Messages | Mapping[str, Messages]]) -> str:
    return "".join(f"<{name}>{_content(value)}</{name}>" for name, value in _named(error))


def _named(
    error: Mapping[str, str | Messages | Mapping[str, Messages]],
) -> list[tuple[str, str | Messages | Mapping[str, Messages]]]:
    return [(_NO_NAME.sub(_code, key), value) for key, value in error.items()]


def _code(found: re.Match[str]) -> str:
    """A character that no name may hold, as ``XmlConvert.EncodeLocalName`` writes it."""
    units = found[0].encode("utf-16-be")
    return "".join(f"_x{units[at : at + 2].hex().upper()}_" for at in range(0, len(units), 2))


def _content(value: str | Messages | Mapping[str, Messages]) -> str:
    if isinstance(value, Mapping):
        return _members(value)
    text = value if isinstance(value, str) else " ".join(value)
    for char, escape in _MARK_UP.items():
        text = text.replace(char, escape)
    return _NO_CHARACTER.sub(lambda found: f"&#x{ord(found[0]):X};", text)
