"""Loading by a schema that was looked through once: marshmallow's own result at a twentieth of its price.

Rule: marshmallow is the authority. A step stands here only for a value, told by its exact
type, of which the field makes the very same thing; every other value goes to the field, and
whatever a field refuses goes to ``Schema.load``, which words the refusal. A schema with hooks
or methods of its own is not looked through at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import itemgetter
from typing import Any, Final

from marshmallow import EXCLUDE, Schema, fields, missing
from marshmallow import ValidationError as ValidationError  # for those who load

from mockserver.formats.base import Plain
from mockserver.wire import schema_of

Field = fields.Field[Any]
Load = Callable[[Any], Any]
Step = Callable[[Any, Any], Any]  # the value and the object it stands in; gives the loaded value
Steps = Mapping[type, Step]
# Wire name, our name, what stands for an absent member, steps by exact type, the step of any other type.
Row = tuple[str, str, Any, Steps, Step]

_HOOKS: Final = ("pre_load", "validates", "validates_schema", "post_load")
_SCHEMA_METHODS: Final = (
    "load", "_do_load", "_deserialize", "_call_and_store",
    "_invoke_field_validators", "_invoke_schema_validators", "_invoke_load_processors",
)  # fmt: skip
_SEVERAL: Final = 2  # members; of a single one itemgetter gives no tuple
_FIELD_METHODS: Final = ("deserialize", "_validate_missing")


def load(schema: type[Schema], value: Plain) -> Any:
    """What ``Schema.load`` makes of a value.

    Raises:
        ValidationError: as ``Schema.load``; it has looked at the whole value by then.
    """
    loader = loader_of(schema)
    if loader is None or type(value) is not dict:
        return schema_of(schema).load(value)
    try:
        return loader(value)
    except ValidationError:  # of the first member that was refused; marshmallow tells of them all
        return schema_of(schema).load(value)


def same(value: Any, _whole: Any) -> Any:
    """The value itself; a step that is this function need not be called."""
    return value


def has_own(cls: type, base: type, names: tuple[str, ...]) -> bool:
    """Whether a class overrides one of these methods."""
    return any(getattr(cls, name, None) is not getattr(base, name, None) for name in names)


@cache
def loader_of(schema: type[Schema]) -> Load | None:
    """What loads an object by the schema's fields alone; None for a schema that is more than its fields.

    It raises ``ValidationError`` for the first member that is refused.
    """
    return _compiled(schema_of(schema))


def _compiled(schema: Schema) -> Load | None:
    """A function whose lines name the members: a loop over them takes twice as long."""
    if not _is_plain(schema):
        return None
    scope: dict[str, Any] = {"missing": missing, "_without_missing": _without_missing}
    keys, gets, checks, members = [], [], ["lacks = False"], []
    for number, (name, field) in enumerate(schema.load_fields.items()):
        key, ours, absent, steps, otherwise = _row(name, field)
        usual = next((kind for kind, step in steps.items() if step is same and kind is not type(None)), None)
        scope |= {f"absent{number}": absent, f"usual{number}": usual, f"odd{number}": _step(steps, otherwise)}
        value = f"value{number}"
        keys.append(key)
        gets.append(f"{value} = get({key!r}, absent{number})")
        checks += [
            f"if type({value}) is not usual{number}:",
            f"  {value} = odd{number}({value}, given)",
            f"  lacks = lacks or {value} is missing",
        ]
        members.append(f"{ours!r}: {value}")
    rest = [*checks, f"made = {{{', '.join(members)}}}", "return _without_missing(made) if lacks else made"]
    one_by_one = _written("one_by_one", ["get = given.get", *gets, *rest], scope)
    return one_by_one if len(keys) < _SEVERAL else _written("loaded", [*_at_once(keys, scope), *rest], scope)


def _at_once(keys: list[str], scope: dict[str, Any]) -> list[str]:
    """Lines that get all values in one go, for less than half the price, where every member has come."""
    scope["every"] = itemgetter(*keys)
    values = ", ".join(f"value{number}" for number in range(len(keys)))
    return [
        f"if len(given) < {len(keys)}:",
        "  return one_by_one(given)",
        "try:",
        f"  {values} = every(given)",
        "except KeyError:",
        "  return one_by_one(given)",
    ]


def _without_missing(made: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in made.items() if value is not missing}


def _written(name: str, lines: list[str], scope: dict[str, Any]) -> Load:
    exec("\n  ".join([f"def {name}(given):", *lines]), scope)  # noqa: S102 (names and keys of our own schemas)
    made: Load = scope[name]
    return made


def _step(steps: Steps, otherwise: Step) -> Step:
    """What a value of any type goes through."""

    def step(value: Any, given: Any) -> Any:
        own = steps.get(type(value), otherwise)
        return value if own is same else own(value, given)

    return step


def _is_plain(schema: Schema) -> bool:
    """Whether nothing but its fields decides what the schema makes of an object."""
    settled = (schema.unknown, schema.partial, schema.many, schema.dict_class) == (EXCLUDE, None, False, dict)
    hooked = any(schema._hooks.get(hook) for hook in _HOOKS)  # marshmallow's own record of them
    ours = [field.attribute or name for name, field in schema.load_fields.items()]
    paths = any("." in name for name in ours) or len(set(ours)) < len(ours)
    return settled and not hooked and not paths and not has_own(type(schema), Schema, _SCHEMA_METHODS)


def _row(name: str, field: Field) -> Row:
    key = name if field.data_key is None else field.data_key
    steps = _steps(field)
    usual = field.load_default
    constant = not callable(usual) and steps.get(type(missing)) and steps.get(type(usual)) is same

    def otherwise(value: Any, given: Any) -> Any:
        return field.deserialize(value, key, given)

    return key, field.attribute or name, usual if constant else missing, steps, otherwise


def _steps(field: Field) -> Steps:
    """What the field does with values of these types; with any other it is asked itself."""
    if has_own(type(field), fields.Field, _FIELD_METHODS):
        return {}
    steps: dict[type, Step] = {}
    if not field.required:
        steps[type(missing)] = _default(field.load_default)
    if not field.pre_load:
        steps |= {type(None): same} if field.allow_none else {}
        steps |= {} if field.validators or field.post_load else _STEPS.get(type(field), _own)(field)
    return steps


def _default(default: Any) -> Step:
    return (lambda _value, _given: default()) if callable(default) else (lambda _value, _given: default)


def _own(field: Field) -> Steps:
    """What a field of somebody's own says of itself: values of the types in ``same`` stay as they are."""
    return dict.fromkeys(getattr(type(field), "same", ()), same)


def _boolean(field: fields.Boolean) -> Steps:
    usual = True in field.truthy and False in field.falsy and False not in field.truthy
    return {bool: same} if usual else {}


def _list(field: fields.List[Any]) -> Steps:
    steps = _steps(field.inner)

    def otherwise(value: Any, _given: Any) -> Any:
        return field.inner.deserialize(value)

    def each(values: list[Any], _given: Any) -> list[Any]:
        return [steps.get(type(value), otherwise)(value, None) for value in values]

    return {list: each}


def _nested(field: fields.Nested) -> Steps:
    made: list[Load] = []

    def nested(value: dict[str, Any], _given: Any) -> Any:
        if not made:  # late: a schema may hold itself
            made.append(_compiled(field.schema) or field.schema.load)
        return made[0](value)

    return {} if field.unknown else {dict: nested}


_STEPS: Final[Mapping[type, Callable[[Any], Steps]]] = {
    fields.String: lambda _: {str: same},
    fields.Integer: lambda _: {int: same},
    fields.Float: lambda field: {float: same} if field.allow_nan else {},
    fields.Boolean: _boolean,
    fields.Raw: lambda _: dict.fromkeys((str, int, float, bool, list, dict), same),
    fields.List: _list,
    fields.Nested: _nested,
}
