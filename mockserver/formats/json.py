"""JSON twice: strict, and as ServiceStack 5 reads and writes it.

Rule: ``PlainJson`` refuses what RFC 8259 refuses; ``ServiceStackJson`` refuses almost nothing.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from decimal import Decimal
from json.encoder import encode_basestring
from typing import Any, Final

from .base import CannotDecode, Kind, Limits, ListOf, Plain, Reading, Shape, Type
from .flat_json import BLANKS, read_flat
from .guard import NORMAL, check_json, check_size, is_small
from .known import Known
from .lenient_json import LenientJson
from .quick_json import read_quickly, write_quickly
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


_WORDS: Final[dict[str, Any]] = {"name": '"{}"'.format, "booleans": ("false", "true"), "null": "null"}
JSON: Final = Spelling(text=spell_text, **_WORDS)
# The standard library's own escapes: they differ in control characters alone, and where they stand one sees.
_STANDARD: Final = Spelling(text=encode_basestring, **_WORDS)


def _is_common(text: str) -> bool:
    """Whether a text that was written with the standard library's escapes holds no control character."""
    printable = "\x7f" not in text if text.isascii() else text.isprintable()
    return printable and ("\\" not in text or "\\u" not in text)


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
        flat = read_flat(text, type_) if isinstance(type_, Shape) and is_small(text, limits) else None
        if flat is not None:
            return flat
        check_json(text, limits)
        typed = Typed(LenientJson(), limits)
        return Reading(typed.read(text, type_), typed.remarks.all())

    def write(self, value: Plain, type_: Type) -> bytes:
        if value is None:
            return b""
        text = spell(value, type_, _STANDARD)
        return text.encode() if _is_common(text) else encode(spell(value, type_, JSON))


class PlainJson:
    """JSON by the book: read strictly, no value changed; written compactly, nulls kept."""

    name = "json"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as it is, whatever the type says.

        Raises:
            CannotDecode: not JSON, or beyond a limit.
        """
        return read_quickly(body, charset, limits) or self.read_carefully(body, charset, limits)

    def read_carefully(self, body: bytes, charset: str, limits: Limits) -> Reading:
        """Read what anybody may have sent."""
        check_size(body, limits)
        text = decode_strictly(body, charset)
        check_json(text, limits)
        return _usual(text) or _loads(text)

    def write(self, value: Plain, type_: Type) -> bytes:
        ordered = _ordered(value, type_)
        written = write_quickly(ordered)
        return self.write_carefully(ordered) if written is None else written

    def write_carefully(self, ordered: Plain) -> bytes:
        """Write whatever there is; its members are in order."""
        try:
            return encode(_WITHOUT_NAN.encode(ordered))
        except ValueError:  # there is a number in it that JSON has no word for
            return encode(_ENCODER.encode(_without_nan(ordered)))


def _usual(text: str) -> Reading | None:
    """A text in which there is nothing to refuse, to mend or to remark; None where there may be."""
    if text[:1] not in ("{", "[") or "\\ud" in text or "\\uD" in text:
        return None
    try:
        value, end = _scan(text, 0)
    except (ValueError, RecursionError):
        return None
    return None if end < len(text) and text[end:].strip(BLANKS) else Reading(value)


def _loads(text: str) -> Reading:
    remarks = Remarks()
    try:
        return Reading(_mended(json.loads(text, **_hooks(remarks)), remarks), remarks.all())
    except (ValueError, RecursionError) as error:
        raise CannotDecode(str(error)) from error


def _hooks(remarks: Remarks) -> dict[str, Any]:
    def collect(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
        found = dict(pairs)
        if len(found) < len(pairs):
            remarks.say("a member is given twice; the last one counts")
        return found

    return {"object_pairs_hook": collect, "parse_constant": _no_constant, "parse_float": _finite}


def _unique(pairs: list[tuple[str, Plain]]) -> dict[str, Plain]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a member is given twice")
    return found


def _no_constant(name: str) -> Plain:
    raise CannotDecode(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if math.isinf(value):
        raise CannotDecode(f"the number {text[:40]} is too large")
    return value


_scan: Final = json.JSONDecoder(
    object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
).raw_decode


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


def _ordered(value: Plain, type_: Type) -> Plain:
    """Declared members first and in their order, then any others; nothing added, nothing dropped."""
    if isinstance(type_, Shape):
        if type(value) is dict and tuple(value) == _SIMPLE.of(type_):
            return value
        return _in_order(value, _NESTED.of(type_))
    if isinstance(type_, ListOf) and isinstance(value, list):
        return [_ordered(inner, type_.item) for inner in value]
    return value


def _in_order(value: Plain, types: Mapping[str, ListOf | Shape | None]) -> Plain:
    if isinstance(value, list):
        return [_in_order(inner, types) for inner in value]
    if not isinstance(value, dict):
        return value
    made = {
        name: value[name] if type_ is None else _ordered(value[name], type_)
        for name, type_ in types.items()
        if name in value
    }
    if len(made) < len(value):
        made |= {name: inner for name, inner in value.items() if name not in made}
    return made


def _without_nan(value: Plain) -> Plain:
    """As JavaScript: JSON has no word for these numbers, so they are null."""
    if isinstance(value, dict):
        return {name: _without_nan(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_without_nan(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _default(value: object) -> Plain:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


# The types of members that hold members of their own, None for any other.
_NESTED: Final = Known(
    lambda shape: {each.name: None if isinstance(each.type, Kind) else each.type for each in shape.members}
)
# The names of all members where none holds members of its own: an object that has them so is in order.
_SIMPLE: Final = Known(
    lambda shape: (
        all(isinstance(each.type, Kind) for each in shape.members)
        and tuple(each.name for each in shape.members)
    )
)
_COMPACT: Final[dict[str, Any]] = {"ensure_ascii": False, "separators": (",", ":"), "default": _default}
_ENCODER: Final = json.JSONEncoder(**_COMPACT)
_WITHOUT_NAN: Final = json.JSONEncoder(**_COMPACT, allow_nan=False)
