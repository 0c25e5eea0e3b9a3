"""What is dumped is what marshmallow dumps, of dicts and of objects alike."""

from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from marshmallow import Schema

from mockserver.callcentre.model import CallRecord, Interaction
from mockserver.vendors.hostedsuite.wire import CallRecordInfo
from mockserver.wire import schema_of
from mockserver.wire.dumping import dump, dumper_of
from tests.wire.schemas import ANSWERS, SCHEMAS, Common, Deep, Everything, Own, Wrapped, scalars

INNER = st.recursive(
    scalars | st.builds(SimpleNamespace, name=scalars, size=scalars),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "size", "text", "self"]), inner, max_size=3)
        | st.tuples(inner)
    ),
    max_leaves=5,
)


class Both(SimpleNamespace):
    """An object that has some of its values as items."""

    def __getitem__(self, name):
        return {"text": "item"}[name]


def outcome(dumps, value):
    """What was dumped, in words that show types and the order of members; or how it failed."""
    try:
        return repr(dumps(value))
    except (TypeError, ValueError, ArithmeticError, AttributeError) as why:
        return f"failed {why!r}"


@st.composite
def samples(draw):
    schema = draw(st.sampled_from(SCHEMAS))
    names = [field.attribute or name for name, field in schema_of(schema).fields.items()]
    given = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(names, INNER)))
    made = draw(
        st.sampled_from([dict, lambda **given: SimpleNamespace(**given), lambda **given: Both(**given)])
    )
    return schema, made(**given)


@given(samples())
@example((Everything, {"text": "x", "late": 1}))
@example((Deep, SimpleNamespace(**{"a.b": "x"})))
@example((Common, {"elsewhere": 1, "made": {"name": 1}, "branches": [None, {}], "whole_text": 7}))
@example((Common, SimpleNamespace(whole=None, numbers=((1, "2"), None), moment=None, louds=["a"])))
@example((CallRecordInfo, CallRecord("1", interactions=(Interaction("now", "Answer", None), None))))
def test_what_is_dumped_is_what_marshmallow_dumps(sample):
    schema, value = sample

    assert outcome(lambda given: dump(schema, given), value) == outcome(schema_of(schema).dump, value)


@pytest.mark.parametrize("schema", ANSWERS, ids=lambda schema: schema.__name__)
def test_every_answer_of_a_vendor_is_looked_through(schema):
    assert dumper_of(schema) is not None


@pytest.mark.parametrize("schema", [Wrapped, Own, Everything])
def test_a_schema_with_a_way_of_its_own_is_left_to_marshmallow(schema):
    assert dumper_of(schema) is None


def test_a_plain_record_never_comes_to_marshmallow(monkeypatch):
    record = CallRecord("1", interactions=(Interaction("now", "Answer", None), None), forms=("a", "b"))
    expected = schema_of(CallRecordInfo).dump(record)
    monkeypatch.setattr(Schema, "dump", None)

    assert dump(CallRecordInfo, record) == expected
