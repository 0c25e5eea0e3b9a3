"""Numbers and words for them as .NET Framework parses them for Json.NET.

Rule: a number in the text and a number in a string are two grammars; each function here is one of .NET's
(``decimal.TryParse``, ``Convert.ToInt64(text, 8)`` ...), and gives None where that would fail.
"""

from __future__ import annotations

import math
import re
from decimal import Decimal
from typing import Final

from .datacontract_values import fit_decimal
from .jsonnet_lexis import WHITE
from .numbers import general

# Nothing is given back once it is taken, so a long text costs no more than its length.
_SIGNED: Final = r"[\t-\r ]*+([+-]?)"
_DIGITS: Final = r"(?:([0-9][0-9,]*+)(?:\.([0-9]*+))?|\.([0-9]++))"
_EXPONENT: Final = r"(?:[eE]([+-]?[0-9]++))?"
_TAIL: Final = r"[\t-\r ]*+([+-]?)[\t-\r ]*+\0*+"
_IN_STRING: Final = re.compile(f"{_SIGNED}{_DIGITS}(){_TAIL}")  # NumberStyles.Number
_IN_TEXT: Final = re.compile(f"{_SIGNED}{_DIGITS}{_EXPONENT}{_TAIL}")  # ... | AllowExponent
_INTEGER: Final = re.compile(r"[\t-\r ]*+([+-]?)0*+([0-9]*+)(?<=[0-9])[\t-\r ]*+\0*+")  # NumberStyles.Integer
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_WHOLE: Final = re.compile("-?[0-9]+")
_BASE_8_OR_16: Final = re.compile("0(?![.eE]).")

_MOST_DIGITS: Final = 60  # .NET looks at 50
_FAR: Final = 9999  # an exponent beyond is as good as this one
LONG, INT = 64, 32  # bits
_LONGEST_INTEGER: Final = 380  # Json.NET refuses longer ones


def decimal_in_text(text: str) -> Decimal | None:
    """A bare number as a decimal; an exponent is fine."""
    return _decimal(_IN_TEXT.fullmatch(text))


def decimal_in_string(text: str) -> Decimal | None:
    """A string as a decimal: commas wherever a digit came before, the sign in front or behind."""
    return _decimal(_IN_STRING.fullmatch(text))


def _decimal(match: re.Match[str] | None) -> Decimal | None:
    if match is None or (match[1] and match[6]):
        return None
    places = match[3] or match[4] or ""
    exponent = _exponent(match[5])
    digits = ((match[2] or "").replace(",", "") + places).lstrip("0")
    if not digits:
        return Decimal((0, (), -min(max(len(places) - exponent, 0), 28)))
    scale = len(places) - exponent  # how many of the digits stand behind the point
    if len(digits) - scale > 29:
        return None
    dropped = max(0, len(digits) - _MOST_DIGITS)
    if len(digits) - scale < -_MOST_DIGITS:  # nothing of it is left
        return Decimal((0, (), -28))
    value = Decimal(f"{match[1] or match[6]}{digits[:_MOST_DIGITS]}E{dropped - scale}")
    fitted = fit_decimal(value, max(scale, 0))
    return fitted if fitted is None or fitted else fitted.copy_abs()


def _exponent(text: str | None) -> int:
    if not text:
        return 0
    digits = text.lstrip("+-0") or "0"
    size = int(digits) if len(digits) <= len(str(_FAR)) else _FAR
    return -size if text[0] == "-" else size


def integer_in_string(text: str, bits: int) -> int | None:
    """A string as a whole number of so many bits (``int.TryParse``)."""
    match = _INTEGER.fullmatch(text)
    if match is None or len(match[2]) > len(str(1 << bits)):
        return None
    value = int(f"{match[1]}{match[2] or 0}")
    return value if -(1 << bits - 1) <= value < 1 << bits - 1 else None


def is_based(text: str) -> bool:
    """Whether a bare number is octal or hexadecimal, for a nought begins it."""
    return _BASE_8_OR_16.match(text) is not None


