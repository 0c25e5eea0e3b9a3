"""A real .NET client asks our servers in XML, and reads every answer of both vendors.

The serializer and HttpWebRequest are the framework's own, on Mono; the contracts are in `tests/live/dotnet`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.formats.base import ListOf, Plain, Type
from mockserver.vendors.hostedsuite import wire
from mockserver.vendors.weyi import wire as weyi
from tests.live.dotnet.documents import documents
from tests.live.dotnet.serializer import Answer, DotNet, SerializerRefused, meant, said
from tests.live.dotnet.values import as_read, legal_texts, texts, values
from tests.live.serving import Mock, Starter

pytestmark = pytest.mark.live

XML = "application/xml"
FINISH, AT = "/Client/Request/CallFinishedNew", "/Client/Request/"
UPDATE, CALLS = "/api/calls/update", "/api/calls"
WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
FINISHED = weyi.ParaCallInfoList.type()
SCENARIO = """
name: dotnet
vendors:
  weyi: {authorization: false, diagnosis: true}
  hostedsuite: {users: [{CustomerName: acme, UserName: api, Password: secret}]}
records:
  hostedsuite:
    given: [{Id: "1", Notes: one}, {Id: "2"}]
    generate: {count: 60, from: 2025-12-01, to: 2026-01-11}
"""
some = settings(max_examples=30)
numbers = itertools.count(1)


@pytest.fixture(scope="module")
def mock(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO) as mock:
        yield mock


# ---------------------------------------------------------------- WEYI


@some
@given(values(FINISHED))
def test_weyi_understands_all_that_dotnet_sends(dotnet: DotNet, mock: Mock, value: Plain) -> None:
    answer = dotnet.ask(f"{mock.url}{AT}CallFinishedEcho", value, FINISHED)

    assert (answer.status, answer.refused) == (200, None)
    assert heard(answer) == said(as_read(value), FINISHED)


@settings(max_examples=60)
@given(documents(FINISHED))
def test_weyi_makes_of_an_odd_document_what_dotnet_makes_of_it(
    dotnet: DotNet, mock: Mock, document: bytes
) -> None:
    answer = dotnet.ask(f"{mock.url}{AT}CallFinishedEcho", document=document)

    assert (answer.status, answer.refused) == (200, None)
    assert heard(answer) == directly(dotnet, document)


# fmt: off
FORMS = [  # of a date, beside those that a serializer writes and those that ask the clock for the year or day
    "2025-04-25", "2025-04-25Z", "2025-04-25+02:00", "2025-04", "2025", "2025Z", "--04-25", "--02-29",
    "--12-31Z", "2025-04+08:00", "2025-04-25T15:29:01z", "2025-04-25T15:29:01-05:00",
    "2025-04-25T15:29:01.12345678", "2025-04-25T15:29:01.00000005Z", "2025-04-25T15:29:01.00000015Z",
    "2025-04-25T15:29:01.000000250001Z", "2025-12-31T23:59:59.99999999Z", "9999-12-31T23:59:59.99999994Z",
    "9999-12-31T23:59:59.99999995Z", "2025-04-25T15:29:01+99:00", "2025-04-25T15:29:01.1234567890123456789Z",
]
# fmt: on


@pytest.mark.parametrize("date", FORMS)
def test_weyi_makes_of_a_date_in_any_form_what_dotnet_makes_of_it(
    dotnet: DotNet, mock: Mock, date: str
) -> None:
    call = f"<ParaCallInfo><StartTime_Utc>{date}</StartTime_Utc></ParaCallInfo>"
    document = f'<ParaCallInfoList xmlns="{weyi.MODELS}"><Calls>{call}</Calls></ParaCallInfoList>'.encode()

    answer = dotnet.ask(f"{mock.url}{AT}CallFinishedEcho", document=document)

    assert heard(answer) == directly(dotnet, document)


def directly(dotnet: DotNet, document: bytes) -> Any:
    """What the real serializer reads; null where it refuses, as the action's parameter is then."""
    try:
        return said(dotnet.read(document, FINISHED), FINISHED)
    except SerializerRefused:
        return None


def heard(answer: Answer) -> Any:
    """What a diagnosis told, in the words in which a value is sent."""
    return said(meant(answer.value, FINISHED), FINISHED)


@some
@given(st.none() | texts, st.sampled_from([XML, "text/xml"]), st.sampled_from(["utf-8", "utf-16"]))
def test_weyi_answers_a_finished_call_as_dotnet_expects_it(
    dotnet: DotNet, mock: Mock, text: str | None, accept: str, charset: str
) -> None:
    asked = {"NeedSurvey": text, "IsSuccessful": True}

    answer = dotnet.ask(mock.url + FINISH, asked, FINISHED, accept=accept, Accept_Charset=charset)

    assert (answer.status, answer.root, answer.refused) == (200, _root(weyi.ResultRequestFinish.type()), None)
    assert answer.content_type == f"{accept}; charset={charset}"
    assert answer.value == {"NeedSurvey": as_read(text), "Reason": None}


