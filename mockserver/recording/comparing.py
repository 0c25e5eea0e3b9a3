"""Where two answers to one request differ: in status, media type, and members with their types.

Rule: values are not compared: another world has other ids, names and times. Items of a list are
one member, spelt ``[*]``; of a list that is empty in either, nothing is known of its items. XML has
no lists, numbers or empty texts: elements of one name are one member, and an empty one may be anything.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from mockserver.formats.base import NORMAL, CannotDecode, Kind, Plain
from mockserver.formats.json import PlainJson
from mockserver.formats.negotiate import media_type
from mockserver.formats.xmltree import Element, parse
from mockserver.frozen import frozen
from mockserver.reply import Reply

MOST = 50  # differences of one exchange that are told
_ITEM = "[*]"
_KINDS: tuple[tuple[type, str], ...] = (  # strongest first: a flag is a number, too
    (bool, "flag"),
    (str, "text"),
    (dict, "mapping"),
    (list, "list"),
    (type(None), "null"),
)
Path = tuple[str, ...]


@frozen
class Difference:
    """What the vendor's answer is somewhere, and the mock's."""

    where: str  # status, media type, or a member of the body: body.a.b[*].c
    vendor: str
    mock: str

    def __str__(self) -> str:
        """In words."""
        return f"{self.where}: the vendor {self.vendor}, the mock {self.mock}"


def differences(vendor: Reply, mock: Reply) -> tuple[Difference, ...]:
    """Where the mock's answer is not as the vendor's."""
    return tuple(_found(vendor, mock))[:MOST]


def value_of(reply: Reply) -> Plain | None:
    """The decoded body; None where there is none that can be read."""
    read = _READERS.get(_family(reply))
    if read is None or not reply.body:
        return None
    try:
        return read(reply.body)
    except CannotDecode:
        return None


def _family(reply: Reply) -> str:
    """``json`` of ``application/json`` and of ``application/problem+json``."""
    return re.split(r"[/+]", media_type(reply.header("content-type")))[-1]


def _json(body: bytes) -> Plain:
    return PlainJson().read(body, Kind.ANY, limits=NORMAL).value


def _xml(body: bytes) -> Plain:
    return _element(parse(body, NORMAL, encoding=None, declarable=()).root)


def _element(element: Element) -> Plain:
    """What is in an element: members by their names, several of one name as a list, text, or nothing."""
    if not element.children:
        return element.text or None
    found: dict[str, list[Plain]] = {}
    for child in element.children:
        found.setdefault(child.local, []).append(_element(child))
    return {name: values if len(values) > 1 else values[0] for name, values in found.items()}


_READERS: Mapping[str, Callable[[bytes], Plain]] = {"json": _json, "xml": _xml}


def _found(vendor: Reply, mock: Reply) -> Iterator[Difference]:
    if vendor.status != mock.status:
        yield Difference("status", str(vendor.status), str(mock.status))
    types = [media_type(reply.header("content-type")) or "none" for reply in (vendor, mock)]
    if types[0] != types[1]:
        yield Difference("media type", *types)
        return  # what is spelt in another format has other types
    tree = _family(vendor) == "xml"
    theirs, ours = _types(value_of(vendor), tree), _types(value_of(mock), tree)
    for path in dict.fromkeys((*theirs, *ours)):
        there, here = theirs.get(path), ours.get(path)
        if _differ(there, here) and _tells_of(theirs, path) and _tells_of(ours, path):
            yield Difference("body" + "".join(path), *map(_said, (there, here)))


def _differ(there: str | None, here: str | None) -> bool:
    """Whether two types differ; None: there is nothing, empty: it may be of any type."""
    return there != here and (None in (there, here) or "" not in (there, here))


def _said(kind: str | None) -> str:
    return "has none" if kind is None else kind or "empty"


def _types(value: Plain | None, tree: bool) -> dict[Path, str]:
    """What there is at each path of a value, by type; of several at one path, all; empty: any."""
    found: dict[Path, set[str]] = {}
    for path, kind in _walk(value, ()):
        is_list = tree and kind == "list"
        found.setdefault(_of_tree(path) if tree else path, set()).update(() if is_list else (kind,))
    return {path: " or ".join(sorted(kinds - {"null"} if tree else kinds)) for path, kinds in found.items()}


def _of_tree(path: Path) -> Path:
    return tuple(step for step in path if step != _ITEM)


def _walk(value: Plain | None, path: Path) -> Iterator[tuple[Path, str]]:
    yield path, next((word for kind, word in _KINDS if isinstance(value, kind)), "number")
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _walk(item, (*path, f".{name}"))
    elif isinstance(value, list):
        for item in value:
            yield from _walk(item, (*path, _ITEM))


def _tells_of(types: dict[Path, str], path: Path) -> bool:
    """Whether a value with these types says anything of a path: it is there, or what it would be in is."""
    return path in types or (path[-1] != _ITEM and types.get(path[:-1]) == "mapping")
