"""Json.NET's leniencies, one by one, beside what was recorded."""

import json
from decimal import Decimal

import pytest

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Reading
from mockserver.formats.jsonnet import JsonNet
from tests.formats.api_models import ALL, CALLS

JSON = JsonNet()


def read(text, type_=ALL, **options):
    return JSON.read(text.encode() if isinstance(text, str) else text, type_, **options)


def value(text, type_=ALL):
    return read(text, type_).value


def paths(text, type_=ALL):
    return [path for path, _ in read(text, type_).notes]


# ---------------------------------------------------------------- members


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ("1", "1"), ("1.50", "1.5"), ("-0.0", "0"), ("1e20", "1E+20"), ("1e-7", "1E-07"), ("0x1F", "31"),
        ("017", "15"), ("true", "True"), ("Infinity", "Infinity"), ("NaN", "NaN"), ("-1", "-1"),
        ("123456789012345678901234567890", "123456789012345678901234567890"), ("'it'", "it"),
        ("21000000000000000000", "2553255926290448384"), ('"\\ud83d\\ude00"', "😀"),
        ('"\\ud83d!"', "\ufffd!"), ('"\\ude00"', "\ufffd"), ('"\\ud83d\\ud83d\\ude00"', "\ufffd😀"),
        ('"\\u 41 "', "A"), ('"a\\\'b"', "a'b"), ('"2025-04-25"', "2025-04-25"),
    ],
)  # fmt: skip
def test_a_string_takes_numbers_and_booleans(given, text):
    assert value(f'{{"Text":{given} ,"Int":1}}') == {"Text": text, "Int": 1}


@pytest.mark.parametrize(
    ("given", "number"),
    [
        ("2", "2"), ("2.50", "2.50"), ("1e3", "1000"), ("1.50e1", "15.0"), ("5e-3", "0.005"),
        ("0.00", "0.00"), ("0e-5", "0.00000"), ("-0.0", "0.0"), ("0x10", "16"), ("010", "8"),
        ("1-", "-1"), ("5.", "5"), (".5", "0.5"), ("0xFFFFFFFFFFFFFFFF", "-1"), ('"2,5"', "25"),
        ('" 2.50 "', "2.50"), ('"1,,2"', "12"), ('"1 -"', "-1"), ("1e28", "1" + 28 * "0"),
        ("6e-29", "0." + 27 * "0" + "1"), ("6e-30", "0." + 28 * "0"),
        ("0.00000000000000000000000000005", "0." + 28 * "0"),
    ],
)  # fmt: skip
def test_a_decimal_keeps_its_scale(given, number):
    assert format(value(f'{{"Decimal":{given} ,"Int":1}}')["Decimal"], "f") == number


