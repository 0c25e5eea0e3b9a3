"""Numbers as .NET Framework spells and reads them.

Rule: every format takes its numbers from here, so 0.1 + 0.2 is ``0.3`` in JSON, JSV
and CSV (15 digits) and ``0.30000000000000004`` in XML (as many digits as a reader needs).
Python's general format is .NET's ("G15", "G17"), but where a number lies just between two.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from functools import lru_cache

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
DOUBLE_MAX = 1.7976931348623157e308

_BLANKS = r"[ \t-\r]*"
_INT = re.compile(rf"{_BLANKS}-?(?:0|[1-9][0-9]*){_BLANKS}")
# double.Parse: group separators anywhere after the first digit, so "1,5" is fifteen.
_DOUBLE = re.compile(rf"{_BLANKS}[+-]?(?:[0-9][0-9,]*+(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]+)?{_BLANKS}")
_SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}


class NotANumber(ValueError):
    """The text is no value of its type; the text of the error is .NET's own."""

    def __init__(self) -> None:
        super().__init__("Input string was not in a correct format.")


@lru_cache(maxsize=1024)  # records are full of the same small numbers; 0.0 and -0.0 are spelled alike
def double_json(value: float) -> str:
    """Spell a double as ``ToString()`` does: 15 digits, ``NaN`` and ``Infinity`` bare."""
    if -1e15 < value < 1e15 and value.is_integer():
        return str(int(value))
    if not math.isfinite(value):
        return next(text for text, special in _SPECIAL.items() if str(special) == str(value))
    if abs(value) == DOUBLE_MAX:  # ServiceStack writes these two so that they can be read again
        return double_xml(value)
    return general(value, 15)


def double_xml(value: float) -> str:
    """Spell a double as ``XmlConvert`` does: ``ToString("R")``, with ``NaN``, ``INF``, ``-INF``, ``-0``."""
    if not math.isfinite(value):
        return str(value).upper().replace("NAN", "NaN")
    short = general(value, 15)
    return short if float(short) == value else general(value, 17)


def general(value: float, digits: int) -> str:
    """Spell a finite double with so many digits; halfway between two, .NET takes the one away from zero."""
    text = f"{value:.{digits}G}"
    if len(text) < digits:  # so it is exact, or far from halfway
        return text
    one_more = f"{value:.{digits}E}"
    halfway = one_more.partition("E")[0].endswith("5") and Decimal(one_more) == Decimal(value)
    if not halfway or abs(Decimal(text)) > abs(Decimal(value)):
        return text
    mantissa, e, exponent = text.partition("E")  # Python went to the even digit below, so there is no carry
    return f"{mantissa[:-1]}{int(mantissa[-1]) + 1}{e}{exponent}"


def decimal_text(value: Decimal | float) -> str:
    """Spell a decimal: no exponent, its own number of digits after the point."""
    return format(value if isinstance(value, Decimal) else Decimal(str(value)), "f")


def parse_int(text: str) -> int:
    """Read an Int32 as ServiceStack.Text does: no plus, no leading zero, no fraction."""
    if not _INT.fullmatch(text) or len(text.strip()) > len(str(INT_MIN)):
        raise NotANumber
    value = int(text)
    if not INT_MIN <= value <= INT_MAX:
        raise NotANumber
    return value


def parse_double(text: str) -> float:
    """Read a double as ``double.Parse`` does in the invariant culture; too large is an error."""
    bare = text.strip(" \t\n\v\f\r")
    if bare in _SPECIAL:
        return _SPECIAL[bare]
    if not _DOUBLE.fullmatch(text):
        raise NotANumber
    value = float(bare.replace(",", ""))
    if math.isinf(value):
        raise NotANumber
    return value


def parse_bool(text: str) -> bool:
    """Read a bool: one letter is true if it is ``1``, two if they are ``on``, else true or false."""
    if len(text) in _SOFT_TRUE:
        return text == _SOFT_TRUE[len(text)]
    if text.lower() not in {"true", "false"}:
        raise NotANumber
    return text.lower() == "true"


_SOFT_TRUE = {1: "1", 2: "on"}
