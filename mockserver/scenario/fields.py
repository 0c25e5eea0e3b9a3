"""marshmallow's fields in the words of JSON Schema, for editors.

Rule: what is not known here is any value; the loader asks the schema itself and is always right.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marshmallow import INCLUDE, Schema, fields, missing, validate

from mockserver.scenario.shapes import JsonSchema
from mockserver.scenario.vendorwords import members

Field = fields.Field[Any]

# fmt: off
_TYPES: tuple[tuple[type[Field], JsonSchema], ...] = (  # the most particular first
    (fields.Boolean,  {"type": "boolean"}),
    (fields.Integer,  {"type": "integer"}),
    (fields.Number,   {"type": "number"}),
    (fields.Url,      {"type": "string", "format": "uri"}),
    (fields.Email,    {"type": "string", "format": "email"}),
    (fields.UUID,     {"type": "string", "format": "uuid"}),
    (fields.String,   {"type": "string"}),
    (fields.DateTime, {"type": "string"}),
    (fields.Time,     {"type": "string"}),
)
_LENGTHS = {
    "string": {"min": "minLength", "max": "maxLength"},
    "array":  {"min": "minItems", "max": "maxItems"},
    "object": {"min": "minProperties", "max": "maxProperties"},
}
_LIMITS: dict[type, Callable[[Any, Any], JsonSchema]] = {  # (validator, type of the value) -> words
    validate.OneOf:  lambda rule, kind: {"enum": list(rule.choices)},
    validate.Equal:  lambda rule, kind: {"const": rule.comparable},
    validate.Regexp: lambda rule, kind: {"pattern": f"^(?:{rule.regex.pattern})"},
    validate.Range:  lambda rule, kind: _named(
        rule, min="minimum" if rule.min_inclusive else "exclusiveMinimum",
        max="maximum" if rule.max_inclusive else "exclusiveMaximum"),
    validate.Length: lambda rule, kind: _named(rule, **_LENGTHS.get(kind, {})),
}
# fmt: on


def translated(schema: Schema) -> JsonSchema:
    """An object as the schema reads it."""
    known = members(schema)
    required = [name for name, field in known.items() if field.required]
    said: JsonSchema = {
        "type": "object",
        "additionalProperties": schema.unknown == INCLUDE,
        "properties": {name: _field(field) for name, field in known.items()},
    }
    return {**said, "required": required} if required else said


def _field(field: Field) -> JsonSchema:
    said = {**_type(field), **_format(field)}
    for rule in field.validators:
        limit = _LIMITS.get(type(rule))
        said |= limit(rule, said.get("type")) if limit else {}
    if field.allow_none:
        said = _or_null(said)
    return {**_described(field), **said, **_default(field)}


def _type(field: Field) -> JsonSchema:
    if isinstance(field, fields.Pluck):
        return _field(field.schema.fields[field.field_name])
    if isinstance(field, fields.Nested):
        inner = translated(field.schema)
        return {"type": "array", "items": inner} if field.many else inner
    if isinstance(field, fields.List):
        return {"type": "array", "items": _field(field.inner)}
    if isinstance(field, fields.Dict):
        return {"type": "object", **_values(field)}
    return dict(next((said for kind, said in _TYPES if isinstance(field, kind)), {}))


def _format(field: Field) -> JsonSchema:
    """The format that a field of somebody's own says it has."""
    return {"format": field.metadata["format"]} if "format" in field.metadata else {}


def _values(field: fields.Dict) -> JsonSchema:
    return {"additionalProperties": _field(field.value_field)} if field.value_field else {}


def _or_null(said: JsonSchema) -> JsonSchema:
    if not said:
        return said
    words = {"enum": [*said["enum"], None]} if "enum" in said else {}
    return (
        {**said, "type": [said["type"], "null"], **words}
        if "type" in said
        else {"anyOf": [said, {"type": "null"}]}
    )


def _described(field: Field) -> JsonSchema:
    about = field.metadata.get("description") or field.metadata.get("about")
    return {"description": about} if about else {}


def _default(field: Field) -> JsonSchema:
    default = field.load_default
    is_plain = default is None or isinstance(default, (str, int, float, bool))
    return {"default": default} if default is not missing and is_plain else {}


def _named(rule: Any, **words: str) -> JsonSchema:
    """The validator's limits that are set, each by its word."""
    return {word: getattr(rule, name) for name, word in words.items() if getattr(rule, name) is not None}
