import json
from contextlib import suppress

import pytest
from hypothesis import given

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf
from mockserver.formats.json import ServiceStackJson
from mockserver.formats.span import Unreadable
from tests.formats.shapes import FULL, HOLES, RECORD, REQUEST, TYPED, bodies, records, types

LENIENT = ServiceStackJson()


def read(text, type_=REQUEST):
    return LENIENT.read(text.encode(), type_).value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("", {}),
        ("{", {}),
        (" { } garbage", {}),
        ('{"Id":"1"', {"Id": "1"}),
        ('{"Id":"1",}', {"Id": "1"}),
        ('{"Id":"1","Id":"2"}', {"Id": "2"}),
        ('{"Id":"1","Id":null}', {"Id": None}),
        ('{"id":"1","NOTES":"n"}', {"Id": "1", "Notes": "n"}),
        ('{"Id":5,"Notes":1.50}', {"Id": "5", "Notes": "1.50"}),
        ('{"Id":True,"Notes":1e3}', {"Id": "True", "Notes": "1e3"}),
        ('{"Id":{"a":1},"Notes":[1,2]}', {"Id": "{a:1}", "Notes": "[1,2]"}),
        ('{"Id":["a","b"]}', {"Id": "[a,b]"}),
        ('{"Id":abc}', {"Id": "abc"}),
        ("{\"Id\":'1'}", {"Id": "'1'"}),
        ('{"Id":"null"}', {"Id": "null"}),
        ('{"Zzz":{"a":[1,{"b":"}"}]},"Id":"1"}', {"Id": "1"}),
        ('{"Zzz":[1,"]",{"x":2}],"Id":"1"}', {"Id": "1"}),
        ('{Id:"1",Notes:"n"}', {}),
        ("{'Id':'1'}", {}),
        ('{/*c*/"Id":"1","Notes":"n"}', {"Notes": "n"}),
        ('{"Id":"1"//c\n,"Notes":"n"}', {"Id": "1", "Notes": "n"}),
        ('{"Id":"1"}{"Id":"2"}', {"Id": "1"}),
        ('{"\\u0049d":"1","Notes":"n"}', {"Notes": "n"}),
        ('{"Notes":"a\\n\\r\\t\\b\\f\\/\\\\\\"z"}', {"Notes": 'a\n\r\t\b\f/\\"z'}),
        ('{"Notes":"\\u4e2d\\x0041\\v\\q"}', {"Notes": "中A\vq"}),
        ('{"Notes":"\\u12"}', {"Notes": "uu12"}),
        ('{"Id":"1","Notes":"\\uzzzz"}', {"Id": "1"}),
        ('{"Notes":"a\tb"}', {"Notes": "a\tb"}),
        ("{Id", {"Id": "d"}),
    ],
)
def test_what_the_framework_makes_of_odd_json(body, value):
    assert read(body) == value


@pytest.mark.parametrize(
    ("body", "exception", "message"),
    [
        ("   ", "System.IndexOutOfRangeException", "Index was outside the bounds of the array."),
        ('{"Notes":"abc', "System.IndexOutOfRangeException", "Index was outside the bounds of the array."),
        ('{"Notes":"abc\\', "System.IndexOutOfRangeException", "Index was outside the bounds of the array."),
        (
            '{"Id":{"a":"b\\',
            "System.ArgumentOutOfRangeException",
            "Specified argument was out of the range of valid values.",
        ),
        ('{"\\uzzzz":"1"}', "System.FormatException", "Input string was not in a correct format."),
        *(
            (
                body,
                "System.Runtime.Serialization.SerializationException",
                "Type definitions should start with a '{', expecting serialized type "
                f"'UpdateCallRecordRequest', got string starting with: {body[:50]}",
            )
            for body in (
                "hello",
                "null",
                '[{"Id":"1"}]',
                '/*c*/{"Id":"1","CustomerName":"c","UserName":"u","P":1}',
            )
        ),
    ],
)
def test_what_the_framework_cannot_read(body, exception, message):
    with pytest.raises(Unreadable) as caught:
        read(body)

    assert (caught.value.exception, str(caught.value)) == (exception, message)


def test_the_start_of_a_body_is_counted_in_utf_16_units():
    with pytest.raises(CannotDecode, match="with: " + "😀" * 25 + "$"):
        read("😀" * 30)


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("[]", []),
        ("", []),
        ('[{"Id":"1"},{"Id":"2"}]', [{"Id": "1"}, {"Id": "2"}]),
        ('{"Id":"1"}', [{"Id": "1"}]),
        ("[null]", [None]),
        ('[{"Id":"1"},null]', [{"Id": "1"}, None]),
        (' [ {"Id":"1"} , {"Id":"2"} ] ', [{"Id": "1"}, {"Id": "2"}]),
    ],
)
def test_a_batch(body, value):
    assert read(body, ListOf(REQUEST)) == value


