"""What Json.NET says of types it cannot fill, and what we say of values it quietly changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from .base import Kind, ListOf, Plain, Shape, Type
from .datacontract_values import VALUE_TYPES
from .jsonnet_numbers import is_based
from .jsonnet_tokens import Token
from .typed import show

NET_NAMES: Final = {**VALUE_TYPES, Kind.STRING: "System.String", Kind.ANY: "System.String"}
_CONTRACTS: Final = "http://schemas.datacontract.org/2004/07/"
_OBJECT: Final = 'JSON object (e.g. {"name":"value"})'
_ARRAY: Final = "JSON array (e.g. [1,2,3])"
_PRIMITIVE: Final = "JSON primitive value (e.g. string, number, boolean, null)"
_ADVICE: Final = {
    _OBJECT: (
        "so that it is a normal .NET type (e.g. not a primitive type like integer, not a collection type "
        "like an array or List<T>) that can be deserialized from a JSON object. JsonObjectAttribute can also "
        "be added to the type to force it to deserialize from a JSON object."
    ),
    _ARRAY: (
        "to an array or a type that implements a collection interface (e.g. ICollection, IList) like "
        "List<T> that can be deserialized from a JSON array. JsonArrayAttribute can also be added to the "
        "type to force it to deserialize from a JSON array."
    ),
}


def net_name(type_: Type) -> str:
    """What .NET calls a type."""
    if isinstance(type_, Kind):
        return NET_NAMES[type_]
    if isinstance(type_, ListOf):
        return f"System.Collections.Generic.List`1[{net_name(type_.item)}]"
    space = type_.namespace.removeprefix(_CONTRACTS)
    return f"{space}.{type_.name}" if space else type_.name


def not_an_object(type_: Type) -> str:
    """That an object stands where a type needs something else."""
    return _wrong_outline(_OBJECT, type_)


def not_an_array(type_: Type) -> str:
    """The same of an array."""
    return _wrong_outline(_ARRAY, type_)


def _wrong_outline(given: str, type_: Type) -> str:
    wanted = _OBJECT if isinstance(type_, Shape) else _ARRAY if isinstance(type_, ListOf) else _PRIMITIVE
    return (
        f"Cannot deserialize the current {given} into type '{net_name(type_)}' because the type requires a "
        f"{wanted} to deserialize correctly.\r\nTo fix this error either change the JSON to a {wanted} or "
        f"change the deserialized type {_ADVICE[given]}\r\n"
    )


# ---------------------------------------------------------------- in plain words, for people


def conversion(kind: Kind, origin: Token, raw: str, value: Plain) -> str:
    """What became of a value of another type, or in an odd spelling; nothing if it is as one expects."""
    if origin in _EXPECTED[kind] and not _IS_ODD[kind](raw, value):
        return ""
    spelt = _SPELT[kind](value)
    given = f"the number {raw[:40]}"
    if origin in (Token.STRING, Token.DATE):
        given = f"the text {show(raw)}"
    elif origin is Token.BOOLEAN:
        given = f"the boolean {bool(value) if kind is Kind.DOUBLE else value}".lower()
    return f"{given} was taken as {_MADE[kind]} {spelt[:60]}"


def _never(_raw: str, _value: Plain) -> bool:
    return False


# fmt: off
_SPELT: Final[dict[Kind, Callable[[Any], str]]] = {
    Kind.STRING: repr, Kind.ANY: repr, Kind.DECIMAL: "{:f}".format, Kind.INT: str, Kind.DOUBLE: str,
    Kind.BOOL: lambda value: str(value).lower(), Kind.DATETIME: str,
}
_MADE: Final = {
    Kind.STRING: "the text", Kind.ANY: "the text", Kind.DECIMAL: "the decimal", Kind.INT: "the integer",
    Kind.DOUBLE: "the number", Kind.BOOL: "the boolean", Kind.DATETIME: "the date",
}
_NUMBERS: Final = (Token.INTEGER, Token.FLOAT)
_EXPECTED: Final[dict[Kind, tuple[Token, ...]]] = {
    Kind.STRING: (Token.STRING,), Kind.ANY: (Token.STRING,), Kind.BOOL: (Token.BOOLEAN,),
    Kind.DECIMAL: _NUMBERS, Kind.INT: _NUMBERS, Kind.DOUBLE: _NUMBERS,
    Kind.DATETIME: (Token.DATE, Token.STRING),
}
_IS_ODD: Final[dict[Kind, Callable[[str, Any], bool]]] = {
    Kind.STRING: _never, Kind.ANY: _never, Kind.BOOL: _never, Kind.DATETIME: str.__ne__,
    Kind.DECIMAL: lambda raw, value: raw != f"{value:f}", Kind.INT: lambda raw, value: raw != str(value),
    Kind.DOUBLE: lambda raw, _value: is_based(raw),
}
# fmt: on
