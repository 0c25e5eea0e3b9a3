"""The eleven outbound operations: what each is answered with, and what is told over CometD."""

from __future__ import annotations

import pytest

from mockserver.vendors.genesys.outbound.operations import OF_CAMPAIGN, OF_ONE, OF_RECORDS
from mockserver.vendors.genesys.outbound.tables import ALIASES, NUMBERS, RESULTS, result_of
from tests.vendors.genesys.conftest import OTHER_USER, PHONE
from tests.vendors.genesys.outbound_world import (
    ADDED,
    CAMPAIGN,
    INTERNAL,
    NAMED,
    OUTBOUND,
    RECORDS,
    Dialler,
)

DEVICE = f"/devices/{PHONE}"
COMMON = ["GSW_CALLING_LIST", "GSW_APPLICATION_ID", "GSW_RECORD_HANDLE", "GSW_USER_EVENT"]


def row(phone="1", **more):
    return {"phone": phone, **more}


def test_there_are_eleven_operations():
    assert len(OF_CAMPAIGN) + len(OF_RECORDS) + len(OF_ONE) == 11


def test_a_preview_session_begins_as_the_documentation_prints_it():
    told = Dialler().ask(CAMPAIGN, "StartPreviewSession", referenceId="123456789")

    assert told == [(OUTBOUND, {
        "messageType": "OutboundCampaignMessage",
        "notificationType": "PreviewSessionStarted",
        "campaign": {
            "name": "Campaign1", "dialingMode": "Preview", "groupName": "Campaign1@AgentGroup1",
            "state": "Started", "devicePath": DEVICE, "applicationId": 134, "groupDescription": "",
            "description": "",
        },
        "referenceId": "123456789",
    })]  # fmt: skip


def test_a_preview_session_ends_as_the_documentation_prints_it():
    world = Dialler()
    world.ask(CAMPAIGN, "StartPreviewSession")

    told = world.ask(CAMPAIGN, "EndPreviewSession", referenceId="123456789")

    campaign = {"devicePath": DEVICE, "state": "Started", "applicationId": 134, "name": "Campaign1"}
    assert told == [(OUTBOUND, {
        "messageType": "OutboundCampaignMessage",
        "notificationType": "PreviewSessionEnded",
        "campaign": campaign,
        "referenceId": "123456789",
    })]  # fmt: skip


def test_a_preview_session_may_begin_twice_and_ends_once():
    world = Dialler()

    events = [world.event(CAMPAIGN, name) for name in (
        "StartPreviewSession", "StartPreviewSession", "EndPreviewSession", "EndPreviewSession",
    )]  # fmt: skip

    assert events == ["PreviewSessionStarted", "PreviewSessionStarted", "PreviewSessionEnded", "Error"]


def test_a_previewed_record_has_the_members_of_the_documentation_in_its_order():
    world = Dialler(row("647000", time_zone="PST", others={"custom1": "something", "custom2": 0}))

    (channel, told), (second, internal) = world.ask(CAMPAIGN, "GetPreviewRecord", referenceId=7)

    data = told["record"]["userData"]
    assert (channel, second) == (OUTBOUND, INTERNAL)
    assert list(data)[:21] == [
        "GSW_AGENT_ID", "contact_info", "GSW_CALL_RESULT", "custom1", "custom2", "GSW_CALL_ATTEMPT_GUID",
        "GSW_TZ_NAME", "GSW_CAMPAIGN_GROUP_DBID", "GSW_CALLING_LIST_DBID", "GSW_APPLICATION_ID",
        "GSW_CAMPAIGN_GROUP_DESCRIPTION", "GSW_SWITCH_DBID", "GSW_CALLING_LIST", "GSW_ATTEMPTS",
        "GSW_USER_EVENT", "InteractionSubtype", "GSW_PHONE", "GSW_CAMPAIGN_NAME", "GSW_TZ_OFFSET",
        "InteractionType", "GSW_CAMPAIGN_GROUP_NAME",
    ]  # fmt: skip
    assert data["GSW_AGENT_ID"] == "3001"
    assert (data["GSW_CALL_RESULT"], data["GSW_ATTEMPTS"], data["custom1"]) == (28, 0, "something")
    assert (data["GSW_TZ_NAME"], data["GSW_TZ_OFFSET"]) == ("PST", -28800)  # it is winter
    assert len(data["GSW_CALL_ATTEMPT_GUID"]) == len("01AJ7BMDBGANF1AABGHAHG5AES000003")
    assert told["record"]["recordHandle"] == data["GSW_RECORD_HANDLE"] == 1
    assert (told["referenceId"], "referenceId" in internal) == (7, False)
    assert internal["userData"] == data


