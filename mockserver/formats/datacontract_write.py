"""Writing as DataContractSerializer does through an XmlWriter: a plan for each type, made once.

Rule: everything that does not depend on the value (tags, namespaces, prefixes, nil) is spelt when the plan
is made; prefixes are d<depth>p1, declared on the element whose content needs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from mockserver.frozen import frozen

from .base import Kind, ListOf, Plain, Shape, Type
from .datacontract_read import contract, in_order, root_contract
from .datacontract_values import write_bool, write_decimal, write_double
from .xmltree import XSI

Spell = Callable[[Plain], str]
Put = Callable[[Plain, list[str]], None]

_NIL = ' i:nil="true" />'
_XSI = f'xmlns:i="{XSI}"'
# All but plain text: mark-up, new-lines, and what is no XML character.
_UNUSUAL = re.compile(r"[\x00-\x08\x0a-\x1f&<>\ud800-\udfff\ufffe\uffff]")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEW_LINE = re.compile(r"\r\n|\r|\n")


class CannotEncode(ValueError):
    """The text holds characters that XML does not have; the real server's answer breaks off there."""


@frozen
class TextRules:
    """How the XmlWriter was set up: what it writes for a new-line, and whether it minds characters."""

    newline: str = "\n"
    check_characters: bool = True

    def escape(self, text: str) -> str:
        """Spell text as element content; quotes stay as they are."""
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        if "\n" in text or "\r" in text:
            text = _NEW_LINE.sub(self.newline, text)
        return _ILLEGAL.sub(self._illegal, text)

    def _illegal(self, match: re.Match[str]) -> str:
        code = ord(match[0])
        if self.check_characters or 0xD800 <= code <= 0xDFFF:
            raise CannotEncode(f"'{match[0]!a}', hexadecimal value 0x{code:02X}, is an invalid character.")
        return f"&#x{code:X};"


@frozen
class Scope:
    """Where an element stands: how deep (the root is 1), and the prefix of each namespace in force."""

    rules: TextRules
    depth: int
    prefixes: tuple[tuple[str, str], ...]  # (namespace, prefix with its colon or nothing)

    def enter(self, namespace: str) -> tuple[Scope, str]:
        """Go one element down, to where a namespace is known; and the declaration that takes."""
        if namespace in dict(self.prefixes):
            return Scope(self.rules, self.depth + 1, self.prefixes), ""
        prefix = f"d{self.depth + 1}p1"
        known = (*self.prefixes, (namespace, f"{prefix}:"))
        return Scope(self.rules, self.depth + 1, known), f' xmlns:{prefix}="{namespace}"'

    def tag(self, name: str, namespace: str) -> str:
        return f"{dict(self.prefixes)[namespace]}{name}"


def plan_root(type_: Type, rules: TextRules) -> Callable[[Plain], str]:
    """Make the writer of whole documents, declaration aside."""
    name, namespace = root_contract(type_)
    default = f' xmlns="{namespace}"' if namespace else ""
    nil = f'<{name} i:nil="true" {_XSI}{default} />'
    declared = default if isinstance(type_, Kind) else f" {_XSI}{default}"
    put = _element(name, declared, type_, Scope(rules, 1, ((namespace, ""),)))

    def write(value: Plain) -> str:
        out: list[str] = []
        if value is None:
            return nil
        put(value, out)
        return "".join(out)

    return write


def _element(tag: str, declared: str, type_: Type, inner: Scope) -> Put:
    """Make the writer of one element that is not null; `inner` is the scope of its content."""
    if isinstance(type_, Kind):
        return _leaf(tag, declared, _spelling(type_, inner.rules))
    put = _list_content(type_, inner) if isinstance(type_, ListOf) else _shape_content(type_, inner)
    opening, closing, empty = f"<{tag}{declared}>", f"</{tag}>", f"<{tag}{declared} />"

    def write(value: Plain, out: list[str]) -> None:
        before = len(out)
        out.append(opening)
        put(value, out)
        if len(out) == before + 1:
            out[before] = empty
        else:
            out.append(closing)

    return write


def _leaf(tag: str, declared: str, spell: Spell) -> Put:
    opening, closing = f"<{tag}{declared}>", f"</{tag}>"

    def write(value: Plain, out: list[str]) -> None:
        out.append(f"{opening}{spell(value)}{closing}")

    return write


def _child(name: str, namespace: str, type_: Type, scope: Scope) -> tuple[str, Put]:
    """Make what an element inside `scope` says when it is null, and its writer."""
    needs = namespace if isinstance(type_, Kind) else contract(type_)[1]
    inner, declared = scope.enter(needs)
    tag = scope.tag(name, namespace)
    return f"<{tag}{declared}{_NIL}", _element(tag, declared, type_, inner)


def _list_content(list_: ListOf, scope: Scope) -> Put:
    nil, put = _child(*contract(list_.item), list_.item, scope)

    def write(value: Plain, out: list[str]) -> None:
        for item in value:
            if item is None:
                out.append(nil)
            else:
                put(item, out)

    return write


def _shape_content(shape: Shape, scope: Scope) -> Put:
    rows = []
    for member in in_order(shape):
        nil, put = _child(member.name, shape.namespace, member.type, scope)
        rows.append((member.name, nil, put))

    def write(value: Plain, out: list[str]) -> None:
        get, append = value.get, out.append
        for name, nil, put in rows:
            item = get(name)
            if item is None:
                append(nil)
            else:
                put(item, out)

    return write


def _spelling(kind: Kind, rules: TextRules) -> Spell:
    return _spelling_of_text(rules) if kind in (Kind.STRING, Kind.DATETIME) else _SPELLINGS[kind]


def _spelling_of_text(rules: TextRules) -> Spell:
    search, escape = _UNUSUAL.search, rules.escape

    def spell(value: Plain) -> str:
        text = value if type(value) is str else str(value)
        return text if search(text) is None else escape(text)

    return spell


_SPELLINGS: dict[Kind, Spell] = {
    Kind.INT: lambda value: str(int(value)),
    Kind.DOUBLE: write_double,
    Kind.DECIMAL: lambda value: write_decimal(Decimal(value)),
    Kind.BOOL: write_bool,
}
