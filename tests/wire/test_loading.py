"""What is loaded is what marshmallow loads, to the type and the order of members; so are its refusals."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError, fields

from mockserver.wire import HttpUrl, Wire, schema_of
from mockserver.wire.loading import load, loader_of
from tests.wire.schemas import REQUESTS, Branch, Common, Everything, Hooked, Made, samples, scalars

KINDS = (fields.String, fields.Integer, fields.Float, fields.Boolean, fields.Raw, fields.DateTime)


def outcome(loads, value):
    """What was loaded or refused, in words that show types and the order of members."""
    try:
        return repr(loads(value))
    except ValidationError as why:
        return f"refused {why.messages!r}, valid {why.valid_data!r}"
    except (TypeError, ValueError, ArithmeticError, AttributeError) as why:
        return f"failed {why!r}"


def both(schema, value):
    return outcome(lambda given: load(schema, given), value), outcome(schema_of(schema).load, value)


@given(samples)
@example((Branch, {"Name": None}))
@example((Everything, {"must": "x", "may": None}))
@example((Everything, {"must": "x", "may": None, "real": float("nan"), "elsewhere": float("inf")}))
@example((Everything, {"must": "x", "may": None, "short": "too long"}))
@example((Everything, {"must": "x", "may": None, "after": "a", "before": "b", "late": None, "loud": "c"}))
@example((Everything, {"must": "x", "may": None, "odd_flag": True, "all_true": 0, "flag": "on"}))
@example((Common, {"must": "x", "may": None, "whole_text": "7", "money": "1.555", "moment": "2024-05-01"}))
@example((Everything, {"must": "x", "may": None, "branches": [{"Size": "2"}, None], "mades": [{}]}))
@example((Everything, {"must": "x", "may": None, "self": [{"text": "a", "self": [{"self": [{}]}]}]}))
@example((Everything, {"must": "x", "may": None, "strictly": {"zzz": 1}}))
def test_what_is_loaded_is_what_marshmallow_loads(sample):
    ours, theirs = both(*sample)

    assert ours == theirs


@st.composite
def fields_of_any_kind(draw):
    kind = draw(st.sampled_from(KINDS))
    required = draw(st.booleans())
    usual = {} if required else draw(st.fixed_dictionaries({}, optional={"load_default": scalars}))
    made = kind(required=required, allow_none=draw(st.none() | st.booleans()), **usual)
    return fields.List(made) if draw(st.booleans()) else made


@given(
    st.dictionaries(st.sampled_from("abcde"), fields_of_any_kind(), max_size=4),
    st.dictionaries(st.sampled_from("abcdez"), scalars | st.lists(scalars, max_size=3)),
)
def test_any_schema_of_common_fields_loads_as_marshmallow_does(members, value):
    ours, theirs = both(Wire.from_dict(members), value)

    assert ours == theirs


@pytest.mark.parametrize("schema", REQUESTS, ids=lambda schema: schema.__name__)
def test_every_request_of_a_vendor_is_looked_through(schema):
    assert loader_of(schema) is not None


@pytest.mark.parametrize("schema", [Made, Hooked])
def test_a_schema_with_hooks_is_left_to_marshmallow(schema):
    assert loader_of(schema) is None


def test_a_plain_object_never_comes_to_marshmallow(monkeypatch):
    given = {"must": "x", "may": None, "branches": [{"Name": "n"}, None], "texts": ["a", None]}
    expected = schema_of(Everything).load(given)
    monkeypatch.setattr(Schema, "_do_load", None)

    assert load(Everything, given) == expected


def test_a_default_that_is_made_is_made_each_time():
    first, second = (load(Everything, {"must": "x", "may": None}) for _ in range(2))

    assert first["texts"] == second["texts"] == []
    assert first["texts"] is not second["texts"]


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("http://127.0.0.1:9000/result", True),
        ("https://app.example/a?b=c#d", True),
        ("HTTP://localhost", True),
        ("http://[::1]:80/", True),
        ("nowhere", False),
        ("/result", False),
        ("ftp://host/", False),
        ("http://", False),
        ("http:///path", False),
        ("http://host:port/", False),
        ("http://host:0/", False),
        ("http://[::1/", False),
        ("http://ho st/", False),
        ("http://host/\n", False),
        ("http://bücher.example/", False),
    ],
)
def test_an_http_url_has_a_scheme_and_a_host(text, is_one):
    class Told(Wire):
        url = HttpUrl(allow_none=True)

    assert load(Told, {"url": None}) == {"url": None}
    if is_one:
        assert load(Told, {"url": text}) == {"url": text}
    else:
        with pytest.raises(ValidationError, match="Not a valid URL"):
            load(Told, {"url": text})
