"""What travels, as schemas: marshmallow validates them, formats get their shapes.

Rule: a schema is written once, our name on the left, theirs in ``data_key``, and
serves every format; a format never sees marshmallow, only the ``Shape``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from mockserver.formats.base import Kind, ListOf, Member, Shape, Type
from mockserver.patterns import late_patterns_of

with late_patterns_of("marshmallow.validate"):
    from marshmallow import EXCLUDE, Schema, fields

DIGITS = 18  # of a whole number that comes as text


class Wire(Schema):
    """A schema of what travels: our name on the left, theirs in ``data_key``.

    ``contract`` and ``namespace`` name the type where a format needs it; a class
    that inherits from another one is one level further from the base class.
    """

    contract = ""
    namespace = ""

    class Meta:
        """Members nobody declared are left out."""

        unknown = EXCLUDE

    @classmethod
    def type(cls) -> Shape:
        """The shape that formats read and write, members in the order .NET reflects them: own first."""
        return _shape(cls)


class Whole(fields.Integer):
    """A whole number, sent as one or as digits; what is longer than ``DIGITS`` is none."""

    same = (int,)  # values of these types stay as they are

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= DIGITS:
            return int(value)
        if type(value) is not int:
            raise self.make_error("invalid", input=value)
        return value


class HttpUrl(fields.String):
    """An http or https URL with a host; no pattern of marshmallow's, which takes 50 ms to compile."""

    default_error_messages = {"url": "Not a valid URL."}  # noqa: RUF012 (marshmallow's own way)

    def __init__(self, **settings: Any) -> None:
        super().__init__(metadata={"format": "uri"}, **settings)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> Any:
        text: str = super()._deserialize(value, attr, data, **kwargs)
        if not _is_http(text):
            raise self.make_error("url")
        return text


def _is_http(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return (
            text.isascii()
            and text.isprintable()
            and " " not in text
            and parts.scheme.lower() in ("http", "https")
            and bool(parts.hostname)
            and parts.port != 0
        )
    except ValueError:  # a port that is none, half an IPv6 address
        return False


_SHAPES: dict[type[Schema], Shape] = {}
# fmt: off
_KINDS: tuple[tuple[type[fields.Field[Any]], Kind], ...] = (
    (fields.Boolean, Kind.BOOL),
    (fields.Integer, Kind.INT),
    (fields.Decimal, Kind.DECIMAL),
    (fields.Float,   Kind.DOUBLE),
    (fields.DateTime, Kind.DATETIME),
    (fields.String,  Kind.STRING),
)
# fmt: on


def _shape(schema: type[Schema]) -> Shape:
    if schema not in _SHAPES:
        _SHAPES[schema] = Shape(
            getattr(schema, "contract", "") or schema.__name__,
            tuple(_members(schema)),
            getattr(schema, "namespace", ""),
        )
    return _SHAPES[schema]


def _members(schema: type[Schema]) -> Iterable[Member]:
    levels = [cls for cls in schema.__mro__ if issubclass(cls, Schema) and cls not in (Schema, Wire)]
    declared: Mapping[str, Any] = schema._declared_fields  # marshmallow's own record of the class body
    inherited = [*(set(cls._declared_fields) for cls in levels[1:]), set()]
    for depth, cls in enumerate(levels):
        for name in cls._declared_fields:
            if name not in inherited[depth]:
                field_ = declared[name]
                level = field_.metadata.get("order", len(levels) - 1 - depth)
                yield Member(field_.data_key or name, _type(field_), level)


def _type(field_: Any) -> Type:
    if isinstance(field_, fields.Nested):
        return _shape(type(field_.schema))
    if isinstance(field_, fields.List):
        return ListOf(_type(field_.inner))
    return next((kind for class_, kind in _KINDS if isinstance(field_, class_)), Kind.ANY)


_LOADERS: dict[type[Schema], Schema] = {}


def schema_of(schema: type[Schema]) -> Schema:
    """The one instance of a schema; making one costs more than using it."""
    if schema not in _LOADERS:
        _LOADERS[schema] = schema()
    return _LOADERS[schema]
