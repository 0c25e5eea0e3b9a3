"""The published JSON Schema says what the loader does."""

import json
import re

import pytest
from hypothesis import given
from marshmallow import INCLUDE, Schema, fields, validate

from mockserver.scenario.fields import translated
from mockserver.scenario.load import _Reader
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.nodes import plain
from mockserver.scenario.schema import json_schema
from tests.scenario.made_up import VENDORS, mistakes, mutated, scenario
from tests.scenario.test_forty_mistakes import GOOD
from tests.scenario.test_load import WHOLE

SCHEMA = json_schema(VENDORS)
TYPES = {
    "object": dict, "array": list, "string": str, "boolean": bool, "integer": int, "number": (int, float),
    "null": type(None),
}  # fmt: skip


def tree(text):
    return plain(_Reader(text, "s.yaml").document())


def has_type(value, name):
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, TYPES[name])


def is_valid(value, schema):
    """As much of JSON Schema as the published one needs."""
    return all(check(value, schema[word], schema) for word, check in CHECKS.items() if word in schema)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def members_are_valid(value, schema):
    known, others = schema.get("properties", {}), schema.get("additionalProperties", True)
    parts = [(item, known.get(name, others)) for name, item in value.items()]
    return all(is_valid(item, part) if isinstance(part, dict) else part for item, part in parts)


def as_list(said):
    return [said] if isinstance(said, str) else said


def on(kind, check):
    return lambda value, said, schema: not isinstance(value, kind) or check(value, said)


CHECKS = {
    "type": lambda value, said, _: any(has_type(value, name) for name in as_list(said)),
    "enum": lambda value, said, _: value in said,
    "allOf": lambda value, said, _: all(is_valid(value, part) for part in said),
    "anyOf": lambda value, said, _: any(is_valid(value, part) for part in said),
    "not": lambda value, said, _: not is_valid(value, said),
    "minimum": lambda value, said, _: not is_number(value) or value >= said,
    "maximum": lambda value, said, _: not is_number(value) or value <= said,
    "exclusiveMinimum": lambda value, said, _: not is_number(value) or value > said,
    "pattern": on(str, lambda value, said: re.search(said, value)),
    "minItems": on(list, lambda value, said: len(value) >= said),
    "maxItems": on(list, lambda value, said: len(value) <= said),
    "uniqueItems": on(list, lambda value, said: all(item not in value[:at] for at, item in enumerate(value))),
    "items": on(list, lambda value, said: all(is_valid(item, said) for item in value)),
    "required": on(dict, lambda value, said: set(said) <= set(value)),
    "minProperties": on(dict, lambda value, said: len(value) >= said),
    "dependentRequired": on(
        dict,
        lambda value, said: all(name not in value or set(more) <= set(value) for name, more in said.items()),
    ),
    "additionalProperties": lambda value, said, schema: (
        not isinstance(value, dict) or members_are_valid(value, schema)
    ),
}
REFUSED = """
[]
seeed: 1
seed: seven
seed: 1.5
seed: -1
seed: true
name: 5
clock: manuel
clock: paced
clock: 5
clock: {kind: paced, pace: 0}
clock: {start: 2026-01-01}
vendors: []
vendors: {}
vendors: {nimbsu: {}}
vendors: {stratus: {kee: x}}
vendors: {nimbus: {errors: plian}}
vendors: {nimbus: {users: [{Login: a}]}}
vendors: {nimbus: {users: [5]}}
vendors: {nimbus: {retries: [1, 2, 3, 4]}}
vendors: {nimbus: {limits: {a: 0}}}
records: {stratus: {generate: 5}}
records: {nimbus: {}}
records: {nimbus: {given: [{Id: 5}]}}
records: {nimbus: {given: [{Id: "5", Turns: [{Knid: a}]}]}}
records: {nimbus: {generate: many}}
calls: {}
calls: [{match: {}}]
calls: [{steps: []}]
calls: [{steps: [busy], outcome: busy}]
calls: [{outcome: bussy}]
calls: [{vendor: a, outcome: busy}]
together: nimbus
together: [nimbus]
together: [nimbus, startus]
together: [nimbus, stratus, nimbus]
rules: [{operation: Ping}]
rules: [{fault: CONNECTION_RESET}]
rules: [{fault: {}}]
rules: [{fault: {kind: HANG, truncate: 4}}]
rules: [{fault: {delay: 2s, sent: 4}}]
rules: [{fault: {kind: CONNECTION_RESET_BY_PEER, sent: 0}}]
rules: [{fault: {truncate: half}}]
rules: [{fault: {truncate: 1.5}}]
rules: [{fault: {delay: 2}}]
rules: [{fault: {delay: {}}}]
rules: [{fault: {delay: {fixed: 1s, uniform: 1s..2s}}}]
rules: [{fault: {delay: {lognormal: {median: 90ms}}}}]
rules: [{fault: {dribble: {pieces: 1, over: 1s}}}]
rules: [{respond: {}}]
rules: [{respond: {status: 600}}]
rules: [{respond: {error: NotFoud}}]
rules: [{operation: Pnig, respond: {status: 500}}]
rules: [{operation: Ping, path: /, respond: {status: 500}}]
rules: [{method: PSOT, respond: {status: 500}}]
rules: [{respond: {status: 500, content_type: a/b}}]
rules: [{respond: {body: a, message: b}}]
rules: [{when: {nth: 1, every: 2}, respond: {status: 500}}]
rules: [{when: {nth: 0}, respond: {status: 500}}]
rules: [{when: {header: {X: 1}}, respond: {status: 500}}]
rules: [{side: afer, respond: {status: 500}}]
rules: [{when: {body: {X: [1]}}, respond: {status: 500}}]
""".strip().split("\n")


