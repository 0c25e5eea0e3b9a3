"""A plain body read at once is what the general reader makes of it, with nothing noted and nothing lost."""

import json
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mockserver.formats.base import NORMAL, CannotDecode, Kind, Limits, ListOf, Reading, Shape
from mockserver.formats.jsonnet import JsonNet
from mockserver.formats.jsonnet_plain import plan_root
from mockserver.formats.jsonnet_read import read_general
from tests.formats.api_models import ALL, CALL, CALLS
from tests.thorough import examples

SAMPLE = (
    '{"NeedSurvey":"Y","TotalTime":2.50,"IsSuccessful":true,"Calls":[{"StartTime_Utc":'
    '"2025-04-25T15:29:01.0500655Z","CallTime":3,"AdditionalInfo":null}]}'
)

texts = st.text(max_size=8).map(lambda text: json.dumps(text, ensure_ascii=False))
escaped = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"]), max_size=8).map(json.dumps)
wholes = st.integers(-(2**70), 2**70).map(str) | st.integers(-99, 99).map(str)
fractions = st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str) | st.floats().map(
    json.dumps
)
odd = st.sampled_from(
    [
        "null", "true", "false", "0", "-0", "-0.0", "0.0", "1e3", "1E-5", "1e400", "NaN", "Infinity",
        "9" * 40, "01", "[]", "{}", "[null]", '[{"Name":"n"}]', '{"Size":1,"Name":null}', '"\\ud83d"',
        '"\\uD83D\\uDE00"', '"a\nb"', "'a'", "", '"\\/"', '"\\u0041"', '[1,"a",null,true]', "[[1],[]]",
        "0." + "1" * 40, "79228162514264337593543950336",
    ]
)  # fmt: skip
dates = st.one_of(
    st.sampled_from(
        [
            "0001-01-01T00:00:00", "0000-01-01T00:00:00Z", "2024-02-29T23:59:59.9999999Z",
            "2025-02-29T00:00:00Z", "x", "2025-04-31T00:00:00", "2025-04-30T00:00:00Z",
            "2025-04-25T15:29:01.50Z", "2025-04-25T15:29:01+02:00", "2025-04-25", "2025-04-25T24:00:00Z",
            "/Date(1745594941050)/", "/Date()/", "9999-12-31T23:59:59.9999999Z",
        ]
    ),
    st.datetimes().map(lambda d: d.isoformat()),
    st.datetimes().map(lambda d: d.isoformat() + "Z"),
).map(json.dumps)  # fmt: skip
values = st.one_of(texts, escaped, wholes, fractions, odd, dates)
blanks = st.sampled_from([""] * 20 + [" ", "\n", "\0", "\u00a0", "/**/"])
names = st.sampled_from([*(m.name for m in ALL.members), "text", "Zzz", "$id", "$ref"])

small = st.integers(-(2**31), 2**31 - 1).map(str)
places = st.decimals(1, 10**9, places=3).map(str)
moments = st.datetimes().map(lambda d: d.isoformat().rstrip("0") if d.microsecond else d.isoformat())
# What a serializer writes for a member of each kind.
USUAL = {
    Kind.STRING: texts | escaped, Kind.ANY: texts, Kind.INT: small,
    Kind.DOUBLE: st.floats(-1e9, 1e9).map(json.dumps),
    Kind.DECIMAL: places | small, Kind.BOOL: st.booleans().map(json.dumps),
    Kind.DATETIME: (moments | moments.map("{}Z".format)).map(json.dumps),
}  # fmt: skip


def usual(type_):
    if isinstance(type_, ListOf):
        return st.lists(usual(type_.item), max_size=3).map(lambda items: f"[{','.join(items)}]")
    if isinstance(type_, Shape):
        return st.tuples(*map(usual_member, type_.members)).map(lambda inner: f"{{{','.join(inner)}}}")
    return USUAL[type_]


def usual_member(member):
    return usual(member.type).map(lambda text: f'"{member.name}":{text}')


