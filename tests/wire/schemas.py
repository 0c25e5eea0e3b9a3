"""Schemas to hold against marshmallow: every installed vendor's, the made-up vendor's, and odd ones."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hypothesis import strategies as st
from marshmallow import INCLUDE, RAISE, Schema, fields, post_dump, post_load, pre_load, validate, validates

from mockserver.vendors import Installed
from mockserver.wire import Wire, schema_of
from tests import acme


class Loud(fields.String):
    """A field with a way of its own."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> str:
        return super()._deserialize(value, attr, data, **kwargs).upper() + str(attr) + str(len(data or ()))

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> str:
        return f"{value}{attr}"


class Late(fields.String):
    """A field that has its own mind about what is missing."""

    def deserialize(self, value: Any, attr: Any = None, data: Any = None, **kwargs: Any) -> Any:
        return f"late {value!r}"

    def serialize(self, attr: str, obj: Any, accessor: Any = None, **kwargs: Any) -> Any:
        return f"late {attr}"


class Branch(Wire):
    name = fields.String(data_key="Name", allow_none=True, load_default=None)
    size = fields.Integer(data_key="Size", load_default=3, dump_default=4)


class Made(Branch):
    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Any, ...]:
        return tuple(data.items())


class Strict(Wire):
    a = fields.Integer(strict=True)

    class Meta:
        unknown = RAISE


class Inclusive(Wire):
    a = fields.Integer()

    class Meta:
        unknown = INCLUDE


class Hooked(Branch):
    @pre_load
    def doubled(self, data: Any, **_: Any) -> Any:
        return {**data, "Size": 7} if isinstance(data, dict) else data


class Judged(Branch):
    @validates("size")
    def small(self, value: int, data_key: str) -> None:
        if value > 3:
            raise validate.ValidationError(f"{data_key} is not small")


class Wrapped(Branch):
    @post_dump
    def wrapped(self, data: Any, **_: Any) -> Any:
        return {"wrapped": data}


class Own(Branch):
    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        return f"own {attr}"

    def _deserialize(self, *args: Any, **kwargs: Any) -> Any:
        return {"own": super()._deserialize(*args, **kwargs)}


class Common(Wire):
    text = fields.String()
    must = fields.String(required=True)
    may = fields.String(required=True, allow_none=True)
    whole = fields.Integer(data_key="Whole", load_default="not a number", dump_default=5)
    whole_text = fields.Integer(as_string=True, allow_none=True)
    strict = fields.Integer(strict=True)
    real = fields.Float(load_default=lambda: 1.5)
    any_real = fields.Float(allow_nan=True, attribute="elsewhere")
    money = fields.Decimal(places=2)
    flag = fields.Boolean(load_default=False)
    odd_flag = fields.Boolean(truthy={"yes", False}, falsy={"no", True})
    all_true = fields.Boolean(truthy=set())
    moment = fields.DateTime(load_default=None)
    raw = fields.Raw()
    raw_or_none = fields.Raw(allow_none=True)
    short = fields.String(validate=validate.Length(max=3))
    before = fields.String(pre_load=lambda value: value and str(value) * 2, allow_none=True)
    after = fields.String(post_load=str.upper)
    loud = Loud(allow_none=True)
    texts = fields.List(fields.String(allow_none=True), load_default=list)
    numbers = fields.List(fields.List(fields.Float()), allow_none=True)
    branch = fields.Nested(Branch, allow_none=True)
    made = fields.Nested(Made)
    strictly = fields.Nested(Branch, unknown=RAISE)
    branches = fields.List(fields.Nested(Branch, allow_none=True))
    mades = fields.List(fields.Nested(Made()))
    many = fields.Nested(Branch, many=True)
    part = fields.List(fields.Nested(Branch, only=("size",)))
    self = fields.List(fields.Nested(lambda: Common(only=("text", "self"))))
    words = fields.Dict(keys=fields.String(), values=fields.Nested(Branch), load_default=dict)
    louds = fields.List(Loud())
    secret = fields.String(load_only=True)
    shown = fields.String(dump_only=True)


class Everything(Common):
    late = Late()
    worked_out = fields.Function(lambda obj: str(type(obj)), lambda value: [value])


class Deep(Wire):
    path = fields.String(attribute="a.b")


VENDORS = (*Installed().values(), acme.VENDOR)
ROWS = [row for vendor in VENDORS for row in vendor.operations]
REQUESTS = list(dict.fromkeys(row.takes for row in ROWS if row.takes))
ANSWERS = list(dict.fromkeys(row.gives for row in ROWS if row.gives))
RECORDS = [vendor.record for vendor in VENDORS if vendor.record]
SETTINGS = [vendor.settings for vendor in VENDORS]
ODD = [Common, Everything, Branch, Made, Strict, Inclusive, Hooked, Judged, Wrapped, Own, Deep]
SCHEMAS: list[type[Schema]] = list(dict.fromkeys([*REQUESTS, *ANSWERS, *RECORDS, *SETTINGS, *ODD]))


class Text(str):
    __slots__ = ()


class Object(dict):
    pass


scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(
        ["", "1", "-0", " 7 ", "1e3", "nan", "yes", "true", "null", "2024-05-01T10:00:00", Text("x"),
         b"bytes", b"\xff", 2**70, 10**400, datetime(2024, 5, 1), 1 + 2j]  # noqa: DTZ001
    )
)  # fmt: skip


def objects(schema: type[Schema]) -> st.SearchStrategy[Any]:
    """Objects with the members of a schema, right and wrong ones."""
    every = [field.data_key or name for name, field in schema_of(schema).fields.items()]
    names = st.sampled_from([*every, *schema_of(schema).fields, "Name", "Size", "text", "zzz"])
    inner = st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=6,
    )
    plain = st.text(max_size=3)
    given = st.fixed_dictionaries({}, optional=dict.fromkeys(every, plain | inner))
    return given | st.dictionaries(names, plain | inner, max_size=8) | given.map(Object) | inner


samples = st.sampled_from(SCHEMAS).flatmap(lambda schema: st.tuples(st.just(schema), objects(schema)))
