"""A map of parameters as Java prints it.

Rule: what stands here is Java's, not ours: the order of ``String.compareTo``, the
text of ``TreeMap.toString`` and ``Double.toString``, the bytes of ``String.getBytes``.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from decimal import Decimal
from operator import itemgetter
from typing import Any

Params = Mapping[str, Any]
UNSIGNED = frozenset({"nonce", "timestamp", "signature"})
_NAMED = {None: "null", True: "true", False: "false"}


def map_text(params: Params) -> str:
    """The map as ``TreeMap.toString()`` prints it: ``{a=1, d=null}``."""
    return java_text(in_java_order(params))


def signed(params: Params) -> dict[str, Any]:
    """The parameters that are signed: all but nonce, timestamp and signature."""
    return {name: value for name, value in params.items() if name not in UNSIGNED}


def in_java_order(params: Params) -> dict[str, Any]:
    """The parameters in the order of Java strings, by UTF-16 code units."""
    if all(map(str.isascii, params)):  # any language's order is Java's
        return dict(sorted(params.items(), key=itemgetter(0)))
    return dict(sorted(params.items(), key=lambda pair: pair[0].encode("utf-16-be", "surrogatepass")))


def java_text(value: object) -> str:
    """A value as ``String.valueOf`` prints what a JSON reader makes of it."""
    if type(value) is str:  # nearly all are
        return value
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{java_text(name)}={java_text(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(java_text, value)) + "]"
    if value is None or isinstance(value, bool):
        return _NAMED[value]
    return _double(value) if isinstance(value, float) else str(value)


def java_bytes(text: str) -> bytes:
    """The text in UTF-8; half a surrogate pair becomes a question mark, as in ``String.getBytes``."""
    return text.encode("utf-8", "replace")


def _double(value: float) -> str:
    # Double.toString: plain from 0.001 up to 10 million, else one digit, a point, digits, E, exponent.
    if not math.isfinite(value):
        return str(value).replace("inf", "Infinity").replace("nan", "NaN")
    if value == 0 or 1e-3 <= abs(value) < 1e7:
        return repr(value)
    sign, digits, exponent = Decimal(repr(value)).as_tuple()
    text = "".join(map(str, digits)).rstrip("0")
    return f"{'-' * sign}{text[0]}.{text[1:] or '0'}E{len(digits) - 1 + int(exponent)}"