members = [usual_member(member) for member in ALL.members]
odd_members = st.tuples(names, blanks, blanks, values).map(lambda parts: '"{}"{}:{}{}'.format(*parts))


@st.composite
def objects(draw):
    """Mostly what a serializer writes, with something odd in about half of them."""
    chosen = draw(st.lists(st.sampled_from(range(len(members))), unique=True, max_size=4))
    inner = [draw(members[at]) for at in chosen] + draw(st.lists(odd_members, max_size=1))
    tail = draw(st.sampled_from(["}"] * 20 + ["", "}x", "} \n", ",}", "]"]))
    return f"{{{','.join(draw(st.permutations(inner)))}{draw(blanks)}{tail}"


PLAIN = plan_root(ALL)


@examples(600)
@given(objects())
@example('{"Decimal":-0.00}')
@example('{"Double":-0}')
@example('{"Date":"2025-04-31T00:00:00"}')
def test_what_is_read_at_once_is_what_the_general_reader_reads(text):
    plain, general = PLAIN(text, NORMAL), read_general(text, ALL, NORMAL)

    if plain is not None:
        assert general == Reading(plain)
        assert repr(general.value) == repr(
            plain
        )  # the scale of decimals, and what is a bool and what a number


@given(usual(ALL))
def test_what_a_serializer_writes_is_plain(text):
    plain = PLAIN(text, NORMAL)

    assert plain is not None
    assert read_general(text, ALL, NORMAL) == Reading(plain)


@pytest.mark.parametrize(
    "text",
    [
        SAMPLE, "{}", " {}".strip(), '{ "Calls" : [ ] }\n', '{"NeedSurvey":"a\\nb\\u4e2d\nc"}',
        '{"Calls":[null,{}]}', '{"Calls":[{"EndTime_Utc":"2025-04-30T00:00:00"}]}',
    ],
)  # fmt: skip
def test_a_body_as_serializers_write_it_is_plain(text):
    assert plan_root(CALLS)(text, NORMAL) is not None


@pytest.mark.parametrize(
    "text",
    [
        "[]", '{"NeedSurvey":"a","NeedSurvey":"b"}', '{"needsurvey":"a"}', '{"Zzz":1}',
        '{"NeedSurvey":1}', "{}x", "{,}", '{"TotalTime":"2"}', '{"TotalTime":null}', '{"TotalTime":1e3}',
        '{"IsSuccessful":1}', '{"NeedSurvey":"\\ud83d"}', '{"Calls":[1]}', '{"Calls":{}}',
        '{"Calls":[{"StartTime_Utc":"2025-04-25"}]}',
    ],
)  # fmt: skip
def test_a_body_with_anything_to_say_about_is_not_plain(text):
    assert plan_root(CALLS)(text, NORMAL) is None


def test_a_plain_body_keeps_the_scale_of_its_decimals():
    value = JsonNet().read(SAMPLE.encode(), CALLS).value

    assert str(value["TotalTime"]) == "2.50"
    assert value["Calls"][0]["CallTime"] == Decimal(3)


@pytest.mark.parametrize("text", [SAMPLE, '{"Zzz":[' + "1," * 400 + "1]}"])
def test_both_ways_keep_to_the_limits(text):
    with pytest.raises(CannotDecode):
        JsonNet().read(text.encode(), CALLS, limits=Limits(size=20))
    with pytest.raises(CannotDecode):
        JsonNet().read(text.encode(), CALLS, limits=Limits(nodes=5))


@given(
    st.recursive(values, lambda inner: st.lists(inner, max_size=3).map(lambda each: f"[{','.join(each)}]"))
)
def test_any_text_can_be_read_and_written_again(text):
    for shape in (ALL, CALL):
        reading = JsonNet().read(
            f'{{"Text":{text},"Texts":{text},"CallTime":{text}}}'.encode("utf-8", "replace"), shape
        )

        JsonNet().write(reading.value, shape)
