"""JSON twice: strict, and as ServiceStack 5 reads and writes it.

Rule: ``PlainJson`` refuses what RFC 8259 refuses; ``ServiceStackJson`` refuses almost nothing.
"""

from __future__ import annotations

import json
import math
from decimal import Decimal
from typing import Any, Final

from .base import CannotDecode, Limits, ListOf, Plain, Reading, Shape, Type
from .guard import NORMAL, check_json, check_size
from .lenient_json import LenientJson
from .spell import Spelling, spell
from .text import decode_leniently, decode_strictly, encode, mend
from .typed import Remarks, Typed

# Control characters of both blocks, the quote and the backslash; nothing else, not < & > or 中.
_ESCAPES: Final = {code: f"\\u{code:04X}" for code in (*range(32), *range(127, 160))} | {
    8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"
}  # fmt: skip


def spell_text(text: str) -> str:
    """A text as ServiceStack writes it in JSON."""
    return f'"{text.translate(_ESCAPES)}"'


JSON: Final = Spelling(text=spell_text, name='"{}"'.format, booleans=("false", "true"), null="null")


class ServiceStackJson:
    """``application/json`` as ServiceStack 5 reads and writes it."""

    name = "json"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body; the charset counts for nothing, a byte order mark for everything.

        Raises:
            Unreadable: with the framework's exception and words.
        """
        check_size(body, limits)
        text = decode_leniently(body)
        check_json(text, limits)
        typed = Typed(LenientJson(), limits)
        return Reading(typed.read(text, type_), typed.remarks.all())

    def write(self, value: Plain, type_: Type) -> bytes:
        return b"" if value is None else encode(spell(value, type_, JSON))


class PlainJson:
    """JSON by the book: read strictly, no value changed; written compactly, nulls kept."""

    name = "json"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as it is, whatever the type says.

        Raises:
            CannotDecode: not JSON, or beyond a limit.
        """
        check_size(body, limits)
        text = decode_strictly(body, charset)
        check_json(text, limits)
        remarks = Remarks()
        return Reading(_loads(text, remarks), remarks.all())

    def write(self, value: Plain, type_: Type) -> bytes:
        plain = _arranged(value, type_)
        return encode(json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=_default))


def _loads(text: str, remarks: Remarks) -> Plain:
    try:
        return _mended(json.loads(text, **_hooks(remarks)), remarks)
    except (ValueError, RecursionError) as error:
        raise CannotDecode(str(error)) from error


def _hooks(remarks: Remarks) -> dict[str, Any]:
    def collect(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
        found = dict(pairs)
        if len(found) < len(pairs):
            remarks.say("a member is given twice; the last one counts")
        return found

    return {"object_pairs_hook": collect, "parse_constant": _no_constant, "parse_float": _finite}


def _no_constant(name: str) -> Plain:
    raise CannotDecode(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise CannotDecode(f"the number {text[:40]} is too large")
    return value


def _mended(value: Plain, remarks: Remarks) -> Plain:
    """Put U+FFFD where half a surrogate pair was escaped: such a text could not be written again."""
    if isinstance(value, dict):
        return {_mended(name, remarks): _mended(inner, remarks) for name, inner in value.items()}
    if isinstance(value, list):
        return [_mended(inner, remarks) for inner in value]
    if not isinstance(value, str):
        return value
    whole = mend(value)
    if whole != value:
        remarks.say("half a surrogate pair was replaced by U+FFFD")
    return whole


def _arranged(value: Plain, type_: Type) -> Plain:
    """Declared members first and in their order, then any others; nothing added, nothing dropped."""
    if isinstance(value, dict):
        return _arranged_object(
            value, {m.name: m.type for m in type_.members} if isinstance(type_, Shape) else {}
        )
    if isinstance(value, list):
        item = type_.item if isinstance(type_, ListOf) else type_
        return [_arranged(inner, item) for inner in value]
    # As JavaScript: JSON has no word for these.
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _arranged_object(value: dict[str, Plain], types: dict[str, Type]) -> dict[str, Plain]:
    names = [name for name in types if name in value] + [name for name in value if name not in types]
    return {name: _arranged(value[name], types.get(name, _UNTYPED)) for name in names}


_UNTYPED: Final = Shape("", ())


def _default(value: object) -> Plain:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)