def test_a_request_is_walked_through_its_states_by_dotnet(dotnet: DotNet, start: Starter) -> None:
    one, told = weyi.OneRequest.type(), []
    call = {"StartTime_Utc": "2026-01-12T09:00:00Z", "EndTime_Utc": "2026-01-12T09:02:30.05Z"}
    finished = {
        "TotalTime": Decimal("2.50"),
        "IsSuccessful": True,
        "Calls": [{**call, "ThirdPartyCallId": "c-1"}],
    }

    with start("weyi-survey") as mock:

        def ask(action: str, value: Plain, type_: Type | None, method: str = "POST") -> Any:
            url = f"{mock.url}{AT}{action}"
            told.append(dotnet.ask(url, value, type_, method=method, Token="nobody-yet").value)

        ask("New", {"LanguageId": 1, "isVideo": True}, weyi.NewRequest.type())
        ask("Accept", {}, one)
        ask("InService", {}, one)
        ask("CallFinishedNew", finished, FINISHED)
        ask("CallFinishedNew", finished, FINISHED)
        ask("StatusByRequestId", None, None, "GET")
        ask("InviteWithoutLanguage", {"Note": "n"}, weyi.Invitation.type())
        ask("Initiate", {"PreInviteToken": told[-1]["PreInviteToken"]}, weyi.OneInvitation.type())

    states = [answer.get("StatusDescription") for answer in told]
    assert states == [
        "New",
        "Interpreter Accepted",
        "In Service",
        None,
        None,
        "Serviced",
        "Not Initiated",
        "New",
    ]
    assert told[3] == {"NeedSurvey": "Y", "Reason": None}
    assert told[4]["Description"] == "Request already finished"
    assert told[5]["TotalTime"] == "2.50"
    assert told[5]["Calls"][0]["EndTime_Utc"] == "2026-01-12T09:02:30.0500000Z"


# ---------------------------------------------------------------- HostedSuite


def finite(record: Plain) -> bool:
    """Tell whether JSON can say it: the admin API takes no NaN."""
    return all(abs(value) < 1e300 for value in record.values() if isinstance(value, float))


@some
@given(values(wire.CallRecordInfo.type(), legal_texts).filter(finite))
def test_hostedsuite_answers_every_record_as_dotnet_holds_it(
    dotnet: DotNet, mock: Mock, record: Plain
) -> None:
    record |= {"Id": f"generated-{next(numbers)}"}
    mock.admin("POST", "/records/hostedsuite", record)

    answer = dotnet.ask(mock.url + UPDATE, {**WHO, "Id": record["Id"]}, wire.UpdateCallRecord.type())

    assert (answer.status, answer.refused) == (200, None)
    assert answer.value == said(as_read(record), wire.CallRecordInfo.type())


@some
@given(legal_texts)
def test_a_note_that_dotnet_writes_comes_back(dotnet: DotNet, mock: Mock, note: str) -> None:
    asked = {**WHO, "Id": "1", "Notes": note}

    answer = dotnet.ask(mock.url + UPDATE, asked, wire.UpdateCallRecord.type())

    assert (answer.refused, answer.value["Notes"]) == (None, as_read(note))


def test_a_list_without_limits_holds_calls_of_any_length(dotnet: DotNet, mock: Mock) -> None:
    # A double on .NET is never null: who sets no limit sends 0.
    sandbox = mock.sandbox("listed")
    asked = {**WHO, "ItemsPerPage": 1000, "Page": 1}

    answer = dotnet.ask(sandbox.base + CALLS, asked, wire.ListCallRecords.type())

    assert (answer.status, answer.root, answer.refused) == (200, "ListCallRecordsResponse", None)
    assert (answer.value["Total"], len(answer.value["Results"])) == ("62", 62)
    assert {record["DurationInSeconds"] for record in answer.value["Results"]} > {"0"}


def test_a_batch_that_dotnet_sends_is_answered_as_a_list_of_its_type(dotnet: DotNet, mock: Mock) -> None:
    url = f"{mock.url}/api/xml/reply/UpdateCallRecordRequest[]"
    asked = [{**WHO, "Id": key, "Notes": f"batch {key}"} for key in ("1", "2")]

    answer = dotnet.ask(url, asked, ListOf(wire.UpdateCallRecord.type()))

    assert (answer.status, answer.root, answer.refused) == (200, "ArrayOfCallRecordInfo", None)
    assert [record["Notes"] for record in answer.value] == ["batch 1", "batch 2"]


def test_an_answer_that_breaks_off_at_a_control_character_cannot_be_read(dotnet: DotNet, mock: Mock) -> None:
    # As on the real server, whose XmlWriter stops there; the record itself is changed.
    sandbox = mock.sandbox("broken")

    answer = dotnet.ask(
        sandbox.base + UPDATE, {**WHO, "Id": "1", "Notes": "a\0b"}, wire.UpdateCallRecord.type()
    )

    assert answer.status == 200
    assert answer.document.endswith(b"<Notes>a")
    assert answer.refused is not None


def _root(type_: Type) -> str:
    return getattr(type_, "name", "")
