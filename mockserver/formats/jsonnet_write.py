"""Writing as Json.NET does: a plan for each type, made once.

Rule: members in the order of declaration, nulls written out, no blanks. A decimal keeps its scale, but no
number that may have a fraction is written without a point. Letters are escaped only where Json.NET does it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final

from .base import Kind, ListOf, Plain, Shape, Type
from .datacontract_values import write_bool, write_double
from .text import mend

Spell = Callable[[Any], str]

# Beside what the standard library escapes (with the same letters), these three; DEL and all others stay.
_LINE_ENDS: Final = re.compile("[\x85\u2028\u2029]")


def _text(value: Any) -> str:
    text = value if value.__class__ is str else str(value)
    spelt = encode_basestring(text)
    if text.isprintable():
        return spelt
    return mend(_LINE_ENDS.sub(lambda match: f"\\u{ord(match[0]):04x}", spelt))


def _decimal(value: Any) -> str:
    text = f"{value if value.__class__ is Decimal else Decimal(str(value)):f}"
    return text if "." in text else f"{text}.0"


def _double(value: Any) -> str:
    if not math.isfinite(value):
        return f'"{"NaN" if math.isnan(value) else "-Infinity" if value < 0 else "Infinity"}"'
    text = write_double(value)
    return text if "." in text or "E" in text else f"{text}.0"


_SPELLINGS: Final[dict[Kind, Spell]] = {
    Kind.STRING: _text,
    Kind.ANY: _text,
    Kind.DATETIME: _text,
    Kind.DECIMAL: _decimal,
    Kind.DOUBLE: _double,
    Kind.BOOL: write_bool,
    Kind.INT: lambda value: str(int(value)),
}


def plan(type_: Type) -> Spell:
    """Make the writer of a type; None is null."""
    if isinstance(type_, Kind):
        spell = _SPELLINGS[type_]
        return lambda value: "null" if value is None else spell(value)
    return _plan_list(type_) if isinstance(type_, ListOf) else _plan_shape(type_)


def _plan_list(list_: ListOf) -> Spell:
    spell = plan(list_.item)
    return lambda value: "null" if value is None else f"[{','.join([spell(item) for item in value])}]"


def _plan_shape(shape: Shape) -> Spell:
    rows = [(member.name, f"{_text(member.name)}:", plan(member.type)) for member in shape.members]

    def spell_members(value: Plain) -> str:
        if value is None:
            return "null"
        get = value.get
        return "{" + ",".join([label + spell(get(name)) for name, label, spell in rows]) + "}"

    return spell_members
