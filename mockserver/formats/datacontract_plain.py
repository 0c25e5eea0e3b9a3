"""The plain document of a type, as a serializer writes it, read by one regular expression made from the type.

Rule: what is read here is what the general reader would read, with nothing lost on the way; a body that is
not plain, or that a cap, a type or XML itself might refuse, is left to that reader, and so are all words of
refusal. Members in their order, text, nil and the five entities are plain; attributes, comments, CDATA,
character references and other prefixes are not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from .base import CannotDecode, Kind, Limits, ListOf, Member, Plain, Shape, Type
from .datacontract_read import contract, in_order
from .datacontract_values import READERS, VALUE_TYPES
from .xmlpatterns import BLANKS, DECLARATION, NAME, TEXT, TEXT_WITH_ENTITIES, is_within, unescaped
from .xmltree import XSI

ReadPlain = Callable[[bytes, Limits], Plain]  # None: it is not plain
_Take = Callable[[str], Plain]
_Groups = Sequence[str | None]

_XSI = rf'(?: xmlns:(?P<xsi>i|xsi)="{re.escape(XSI)}")?+'
_NIL = ' {}:nil="true"'
_AS_DECLARED, _AS_CHECKED = "(?P=xsi)", "(?:i|xsi)"  # the prefix of nil: in the whole, and in a part of it

_PLAIN_NAME = re.compile(NAME)
_PLAIN_NAMESPACE = re.compile("(?!http://www[.]w3[.]org/)[!#-%'-;=?-~]*")  # as it stands in an attribute


def plan_root(type_: Type) -> ReadPlain:
    """Make the reader of whole plain documents; only shapes and lists have such."""
    if isinstance(type_, Kind) or not _can_be_plain(type_):
        return lambda _body, _limits: None
    name, namespace = contract(type_)
    depth, take = _depth(type_), _taking(type_, namespace)
    fullmatch = re.compile(_document(name, namespace, _held(type_, namespace, _AS_DECLARED))).fullmatch

    def read(body: bytes, limits: Limits) -> Plain:
        if not is_within(limits, body, depth):
            return None
        try:
            match = fullmatch(body.decode())
            return take(match.groups()[2:]) if match else None
        except (CannotDecode, UnicodeDecodeError):  # which the general reader words
            return None

    return read


def _document(name: str, namespace: str, content: str) -> str:
    """Word a document around its root's content; the namespace is declared before or after that of nil."""
    xmlns = f' xmlns="{re.escape(namespace)}"' if namespace else ""
    tag = rf"<{re.escape(name)}(?P<early>{xmlns})?+{_XSI}(?(early)|{xmlns})"
    return rf"{DECLARATION}{tag}(?:>{content}</{re.escape(name)}>| ?+/>){BLANKS}"


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


# ---------------------------------------------------------------- patterns: `xsi` is the prefix of nil


def _content(type_: Type, namespace: str, xsi: str) -> str:
    """Word the content of an element, without groups; elements of another namespace are not plain."""
    if isinstance(type_, Kind):
        return TEXT_WITH_ENTITIES if type_ is Kind.STRING else TEXT
    if isinstance(type_, Shape):
        return _members(type_, namespace, xsi, "(?:{})")
    name, own = contract(type_.item)
    if own != namespace:
        return BLANKS
    return f"{BLANKS}(?:{_element(name, type_.item, namespace, xsi, '(?:{})')}{BLANKS})*+"


def _held(type_: Type, namespace: str, xsi: str) -> str:
    """Word the content of an element, with groups for what `_taking` makes a value of."""
    if isinstance(type_, Shape):
        return _members(type_, namespace, xsi, "({})")
    return f"({_content(type_, namespace, xsi)})"


def _members(shape: Shape, namespace: str, xsi: str, group: str) -> str:
    members = (
        f"(?:{_element(member.name, member.type, namespace, xsi, group)}{BLANKS})?+"
        for member in _readable(shape, namespace)
    )
    return BLANKS + "".join(members)


def _readable(shape: Shape, namespace: str) -> list[Member]:
    return in_order(shape) if shape.namespace == namespace else []


def _element(name: str, type_: Type, namespace: str, xsi: str, group: str) -> str:
    """Word an element: a group for its content, and one for being empty, with nil if it is that."""
    nil = "" if type_ in VALUE_TYPES else f"(?:{_NIL.format(xsi)})?+"
    tag, content = re.escape(name), _content(type_, namespace, xsi)
    return f"<{tag}(?:>{group.format(content)}</{tag}>|{group.format(nil)} ?+/>)"


# ---------------------------------------------------------------- values


def _taking(type_: Type, namespace: str) -> Callable[[_Groups], Plain]:
    """Make what turns the groups of `_held` into a value."""
    if not isinstance(type_, Shape):
        take = _take(type_, namespace)
        return lambda groups: take(groups[0] or "")
    rows = [(member.name, _take(member.type, namespace)) for member in _readable(type_, namespace)]

    def taken(groups: _Groups) -> Plain:
        value = {}
        for (name, take), text, empty in zip(rows, groups[::2], groups[1::2], strict=True):
            if text is not None:
                value[name] = take(text)
            elif empty is not None:
                value[name] = None if empty else take("")
        return value

    return taken


def _take(type_: Type, namespace: str) -> _Take:
    """Make what turns the text of an element into a value."""
    if isinstance(type_, Kind):
        return unescaped if type_ is Kind.STRING else READERS[type_]
    if isinstance(type_, ListOf):
        return _take_list(type_, namespace)
    fullmatch = re.compile(_held(type_, namespace, _AS_CHECKED)).fullmatch
    taken = _taking(type_, namespace)
    return lambda text: taken(fullmatch(text).groups())  # type: ignore[union-attr]  # it matched before


def _take_list(list_: ListOf, namespace: str) -> _Take:
    name, own = contract(list_.item)
    if own != namespace:
        return lambda _blanks: []
    items = re.compile(_element(name, list_.item, namespace, _AS_CHECKED, "({})")).finditer
    take = _take(list_.item, namespace)

    def taken(content: str) -> Plain:
        found = (match.groups() for match in items(content))
        return [None if empty else take(text or "") for text, empty in found]

    return taken
