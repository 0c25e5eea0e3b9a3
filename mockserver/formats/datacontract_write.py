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

_NIL = ' i:nil="true" />'
_XSI = f'xmlns:i="{XSI}"'
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
    spell = _element(name, declared, type_, Scope(rules, 1, ((namespace, ""),)))
    return lambda value: nil if value is None else spell(value)


def _element(tag: str, declared: str, type_: Type, inner: Scope) -> Spell:
    """Make the writer of one element that is not null; `inner` is the scope of its content."""
    opening, closing, empty = f"<{tag}{declared}>", f"</{tag}>", f"<{tag}{declared} />"
    if isinstance(type_, Kind):
        return _leaf(opening, closing, type_, inner.rules)
    content = _list_content(type_, inner) if isinstance(type_, ListOf) else _shape_content(type_, inner)

    def spell(value: Plain) -> str:
        spelt = content(value)
        return f"{opening}{spelt}{closing}" if spelt else empty

    return spell


def _leaf(opening: str, closing: str, kind: Kind, rules: TextRules) -> Spell:
    if kind in (Kind.STRING, Kind.DATETIME):
        return _text_leaf(opening, closing, rules)
    spell = _SPELLINGS[kind]
    return lambda value: f"{opening}{spell(value)}{closing}"


def _text_leaf(opening: str, closing: str, rules: TextRules) -> Spell:
    escape = rules.escape

    def spell(value: Plain) -> str:
        text = value if value.__class__ is str else str(value)
        if text.isprintable() and "&" not in text and "<" not in text and ">" not in text:
            return f"{opening}{text}{closing}"
        return f"{opening}{escape(text)}{closing}"

    return spell


def _child(name: str, namespace: str, type_: Type, scope: Scope) -> tuple[str, Spell]:
    """Make what an element inside `scope` says when it is null, and its writer."""
    needs = namespace if isinstance(type_, Kind) else contract(type_)[1]
    inner, declared = scope.enter(needs)
    tag = scope.tag(name, namespace)
    return f"<{tag}{declared}{_NIL}", _element(tag, declared, type_, inner)


def _list_content(list_: ListOf, scope: Scope) -> Spell:
    nil, spell = _child(*contract(list_.item), list_.item, scope)
    return lambda value: "".join([nil if item is None else spell(item) for item in value])


def _shape_content(shape: Shape, scope: Scope) -> Spell:
    rows = [
        (member.name, *_child(member.name, shape.namespace, member.type, scope)) for member in in_order(shape)
    ]

    def spell_members(value: Plain) -> str:
        get = value.get
        return "".join([nil if (item := get(name)) is None else spell(item) for name, nil, spell in rows])

    return spell_members


_SPELLINGS: dict[Kind, Spell] = {
    Kind.INT: lambda value: str(int(value)),
    Kind.DOUBLE: write_double,
    Kind.DECIMAL: lambda value: write_decimal(Decimal(value)),
    Kind.BOOL: write_bool,
}