def test_a_list_that_is_used_up_says_so():
    world = Dialler()

    (_, told), (_, internal) = world.ask(CAMPAIGN, "GetPreviewRecord")

    assert told["notificationType"] == "PreviewRecordEmpty"
    assert internal["userData"]["GSW_USER_EVENT"] == "PreviewRecordEmpty"


@pytest.mark.parametrize(
    ("operation", "members", "event", "more"),
    [
        ("CompleteRecord", {}, "RecordProcessedAcknowledge", ["GSW_CALL_RESULT"]),
        ("RejectRecord", {}, "RecordRejectAcknowledge", []),
        ("RescheduleRecord", {"callbackType": "Personal", "timestamp": 1_433_917_552},
         "ScheduledRecordRescheduleAcknowledge", []),
        ("UpdateRecord", {}, "UpdateCallCompletionStatsAcknowledge", ["GSW_CALL_RESULT"]),
        ("DoNotCallRecord", {"chainAttribute": "AllChain"}, "DoNotCallAcknowledge", []),
        ("GetChainedRecord", {}, "ChainedRecordsDataEnd", ["GSW_CHAIN_ID"]),
    ],
)  # fmt: skip
def test_an_operation_on_a_record_is_acknowledged_in_two_messages(operation, members, event, more):
    world = Dialler(row())
    world.preview()
    given = NAMED if operation in ("CompleteRecord", "RejectRecord", "DoNotCallRecord") else {
        "campaignName": "Campaign1"}  # fmt: skip

    (_, told), (_, internal) = world.ask(f"{RECORDS}/1", operation, **given, **members)

    assert told == {
        "record": {
            "campaignName": "Campaign1", "devicePath": DEVICE, "callingList": "CallingList1",
            "applicationId": 134, "recordHandle": 1,
        },
        "notificationType": event,
        "messageType": "OutboundRecordMessage",
    }  # fmt: skip
    assert list(internal["userData"]) == [*COMMON, *more, "GSW_CAMPAIGN_NAME"]
    assert internal["userData"]["GSW_USER_EVENT"] == event
    assert internal["deviceId"] == PHONE


@pytest.mark.parametrize("reference", ["123456789", 74, "", 1.5, None])
def test_a_reference_is_echoed_as_it_came(reference):
    told = Dialler().tell(CAMPAIGN, "GetPreviewRecord", referenceId=reference)

    assert told.get("referenceId") == reference
    assert ("referenceId" in told) == (reference is not None)


def test_without_a_reference_there_is_none():
    assert "referenceId" not in Dialler().tell(CAMPAIGN, "GetPreviewRecord")


@pytest.mark.parametrize("name", RESULTS)
def test_every_call_result_is_taken_and_told_as_its_number(name):
    world = Dialler(row())
    world.preview()

    _, (_, internal) = world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED, callResult=name)

    assert internal["userData"]["GSW_CALL_RESULT"] == NUMBERS[name]
    assert world.kept(1).result == name


@pytest.mark.parametrize(
    ("given", "name"),
    [("answering machine", "AnsweringMachineDetected"), ("WRONG-NUMBER", "WrongNumber"), (33, "Answer"),
     ("no_answer", "NoAnswer"), ("7", "NoAnswer"), (0, "Ok"), *ALIASES.items()],
)  # fmt: skip
def test_a_call_result_may_be_spelt_in_many_ways(given, name):
    assert result_of(given) == name


@pytest.mark.parametrize("given", ["", "None", 54, -1, "99999", 3.0, True, None, [], "٣"])
def test_what_is_no_call_result_is_none(given):
    assert result_of(given) is None


def test_an_added_record_is_called_after_the_others():
    world = Dialler(row("1"))

    (_, told), (_, internal) = world.ask(
        RECORDS, "AddRecord", **NAMED, **ADDED, otherFields={"colour": "red"}
    )

    assert told["notificationType"] == "AddRecordAcknowledge"
    assert (told["record"]["phoneNumber"], told["record"]["chainId"]) == ("900", 2)
    assert internal["userData"]["GSW_CHAIN_ID"] == 2
    assert [world.preview(), world.preview(OTHER_USER)] == [("1", 1), ("900", 2)]
    assert world.kept(2).others == {"colour": "red"}


