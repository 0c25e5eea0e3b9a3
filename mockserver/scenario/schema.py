"""The JSON Schema of scenario files, for editors: the grammar read once more."""

from __future__ import annotations

from typing import Any

from mockserver.scenario.facts import Vendors
from mockserver.scenario.grammar import SCENARIO
from mockserver.scenario.shapes import JsonSchema

DIALECT = "https://json-schema.org/draft/2020-12/schema"


_VARIABLE: JsonSchema = {"type": "string", "pattern": "\\$\\{"}  # whatever it stands for
_INNER = ("items", "additionalProperties")
_WORDED = ("enum", "pattern", "format")  # what a text has to be like


def json_schema(vendors: Vendors) -> dict[str, Any]:
    """The schema of files for a server with these vendors."""
    return {
        "$schema": DIALECT,
        "title": "A mockserver scenario",
        "description": "What a mock server plays: which vendors, with which records, calls and rules.",
        **_with_variables(SCENARIO.schema(vendors)),
    }


def _with_variables(schema: JsonSchema) -> JsonSchema:
    """The schema in which a variable may stand for any value that is neither a list nor an object."""
    inside = {word: _part(word, said) for word, said in schema.items()}
    if not _may_be_variable(schema):
        return inside
    about: JsonSchema = {word: inside.pop(word) for word in ("description", "default") if word in inside}
    return {**about, "anyOf": [inside, _VARIABLE]}


def _part(word: str, said: Any) -> Any:
    if word == "properties":
        return {name: _with_variables(each) for name, each in said.items()}
    if word == "anyOf":
        return [_with_variables(each) for each in said]
    return _with_variables(said) if isinstance(said, dict) and word in _INNER else said


def _may_be_variable(schema: JsonSchema) -> bool:
    """Whether it is for a value that a text with a variable in it would not be right for."""
    types = {schema.get("type")} if not isinstance(schema.get("type"), list) else {*schema["type"]}
    if "enum" in schema:
        return True
    return types.isdisjoint({None, "object", "array"}) and (
        "string" not in types or bool({*_WORDED} & {*schema})
    )
