from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf
from mockserver.formats.csv import Csv
from tests.formats.shapes import (
    ERROR,
    FULL,
    HOLES,
    RECORD,
    REQUEST,
    STEP,
    TYPED,
    bodies,
    records,
    texts,
    types,
)

CSV = Csv()
HEADER = (
    "Id,ClientId,CallerName,Notes,DurationInSeconds,RingTimeInSeconds,HoldCount,Interactions,"
    "CompletedFormIds,Flagged,FlagNotes\r\n"
)


def read(text, type_=REQUEST):
    return CSV.read(text.encode(), type_).value


def test_a_record_as_written_by_the_framework():
    assert CSV.write(FULL, RECORD).decode() == HEADER + (
        'full,,"A <b> & ""q"" 中é /",full notes,12.5,3,2,'
        '"[{StartTime:""2024-05-01T10:00:01"",Type:Answer,Description:answered}]","[f1,f2]",True,'
        '"look, here"\r\n'
    )


def test_nulls_inside_lists():
    assert CSV.write(HOLES, RECORD).decode() == HEADER + (
        'nulls,,,,0,0,0,"[{},{StartTime:s,Description:d},{},{Type:""""}]","[x,,"""",null]",False,\r\n'
    )


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""),
        ("a:b", "a:b"),
        ("a}b", "a}b"),
        ("a,b", '"a,b"'),
        ("[a]", '"[a]"'),
        ("{a", '"{a"'),
        ("a\nb\r\nc\rd", '"a\nb\r\nc\rd"'),
        ('say "hi"', '"say ""hi"""'),
        (" a ", " a "),
        ("a\tb\x01", "a\tb\x01"),
        ("=1+1", "=1+1"),
    ],
)
def test_a_cell_is_quoted_where_it_must_be(text, cell):
    assert (
        CSV.write({"StartTime": text, "Type": "t"}, STEP).decode()
        == f"StartTime,Type,Description\r\n{cell},t,\r\n"
    )


def test_a_list_has_one_header():
    rows = [{"StartTime": "a"}, {"StartTime": "b"}]

    assert CSV.write(rows, ListOf(STEP)) == b"StartTime,Type,Description\r\na,,\r\nb,,\r\n"


def test_an_error_is_one_cell():
    error = {"ResponseStatus": {"ErrorCode": "Unauthorized", "Message": "Invalid credentials", "Errors": []}}

    assert CSV.write(error, ERROR) == (
        b'ResponseStatus\r\n"{ErrorCode:Unauthorized,Message:Invalid credentials,Errors:[]}"\r\n'
    )


@pytest.mark.parametrize(("value", "type_"), [(None, STEP), (None, Kind.STRING)])
def test_null_is_nothing(value, type_):
    assert CSV.write(value, type_) == b""


@pytest.mark.parametrize(("value", "written"), [("a,b", b"a,b"), (True, b"True"), ([1, 2], b"[1,2]")])
def test_what_is_no_object_is_written_bare(value, written):
    assert CSV.write(value, Kind.ANY) == written


@pytest.mark.parametrize(
    ("body", "value"),
    [
        ("", {}),
        ("Id,Notes", {}),
        ('{"Id":"1","CustomerName":"c"}', {}),
        ("Id,Notes\r\n1,n\r\n", {"Id": "1", "Notes": "n"}),
        ("id, NOTES \n1,n", {"Id": "1", "Notes": "n"}),
        ('Id,Notes\r\n1,"a, ""b""\r\nc"\r\n', {"Id": "1", "Notes": 'a, "b"\r\nc'}),
        ("Id,Notes\r\n1,\r\n", {"Id": "1", "Notes": None}),
        ("Id,Zzz,Notes\r\n\r\n1,z,n\r\n2,z,m\r\n", {"Id": "1", "Notes": "n"}),
        ('Id\r\n"""q"""\r\n', {"Id": "q"}),
        ("Id,Notes\r\n{a:1,b:2},[1,2]\r\n", {"Id": "{a:1,b:2}", "Notes": "[1,2]"}),
        ("Id,Notes\r\n[1,{2\r\n", {"Id": "[1", "Notes": "{2"}),
    ],
)
def test_reading(body, value):
    assert read(body) == value


def test_all_rows_are_read_for_a_list():
    assert read("Id\r\n1\r\n2\r\n", ListOf(REQUEST)) == [{"Id": "1"}, {"Id": "2"}]


def test_cells_have_their_members_types():
    body = 'Int,Double,Bool,Texts\r\n5,1.5,True,"[a,""b,c""]"\r\n'

    assert read(body, TYPED) == {"Int": 5, "Double": 1.5, "Bool": True, "Texts": ["a", "b,c"]}


@pytest.mark.parametrize(
    ("body", "message"),
    [("Int\r\nx\r\n", "not in a correct format"), ("Int\r\n1,2\r\n", "out of the range")],
)
def test_a_table_that_does_not_fit_is_refused(body, message):
    with pytest.raises(CannotDecode, match=message):
        read(body, TYPED)


def test_what_was_lost_is_said():
    assert CSV.read(b"Zzz\r\n1\r\n2\r\n", REQUEST).losses == (
        "member 'Zzz' is unknown and was ignored",
        "2 rows were given; the first one counts",
    )


def test_too_many_cells_are_refused():
    with pytest.raises(CannotDecode, match="more than 10 values"):
        CSV.read(b"a,b,c\r\n" * 5, REQUEST, limits=Limits(nodes=10))


# What the framework itself cannot read again: an empty text is written as nothing, a text in
# quotes of its own loses them, a brace at the start ends the cell.
cells = texts.filter(lambda text: text and text[0] not in '"}')


@given(records, cells, cells)
def test_what_is_written_is_read_again(record, id_, notes):
    record = record | {"Id": id_, "Notes": notes}

    reading = CSV.read(CSV.write(record, RECORD), RECORD)

    assert reading.value == record | {"ClientId": None, "CallerName": None, "FlagNotes": None}


@given(st.lists(cells, min_size=1))
def test_a_column_is_read_again(ids):
    rows = [{"StartTime": id_, "Type": None, "Description": None} for id_ in ids]

    assert CSV.read(CSV.write(rows, ListOf(STEP)), ListOf(STEP)).value == rows


@given(bodies, types)
def test_any_body_is_read_or_refused(body, type_):
    with suppress(CannotDecode):
        CSV.write(CSV.read(body, type_).value, type_)