def test_a_batch_of_garbage_names_the_item():
    with pytest.raises(CannotDecode, match="type 'UpdateCallRecordRequest', got string starting with: hello"):
        read("hello", ListOf(REQUEST))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"Int":5}', {"Int": 5}),
        ('{"Int":"5"}', {"Int": 5}),
        ('{"Int":1.5,"Double":"abc","Bool":"yes","Date":"x"}', {}),
        ('{"Int":2147483648}', {}),
        ('{"Int":null,"Text":"t"}', {"Text": "t"}),
        ('{"Double":"1,5"}', {"Double": 15.0}),
        ('{"Double":-1e-7}', {"Double": -1e-7}),
        ('{"Bool":"on"}', {"Bool": True}),
        ('{"Bool":1}', {"Bool": True}),
        ('{"Bool":TRUE}', {"Bool": True}),
        ('{"Bool":0}', {"Bool": False}),
        ('{"Date":"2024-05-01T10:00:00"}', {"Date": "2024-05-01T10:00:00"}),
        ('{"Texts":["a",null,1,"",]}', {"Texts": ["a", None, "1", "", None]}),
        ('{"Texts":"a,b"}', {"Texts": ["a", "b"]}),
        ('{"Ints":[1, 2 ]}', {"Ints": [1, 2]}),
        ('{"Ints":[1,"x"]}', {}),
        ('{"Sub":{"Type":"t"}}', {"Sub": {"Type": "t"}}),
        ('{"Sub":"x"}', {}),
        ('{"Sub":null}', {"Sub": None}),
        ('{"Subs":[{"Type":"a"}, {"Type":"b"}]}', {"Subs": [{"Type": "a"}, {"Type": "b"}]}),
        ('{"Any":[1,{"a":2}]}', {"Any": "[1,{a:2}]"}),
        ('{"Subs":[{"Type":"a\\"]}', {}),
        ('{"Texts":[', {}),
        ('{"Text":"t","Sub":{"Type', {"Text": "t", "Sub": {"Type": "ype"}}),
        ('{"Text":"a\\"}]"}', {"Text": 'a"}]'}),
        ('{"Zzz":{"a":{"b":[{}]}},"Text":"t"}', {"Text": "t"}),
    ],
)
def test_the_type_of_a_member_decides(text, value):
    assert read(text, TYPED) == value


@pytest.mark.parametrize(
    ("body", "loss"),
    [
        ('{"Zzz":1}', "member 'Zzz' is unknown and was ignored"),
        ('{"Notes":5}', "Notes: number '5' was taken as text"),
        ('{"id":"1"}', "member 'id' was taken as 'Id'"),
        ('{"Id":"1","Id":"2"}', "member 'Id' is given twice; the last one counts"),
        ('{"Id":"1"', "the object has no end, or text stands after it"),
        ('{Id:"1","Notes":"n"}', "text that is no member name was skipped"),
        ("", "the body is empty"),
    ],
)
def test_what_was_lost_is_said(body, loss):
    assert loss in LENIENT.read(body.encode(), REQUEST).losses


def test_a_byte_order_mark_wins_over_the_charset():
    body = '{"Id":"中"}'.encode("utf-16")

    assert LENIENT.read(body, REQUEST, charset="utf-8").value == {"Id": "中"}


def test_bad_utf_8_becomes_a_replacement_character():
    assert LENIENT.read(b'{"Id":"a\xffb"}', REQUEST).value == {"Id": "a�b"}


def test_half_a_surrogate_pair_never_gets_in():
    assert read('{"Id":"\\ud83d\\ude00 \\ud800"}') == {"Id": "😀 �"}


def test_a_record_as_written_by_the_framework():
    assert LENIENT.write(FULL, RECORD).decode() == (
        '{"Id":"full","CallerName":"A <b> & \\"q\\" 中é /","Notes":"full notes","DurationInSeconds":12.5,'
        '"RingTimeInSeconds":3,"HoldCount":2,"Interactions":[{"StartTime":"2024-05-01T10:00:01",'
        '"Type":"Answer","Description":"answered"}],"CompletedFormIds":["f1","f2"],"Flagged":true,'
        '"FlagNotes":"look, here"}'
    )


def test_nulls_inside_lists():
    assert LENIENT.write(HOLES, RECORD).decode() == (
        '{"Id":"nulls","DurationInSeconds":0,"RingTimeInSeconds":0,"HoldCount":0,"Interactions":'
        '[{},{"StartTime":"s","Description":"d"},{},{"Type":""}],"CompletedFormIds":["x",null,"","null"],'
        '"Flagged":false}'
    )


def test_control_characters_are_escaped_and_nothing_else():
    written = LENIENT.write({"Notes": "a\x01b\x1fc\x7f\x85\b\f\v\n/\u2028<&>"}, REQUEST).decode()

    assert written == '{"Notes":"a\\u0001b\\u001Fc\\u007F\\u0085\\b\\f\\u000B\\n/\u2028<&>"}'


def test_a_value_without_a_type_is_written_as_what_it_is():
    value = {"a": [1, True, 1.5, "x", None], "b": None}

    assert LENIENT.write(value, Kind.ANY) == b'{"a":[1,true,1.5,"x",null]}'


def test_half_a_surrogate_pair_can_be_written():
    assert LENIENT.write({"Id": "\ud800"}, REQUEST).decode() == '{"Id":"�"}'


@given(records)
def test_what_is_written_is_read_again(record):
    reading = LENIENT.read(LENIENT.write(record, RECORD), RECORD)

    assert reading.value == record


@given(records)
def test_what_is_written_is_json(record):
    assert json.loads(LENIENT.write(record, RECORD)) == record


@given(bodies, types)
def test_any_body_is_read_or_refused(body, type_):
    with suppress(CannotDecode):
        LENIENT.write(LENIENT.read(body, type_).value, type_)


@pytest.mark.parametrize("body", [b'{"a":' * 100, b"[" * 100, b'{"x":"' + b"[" * 100 + b'"' + b",[" * 100])
def test_deep_nesting_is_refused(body):
    with pytest.raises(CannotDecode, match="deeper than 64"):
        LENIENT.read(body, REQUEST)


@pytest.mark.parametrize("body", [b"[" + b"1," * 50, b"{" + b'"a":1 ' * 50, b"{" + b"a b " * 50])
def test_too_many_values_are_refused(body):
    with pytest.raises(CannotDecode, match="more than 10 values"):
        LENIENT.read(body, REQUEST, limits=Limits(nodes=10))
