"""A real .NET serializer, on Mono, reads what we write and writes what we read.

Nobody here wrote it: it is System.Runtime.Serialization of Debian's packages, over contract classes as the
vendors have them (`tests/live/dotnet`). How it asks our servers is in `test_dotnet_asks.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.formats.base import CannotDecode, Kind, Limits, Type
from mockserver.formats.datacontract import CannotEncode, DataContract
from tests.live.dotnet.documents import documents, filled
from tests.live.dotnet.serializer import SERVICE_STACK, WEB_API, DotNet, SerializerRefused, said
from tests.live.dotnet.values import MODELS, TYPES, as_read, legal_texts, values

pytestmark = pytest.mark.live

OURS = {
    WEB_API: DataContract(declaration=False, check_characters=False, detect_encoding=False),
    SERVICE_STACK: DataContract(),
}
REFUSED = "refused"
some = settings(max_examples=15)  # for each of a dozen types, so some hundred values a test


@pytest.fixture(params=TYPES.values(), ids=TYPES.keys(), scope="module")
def type_(request: pytest.FixtureRequest) -> Type:
    return request.param


@some
@given(st.data())
def test_what_we_write_is_what_the_real_serializer_writes(dotnet: DotNet, type_: Type, data: Any) -> None:
    value = data.draw(values(type_))

    assert OURS[WEB_API].write(value, type_) == dotnet.write(value, type_, WEB_API)


@some
@given(st.data())
def test_what_we_write_with_checked_characters_is_what_the_real_serializer_writes(
    dotnet: DotNet, type_: Type, data: Any
) -> None:
    value = data.draw(values(type_, legal_texts))

    assert OURS[SERVICE_STACK].write(value, type_) == dotnet.write(value, type_, SERVICE_STACK)


@some
@given(st.data())
def test_what_we_write_the_real_serializer_reads(dotnet: DotNet, type_: Type, data: Any) -> None:
    value = data.draw(values(type_))

    read = dotnet.read(OURS[WEB_API].write(value, type_), type_)

    assert said(read, type_) == said(as_read(value), type_)


@some
@given(st.data())
def test_what_the_real_serializer_writes_we_read_with_nothing_lost(
    dotnet: DotNet, type_: Type, data: Any
) -> None:
    value = data.draw(values(type_))

    reading = OURS[WEB_API].read(dotnet.write(value, type_, WEB_API), type_)

    assert (said(reading.value, type_), reading.losses) == (said(as_read(value), type_), ())


@some
@given(st.data())
def test_an_odd_document_means_the_same_to_both(dotnet: DotNet, type_: Type, data: Any) -> None:
    document = data.draw(documents(type_))

    assert _we_read(document, type_) == _it_reads(dotnet, document, type_)


def _we_read(document: bytes, type_: Type) -> Any:
    try:
        read = OURS[SERVICE_STACK].read(document, type_, limits=Limits()).value
    except CannotDecode:
        return REFUSED
    return said(filled(read, type_), type_)


def _it_reads(dotnet: DotNet, document: bytes, type_: Type) -> Any:
    try:
        return said(dotnet.read(document, type_), type_)
    except SerializerRefused:
        return REFUSED


# fmt: off
ROOT = f'<ParaCallInfoList xmlns="{MODELS}">'
FAULTS = [  # one in each; where it is, is counted from what a reader of a stream still holds
    "<a/>", "<!-- c -->\n<a x='1'\n y='2'/>", '<?xml version="1.0"?>\n<a/>', " hello", "<?p i?><a/>",
    "<!DOCTYPE x><a/>", f"{ROOT}stray</ParaCallInfoList>",
    f"{ROOT}\n<Calls/>\n stray\n more</ParaCallInfoList>",
    f"{ROOT}<Calls/>a&amp;b</ParaCallInfoList>", f"{ROOT}<Calls>\n<!-- c -->&#65;</Calls></ParaCallInfoList>",
    f"{ROOT}\n<Calls/>\n<NeedSurvey>\n<b/></NeedSurvey></ParaCallInfoList>",
    f"{ROOT}<Calls/><NeedSurvey>a&nope;</NeedSurvey></ParaCallInfoList>",
    f"{ROOT}<TotalTime>x</TotalTime></ParaCallInfoList>", f"{ROOT}</ParaCallInfoList>x",
    f"{ROOT}</ParaCallInfoList><a/>", f"{ROOT}</ParaCallInfoList><?p i?>",
    f"{ROOT}</ParaCallInfoList><!DOCTYPE x>",
]
# fmt: on


@pytest.mark.parametrize("document", FAULTS)
def test_a_faulty_document_is_refused_in_the_real_words(dotnet: DotNet, document: str) -> None:
    type_ = TYPES["ParaCallInfoList"]

    with pytest.raises(CannotDecode) as ours:
        OURS[WEB_API].read(document.encode(), type_)
    with pytest.raises(SerializerRefused) as theirs:
        dotnet.read(document.encode(), type_)

    assert theirs.value.words == str(ours.value)


@pytest.mark.parametrize("text", ["a\0b", "\x1f", "\ufffe", "\uffff"])
def test_what_is_no_xml_character_is_refused_by_both_where_characters_are_checked(
    dotnet: DotNet, text: str
) -> None:
    with pytest.raises(CannotEncode) as ours:
        OURS[SERVICE_STACK].write(text, Kind.STRING)
    with pytest.raises(SerializerRefused) as theirs:
        dotnet.write(text, Kind.STRING, SERVICE_STACK)

    assert theirs.value.words.partition(", ")[2] == str(ours.value).partition(", ")[2]


@pytest.mark.parametrize("server", OURS)
@pytest.mark.parametrize("text", ["\ud800", "a\udc00b", "\udc00\ud800"])
def test_half_a_pair_is_refused_by_both(dotnet: DotNet, server: str, text: str) -> None:
    with pytest.raises(CannotEncode):
        OURS[server].write(text, Kind.STRING)
    with pytest.raises(SerializerRefused):
        dotnet.write(text, Kind.STRING, server)


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_new_lines_are_written_as_on_either_platform(dotnet: DotNet, newline: str) -> None:
    text = "a\nb\r\nc\rd\n\re"
    ours = DataContract(declaration=False, check_characters=False, newline=newline)

    assert ours.write(text, Kind.STRING) == dotnet.write(text, Kind.STRING, WEB_API, newline)