def test_the_schema_is_json():
    assert json.loads(json.dumps(SCHEMA)) == SCHEMA
    assert SCHEMA["$schema"].endswith("2020-12/schema")


def test_a_good_file_is_valid():
    assert is_valid(tree(WHOLE), SCHEMA)


@pytest.mark.parametrize("text", REFUSED)
def test_what_the_loader_refuses_by_its_shape_is_not_valid(text):
    assert mistakes(text)
    assert not is_valid(tree(text), SCHEMA)


@given(mutated([WHOLE, GOOD]))
def test_what_the_loader_takes_is_valid(text):
    try:
        scenario(text)
    except ScenarioMistake:
        return
    assert is_valid(tree(text), SCHEMA)


@pytest.mark.parametrize(
    "text",
    [
        "variables: {n: 5}\nseed: ${n}",
        "variables: {n: 5}\nlocale: de_${n}\nclock: ${n}",
        "variables: {n: 5}\nrules: [{operation: '${n}', when: {first: '${n}'}, fault: '${n}'}]",
        "variables: {n: 5}\nvendors: {nimbus: {errors: '${n}', retries: ['${n}']}}",
    ],
)
def test_a_variable_may_stand_for_any_value(text):
    assert is_valid(tree(text), SCHEMA)


def test_a_text_that_is_no_variable_is_not_valid_for_it():
    assert not is_valid(tree("seed: $n"), SCHEMA)
    assert not is_valid(tree("vendors: ${n}"), SCHEMA)


def test_every_key_has_a_description():
    def undescribed(schema, path=""):
        for name, inner in schema.get("properties", {}).items():
            if "description" not in inner and not path.startswith(("/vendors/", "/records/nimbus/given")):
                yield f"{path}/{name}"
            yield from undescribed(inner, f"{path}/{name}")
        for inner in filter(None, (schema.get("items"), *schema.get("anyOf", ()))):
            yield from undescribed(inner, path)

    assert list(undescribed(SCHEMA)) == []


def test_names_come_from_the_vendors():
    rule = SCHEMA["properties"]["rules"]["items"]["properties"]

    assert set(rule["operation"]["anyOf"][0]["enum"]) == {"ListCalls", "UpdateCall", "Ping", "Place"}
    error = rule["respond"]["properties"]["error"]["anyOf"][0]
    assert set(error["enum"]) == {"NotFound", "Down", "Busy", "NoSuchCall"}
    assert list(SCHEMA["properties"]["records"]["properties"]) == ["nimbus"]


def test_marshmallow_fields_become_json_schema():
    class Inner(Schema):
        a = fields.Integer(
            data_key="A", required=True, validate=validate.Range(min=1, max=5, max_inclusive=False)
        )

    class Outer(Schema):
        class Meta:
            unknown = INCLUDE

        one = fields.Nested(Inner, allow_none=True)
        many = fields.Nested(Inner, many=True)
        plucked = fields.Pluck(Inner, "a")
        word = fields.String(validate=[validate.OneOf(["x"]), validate.Length(min=1)], allow_none=True)
        anything = fields.Raw(allow_none=True)
        free = fields.Dict()
        odd = fields.IP(metadata={"about": "an address"})
        like = fields.String(validate=validate.Regexp("a+"))
        hidden = fields.String(dump_only=True)

    inner = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"A": {"type": "integer", "minimum": 1, "exclusiveMaximum": 5}},
        "required": ["A"],
    }
    assert translated(Outer()) == {
        "type": "object",
        "additionalProperties": True,
        "properties": {
            "one": {**inner, "type": ["object", "null"]},
            "many": {"type": "array", "items": inner},
            "plucked": inner["properties"]["A"],
            "word": {"type": ["string", "null"], "enum": ["x", None], "minLength": 1},
            "anything": {},
            "free": {"type": "object"},
            "odd": {"description": "an address"},
            "like": {"type": "string", "pattern": "^(?:a+)"},
        },
    }
