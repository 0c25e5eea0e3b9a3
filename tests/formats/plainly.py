"""How the formats wrote, read and counted before they were made fast: plainly, and slowly.

What is fast is held against this, byte for byte.
"""

from __future__ import annotations

import json
import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from mockserver.formats.base import CannotDecode, Kind, ListOf, Reading, Shape
from mockserver.formats.csv import _MARKS
from mockserver.formats.jsv import quote
from mockserver.formats.numbers import DOUBLE_MAX, decimal_text
from mockserver.formats.text import decode_strictly, mend
from mockserver.formats.typed import Remarks

ESCAPES = {code: f"\\u{code:04X}" for code in (*range(32), *range(127, 160))} | {
    8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"
}  # fmt: skip

JSON_MARKS = r'"(?:[^"\\]|\\.)*\\?"?|[\[{]|[\]}]|,'
JSV_MARKS = r'"[^"]*"?|[\[{]|[\]}]|,'


class InJson:
    booleans, null = ("false", "true"), "null"

    def text(self, text):
        return f'"{text.translate(ESCAPES)}"'

    def name(self, name):
        return f'"{name}"'


class InJsv:
    booleans, null, name = ("False", "True"), "", str

    def text(self, text):
        return quote(text) if not text or re.search(r'[":,{}\[\]\r\n]', text) else text


def spelled(value, type_, as_):
    if isinstance(type_, Shape):
        members = {} if value is None else value
        given = ((m, members.get(m.name)) for m in type_.members)
        return braced(f"{as_.name(m.name)}:{spelled(v, m.type, as_)}" for m, v in given if v is not None)
    if value is None:
        return as_.null
    if isinstance(type_, ListOf):
        return "[" + ",".join(spelled(inner, type_.item, as_) for inner in value) + "]"
    return scalar(value, type_, as_)


def scalar(value, kind, as_):
    if kind is Kind.ANY:
        return untyped(value, as_)
    if kind in (Kind.STRING, Kind.DATETIME):
        return as_.text(value if isinstance(value, str) else str(value))
    if kind is Kind.BOOL:
        return as_.booleans[bool(value)]
    words = {Kind.INT: lambda n: str(int(n)), Kind.DOUBLE: lambda x: double(float(x))}
    return words.get(kind, decimal_text)(value)


def untyped(value, as_):
    if isinstance(value, dict):
        given = ((name, inner) for name, inner in value.items() if inner is not None)
        return braced(f"{as_.name(name)}:{spelled(inner, Kind.ANY, as_)}" for name, inner in given)
    if isinstance(value, list):
        return spelled(value, ListOf(Kind.ANY), as_)
    kinds = ((bool, Kind.BOOL), (int, Kind.INT), (float, Kind.DOUBLE), (Decimal, Kind.DECIMAL))
    return scalar(
        value, next((kind for class_, kind in kinds if isinstance(value, class_)), Kind.STRING), as_
    )


def braced(members):
    return "{" + ",".join(members) + "}"


def table(rows, shape):
    header = ",".join(member.name for member in shape.members)
    cells = (",".join(cell((row or {}).get(m.name), m) for m in shape.members) for row in rows)
    return "".join(f"{line}\r\n" for line in (header, *cells))


def cell(value, member):
    if value is None:
        return ""
    text = str(value) if member.type in (Kind.STRING, Kind.DATETIME) else spelled(value, member.type, InJsv())
    return quote(text) if _MARKS.search(text) else text


def double(value):
    if not math.isfinite(value):
        return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}[str(value)]
    if abs(value) == DOUBLE_MAX:
        return general(value, 17)
    return general(value, 15) if value else "0"


def general(value, digits):
    """A finite number in .NET's general format, from its figures."""
    nearest = Context(prec=digits, rounding=ROUND_HALF_UP).create_decimal(Decimal(abs(value))) or 0.0
    mantissa, exponent_text = f"{nearest:.{digits - 1}e}".split("e")
    figures, exponent = mantissa.replace(".", "").rstrip("0") or "0", int(exponent_text)
    sign = "-" if math.copysign(1, value) < 0 else ""
    if not -5 < exponent < digits:
        return f"{sign}{figures[0]}{'.' if figures[1:] else ''}{figures[1:]}E{exponent:+03d}"
    if exponent < 0:
        return f"{sign}0.{'0' * (-exponent - 1)}{figures}"
    whole, fraction = figures[: exponent + 1].ljust(exponent + 1, "0"), figures[exponent + 1 :]
    return f"{sign}{whole}{'.' if fraction else ''}{fraction}"


def read_json(body, charset="utf-8"):
    """Strict JSON with a hook for everything."""
    remarks = Remarks()
    text = decode_strictly(body, charset)
    try:
        return Reading(mended(json.loads(text, **hooks(remarks)), remarks), remarks.all())
    except ValueError as error:
        raise CannotDecode(str(error)) from error


def hooks(remarks):
    def collect(pairs):
        found = dict(pairs)
        if len(found) < len(pairs):
            remarks.say("a member is given twice; the last one counts")
        return found

    def constant(name):
        raise CannotDecode(f"{name} is not JSON")

    def finite(text):
        if math.isinf(float(text)):
            raise CannotDecode(f"the number {text[:40]} is too large")
        return float(text)

    return {"object_pairs_hook": collect, "parse_constant": constant, "parse_float": finite}


def mended(value, remarks):
    if isinstance(value, dict):
        return {mended(name, remarks): mended(inner, remarks) for name, inner in value.items()}
    if isinstance(value, list):
        return [mended(inner, remarks) for inner in value]
    if not isinstance(value, str):
        return value
    if mend(value) != value:
        remarks.say("half a surrogate pair was replaced by U+FFFD")
    return mend(value)


def write_json(value, type_):
    plain = arranged(value, type_)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"), default=default)
    return mend(text).encode()


def arranged(value, type_):
    """Declared members first and in their order; what JSON has no word for is null."""
    if isinstance(value, dict):
        types = {m.name: m.type for m in type_.members} if isinstance(type_, Shape) else {}
        names = [name for name in types if name in value] + [name for name in value if name not in types]
        return {name: arranged(value[name], types.get(name, Kind.ANY)) for name in names}
    if isinstance(value, list):
        item = type_.item if isinstance(type_, ListOf) else type_
        return [arranged(inner, item) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def default(value):
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return str(value)


def is_within(text, limits, token):
    """Whether a text nests and holds no more than it may, told by every one of its marks."""
    depth = nodes = 0
    for seen, match in enumerate(re.finditer(token, text, re.DOTALL)):
        first = match.group()[0]
        nodes += first in "[{,"
        depth = max(0, depth + {"[": 1, "{": 1, "]": -1, "}": -1}.get(first, 0))
        if depth > limits.depth or nodes > limits.nodes or seen // 5 > limits.nodes:
            return False
    return True
