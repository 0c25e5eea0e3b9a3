"""The plain document of a type, as a serializer writes it, read by patterns made from the type.

Rule: what is read here is what the general reader would read, with nothing lost on the way; a body that is
not plain, or that a cap, a type or XML itself might refuse, is left to that reader, and so are all words of
refusal. Members in their order, text, nil and the five entities are plain; attributes, comments, CDATA,
character references and other prefixes are not.

One pattern takes a run of members: up to one that holds elements itself, whose content has a reader of its
own, which begins where the match ended. So each letter is looked at once, and the time is linear.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from mockserver.frozen import frozen

from .base import CannotDecode, Kind, Limits, ListOf, Member, Plain, Shape, Type
from .datacontract_read import contract, in_order
from .datacontract_values import READERS, USUAL
from .xmlpatterns import BLANKS, DECLARATION, NAME, TEXT, TEXT_WITH_ENTITIES, is_within, unescaped
from .xmltree import XSI

ReadPlain = Callable[[bytes, Limits], Plain]  # None: it is not plain
# From a place in a text: the value of what begins there, and where the next tag begins; or CannotDecode.
_Read = Callable[[str, int], tuple[Plain, int]]

_HEAD = 512  # letters that the start of a plain document's root ends in
_PLAIN_NAME = re.compile(NAME)
_PLAIN_NAMESPACE = re.compile("(?!http://www[.]w3[.]org/)[!#-%'-;=?-~]*")  # as it stands in an attribute


def plan_root(type_: Type) -> ReadPlain:
    """Make the reader of whole plain documents; only shapes and lists have such."""
    if isinstance(type_, Kind) or not _can_be_plain(type_):
        return lambda _body, _limits: None
    depth, reader = _depth(type_), cache(lambda prefix: _root(type_, prefix))

    def read(body: bytes, limits: Limits) -> Plain:
        if not is_within(limits, body, depth):
            return None
        try:
            text = body.decode()
            value, end = reader(_prefix(text))(text, 0)
        except (CannotDecode, UnicodeDecodeError):  # which the general reader words
            return None
        return value if end == len(text) else None

    return read


def _can_be_plain(type_: Type) -> bool:
    """Tell whether what a type is called stands in XML as it is."""
    if isinstance(type_, Kind):
        return True
    if isinstance(type_, ListOf):
        return _can_be_plain(type_.item)
    names = [member.name for member in type_.members]
    return (
        len(set(names)) == len(names)
        and all(_PLAIN_NAME.fullmatch(name) for name in [type_.name, *names])
        and _PLAIN_NAMESPACE.fullmatch(type_.namespace) is not None
        and all(_can_be_plain(member.type) for member in type_.members)
    )


def _depth(type_: Type) -> int:
    if isinstance(type_, Kind):
        return 1
    inner = [type_.item] if isinstance(type_, ListOf) else [member.type for member in type_.members]
    return 1 + max(map(_depth, inner), default=0)


def _prefix(text: str) -> str:
    """Guess which prefix of nil a document declares; where that is wrong, its pattern does not match."""
    at = text.find(" xmlns:", 0, _HEAD)
    if at < 0:
        return ""
    return "i" if text.startswith("i=", at + 7) else "xsi"


def _root(type_: ListOf | Shape, prefix: str) -> _Read:
    """Make the reader of documents that declare this prefix of nil, or none."""
    name, namespace = contract(type_)
    xmlns = f' xmlns="{re.escape(namespace)}"' if namespace else ""
    xsi = f' xmlns:{prefix}="{re.escape(XSI)}"' if prefix else ""
    readers = _Readers(namespace, f'(?: {prefix}:nil="true")?+' if prefix else "")
    start = f"{DECLARATION}<{re.escape(name)}(?:{xmlns}{xsi}|{xsi}{xmlns})(?:() ?+/>{BLANKS}|>{BLANKS}"
    return readers.holder(start, name, type_)


@frozen
class _Readers:
    """Makes the readers of one root: all its elements are in one namespace, and have one pattern of nil."""

    namespace: str
    nil: str

    def element(self, name: str, type_: Type) -> _Read:
        """Read an element of that name."""
        if isinstance(type_, Kind):
            return self._scalar(name, type_)
        return self.holder(f"<{re.escape(name)}(?:({self.nil}) ?+/>{BLANKS}|>{BLANKS}", name, type_)

    def holder(self, start: str, name: str, type_: ListOf | Shape) -> _Read:
        """Read an element with others in it; `start` has a group for being empty, and is open behind `>`."""
        end = _end(name)
        if isinstance(type_, Shape):
            return self._shape(type_, start, end)
        begin, content, finish = re.compile(start + ")").match, self.content(type_), re.compile(end).match

        def read(text: str, at: int) -> tuple[Plain, int]:
            begun = _must(begin(text, at))
            if begun[1] is not None:
                return None if begun[1] else [], begun.end()
            items, at = content(text, begun.end())
            return items, _must(finish(text, at)).end()

        return read

    def content(self, type_: ListOf | Shape) -> _Read:
        """Read what stands between the tags of an element with others in it."""
        if isinstance(type_, Shape):
            return self._shape(type_)
        name, namespace = contract(type_.item)
        read_item = self.element(name, type_.item) if namespace == self.namespace else _refuse

        def read(text: str, at: int) -> tuple[Plain, int]:
            items = []
            while text[at + 1 : at + 2] != "/":
                item, at = read_item(text, at)
                items.append(item)
            return items, at

        return read

    def _scalar(self, name: str, kind: Kind) -> _Read:
        match = re.compile(self._groups(name, kind)).match
        take, take_other = _takes(kind)

        def read(text: str, at: int) -> tuple[Plain, int]:
            found = _must(match(text, at))
            usual, other = found.groups()
            return take_other(other) if usual is None else take(usual), found.end()

        return read

    def _groups(self, name: str, type_: Type) -> str:
        """Word an element with two groups: one for what it mostly is, one for what else it may be."""
        tag, empty = re.escape(name), f"({self.nil}) ?+/>"
        if not isinstance(type_, Kind):
            return f"<{tag}(?:>()|{empty}){BLANKS}"  # its content is read apart
        if type_ is Kind.STRING:
            return f"<{tag}(?:>({TEXT_WITH_ENTITIES})</{tag}>|{empty}){BLANKS}"
        return f"<{tag}>(?:({USUAL[type_][0]})</{tag}>|({TEXT})</{tag}>){BLANKS}"

    def _shape(self, shape: Shape, start: str = "", end: str = "") -> _Read:
        """A function whose lines name the members: a loop over them takes twice as long."""
        members = in_order(shape) if shape.namespace == self.namespace else []
        scope: dict[str, Any] = {"CannotDecode": CannotDecode}
        for place, member in enumerate(members):
            scope[f"take{place}"], scope[f"take_odd{place}"] = self._takes(member.type)
        lines = [_BEGIN]
        for run in _runs(members):
            pattern = "".join(f"(?:{self._groups(each.name, each.type)})?" for each in run.members)
            pattern += end if run.is_last else ""
            whole = f"{start}{pattern})" if start and not run.first else f"{run.before}{pattern}"
            scope[f"match{run.first}"] = re.compile(whole).match
            lines += _lines(run, bool(start))
        exec("".join([*lines, _END]), scope)  # noqa: S102 (names of our own shapes)
        made: _Read = scope["read"]
        return made

    def _takes(self, type_: Type) -> tuple[Callable[..., Any], Callable[[str], Plain]]:
        """Give what makes a value of each of the two groups; of a holder, of what follows the first."""
        if isinstance(type_, Kind):
            return _takes(type_)
        empty = list if isinstance(type_, ListOf) else dict
        return self.content(type_), lambda nil: None if nil else empty()


def _takes(kind: Kind) -> tuple[Callable[[str], Plain], Callable[[str], Plain]]:
    if kind is Kind.STRING:
        return unescaped, lambda nil: None if nil else ""
    return USUAL[kind][1], READERS[kind]


def _end(name: str) -> str:
    return f"</{re.escape(name)}>{BLANKS}"


def _must(found: re.Match[str] | None) -> re.Match[str]:
    if found is None:
        raise CannotDecode
    return found


def _refuse(_text: str, _at: int) -> tuple[Plain, int]:
    raise CannotDecode


@frozen
class _Run:
    """Members that one match goes through; the last of them may hold elements, which are not in it."""

    first: int  # the place of the first member in the shape
    members: tuple[Member, ...]
    before: str  # the pattern of the end of what the run before has begun
    is_last: bool


def _runs(members: list[Member]) -> list[_Run]:
    """Cut the members of a shape behind each that holds elements; what is left is the last run."""
    ends = [place for place, member in enumerate(members, 1) if not isinstance(member.type, Kind)]
    before = ["", *(f"({_end(members[end - 1].name)})?" for end in ends)]
    return [
        _Run(first, tuple(members[first:end]), closing, end is None)
        for first, end, closing in zip([0, *ends], [*ends, None], before, strict=True)
    ]


# ---------------------------------------------------------------- the lines of a shape's reader

_BEGIN = """
def read(text, at):
  value = {}"""
_MATCH = """
  found = match{}(text, at)
  if found is None: raise CannotDecode
  at = found.end()
  [{}] = found.groups()"""
_CHECK_EMPTY = """
  if empty is not None: return None if empty else {}, at"""
_CHECK_CLOSED = """
  if (closed is None) is not (usual{} is None): raise CannotDecode"""
_TAKE = """
  if usual{0} is not None: value[{1!r}]{2} = take{0}({3})
  elif odd{0} is not None: value[{1!r}] = take_odd{0}(odd{0})"""
_END = """
  return value, at"""


def _lines(run: _Run, has_start: bool) -> list[str]:
    places = range(run.first, run.first + len(run.members))
    groups = [f"{group}{place}" for place in places for group in ("usual", "odd")]
    lines = []
    if run.first:
        groups.insert(0, "closed")
        lines.append(_CHECK_CLOSED.format(run.first - 1))
    elif has_start:
        groups.insert(0, "empty")
        lines.append(_CHECK_EMPTY)
    for place, member in zip(places, run.members, strict=True):
        is_scalar = isinstance(member.type, Kind)
        what = ("", f"usual{place}") if is_scalar else (", at", "text, at")
        lines.append(_TAKE.format(place, member.name, *what))
    return [_MATCH.format(run.first, ", ".join(groups)), *lines]
