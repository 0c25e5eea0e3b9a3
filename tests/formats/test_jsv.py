from contextlib import suppress

import pytest
from hypothesis import given

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf
from mockserver.formats.jsv import Jsv
from mockserver.formats.span import Unreadable
from tests.formats.shapes import ERROR, FULL, HOLES, RECORD, REQUEST, TYPED, bodies, records, types

JSV = Jsv()


def read(text, type_=REQUEST):
    return JSV.read(text.encode(), type_).value


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("", {}),
        ("{}", {}),
        ("{ ", {}),
        ("{Id:1,Notes:n}", {"Id": "1", "Notes": "n"}),
        ("{id:1,NOTES:n}", {"Id": "1", "Notes": "n"}),
        ("{Id:1", {"Id": "1"}),
        ("{Notes:}", {"Notes": None}),
        ("{Notes:,Id:1}", {"Notes": None, "Id": "1"}),
        ('{Notes:""}', {"Notes": ""}),
        ("{Notes:null}", {"Notes": "null"}),
        ("{Notes:中é}", {"Notes": "中é"}),
        ('{Notes:"a,b:""c"""}', {"Notes": 'a,b:"c"'}),
        ("{ Id : 1 , Notes : n }", {}),
        ('{"Id":"1"}', {}),
        ("{Zzz:[1,2],Id:1}", {"Id": "1"}),
        ("{Zzz:{a:[}]},Id:1}", {}),
        ('{Zzz:{a:"}",b:{c:d}},Id:1}', {"Id": "1"}),
        ('{"a""b":1,{x}:2,Id:1}', {"Id": "1"}),
        ("{Zzz:[1,[2]", {}),
        ('{Notes:"abc', {"Notes": "ab"}),
        ('{Notes:",Id:1', {"Notes": ",Id:"}),
        ('{Notes:"', {}),
        ("{Notes:[1,2],Id:{a:1}}", {"Notes": "[1,2]", "Id": "{a:1}"}),
    ],
)
def test_what_the_framework_makes_of_odd_jsv(body, value):
    assert read(body) == value


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("hello", "got string starting with: hello"),
        (" {Id:1}", "got string starting with:  {Id:1}"),
        ("{Id}", "outside the bounds"),
        ("{Id:1}\n", "outside the bounds"),
    ],
)
def test_what_the_framework_cannot_read(body, message):
    with pytest.raises(Unreadable, match=message):
        read(body)


def test_a_batch():
    assert read("[{Id:1},{Id:2}]", ListOf(REQUEST)) == [{"Id": "1"}, {"Id": "2"}]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{Int:5,Double:1.5,Bool:True,Decimal:2}", {"Int": 5, "Double": 1.5, "Bool": True, "Decimal": 2.0}),
        ('{Int:"5"}', {"Int": 5}),
        ("{Int:x}", {}),
        ('{Texts:[a,"b,c",,""]}', {"Texts": ["a", "b,c", None, ""]}),
        ("{Texts:[]}", {"Texts": []}),
        ("{Subs:[{Type:a},{Type:b}]}", {"Subs": [{"Type": "a"}, {"Type": "b"}]}),
        ("{Ints:[1,2]}", {"Ints": [1, 2]}),
    ],
)
def test_the_type_of_a_member_decides(text, value):
    assert read(text, TYPED) == value


def test_a_record_as_written_by_the_framework():
    assert JSV.write(FULL, RECORD).decode() == (
        '{Id:full,CallerName:"A <b> & ""q"" 中é /",Notes:full notes,DurationInSeconds:12.5,'
        'RingTimeInSeconds:3,HoldCount:2,Interactions:[{StartTime:"2024-05-01T10:00:01",Type:Answer,Description:answered}],'
        'CompletedFormIds:[f1,f2],Flagged:True,FlagNotes:"look, here"}'
    )


def test_nulls_inside_lists():
    assert JSV.write(HOLES, RECORD).decode() == (
        "{Id:nulls,DurationInSeconds:0,RingTimeInSeconds:0,HoldCount:0,Interactions:"
        '[{},{StartTime:s,Description:d},{},{Type:""}],CompletedFormIds:[x,,"",null],Flagged:False}'
    )


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", '""'),
        ("[x] {y}", '"[x] {y}"'),
        ("a\\b", "a\\b"),
        ("a\tb", "a\tb"),
        ("a\rb", '"a\rb"'),
        (" a ", " a "),
    ],
)
def test_quotes_only_where_a_mark_is(text, written):
    assert JSV.write({"Notes": text}, REQUEST).decode() == "{Notes:" + written + "}"


def test_an_error():
    problem = {"ErrorCode": "E", "FieldName": "Id", "Message": "null.\r\n"}
    error = {"ResponseStatus": {"ErrorCode": "E", "Message": "Call record 'zz'", "Errors": [problem]}}

    assert JSV.write(error, ERROR).decode() == (
        "{ResponseStatus:{ErrorCode:E,Message:Call record 'zz',"
        'Errors:[{ErrorCode:E,FieldName:Id,Message:"null.\r\n"}]}}'
    )


def test_null_is_nothing():
    assert JSV.write(None, REQUEST) == b""


@given(records)
def test_what_is_written_is_read_again(record):
    assert JSV.read(JSV.write(record, RECORD), RECORD).value == record


@given(bodies, types)
def test_any_body_is_read_or_refused(body, type_):
    with suppress(CannotDecode):
        JSV.write(JSV.read(body, type_).value, type_)


@pytest.mark.parametrize("body", [b"{Sub:" * 100, b"[" * 100])
def test_deep_nesting_is_refused(body):
    with pytest.raises(CannotDecode, match="deeper than 64"):
        JSV.read(body, TYPED)


def test_too_many_values_are_refused():
    with pytest.raises(CannotDecode, match="more than 10 values"):
        JSV.read(b"[" + b"1," * 50, ListOf(Kind.INT), limits=Limits(nodes=10))