@pytest.mark.parametrize(
    "given",
    [
        '"abc"',
        '"1e3"',
        '"(1)"',
        '"$1"',
        '"- 1"',
        '""',
        "null",
        "true",
        "[]",
        "{}",
        "NaN",
        '"79228162514264337593543950335.5"',
    ],
)
def test_a_decimal_that_is_none_is_noted_and_left_out(given):
    assert value(f'{{"Decimal":{given},"Text":"t"}}') == {"Text": "t"}
    assert paths(f'{{"Decimal":{given},"Text":"t"}}') == ["Decimal"]


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        ("Int", "-0", 0), ("Int", "0x10", 16), ("Int", "017", 15), ("Int", '" 12 "', 12),
        ("Int", '"+7"', 7), ("Int", "2147483647", 2147483647), ("Int", "-2147483648", -2147483648),
        ("Int", "0xFFFFFFFF", -1), ("Double", "1", 1.0), ("Double", "0.1", 0.1), ("Double", "true", 1.0),
        ("Double", '"1,5"', 15.0), ("Double", '"1e3"', 1000.0), ("Double", "99999999999999999999", 1e20),
        ("Double", "Infinity", float("inf")), ("Bool", "5", True), ("Bool", "0.0", False),
        ("Bool", '" TRUE "', True), ("Bool", '"false\\u0000"', False), ("Bool", '{"$value":true}', True),
        ("Any", "1.5", "1.5"), ("Sub", '{"name":"n","SIZE":3}', {"Name": "n", "Size": 3}),
        ("Sub", "null", None), ("Sub", '""', None),
        ("Texts", '["a",1,null,true]', ["a", "1", None, "True"]), ("Ints", "[1,,2]", [1, 2]),
        ("Ints", '[1,"x",3]', [1, 3]), ("Decimals", "[1.0,0x10]", [Decimal("1.0"), Decimal(16)]),
        ("Bools", "[1,0,true]", [True, False, True]), ("Lists", "[[1],null,[2,3]]", [[1], None, [2, 3]]),
    ],
)  # fmt: skip
def test_each_kind_is_read_by_its_own_rule(kind, given, expected):
    assert value(f'{{"{kind}":{given}}}') == {kind: expected}


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        ("Int", "2147483648"), ("Int", "1.5"), ("Int", "1e3"), ("Int", "true"), ("Int", '"1.0"'),
        ("Int", "null"), ("Text", "9" * 400), ("Int", "NaN"), ("Double", '"1e400"'), ("Double", "null"),
        ("Double", '""'), ("Double", '"x"'), ("Double", '"2025-04-25T00:00:00Z"'),
        ("Bool", "99999999999999999999"), ("Bool", '"1"'), ("Bool", "null"), ("Bool", "[]"), ("Sub", "5"),
        ("Sub", '"x"'), ("Sub", "new Sub(1)"), ("Texts", '"x"'), ("Text", "undefined"), ("Date", "5"),
        ("Date", '"/Date()/"'), ("Date", '"/Date(1+)/"'), ("Date", '"/Date(999999999999999999)/"'),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_noted_under_its_member(kind, given):
    reading = read(f'{{"Text":"t","{kind}":{given}}}')

    assert reading.notes[0][0] == kind
    assert kind == "Text" or kind not in reading.value


# ---------------------------------------------------------------- outline


@pytest.mark.parametrize("text", ["", " ", "null", '""', "undefined", "/*c*/", '{"$ref":"1"}'])
def test_nothing_at_all_is_null_without_a_note(text):
    assert (value(text, CALLS), paths(text, CALLS)) == (None, [])


@pytest.mark.parametrize(
    "text",
    [
        '{"Text":"\\u4g2d"}', "{abc", "{a-b:1}", '{"Text":"a"/*c', '{"Decimal":1e99}x', '{"Zzz":nx}',
        "{a /", "/x", "[]", '"x"', "5", "true", "hello", "+1", "{", "{,}", '{"a"}',
        "{a b:1}", "{'a':1 'b':2}", "/* c", "/", "nul", "n", "new", "new Date(1)", '{"a":tru}', "\ufeff5",
        "[1", "}", "]", '{"Text":"a\\qb"}', '{"$type":null}', '{"$ref":1}', '{"$values":[]}',
        '{"Text":1]',
    ],
)  # fmt: skip
def test_what_is_no_object_is_null_and_noted(text):
    assert value(text) is None
    assert paths(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"$ref":null,"Text":"a"}', {"Text": "a"}), ('{"Decimal":1e99}/*c*/', {}),
        ("{é:1,Text:'a'}", {"Text": "a"}), ('{"Texts":{"$values":1},"Text":"lost"}', {}),
        ("{Text:'a'}", {"Text": "a"}), ("{ $x : 1, Text : 'a' , }", {"Text": "a"}),
        ("{\"Text\":'a'/*c*/,//d\n/*e*/}x", {"Text": "a"}), ("\0{\0Text\0:\0'a'\0}", {"Text": "a"}),
        ("\u2003{\u00a0Text\x85:\u3000'a'}", {"Text": "a"}), ('{"TEXT":"a","text":"b"}', {"Text": "b"}),
        ('{"Text":"a"', {"Text": "a"}), ('{"Text":"a",', {"Text": "a"}),
        ('{"Text":"a","Int":', {"Text": "a"}), ('{"Text":"a","Int":1', {"Text": "a", "Int": 1}),
        ('{"Text":"a","Zzz":[1,{', {"Text": "a"}), ('{"Zzz":{"Text":"x"},"Text":"a"}', {"Text": "a"}),
        ('{"Zzz":new Zzz(1,[2]),"Text":"a"}', {"Text": "a"}),
        ('{"$id":"1","Sub":{"$ref":"2"}}', {"Sub": None}),
        ('{"Texts":{"$values":["a"]}}', {"Texts": ["a"]}),
        ('{"Texts":["a"],"Texts":["b"]}', {"Texts": ["a", "b"]}),
        ('{"Ints":[1],"Ints":null}', {"Ints": None}),
        ('{"Sub":{"Name":"n"},"Sub":{"Size":1}}', {"Sub": {"Name": "n", "Size": 1}}),
        ('{"Bool":{"a":1},"Text":"lost"}', {}),
    ],
)  # fmt: skip
def test_an_object_is_read_as_far_as_it_goes(text, expected):
    assert value(text) == expected