def based_integer(text: str, bits: int) -> int | None:
    """An octal or hexadecimal number; a high bit makes it negative."""
    is_hex = text[:2] in ("0x", "0X")
    digits, base = (text[2:], 16) if is_hex else (text, 8)
    significant = digits.lstrip("0")
    if len(significant) > bits or not re.fullmatch("[0-9a-fA-F]+" if is_hex else "[0-7]+", digits):
        return None
    value = int(digits, base)
    return None if value >= 1 << bits else _wrapped(value, bits)


def bare_integer(text: str, bits: int) -> tuple[int | None, bool]:
    """A bare number as a whole one, and whether it is too large; neither if it is none.

    An overflow is noticed as Json.NET notices it, by the sum growing: some numbers slip through.
    """
    if not _WHOLE.fullmatch(text):
        return None, False
    negative = text[0] == "-"
    digits = text[negative:].lstrip("0") or "0"
    value = int(digits) if len(digits) < 10 else _summed(digits, bits)
    lowest = -(1 << bits - 1)
    if value is None or (not negative and -value == lowest):
        return None, True
    return (-value if negative else value), False


def _summed(digits: str, bits: int) -> int | None:
    """Sum digits up below nought, where there is one number more."""
    below = 0
    for digit in digits:
        wrapped = _wrapped(10 * below - int(digit), bits)
        if wrapped > below:
            return None
        below = wrapped
    return -below


def _wrapped(value: int, bits: int) -> int:
    value &= (1 << bits) - 1
    return value - (1 << bits) if value >> bits - 1 else value


def big_integer(text: str) -> int | None:
    """A bare whole number that no Int64 holds; longer ones are refused."""
    return int(text) if len(text) <= _LONGEST_INTEGER else None


def bare_double(text: str) -> float | None:
    """A bare number as a double (``double.TryParse``): infinity is none."""
    value = float(text) if _FLOAT.fullmatch(text) else math.inf
    return None if math.isinf(value) else value


def double_text(value: float) -> str:
    """A double as ``ToString()`` spells it: 15 digits, halves rounded up, nought without a sign."""
    if not math.isfinite(value):
        return "NaN" if math.isnan(value) else f"{'-' * (value < 0)}Infinity"
    return general(value or 0.0, 15)


def boolean_in_string(text: str) -> bool | None:
    """A string as a bool (``bool.Parse``): blanks and NULs fall off, case does not count."""
    return {"true": True, "false": False}.get(text.strip(f"\0{WHITE}").lower())


_CONVERTED: Final = re.compile(
    rf"{_SIGNED}(?:([0-9]++)(?:\.([0-9]*+))?|\.([0-9]++)){_EXPONENT}()[\t-\r ]*+\0*+"
)


def converted_decimal(text: str) -> Decimal | None:
    """A text as DecimalConverter takes it (``NumberStyles.Float``): no commas, the sign in front.

    Raises:
        OverflowError: it is a number, and too large.
    """
    match = _CONVERTED.fullmatch(text)
    value = _decimal(match)
    if match is not None and value is None:
        raise OverflowError("Value was either too large or too small for a Decimal.")
    return value


def converted_double(text: str) -> float | None:
    """A text as DoubleConverter takes it.

    Raises:
        OverflowError: it is a number, and too large.
    """
    bare = text.strip("\0 \t\n\v\f\r")
    if bare in _NAMED:
        return _NAMED[bare]
    if not _FLOAT.fullmatch(bare):
        return None
    value = float(bare)
    if math.isinf(value):
        raise OverflowError("Value was either too large or too small for a Double.")
    return value


def converted_int(text: str) -> int | None:
    """A text as Int32Converter takes it: decimal, or hexadecimal after ``#``, ``0x`` or ``&h``.

    Raises:
        OverflowError: it is a number, and too large.
    """
    based = _BASED.fullmatch(text)
    match = based or _INTEGER.fullmatch(text)
    if match is None:
        return None
    value = based_integer(f"0x{match[1]}", INT) if based else integer_in_string(text, INT)
    if value is None:
        raise OverflowError("Value was either too large or too small for an Int32.")
    return value


_NAMED: Final = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_BASED: Final = re.compile("(?:#|0[xX]|&[hH])([0-9a-fA-F]+)")
