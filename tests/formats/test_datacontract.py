"""DataContractSerializer's rules, as recorded from ServiceStack 5.0.2 and ASP.NET Web API 5.2.3."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from mockserver.formats.base import CannotDecode, Kind, Limits, ListOf, Member, Shape, Type
from mockserver.formats.datacontract import DataContract

XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
ARRAYS = "http://schemas.microsoft.com/2003/10/Serialization/Arrays"
MODELS = "http://schemas.datacontract.org/2004/07/API.Models"
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
READ = [
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
    ("<Calls><ParaCallInfo i:type='ParaCallInfo'><CallTime>5</CallTime><CallTime>6</CallTime>"
     "</ParaCallInfo></Calls>", {"Calls": [{"CallTime": Decimal(5)}]}),
]
# fmt: on


@pytest.mark.parametrize(("members", "value"), READ)
def test_members_are_read_as_recorded(members: str, value: dict[str, Any]) -> None:
    assert read(members) == value


# fmt: off
REFUSED = [
    (in_root("stray<NeedSurvey/>"), "Expecting state 'Element'.. Encountered 'Text'  with name '', name"),
    (in_root("<NeedSurvey/>\u00a0"), "Expecting state 'Element'"),
    (in_root("<Calls>x</Calls>"), "Expecting state 'Element'"),
    (in_root("<NeedSurvey>a<b>c</b></NeedSurvey>"), f"End element 'NeedSurvey' from namespace '{MODELS}'"),
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
    ("<!DOCTYPE ParaCallInfoList>" + in_root(""), "CData elements not valid at top level"),
    ("<!DOCTYPE x [<!ENTITY e 'v'>]>" + in_root("<NeedSurvey>&e;</NeedSurvey>"), "CData elements not valid"),
    ('<?xml-stylesheet href="x"?>' + in_root(""), "Processing instructions"),
    (' <?xml version="1.0"?>' + in_root(""), "No characters can appear before the XML declaration."),
    ('<?xml version="1.1"?>' + in_root(""), "XML version must be '1.0'."),
    ('<?xml version="1.0" encoding="iso-8859-1"?>' + in_root(""), "does not match the encoding of"),
    ('<?xml version="1.0" encoding="gbk"?>' + in_root(""), "does not match the encoding of"),
    ('<?xml version="1.0" encoding="utf-16"?>' + in_root(""), "does not match the encoding of"),
    (f"<ParaCallInfoList {NAMES} i:type='Nope'/>", "has no knowledge of any type that maps to this name"),
    ("", "Unexpected end of file."), ("  ", "Unexpected end of file."), ("    ", "Unexpected end of file."),
    ("hello", "The data at the root level is invalid."), ("{}  ", "The data at the root level is invalid."),
    (b"<a>\xff</a>", "not well-formed"), (b"<a>\0</a>", "not well-formed"),
]
# fmt: on


def test_a_place_is_counted_from_the_start_tags_that_are_open() -> None:
    # .NET's reader of a stream lets go of all that it has read but these; measured.
    open_ = in_root("").partition("</")[0]

    assert f"line 1 position {len(open_ + 'stray') + 1}." in refusal(
        in_root("\n<Calls/>\n stray<TotalTime/>")
    )
    assert f"Line 1, position {len(open_ + '<NeedSurvey><b/>') + 1}." in refusal(
        in_root("\n<Calls/>\n<NeedSurvey>\n<b/></NeedSurvey>")
    )
    assert refusal("\n" + in_root("") + "x") == "The data at the root level is invalid. Line 1, position 1."


@pytest.mark.parametrize(("body", "words"), REFUSED)
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
SKIPPED = [
    ("<Id/><Id/>", "<Id> came again, and the first one counts, so it was skipped"),
    ("<Zzz/>", "<Zzz> is not a member of Update, so it was skipped"),
    ("<id/>", "<id> is not a member of Update (but <Id> is), so it was skipped"),
    ("<Id xmlns='urn:o'/>", f"<Id> is in the namespace 'urn:o' and not in '{MODELS}', so it was skipped"),
]
# fmt: on


@pytest.mark.parametrize(("members", "sentence"), SKIPPED)
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


def test_an_object_cannot_stand_in_too_many_places() -> None:
    z = 'xmlns:z="http://schemas.microsoft.com/2003/10/Serialization/"'
    call = f"<ParaCallInfo z:Id='1'><AdditionalInfo>{'x' * 20_000}</AdditionalInfo></ParaCallInfo>"

    def refers(times: int) -> bytes:
        again = "<ParaCallInfo z:Ref='1'/>" * times
        return in_root(f"<Calls {z}>{call}{again}</Calls>").encode()

    assert len(DC.read(refers(500), LIST).value["Calls"]) == 501
    with pytest.raises(CannotDecode, match="too often"):
        DC.read(refers(1_000), LIST)


def test_what_does_not_end_is_looked_at_once() -> None:
    for beginning in ("<!--", "<![CDATA["):
        with pytest.raises(CannotDecode):
            DC.read(in_root(f"<NeedSurvey>&#x1;{beginning * 100_000}").encode(), LIST)


def test_lists_at_the_root_and_of_strings_are_read() -> None:
    strings = "<d:string>a</d:string><string>b</string><d:string i:nil='true'/><d:string/>"
    forms = f"<Forms xmlns:d='{ARRAYS}'>{strings}</Forms>"

    assert read("<ParaCallInfo/><Other/>", ListOf(CALL), "ArrayOfParaCallInfo") == [{}]
    assert read(forms, RECORD, "Record") == {"Forms": ["a", None, ""]}


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


def test_nesting_is_capped_at_the_limit() -> None:
    def nested(depth: int) -> bytes:
        return in_root("<a>" * (depth - 1) + "</a>" * (depth - 1)).encode()

    assert DC.read(nested(256), LIST, limits=Limits(depth=256)).value == {}
    with pytest.raises(CannotDecode, match=r"maximum read depth \(256\) has been exceeded"):
        DC.read(nested(257), LIST, limits=Limits(depth=256))
