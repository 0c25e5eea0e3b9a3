"""Plain XML read and written directly, where neither expat nor xmltodict has to be asked.

Rule: what is done here is what they would do, to the byte, and the tests hold the two together. A body that
is not flat, or that a cap or XML itself might refuse, and a key that is no XML name are left to them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable

from .base import Kind, Limits, ListOf, Plain, Shape, Type
from .xmlpatterns import BLANKS, DECLARATION, NAME, TEXT_WITH_ENTITIES, is_within, unescaped
from .xmltree import BLANKS as BLANK_CHARACTERS
from .xmltree import XSI

Take = Callable[[str], Plain]
Pairs = list[tuple[str, str]]

ITEM = "item"
NIL = "xsi:nil"
WORDS = {"NaN": math.nan, "INF": math.inf, "-INF": -math.inf}

_FLAT = 2  # levels
_MEMBERS = re.compile(rf"<({NAME})>({TEXT_WITH_ENTITIES})</").findall
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_IS_NAME = re.compile(r"(?!(?i:xml))[A-Za-z_][A-Za-z0-9_.-]*").fullmatch


class NoName(Exception):
    """A key cannot be an element's name."""


# ---------------------------------------------------------------- reading


def flat_reader(root: str) -> Callable[[bytes, Limits], Pairs | None]:
    """Make what reads a root whose children hold text and nothing else, or gives None."""
    child = rf"<(?P<name>{NAME})>{TEXT_WITH_ENTITIES}</(?P=name)>{BLANKS}"
    document = (
        rf"{DECLARATION}<{re.escape(root)}>(?P<members>{BLANKS}(?:{child})*)</{re.escape(root)}>{BLANKS}"
    )
    fullmatch = re.compile(document).fullmatch

    def read(body: bytes, limits: Limits) -> Pairs | None:
        if not is_within(limits, body, _FLAT):
            return None
        try:
            match = fullmatch(body.decode())
        except UnicodeDecodeError:  # which expat words
            return None
        return _MEMBERS(match["members"]) if match else None

    return read


def takes_of(type_: Type, scalars: dict[Kind, Take]) -> dict[str, Take] | None:
    """Say what makes a value of the text of each member of a shape; other types are read in general."""
    if not isinstance(type_, Shape):
        return None
    return {member.name: _take(member.type, scalars) for member in type_.members}


def _take(type_: Type, scalars: dict[Kind, Take]) -> Take:
    if isinstance(type_, Kind):
        take = scalars.get(type_, str)
        return lambda text: take(unescaped(text))
    empty = list if isinstance(type_, ListOf) else dict
    return lambda text: unescaped(text) if text.strip(BLANK_CHARACTERS) else empty()


def flat_value(pairs: Pairs, takes: dict[str, Take]) -> Plain:
    """Make the value of a flat body, or None where a member came twice."""
    value = {name: takes.get(name, unescaped)(text) for name, text in pairs}
    return value if len(value) == len(pairs) else None


# ---------------------------------------------------------------- writing


def document(root: str, value: Plain) -> str:
    """Spell a document.

    Raises:
        NoName: a key cannot be an element's name.
    """
    if value is None:
        return f'<{root} xmlns:xsi="{XSI}" {NIL}="true"/>'
    content = _content(value)
    declared = f' xmlns:xsi="{XSI}"' if f"{NIL}=" in content else ""
    return f"<{root}{declared}>{content}</{root}>" if content else f"<{root}/>"


def is_name(key: str) -> bool:
    """Tell whether a key can be the name of an element; "item" is kept for lists."""
    return key != ITEM and _IS_NAME(key) is not None


def scalar(value: Plain) -> str:
    """Spell what is neither a list nor an object; a character that XML does not have is U+FFFD."""
    if value.__class__ is str:
        text: str = value
    elif isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, float):
        text = next((word for word, known in WORDS.items() if _same(value, known)), repr(value))
    else:
        text = str(value)
    return text if text.isprintable() else _ILLEGAL.sub("\ufffd", text)


def _same(value: float, known: float) -> bool:
    return value == known or (math.isnan(value) and math.isnan(known))


def _content(value: Plain) -> str:
    if isinstance(value, dict):
        for key in value:
            if not is_name(key):
                raise NoName(key)
        return "".join([_element(key, item) for key, item in value.items()])
    if isinstance(value, (list, tuple)):
        return "".join([_element(ITEM, item) for item in value])
    return _escaped(scalar(value))


def _element(name: str, value: Plain) -> str:
    if value is None:
        return f'<{name} {NIL}="true"/>'
    content = _content(value)
    return f"<{name}>{content}</{name}>" if content else f"<{name}/>"


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text or "\r" in text:
        text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        text = text.replace("\r", "&#13;")  # a bare one would be read as a new-line
    return text