def test_columns_of_a_list_cannot_pass_for_the_diallers_own():
    world = Dialler(row(others={"GSW_RECORD_HANDLE": 99, "contact_info": "me", "own": 1}))

    data = world.tell(CAMPAIGN, "GetPreviewRecord")["record"]["userData"]

    assert (data["GSW_RECORD_HANDLE"], data["contact_info"], data["own"]) == (1, "1", 1)


def test_a_number_that_is_barred_is_told_without_a_handle():
    world = Dialler(row("5"))

    told = world.tell(RECORDS, "DoNotCallRecord", **NAMED, phoneNumber="5")

    assert told["record"] == {
        "devicePath": DEVICE, "callingList": "CallingList1", "applicationId": 134, "phoneNumber": "5",
        "campaignName": "Campaign1",
    }  # fmt: skip
    assert world.preview() is None


def test_without_a_list_a_number_is_barred_in_all_lists_of_the_campaign():
    world = Dialler(row("5"))

    told = world.tell(RECORDS, "DoNotCallRecord", campaignName="Campaign1", phoneNumber="5")

    assert "callingList" not in told["record"]
    assert world.preview() is None


def test_another_number_may_be_barred_with_a_record():
    world = Dialler(row("5"), row("6"), row("7"))
    world.preview()

    world.on(1, "DoNotCallRecord", phoneNumber="6")

    assert world.preview() == ("7", 2)


def test_the_rest_of_a_chain_comes_before_its_end():
    world = Dialler(row("1", chain=9), row("2", chain=9), row("3", chain=9))
    world.preview()

    told = world.ask(f"{RECORDS}/1", "GetChainedRecord", campaignName="Campaign1")

    assert [data["notificationType"] for channel, data in told if channel == OUTBOUND] == [
        "ChainedRecord", "ChainedRecord", "ChainedRecordsDataEnd",
    ]  # fmt: skip
    assert [(told[place][1]["record"]["phoneNumber"], told[place][1]["record"]["recordHandle"])
            for place in (0, 2)] == [("2", 2), ("3", 3)]  # fmt: skip
    assert told[-1][1]["userData"]["GSW_CHAIN_ID"] == 9


def test_what_is_updated_is_seen_by_the_next_agent():
    world = Dialler(row("1"))
    world.preview()

    world.on(
        1,
        "UpdateRecord",
        phoneNumber="2",
        timeZone="EST",
        phoneType="Mobile",
        **{"from": 5, "until": "86000"},
    )
    world.on(1, "RejectRecord")

    data = world.tell(CAMPAIGN, "GetPreviewRecord", OTHER_USER)["record"]["userData"]
    assert (data["GSW_PHONE"], data["GSW_TZ_NAME"], data["GSW_FROM"], data["GSW_UNTIL"]) == (
        "2",
        "EST",
        5,
        86000,
    )


@pytest.mark.parametrize(("which", "many"), [("records", 1), ("all", 2), ("none", 1)])
def test_a_switch_says_what_has_a_second_message(which, many):
    world = Dialler(outbound_internal=which)

    assert len(world.ask(CAMPAIGN, "StartPreviewSession")) == many
    assert len(world.ask(CAMPAIGN, "GetPreviewRecord")) == (1 if which == "none" else 2)


def test_an_answer_in_xml_is_our_own_convention_and_says_so():
    world = Dialler()
    body = {"operationName": "GetPreviewRecord", "applicationId": 134, "devicePath": DEVICE}

    reply = world.post(CAMPAIGN, body, Accept="application/xml")

    assert reply.body.startswith(b"<")
    assert b"<statusCode>0</statusCode>" in reply.body
    assert reply.header("X-Mock-Fidelity") == "assumed"


def test_a_request_in_xml_is_understood():
    world = Dialler(row("5"))
    body = (
        f"<request><operationName>GetPreviewRecord</operationName><applicationId>134</applicationId>"
        f"<devicePath>{DEVICE}</devicePath></request>"
    ).encode()

    reply = world.post(CAMPAIGN, body, Content_Type="application/xml")

    assert reply.status == 200, reply.body
    assert world.told[0][2]["record"]["phoneNumber"] == "5"
