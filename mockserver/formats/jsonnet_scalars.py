"""One value of each kind, as Json.NET reads it: what a token becomes when a member of that kind is wanted.

Rule: text, decimal, Int32 and date are asked of the reader as such (``ReadAsString`` and its likes); bool and
double are read as they come and converted afterwards. The two ways forgive different things.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from . import jsonnet_numbers as numbers
from .base import Kind
from .jsonnet_dates import NoMoment, json_moment, moment, moment_text
from .jsonnet_lexis import Slip
from .jsonnet_reader import TokenReader
from .jsonnet_tokens import NotRead, Token
from .jsonnet_words import NET_NAMES
from .numbers import NotANumber, parse_double

_TOO_LARGE: Final = "Value was either too large or too small for {}."
Reading = tuple[Token, Any]


# ---------------------------------------------------------------- what is bare in the text


def _integer(text: str, bits: int, words: str) -> int | None:
    """A whole number; None if it is none, or larger."""
    if numbers.is_based(text):
        based = numbers.based_integer(text, bits)
        if based is None:
            raise Slip(f"Input string '{text}' is not a valid {words}.", 0)
        return based
    return numbers.bare_integer(text, bits)[0]


def _any_number(text: str) -> Reading:
    value = _integer(text, numbers.LONG, "number")
    if value is not None:
        return Token.INTEGER, value
    if numbers.bare_integer(text, numbers.LONG)[1]:
        value = numbers.big_integer(text)
        if value is None:
            raise Slip(f"JSON integer {text} is too large to parse.", 0)
        return Token.INTEGER, value
    double = numbers.bare_double(text)
    if double is None:
        raise Slip(f"Input string '{text}' is not a valid number.", 0)
    return Token.FLOAT, double


def _decimal_number(text: str) -> Reading:
    if numbers.is_based(text):
        return Token.FLOAT, Decimal(_integer(text, numbers.LONG, "decimal") or 0)
    value = numbers.decimal_in_text(text)
    if value is None:
        raise Slip(f"Input string '{text}' is not a valid decimal.", 0)
    return Token.FLOAT, value


def _int_number(text: str) -> Reading:
    value = _integer(text, numbers.INT, "integer")
    if value is None and numbers.bare_integer(text, numbers.INT)[1]:
        raise Slip(f"JSON integer {text} is too large or small for an Int32.", 0)
    if value is None:
        raise Slip(f"Input string '{text}' is not a valid integer.", 0)
    return Token.INTEGER, value


# ---------------------------------------------------------------- what is in quotes


def _as_text(text: str) -> Reading:
    return Token.STRING, text


def _as_text_or_date(text: str) -> Reading:
    """A string, unless it looks like a date: then it is one, wherever it stands."""
    try:
        found = json_moment(text)
    except NoMoment as stumble:
        raise Slip(str(stumble), 0, placed=False) from None
    return (Token.STRING, text) if found is None else (Token.DATE, moment_text(found))


# ---------------------------------------------------------------- what is asked for


def read_any(reader: TokenReader) -> bool:
    """Read a token as it comes."""
    return reader.read(_any_number, _as_text_or_date)


def _read_past_comments(reader: TokenReader, number: Any, string: Any) -> bool:
    while reader.read(number, string):
        if reader.token is not Token.COMMENT:
            return True
    return False


def _read_value(reader: TokenReader) -> None:
    _read_past_comments(reader, _any_number, _as_text_or_date)


def _read_text(reader: TokenReader) -> None:
    _read_past_comments(reader, _any_number, _as_text)
    if reader.token in (Token.STRING, *_NOTHING_TO_CONVERT):
        return
    if reader.value is None or reader.token not in (Token.INTEGER, Token.FLOAT, Token.BOOLEAN):
        raise reader.error(f"Error reading string. Unexpected token: {reader.token}.")
    value = reader.value
    reader.become(Token.STRING, numbers.double_text(value) if isinstance(value, float) else str(value))


def _read_decimal(reader: TokenReader) -> None:
    _read_past_comments(reader, _decimal_number, _as_text_or_date)
    if isinstance(reader.value, float):
        raise NotRead(_TOO_LARGE.format("a Decimal"))
    if not isinstance(reader.value, Decimal):
        _convert_string(reader, "decimal", Token.FLOAT, numbers.decimal_in_string)


def _read_int(reader: TokenReader) -> None:
    _read_past_comments(reader, _int_number, _as_text_or_date)
    if reader.token is Token.FLOAT:
        raise NotRead(_TOO_LARGE.format("an Int32"))
    if reader.token is not Token.INTEGER:
        _convert_string(reader, "integer", Token.INTEGER, _int_in_string)


def _int_in_string(text: str) -> int | None:
    return numbers.integer_in_string(text, numbers.INT)


def _read_date(reader: TokenReader) -> None:
    _read_past_comments(reader, _any_number, _as_text_or_date)
    if reader.token is not Token.DATE:
        _convert_string(reader, "date", Token.DATE, _date_text)


def _date_text(text: str) -> str | None:
    found = moment(text)
    return None if found is None else moment_text(found)


_NOTHING_TO_CONVERT: Final = (Token.NONE, Token.NULL, Token.END_ARRAY)
_CALLED: Final = {"date": "DateTime"}


def _convert_string(reader: TokenReader, noun: str, token: Token, convert: Callable[[str], Any]) -> None:
    if reader.token in _NOTHING_TO_CONVERT:
        return
    if reader.token is not Token.STRING:
        raise reader.error(f"Error reading {noun}. Unexpected token: {reader.token}.")
    if not reader.value:
        reader.become(Token.NULL, None, counts=True)
        return
    value = convert(reader.value)
    if value is None:
        raise reader.error(f"Could not convert string to {_CALLED.get(noun, noun)}: {reader.value}.")
    reader.become(token, value)


_READS: Final[dict[Kind, Callable[[TokenReader], None]]] = {
    Kind.STRING: _read_text,
    Kind.ANY: _read_text,
    Kind.DECIMAL: _read_decimal,
    Kind.INT: _read_int,
    Kind.DATETIME: _read_date,
}


def read_for(kind: Kind | None, reader: TokenReader) -> bool:
    """Read the next token for a kind, or for what is no scalar; whether there is one."""
    read = _READS.get(kind, _read_value) if kind else _read_value
    read(reader)
    return reader.token is not Token.NONE


# ---------------------------------------------------------------- what came is not of the type


def _bool_of(value: Any) -> bool | None:
    if isinstance(value, str):
        return numbers.boolean_in_string(value)
    if value is None or (isinstance(value, int) and not -(1 << 63) <= value < 1 << 63):
        return None
    return bool(value != 0)


def _double_of(value: Any) -> float | None:
    if not isinstance(value, str):
        return None if value is None else float(value)
    try:
        return parse_double(value)
    except NotANumber:
        return None


_CONVERSIONS: Final[dict[Kind, Callable[[Any], Any]]] = {Kind.BOOL: _bool_of, Kind.DOUBLE: _double_of}


def ensure(kind: Kind, reader: TokenReader) -> Any:
    """Make a value of a kind from this token.

    Raises:
        NotRead: there is no way.
    """
    value = reader.value
    convert = _CONVERSIONS.get(kind)
    made = value if convert is None else None if reader.token is Token.DATE else convert(value)
    if made is None and kind not in (Kind.STRING, Kind.ANY):
        raise not_converted(reader, NET_NAMES[kind])
    return made


def not_converted(reader: TokenReader, name: str) -> NotRead:
    """The error of a token that cannot become a .NET type."""
    value = reader.value
    return reader.error(f"Error converting value {_shown(value)} to type '{name}'.")


def _shown(value: Any) -> str:
    """A value as .NET prints it."""
    if isinstance(value, float):
        return numbers.double_text(value)
    return "{null}" if value is None else f'"{value}"' if isinstance(value, str) else str(value)
