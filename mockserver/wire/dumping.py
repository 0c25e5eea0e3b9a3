"""Dumping by a schema that was looked through once: marshmallow's own result at a tenth of its price.

Rule: as in ``loading``: a step stands here only for a value of which the field makes the
very same thing; everything else is asked of the field, and a schema with hooks or methods of
its own is marshmallow's altogether.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, Final

from marshmallow import Schema, fields, missing
from marshmallow.utils import get_value

from mockserver.formats.base import Plain
from mockserver.wire import schema_of
from mockserver.wire.loading import Field, Step, Steps, has_own, same

Dump = Callable[[Any], Any]
Row = tuple[str, str, Steps, Step]  # our name, wire name, steps by exact type, the step of any other type

_HOOKS: Final = ("pre_dump", "post_dump")
_SCHEMA_METHODS: Final = ("dump", "_serialize", "get_attribute", "_invoke_dump_processors")
_FIELD_METHODS: Final = ("serialize", "get_value")


def dump(schema: type[Schema], value: object) -> Plain:
    """What ``Schema.dump`` makes of an object or a dict."""
    return (dumper_of(schema) or schema_of(schema).dump)(value)


@cache
def dumper_of(schema: type[Schema]) -> Dump | None:
    """What dumps an object by the schema's fields alone; None for a schema that is more than its fields."""
    return _compiled(schema_of(schema))


def _compiled(schema: Schema) -> Dump | None:
    if not _is_plain(schema):
        return None
    rows = tuple(_row(name, field) for name, field in schema.dump_fields.items())

    def dumped(given: Any) -> dict[str, Any]:
        read: Callable[..., Any] = get_value if hasattr(given, "__getitem__") else getattr
        made = {}
        for name, key, steps, otherwise in rows:
            value = read(given, name, missing)
            step = steps.get(type(value), otherwise)
            if step is not same:
                value = step(value, given)
            if value is not missing:
                made[key] = value
        return made

    return dumped


def _is_plain(schema: Schema) -> bool:
    """Whether nothing but its fields' values decides what the schema makes of an object."""
    hooked = any(schema._hooks.get(hook) for hook in _HOOKS)  # marshmallow's own record of them
    settled = not schema.many and schema.dict_class is dict
    odd = any(_is_odd(name, field) for name, field in schema.dump_fields.items())
    return settled and not hooked and not odd and not has_own(type(schema), Schema, _SCHEMA_METHODS)


def _is_odd(name: str, field: Field) -> bool:
    """Whether the field finds its value in a way of its own."""
    return "." in (field.attribute or name) or has_own(type(field), fields.Field, _FIELD_METHODS)


def _row(name: str, field: Field) -> Row:
    key = name if field.data_key is None else field.data_key
    place = name if field.attribute is None else field.attribute

    def otherwise(_value: Any, given: Any) -> Any:
        return field.serialize(name, given)  # it looks the value up again, and has a default for none

    return place, key, _steps(field, name), otherwise


def _steps(field: Any, name: str) -> Steps:
    """What the field does with values of these types; with any other it is asked itself."""
    kind = type(field)
    if kind is fields.List:
        return {type(None): same, **dict.fromkeys((list, tuple), _each(field.inner, name))}
    types = () if getattr(field, "as_string", False) else _SAME.get(kind, ())
    return dict.fromkeys((type(None), *types), same) if types else {}


def _each(inner: Any, name: str) -> Callable[[Any, Any], list[Any]]:
    steps = _steps(inner, name)
    dumper = cache(lambda: _compiled(inner.schema) or inner.schema.dump)  # late: a schema may hold itself

    def nested(value: Any, _given: Any) -> Any:
        return None if value is None else dumper()(value)

    def otherwise(value: Any, given: Any) -> Any:
        return inner._serialize(value, name, given)

    default = nested if type(inner) is fields.Nested else otherwise
    return lambda values, given: [steps.get(type(value), default)(value, given) for value in values]


_PLAIN: Final = (str, int, float, bool, list, dict)
_SAME: Final[dict[type, tuple[type, ...]]] = {
    fields.String: (str,),
    fields.Integer: (int,),
    fields.Float: (float,),
    fields.Boolean: _PLAIN,
    fields.Raw: _PLAIN,
}
