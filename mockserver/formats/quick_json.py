"""Plain JSON by orjson, where it reads and writes what the standard library would.

Rule: what is done here is what ``PlainJson`` does the long way, to the byte and the remark, and
property tests hold the two together. In doubt None is given back: for a member that came twice,
an escape, a float (orjson spells exponents in a way of its own), a number beyond 64 bits, a value
that is not plain data. What is written again as it came, byte for byte, is in no doubt.
"""

from __future__ import annotations

from typing import Final

import orjson

from mockserver.frozen import of_tuple

from .base import Limits, Plain, Reading

_SCALARS: Final = frozenset({int, bool, type(None)})
_FLAT: Final = _SCALARS | {str}
_NESTED: Final = frozenset({dict, list})
_UTF_8: Final = frozenset({"utf-8", "utf8"})
_reading = of_tuple(Reading)
# As numbers: asked for bytes in bytes, CPython raises an exception and drops it before it looks.
_BLANK, _LIST, _BACKSLASH, _OBJECT = b" [\\{"
_BEGINNING = 32  # bytes: whoever puts blanks between members has put one here


def read_quickly(body: bytes, charset: str, limits: Limits) -> Reading | None:
    """A flat object, each member once, of texts, whole numbers, booleans and nulls; None for all else.

    With floats, too, where the body is compact and spells them as orjson does.
    """
    is_small = len(body) <= limits.nodes and len(body) <= limits.size and limits.depth
    if not is_small or charset not in _UTF_8 or _BACKSLASH in body:
        return None
    try:
        value = orjson.loads(body)
    except ValueError:
        return None
    return _reading((value, (), ())) if type(value) is dict and _is_all(body, value) else None


def _is_all(body: bytes, value: dict[str, Plain]) -> bool:
    """Whether a flat object is all that its body says: a member that came before its like is not in it.

    Without escapes, a body that is not written the same again has two quotes for each name and each text.
    """
    if (
        _BLANK not in body[:_BEGINNING]
        and _LIST not in body
        and _OBJECT not in body[1:]
        and orjson.dumps(value) == body
    ):
        return True
    kinds = list(map(type, value.values()))
    return _FLAT.issuperset(kinds) and body.count(b'"') == 2 * (len(kinds) + kinds.count(str))


def write_quickly(value: Plain) -> bytes | None:
    """Data without floats; None for all else."""
    if not _is_plain(value):
        return None
    try:
        written = orjson.dumps(value)
    except TypeError:  # half a surrogate pair, a number beyond 64 bits
        return None
    return bytes(memoryview(written))  # orjson's own keeps four kilobytes behind it, and the journal keeps it


def _is_plain(value: Plain) -> bool:
    """Whether a value has no floats and nothing but JSON's own types; orjson itself refuses odd names."""
    kind = type(value)
    if kind not in _NESTED:
        return kind in _FLAT
    inner = value.values() if type(value) is dict else value
    return _FLAT.issuperset(map(type, inner)) or all(map(_is_plain, inner))
