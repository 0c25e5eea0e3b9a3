"""What DataContractSerializer writes, byte for byte, and that it reads what it wrote."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, ListOf, Member, Shape
from mockserver.formats.datacontract import CannotEncode, DataContract

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
MODELS = "http://schemas.datacontract.org/2004/07/API.Models"
TYPES = "http://schemas.servicestack.net/types"
NAMES = f'{XSI} xmlns="{MODELS}"'

# fmt: off
ANSWER = Shape("Answer", (Member("NeedSurvey", Kind.STRING),), MODELS)
ITEM = Shape("Part", (Member("D", Kind.DOUBLE), Member("S", Kind.STRING)), MODELS)
RECORD = Shape("Record", (
    Member("Flagged", Kind.BOOL), Member("FlagNotes", Kind.STRING), Member("Count", Kind.INT),
    Member("Parts", ListOf(ITEM)), Member("Forms", ListOf(Kind.STRING)), Member("Part", ITEM),
), MODELS)
ERROR = Shape("ResponseError", (
    Member("ErrorCode", Kind.STRING, 0), Member("FieldName", Kind.STRING, 1),
    Member("Message", Kind.STRING, 2),
), TYPES)
STATUS = Shape("ResponseStatus", (
    Member("ErrorCode", Kind.STRING, 0), Member("Message", Kind.STRING, 1),
    Member("StackTrace", Kind.STRING, 2), Member("Errors", ListOf(ERROR), 3),
    Member("Meta", ListOf(Kind.STRING), 4),
), TYPES)
ERROR_RESPONSE = Shape("ErrorResponse", (Member("ResponseStatus", STATUS),), TYPES)
# fmt: on

DC = DataContract(declaration=False)
WEB_API = DataContract(declaration=False, check_characters=False, detect_encoding=False)


def test_a_record_is_written_byte_for_byte() -> None:
    part = {"D": 0.1, "S": 'A <b> & "q" 中 ]]>\ta\r\nb\rc'}
    value = {"Flagged": True, "Count": 2, "Parts": [part, None], "Forms": ["f1", None, ""], "Part": {}}

    assert DataContract().write(value, RECORD).decode() == (
        f'<?xml version="1.0" encoding="utf-8"?><Record {XSI} xmlns="{MODELS}"><Count>2</Count>'
        '<FlagNotes i:nil="true" /><Flagged>true</Flagged>'
        f'<Forms xmlns:d2p1="{ARRAYS}"><d2p1:string>f1</d2p1:string><d2p1:string i:nil="true" />'
        '<d2p1:string></d2p1:string></Forms><Part><D i:nil="true" /><S i:nil="true" /></Part>'
        '<Parts><Part><D>0.1</D><S>A &lt;b&gt; &amp; "q" 中 ]]&gt;\ta\nb\nc</S></Part><Part i:nil="true" />'
        "</Parts></Record>"
    )


def test_null_and_empty_lists_differ() -> None:
    empty = DC.text({"Parts": [], "Forms": []}, RECORD)

    assert f'<Forms xmlns:d2p1="{ARRAYS}" />' in empty
    assert "<Parts />" in empty
    assert (
        f'<Forms xmlns:d2p1="{ARRAYS}" i:nil="true" /><Part i:nil="true" /><Parts i:nil="true" />'
        in DC.text({}, RECORD)
    )


def test_the_error_of_servicestack_is_written_in_declared_order() -> None:
    value = {"ResponseStatus": {"ErrorCode": "NotFound", "Message": "m", "Errors": []}}

    assert DC.text(value, ERROR_RESPONSE) == (
        f'<ErrorResponse {XSI} xmlns="{TYPES}"><ResponseStatus><ErrorCode>NotFound</ErrorCode>'
        f'<Message>m</Message><StackTrace i:nil="true" /><Errors /><Meta xmlns:d3p1="{ARRAYS}"'
        ' i:nil="true" /></ResponseStatus></ErrorResponse>'
    )


def test_roots_that_are_null_lists_scalars_or_empty_are_written_as_recorded() -> None:
    nil = f'<Answer i:nil="true" {NAMES} />'

    assert DC.text(None, ANSWER) == nil
    assert DC.text([{}], ListOf(Shape("X", (), MODELS))) == f"<ArrayOfX {NAMES}><X /></ArrayOfX>"
    assert DC.text({}, Shape("X", (), MODELS)) == f"<X {NAMES} />"
    assert (
        DC.text(["a"], ListOf(Kind.STRING))
        == f'<ArrayOfstring {XSI} xmlns="{ARRAYS}"><string>a</string></ArrayOfstring>'
    )
    assert (
        DC.text("a", Kind.STRING)
        == '<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">a</string>'
    )


def test_a_shape_of_another_namespace_gets_a_prefix() -> None:
    inner = Shape("In", (Member("A", Kind.STRING), Member("L", ListOf(Kind.INT))), "urn:in")
    outer = Shape("Out", (Member("In", inner), Member("Ins", ListOf(inner))), "urn:out")

    assert DC.text({"In": {"A": "x", "L": [1]}}, outer) == (
        f'<Out {XSI} xmlns="urn:out"><In xmlns:d2p1="urn:in"><d2p1:A>x</d2p1:A><d2p1:L xmlns:d3p1="{ARRAYS}">'
        '<d3p1:int>1</d3p1:int></d2p1:L></In><Ins xmlns:d2p1="urn:in" i:nil="true" /></Out>'
    )


def test_what_is_no_xml_character_is_refused_or_written_as_a_reference() -> None:
    value = {"NeedSurvey": "a\0b\x1f"}

    assert "<NeedSurvey>a&#x0;b&#x1F;</NeedSurvey>" in WEB_API.text(value, ANSWER)
    with pytest.raises(CannotEncode):
        DC.text(value, ANSWER)
    with pytest.raises(CannotEncode):
        WEB_API.text({"NeedSurvey": "\ud800"}, ANSWER)


def test_new_lines_are_those_of_the_platform() -> None:
    assert "<NeedSurvey>\r\n\r\n</NeedSurvey>" in DataContract(newline="\r\n").text(
        {"NeedSurvey": "\n\r"}, ANSWER
    )


# ---------------------------------------------------------------- properties

texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: text.replace("\r", "\n"))
parts = st.none() | st.fixed_dictionaries({"D": st.floats(allow_nan=False), "S": st.none() | texts})
records = st.fixed_dictionaries(
    {
        "Flagged": st.booleans(),
        "FlagNotes": st.none() | texts,
        "Count": st.integers(-(2**31), 2**31 - 1),
        "Parts": st.none() | st.lists(parts, max_size=4),
        "Forms": st.none() | st.lists(st.none() | texts, max_size=4),
        "Part": parts,
    }
)


@given(records)
def test_what_is_written_reads_back_equal(value: dict[str, Any]) -> None:
    reading = WEB_API.read(WEB_API.write(value, RECORD), RECORD)

    assert reading.value == value
    assert reading.losses == ()


@given(
    st.binary() | st.binary().map(lambda tail: b"<Record>" + tail), st.sampled_from(["utf-8", "utf-16", "x"])
)
def test_arbitrary_bytes_are_read_or_refused(body: bytes, charset: str) -> None:
    for format_ in (DC, WEB_API):
        try:
            format_.read(body, RECORD, charset=charset)
        except CannotDecode:
            continue


@given(records, st.data())
def test_a_body_changed_anywhere_is_read_or_refused(value: dict[str, Any], data: st.DataObject) -> None:
    body = WEB_API.write(value, RECORD)
    at = data.draw(st.integers(0, len(body)))
    changed = body[:at] + data.draw(st.binary(max_size=3)) + body[at + data.draw(st.integers(0, 9)) :]

    try:
        WEB_API.read(changed, RECORD)
    except CannotDecode:
        return