def test_an_object_may_stand_in_two_places():
    first, second = value('{"Calls":[{"$id":"1","CallTime":1},{"$ref":"1"}]}', CALLS)["Calls"]

    assert second is first


def test_an_object_cannot_stand_in_too_many_places():
    text = '{"Calls":[{"$id":"1"}' + ',{"$ref":"1"}' * 100 + "]}"

    assert len(value(text, CALLS)["Calls"]) == 101
    with pytest.raises(CannotDecode):
        read(text, CALLS, limits=Limits(size=20 * len(text)))


def test_an_object_and_its_id_belong_together():
    twice = '{"Calls":[{"$id":"1"},{"$id":"1"}]}'
    renamed = '{"Calls":{"$id":"1","$values":[]},"Calls":{"$id":"2","$values":[]}}'
    again = '{"Calls":{"$id":"1","$values":[]},"Calls":{"$id":"1","$values":[{}]}}'

    assert [words.partition(" Path")[0] for _, words in read(twice, CALLS).notes] == [
        "Error reading object reference '1'."
    ]
    assert [words.partition(" Path")[0] for _, words in read(renamed, CALLS).notes] == [
        "Error reading object reference '2'."
    ]
    assert read(again, CALLS) == Reading({"Calls": [{}]}, read(again, CALLS).losses)


def test_many_ids_are_read_as_fast_as_few():
    calls = ",".join(f'{{"$id":"{id}"}}' for id in range(15_000))

    assert len(value(f'{{"Calls":[{calls}]}}', CALLS)["Calls"]) == 15_000


@pytest.mark.parametrize(
    "text",
    [
        '{"$id":"1","Sub":{"$ref":"1"}}',
        '{"Sub":{"$id":"1"},"Texts":{"$id":"1","$values":[]}}',
        '{"Sub":{"$ref":1}}',
    ],
)
def test_an_object_cannot_stand_where_another_type_belongs(text):
    assert paths(text)
    json.dumps(value(text))  # it holds nothing that holds itself


@pytest.mark.parametrize(
    ("text", "noted"),
    [
        ('{"Text":"Y', ["Text", "Text"]), ('{"Text":+1}', ["Text", "Text"]),
        ('{"Texts":[+1]}', 3 * ["Texts"]), ('{"Decimal":1e99}', ["Decimal", ""]),
        ('{"Decimal":1e99,"Int":1}', ["Decimal", "Int"]),
        ('{"Ints":[1,"x","y"]}', ["Ints[1]", "Ints[2]"]), ('{"Sub":{"Size":{}}}', ["Sub.Size"]),
        ('{"Zzz":01x}', ["Zzz", ""]), ('{"Bool":{"$value":{}}}', ["Bool.$value"]),
        ('{"Text":"\\u12', ["Text", "Text"]), ('{"Bools":{"$values":1}}', ["Bools", ""]),
        ('{"a":true1}', ["a"]), ('{"Text":1:2}', ["Text"]),
    ],
)  # fmt: skip
def test_an_error_is_noted_at_every_level_it_breaks(text, noted):
    assert paths(text)[: len(noted)] == noted


def test_more_than_256_levels_are_too_many():
    def inner(depth):
        return f'{{"Zzz":{"[" * depth}{"]" * depth},"Text":"a"}}'

    assert value(inner(255)) == {"Text": "a"}
    assert value(inner(256)) is None


@pytest.mark.parametrize(
    ("type_", "text", "expected"), [(ListOf(Kind.INT), "[1,2]", [1, 2]), (Kind.STRING, "5", "5")]
)
def test_a_body_may_be_a_list_or_a_scalar(type_, text, expected):
    assert value(text, type_) == expected
