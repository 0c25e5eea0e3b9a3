"""What is written by looking through a shape once is what is written by looking at each value."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.formats.base import Kind, ListOf, Member, Shape
from mockserver.formats.csv import Csv
from mockserver.formats.json import PlainJson, ServiceStackJson
from mockserver.formats.jsv import Jsv
from mockserver.formats.known import REMEMBERED, Known
from mockserver.formats.numbers import DOUBLE_MAX, double_json, double_xml
from tests.formats import plainly
from tests.formats.shapes import ERROR, FULL, HOLES, RECORD, STEP, TYPED, shape

NAMES = [member.name for member in (*TYPED.members, *RECORD.members, *STEP.members)]


class Word(str):
    __slots__ = ()


# Neither NaN as a decimal nor numbers beyond a double: there the formats end in an error of Python's.
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**9), max_value=10**9)
    | st.text()
    | st.sampled_from(
        ["", "1", 'a "b"', "\x00\x1f\x7f\x85\xa0", "中\u2028", "\ud800", "[x", Word("w"), date(2024, 5, 1)]
    )
)
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(NAMES) | st.text(max_size=3), inner, max_size=5)
    ),
    max_leaves=12,
)
types = st.recursive(
    st.sampled_from(Kind),
    lambda inner: (
        st.builds(ListOf, inner)
        | st.lists(
            st.tuples(st.sampled_from(NAMES), inner), min_size=1, max_size=5, unique_by=lambda pair: pair[0]
        ).map(lambda pairs: Shape("Made", tuple(Member(name, type_) for name, type_ in pairs)))
    ),
    max_leaves=6,
) | st.sampled_from([TYPED, RECORD, ERROR, ListOf(RECORD)])


def outcome(writes, value, type_):
    """The bytes, or how writing failed."""
    try:
        written = writes(value, type_)
    except (TypeError, ValueError, AttributeError, ArithmeticError) as why:
        return type(why)
    return written if isinstance(written, bytes) else plainly.mend(written).encode()


@given(values, types)
@example(FULL, RECORD)
@example(HOLES, RECORD)
@example([FULL, None, HOLES], ListOf(RECORD))
@example({"Int": True, "Double": 5, "Bool": "x", "Text": 1.0, "Any": {"a": [None, Decimal("1.50")]}}, TYPED)
def test_json_and_jsv_are_spelled_as_ever(value, type_):
    for format_, plain in ((ServiceStackJson(), plainly.InJson()), (Jsv(), plainly.InJsv())):
        expected = outcome(lambda v, t, plain=plain: plainly.spelled(v, t, plain), value, type_)

        assert outcome(format_.write, value, type_) == (b"" if value is None else expected)


@given(
    st.lists(st.none() | st.dictionaries(st.sampled_from(NAMES), values, max_size=8)),
    st.sampled_from([TYPED, RECORD]),
)
@example([FULL, None, HOLES], RECORD)
def test_tables_are_spelled_as_ever(rows, shape_):
    expected = outcome(plainly.table, rows, shape_)

    assert outcome(Csv().write, rows, ListOf(shape_)) == expected


@given(values, types)
@example({"Z": float("nan"), "Subs": [{"Type": 1, "StartTime": float("inf")}]}, TYPED)
@example([{"b": 1, "Text": 2}], TYPED)
def test_plain_json_is_written_as_ever(value, type_):
    assert outcome(PlainJson().write, value, type_) == outcome(plainly.write_json, value, type_)


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**17), 10**17).map(float))
@example(0.0)
@example(-0.0)
@example(1e15)
@example(-1e15)
@example(123456789012345.6)
@example(1e-5)
@example(0.0001)
@example(DOUBLE_MAX)
def test_doubles_are_spelled_as_ever(value):
    short = plainly.general(value, 15)

    assert double_json(value) == plainly.double(value)
    assert double_xml(value) == (short if float(short) == value else plainly.general(value, 17))


def test_every_letter_of_the_first_two_blocks_is_spelled_as_ever():
    for code in range(0x300):
        text = f"a{chr(code)}b"

        assert ServiceStackJson().write(text, Kind.STRING).decode() == plainly.InJson().text(text)


def test_a_shape_is_looked_through_once():
    looked = []
    known = Known(lambda each: looked.append(each.name) or each.name)
    one, same = shape("One", "a"), shape("One", "a")

    assert [known.of(one), known.of(one), known.of(same)] == ["One"] * 3
    assert len(looked) == 2  # it is known by what it is, not by what it is like


def test_shapes_that_come_and_go_are_forgotten():
    looked = []
    known = Known(lambda each: looked.append(each.name) or each.name)
    first = shape("first")

    for each in (first, *(shape(str(number)) for number in range(REMEMBERED)), first):
        assert known.of(each) == each.name

    assert looked.count("first") == 2


@pytest.mark.parametrize("format_", [ServiceStackJson(), Jsv()])
def test_what_is_no_object_cannot_be_written_as_one(format_):
    with pytest.raises(AttributeError):
        format_.write("text", RECORD)
