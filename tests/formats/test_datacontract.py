"""DataContractSerializer's rules, as recorded from the real one (ServiceStack 5.0.2, ASP.NET Web API 5.2.3)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Shape, Type
from mockserver.formats.datacontract import CannotEncode, DataContract

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
MODELS = "http://schemas.datacontract.org/2004/07/API.Models"
TYPES = "http://schemas.servicestack.net/types"
NAMES = f'{XSI} xmlns="{MODELS}"'

# fmt: off
CALL = Shape("ParaCallInfo", (
    Member("StartTime_Utc", Kind.DATETIME), Member("CallTime", Kind.DECIMAL),
    Member("AdditionalInfo", Kind.STRING), Member("ThirdPartyCallId", Kind.STRING),
), MODELS)
LIST = Shape("ParaCallInfoList", (
    Member("NeedSurvey", Kind.STRING), Member("TotalTime", Kind.DECIMAL),
    Member("IsSuccessful", Kind.BOOL), Member("Calls", ListOf(CALL)),
), MODELS)
UPDATE = Shape("Update", (
    Member("CustomerName", Kind.STRING), Member("UserName", Kind.STRING), Member("Password", Kind.STRING),
    Member("Id", Kind.STRING, 1), Member("Notes", Kind.STRING, 1),
), MODELS)
ITEM = Shape("Part", (Member("D", Kind.DOUBLE), Member("S", Kind.STRING)), MODELS)
RECORD = Shape("Record", (
    Member("Flagged", Kind.BOOL), Member("FlagNotes", Kind.STRING), Member("Count", Kind.INT),
    Member("Parts", ListOf(ITEM)), Member("Forms", ListOf(Kind.STRING)), Member("Part", ITEM),
), MODELS)
ERROR = Shape("ResponseError", (
    Member("ErrorCode", Kind.STRING, 0), Member("FieldName", Kind.STRING, 1), Member("Message", Kind.STRING, 2),
), TYPES)
STATUS = Shape("ResponseStatus", (
    Member("ErrorCode", Kind.STRING, 0), Member("Message", Kind.STRING, 1), Member("StackTrace", Kind.STRING, 2),
    Member("Errors", ListOf(ERROR), 3), Member("Meta", ListOf(Kind.STRING), 4),
), TYPES)
ERROR_RESPONSE = Shape("ErrorResponse", (Member("ResponseStatus", STATUS),), TYPES)
# fmt: on

DC = DataContract(declaration=False)
WEB_API = DataContract(declaration=False, check_characters=False, detect_encoding=False)


def read(members: str, type_: Type = LIST, root: str = "ParaCallInfoList") -> Any:
    return DC.read(f"<{root} {NAMES}>{members}</{root}>".encode(), type_).value


def losses(members: str) -> tuple[str, ...]:
    return DC.read(f"<Update {NAMES}>{members}</Update>".encode(), UPDATE).losses


def refusal(body: bytes | str, type_: Type = LIST) -> str:
    with pytest.raises(CannotDecode) as caught:
        DC.read(body.encode() if isinstance(body, str) else body, type_)
    return str(caught.value)


def in_root(members: str) -> str:
    return f"<ParaCallInfoList {NAMES}>{members}</ParaCallInfoList>"


# ---------------------------------------------------------------- reading


# fmt: off
@pytest.mark.parametrize(("members", "value"), [
    ("<NeedSurvey>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<NeedSurvey>Y</NeedSurvey><TotalTime>2</TotalTime><IsSuccessful>true</IsSuccessful><Calls/>",
     {"NeedSurvey": "Y", "TotalTime": Decimal(2)}),
    ("<TotalTime>2</TotalTime><NeedSurvey>Y</NeedSurvey>", {"TotalTime": Decimal(2)}),
    ("<TotalTime>1</TotalTime><IsSuccessful>zz</IsSuccessful>", {"TotalTime": Decimal(1)}),
    ("<NeedSurvey>A</NeedSurvey><NeedSurvey>B</NeedSurvey>", {"NeedSurvey": "A"}),
    ("<Zzz>1</Zzz><NeedSurvey>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<Aaa><b c='d'>x<e/></b></Aaa><NeedSurvey>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<needSurvey>Y</needSurvey>", {}),
    ("<o:NeedSurvey xmlns:o='urn:o'>B</o:NeedSurvey><NeedSurvey>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<NeedSurvey i:nil='true'/>", {"NeedSurvey": None}),
    ("<NeedSurvey i:nil=' 1 '>x</NeedSurvey>", {"NeedSurvey": None}),
    ("<NeedSurvey i:nil='0'>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<NeedSurvey i:nil='false'/>", {"NeedSurvey": ""}),
    ("<NeedSurvey nil='true'>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<NeedSurvey i:type='no:body'>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<NeedSurvey/>", {"NeedSurvey": ""}),
    ("<NeedSurvey>  Y  </NeedSurvey>", {"NeedSurvey": "  Y  "}),
    ("<NeedSurvey>x<![CDATA[<y>]]>z</NeedSurvey>", {"NeedSurvey": "x<y>z"}),
    ("<NeedSurvey>a<!-- c -->b</NeedSurvey>", {"NeedSurvey": "ab"}),
    ("<NeedSurvey>&#65;&#x4e2d;&#128512;&#13;</NeedSurvey>", {"NeedSurvey": "A中😀\r"}),
    ("<NeedSurvey>a\r\nb\rc</NeedSurvey>", {"NeedSurvey": "a\nb\nc"}),
    ("<NeedSurvey>a&#0;b&#x1F;&#65535;</NeedSurvey>", {"NeedSurvey": "a\0b\x1f\uffff"}),
    ("<![CDATA[ ]]><!-- c -->&#32;<NeedSurvey>Y</NeedSurvey>", {"NeedSurvey": "Y"}),
    ("<Calls/>", {"Calls": []}),
    ("<Calls i:nil='true'/>", {"Calls": None}),
    ("<Calls><Call/><ParaCallInfo/><ParaCallInfo xmlns='urn:o'/><ParaCallInfo i:nil='true'/></Calls>",
     {"Calls": [{}, None]}),
    ("<Calls><ParaCallInfo i:type='ParaCallInfo'><CallTime>5</CallTime><CallTime>6</CallTime></ParaCallInfo></Calls>",
     {"Calls": [{"CallTime": Decimal(5)}]}),
])
# fmt: on
def test_members_are_read_as_recorded(members: str, value: dict[str, Any]) -> None:
    assert read(members) == value


# fmt: off
@pytest.mark.parametrize(("body", "words"), [
    (in_root("stray<NeedSurvey/>"), "Expecting state 'Element'.. Encountered 'Text'  with name '', namespace ''"),
    (in_root("<NeedSurvey/>\u00a0"), "Expecting state 'Element'"),
    (in_root("<Calls>x</Calls>"), "Expecting state 'Element'"),
    (in_root("<NeedSurvey>a<b>c</b></NeedSurvey>"), f"End element 'NeedSurvey' from namespace '{MODELS}' expected"),
    (in_root("<NeedSurvey i:nil='yes'/>"), "The value 'yes' cannot be parsed as the type 'Boolean'."),
    (in_root("<Zzz i:nil='yes'/>"), "The value 'yes' cannot be parsed as the type 'Boolean'."),
    (in_root("<TotalTime i:nil='true'/>"), "ValueType 'System.Decimal' cannot be null."),
    (in_root("<TotalTime/>"), "The value '' cannot be parsed as the type 'decimal'."),
    (in_root("<NeedSurvey>a<?p i?>b</NeedSurvey>"), "Processing instructions"),
    (in_root("<NeedSurvey>a & b</NeedSurvey>"), "not well-formed"),
    (in_root("<NeedSurvey>&nope;</NeedSurvey>"), "Character reference not valid."),
    (in_root("<NeedSurvey>&#xD800;</NeedSurvey>"), "Character reference not valid."),
    (in_root("<q:NeedSurvey/>"), "The prefix is not defined."),
    (in_root("") + "garbage", "The data at the root level is invalid."),
    (in_root("") + in_root(""), "There are multiple root elements."),
    (in_root("")[:-3], "Unexpected end of file. Following elements are not closed: ParaCallInfoList."),
    ("<!DOCTYPE ParaCallInfoList>" + in_root(""), "DTDs are not supported"),
    ("<!DOCTYPE x [<!ENTITY e 'v'>]>" + in_root("<NeedSurvey>&e;</NeedSurvey>"), "DTDs are not supported"),
    ('<?xml-stylesheet href="x"?>' + in_root(""), "Processing instructions"),
    (' <?xml version="1.0"?>' + in_root(""), "No characters can appear before the XML declaration."),
    ('<?xml version="1.1"?>' + in_root(""), "XML version must be '1.0'."),
    ('<?xml version="1.0" encoding="iso-8859-1"?>' + in_root(""), "does not match the encoding of the document"),
    ('<?xml version="1.0" encoding="gbk"?>' + in_root(""), "does not match the encoding of the document"),
    ('<?xml version="1.0" encoding="utf-16"?>' + in_root(""), "does not match the encoding of the document"),
    (f"<ParaCallInfoList {NAMES} i:type='Nope'/>", "has no knowledge of any type that maps to this name"),
    ("", "Unexpected end of file."), ("  ", "Unexpected end of file."), ("    ", "Unexpected end of file."),
    ("hello", "The data at the root level is invalid."), ("{}  ", "The data at the root level is invalid."),
    (b"<a>\xff</a>", "not well-formed"), (b"<a>\0</a>", "not well-formed"),
])
# fmt: on
def test_what_the_real_one_refuses_is_refused_in_its_words(body: bytes | str, words: str) -> None:
    assert words in refusal(body)


def test_another_root_is_named_with_its_place() -> None:
    words = refusal("<ParaCallInfoList><NeedSurvey>Y</NeedSurvey></ParaCallInfoList>")

    assert words == (
        f"Error in line 1 position 19. Expecting element 'ParaCallInfoList' from namespace '{MODELS}'.. "
        "Encountered 'Element'  with name 'ParaCallInfoList', namespace ''."
    )


@pytest.mark.parametrize("tail", ["", "\n", "<!-- c -->", "\ngarbage", "<!-- c --><again/>"])
def test_only_the_first_node_behind_the_root_is_looked_at(tail: str) -> None:
    assert DC.read((in_root("<NeedSurvey>Y</NeedSurvey>") + tail).encode(), LIST).value == {"NeedSurvey": "Y"}


def test_a_base_member_after_a_derived_one_is_skipped() -> None:
    body = f"<Update {NAMES}><Id>1</Id><CustomerName>c</CustomerName></Update>"

    reading = DC.read(body.encode(), UPDATE)

    assert reading.value == {"Id": "1"}
    assert reading.losses == (
        "<CustomerName> came after <Id>, which stands later in the contract, so it was skipped",
    )


# fmt: off
@pytest.mark.parametrize(("members", "sentence"), [
    ("<Id/><Id/>", "<Id> came again, and the first one counts, so it was skipped"),
    ("<Zzz/>", "<Zzz> is not a member of Update, so it was skipped"),
    ("<id/>", "<id> is not a member of Update (but <Id> is), so it was skipped"),
    ("<Id xmlns='urn:o'/>", f"<Id> is in the namespace 'urn:o' and not in '{MODELS}', so it was skipped"),
])
# fmt: on
def test_each_skipped_member_leaves_a_sentence(members: str, sentence: str) -> None:
    assert losses(members) == (sentence,)


def test_sentences_on_losses_are_bounded() -> None:
    assert len(losses("<Zzz/>" * 5_000)) == 100


def test_a_nil_root_is_null_and_a_reference_is_the_object_it_names() -> None:
    z = 'xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/"'
    calls = f"<Calls {z}><ParaCallInfo z:Id='1'/><ParaCallInfo z:Ref='1'/></Calls>"

    assert DC.read(f"<ParaCallInfoList {NAMES} i:nil='true'/>".encode(), LIST).value is None
    assert read(calls) == {"Calls": [{}, {}]}
    assert "id '2' not found" in refusal(in_root(calls.replace("Ref='1'", "Ref='2'")))


def test_lists_at_the_root_and_of_strings_are_read() -> None:
    strings = f"<d:string>a</d:string><string>b</string><d:string i:nil='true'/><d:string/>"
    forms = f"<Forms xmlns:d='{ARRAYS}'>{strings}</Forms>"

    assert read("<ParaCallInfo/><Other/>", ListOf(CALL), "ArrayOfParaCallInfo") == [{}]
    assert read(forms, RECORD, "Record") == {"Forms": ["a", None, ""]}


# ---------------------------------------------------------------- values


def value_of(kind: Kind, text: str) -> Any:
    shape = Shape("R", (Member("V", kind),))
    return DC.read(f"<R><V>{text}</V></R>".encode(), shape).value["V"]


# fmt: off
@pytest.mark.parametrize(("kind", "text", "spelt"), [
    (Kind.DECIMAL, "2", "2"), (Kind.DECIMAL, " 2.50\n", "2.50"), (Kind.DECIMAL, ".5", "0.5"), (Kind.DECIMAL, "5.", "5"),
    (Kind.DECIMAL, "+1", "1"), (Kind.DECIMAL, "-0.0", "0.0"), (Kind.DECIMAL, "1<!-- -->2", "12"),
    (Kind.DECIMAL, "79228162514264337593543950335", "79228162514264337593543950335"),
    (Kind.DECIMAL, "2.123456789012345678901234567890", "2.1234567890123456789012345679"),
    (Kind.DECIMAL, "0.00000000000000000000000000001", "0.0000000000000000000000000000"),
    (Kind.INT, " +7 ", "7"), (Kind.INT, "-2147483648", "-2147483648"),
    (Kind.BOOL, " 1 ", "true"), (Kind.BOOL, "false", "false"), (Kind.BOOL, "&#49;", "true"),
    (Kind.DOUBLE, "1e21", "1E+21"), (Kind.DOUBLE, "-INF", "-INF"), (Kind.DOUBLE, "NaN", "NaN"), (Kind.DOUBLE, ".1", "0.1"),
    (Kind.DOUBLE, "1e-7", "1E-07"), (Kind.DOUBLE, "100000000000000", "100000000000000"), (Kind.DOUBLE, "1e15", "1E+15"),
    (Kind.DOUBLE, "0.3333333333333333", "0.33333333333333331"), (Kind.DOUBLE, "-0", "-0"), (Kind.DOUBLE, "12.5", "12.5"),
    (Kind.DOUBLE, "1.7976931348623157e308", "1.7976931348623157E+308"), (Kind.DOUBLE, "1e-5", "1E-05"),
    *((Kind.DATETIME, date, date) for date in (
        "2025-04-25T15:29:01.0500655Z", "2025-04-25T15:29:01+15:00", "2024-02-29T00:00:00", "2025-04-25Z", "2025-04",
        "2025", "15:29:01", "--04-25", "---25", "--04", "9999-12-31T23:59:59.9999999Z", "2025-04-25+02:00",
    )),
])
# fmt: on
def test_values_are_taken_and_written_as_dotnet_does(kind: Kind, text: str, spelt: str) -> None:
    shape = Shape("R", (Member("V", kind),))

    assert DC.text({"V": value_of(kind, text)}, shape) == f"<R {XSI}><V>{spelt}</V></R>"


# fmt: off
@pytest.mark.parametrize(("kind", "name", "texts"), [
    (Kind.DECIMAL, "decimal", ("", "1e3", "1,5", "NaN", "0x10", ".", "(1)", "1 2", "79228162514264337593543950336")),
    (Kind.INT, "Int32", ("", "abc", "1.0", "2147483648", "1" * 5000, "\u0661")),
    (Kind.BOOL, "Boolean", ("", "True", "FALSE", "2", "01", "yes")),
    (Kind.DOUBLE, "double", ("", "1e400", "inf", "1,5", "0x1", "1_0")),
    (Kind.DATETIME, "DateTime", (
        "", "abc", "2025-04-25T15:29", "2025-04-25 15:29:01", "2025-04-25t15:29:01z", "2025-02-29", "0000-01-01",
        "2025-04-25T24:00:00", "2025-04-25T15:29:60Z", "2025-13-01", "2025-04-25T15:29:01+0200", "-0001-01-01",
        "2025-4-5T1:2:3Z", "04/25/2025 15:29:01", "/Date(0)/",
    )),
])
# fmt: on
def test_values_of_another_form_are_refused(kind: Kind, name: str, texts: tuple[str, ...]) -> None:
    for text in texts:
        with pytest.raises(CannotDecode, match=f"cannot be parsed as the type '{name}'"):
            value_of(kind, text)


# ---------------------------------------------------------------- encodings


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_declared_encoding_with_its_own_bytes_is_read(encoding: str) -> None:
    declared = "utf-8" if "8" in encoding else "UTF-16"
    body = f'<?xml version="1.0" encoding="{declared}"?>' + in_root("<NeedSurvey>中</NeedSurvey>")

    assert DC.read(body.encode(encoding), LIST).value == {"NeedSurvey": "中"}


def test_utf_16_needs_a_declaration_or_a_charset() -> None:
    body = in_root("<NeedSurvey>中</NeedSurvey>").encode("utf-16")

    assert "declaration with an encoding is required" in refusal(body)
    assert WEB_API.read(body, LIST, charset="UTF-16").value == {"NeedSurvey": "中"}
    with pytest.raises(CannotDecode, match="expected encoding 'utf-8' does not match"):
        WEB_API.read(body, LIST)


# ---------------------------------------------------------------- writing


def test_a_record_is_written_byte_for_byte() -> None:
    part = {"D": 0.1, "S": "A <b> & \"q\" 中 ]]>\ta\r\nb\rc"}
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
    assert f'<Forms xmlns:d2p1="{ARRAYS}" i:nil="true" /><Part i:nil="true" /><Parts i:nil="true" />' in DC.text(
        {}, RECORD
    )


def test_the_error_of_servicestack_is_written_in_declared_order() -> None:
    value = {"ResponseStatus": {"ErrorCode": "NotFound", "Message": "m", "Errors": []}}

    assert DC.text(value, ERROR_RESPONSE) == (
        f'<ErrorResponse {XSI} xmlns="{TYPES}"><ResponseStatus><ErrorCode>NotFound</ErrorCode><Message>m</Message>'
        f'<StackTrace i:nil="true" /><Errors /><Meta xmlns:d3p1="{ARRAYS}" i:nil="true" /></ResponseStatus>'
        "</ErrorResponse>"
    )


def test_roots_that_are_null_lists_scalars_or_empty_are_written_as_recorded() -> None:
    nil = f'<ParaCallInfoList i:nil="true" {NAMES} />'

    assert DC.text(None, LIST) == nil
    assert DC.text([{}], ListOf(Shape("X", (), MODELS))) == f"<ArrayOfX {NAMES}><X /></ArrayOfX>"
    assert DC.text({}, Shape("X", (), MODELS)) == f"<X {NAMES} />"
    assert DC.text(["a"], ListOf(Kind.STRING)) == f'<ArrayOfstring {XSI} xmlns="{ARRAYS}"><string>a</string></ArrayOfstring>'
    assert DC.text("a", Kind.STRING) == '<string xmlns="http://schemas.microsoft.com/2003/10/Serialization/">a</string>'


def test_a_shape_of_another_namespace_gets_a_prefix() -> None:
    inner = Shape("In", (Member("A", Kind.STRING), Member("L", ListOf(Kind.INT))), "urn:in")
    outer = Shape("Out", (Member("In", inner), Member("Ins", ListOf(inner))), "urn:out")

    assert DC.text({"In": {"A": "x", "L": [1]}}, outer) == (
        f'<Out {XSI} xmlns="urn:out"><In xmlns:d2p1="urn:in"><d2p1:A>x</d2p1:A><d2p1:L xmlns:d3p1="{ARRAYS}">'
        '<d3p1:int>1</d3p1:int></d2p1:L></In><Ins xmlns:d2p1="urn:in" i:nil="true" /></Out>'
    )


def test_what_is_no_xml_character_is_refused_or_written_as_a_reference() -> None:
    value = {"NeedSurvey": "a\0b\x1f"}

    assert "<NeedSurvey>a&#x0;b&#x1F;</NeedSurvey>" in WEB_API.text(value, LIST)
    with pytest.raises(CannotEncode):
        DC.text(value, LIST)
    with pytest.raises(CannotEncode):
        WEB_API.text({"NeedSurvey": "\ud800"}, LIST)


def test_new_lines_are_those_of_the_platform() -> None:
    assert "<NeedSurvey>\r\n\r\n</NeedSurvey>" in DataContract(newline="\r\n").text({"NeedSurvey": "\n\r"}, LIST)


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


@given(st.binary() | st.binary().map(lambda tail: b"<Record>" + tail), st.sampled_from(["utf-8", "utf-16", "x"]))
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


def test_nesting_is_capped_at_the_limit() -> None:
    def nested(depth: int) -> bytes:
        return in_root("<a>" * (depth - 1) + "</a>" * (depth - 1)).encode()

    assert DC.read(nested(256), LIST, limits=Limits(depth=256)).value == {}
    with pytest.raises(CannotDecode, match=r"maximum read depth \(256\) has been exceeded"):
        DC.read(nested(257), LIST, limits=Limits(depth=256))
