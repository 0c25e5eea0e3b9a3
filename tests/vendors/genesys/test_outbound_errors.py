"""What the outbound operations refuse: at once, or over CometD; nothing changes either way."""

from __future__ import annotations

import json

import pytest

from tests.vendors.genesys.conftest import ME, OTHER_USER, PHONE, SECOND_PHONE
from tests.vendors.genesys.outbound_world import ADDED, CAMPAIGN, INTERNAL, NAMED, OUTBOUND, RECORDS, Dialler

DEVICE = f"/devices/{PHONE}"
ONE = f"{RECORDS}/1"
NO_CAMPAIGN = f"{ME}/outbound-campaigns/Other"


def row(phone="1", **more):
    return {"phone": phone, **more}


@pytest.mark.parametrize(
    ("path", "operation", "members", "status", "code"),
    [
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": ...}, 400, 1),
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": None}, 400, 1),
        (CAMPAIGN, "GetPreviewRecord", {"devicePath": ""}, 400, 1),
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": "many"}, 400, 10),
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": 1.5}, 400, 10),
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": True}, 400, 10),
        (CAMPAIGN, "GetPreviewRecord", {"devicePath": 5}, 400, 10),
        (CAMPAIGN, "GetPreviewRecord", {"devicePath": 5, "applicationId": None}, 400, 1),
        (CAMPAIGN, "GetPreviewRecord", {"devicePath": "/devices/none"}, 404, 6),
        (CAMPAIGN, "GetPreviewRecord", {"applicationId": 135}, 404, 6),
        (CAMPAIGN, "Dance", {}, 400, 10),
        (CAMPAIGN, "", {}, 400, 1),
        (NO_CAMPAIGN, "GetPreviewRecord", {}, 404, 6),
        (ONE, "CompleteRecord", {"campaignName": "Campaign1"}, 400, 1),
        (ONE, "CompleteRecord", {**NAMED, "campaignName": "Other"}, 404, 6),
        (ONE, "CompleteRecord", {**NAMED, "callingList": "Other"}, 404, 6),
        (ONE, "CompleteRecord", {**NAMED, "callResult": "Delighted"}, 400, 10),
        (ONE, "CompleteRecord", {**NAMED, "callResult": 54}, 400, 10),
        (f"{RECORDS}/one", "CompleteRecord", NAMED, 400, 10),
        (f"{RECORDS}/{10**30}", "CompleteRecord", NAMED, 400, 10),
        (ONE, "RescheduleRecord", {**NAMED, "callbackType": "Personal"}, 400, 1),
        (ONE, "RescheduleRecord", {**NAMED, "callbackType": "Nobody", "timestamp": 1}, 400, 10),
        (ONE, "RescheduleRecord", {**NAMED, "callbackType": "Personal", "timestamp": -1}, 400, 10),
        (ONE, "RescheduleRecord", {**NAMED, "callbackType": "Personal", "timestamp": 10**18}, 400, 10),
        (ONE, "UpdateRecord", {**NAMED, "timeZone": "Mars"}, 400, 10),
        (ONE, "UpdateRecord", {**NAMED, "from": 86_400}, 400, 10),
        (ONE, "UpdateRecord", {**NAMED, "phoneType": "Telex"}, 400, 10),
        (ONE, "DoNotCallRecord", {**NAMED, "chainAttribute": "Half"}, 400, 10),
        (RECORDS, "DoNotCallRecord", NAMED, 400, 1),
        (RECORDS, "CompleteRecord", NAMED, 400, 10),
        (RECORDS, "AddRecord", {**NAMED, **ADDED, "chainId": 0}, 400, 10),
        (RECORDS, "AddRecord", {**NAMED, **ADDED, "otherFields": "blue"}, 400, 10),
        (RECORDS, "AddRecord", {**NAMED, **ADDED, "callingList": "Other"}, 404, 6),
        *((RECORDS, "AddRecord", {**NAMED, **ADDED, name: ...}, 400, 1) for name in ADDED),
    ],
)  # fmt: skip
def test_web_services_refuses_at_once(path, operation, members, status, code):
    world = Dialler(row())
    world.preview()
    world.told.clear()

    assert world.sync(path, operation, **members) == (status, code)
    assert world.told == []
    assert (world.kept(1).handle, world.kept(2)) == (1, None)


@pytest.mark.parametrize("member", ["callResult", "phoneNumber"])
def test_an_empty_parameter_that_may_be_left_out_is_wrong_and_not_missing(member):
    reply = Dialler().post(
        f"{RECORDS}/12",
        {
            "operationName": "CompleteRecord",
            "applicationId": 134,
            "devicePath": "/devices/x",
            **NAMED,
            member: "",
        },
    )

    told = {"statusCode": 10, "statusMessage": f"The parameter is not valid: {member}"}
    assert json.loads(reply.body) == told


def test_what_is_no_json_object_is_refused():
    reply = Dialler().post(CAMPAIGN, b"[1]")

    assert (reply.status, json.loads(reply.body)["statusCode"]) == (400, 10)


def test_a_device_without_a_session_is_refused():
    world = Dialler(row())
    world.start(devicePath=f"/devices/{SECOND_PHONE}")

    assert world.sync(CAMPAIGN, "GetPreviewRecord") == (400, 2)


def test_the_device_of_another_is_not_found():
    world = Dialler()

    assert world.sync(CAMPAIGN, "GetPreviewRecord", devicePath=world.devices[OTHER_USER]) == (404, 6)


def test_without_the_feature_nothing_is_done():
    assert Dialler(features=["api-voice"]).sync(CAMPAIGN, "GetPreviewRecord") == (403, 3)


def test_any_application_may_be_allowed():
    assert Dialler(row(), outbound_application="any").event(
        CAMPAIGN, "GetPreviewRecord", applicationId=1
    ) == "PreviewRecord"  # fmt: skip


def test_the_diallers_refusal_comes_over_cometd_in_two_messages():
    world = Dialler()

    (channel, told), (second, internal) = world.ask(
        f"{RECORDS}/77", "CompleteRecord", **NAMED, referenceId="r"
    )

    assert (channel, second) == (OUTBOUND, INTERNAL)
    assert told == {
        "record": {
            "campaignName": "Campaign1", "devicePath": DEVICE, "callingList": "CallingList1",
            "applicationId": 134, "recordHandle": 77,
        },
        "notificationType": "Error",
        "messageType": "OutboundRecordMessage",
        "errorCode": 6,
        "errorMessage": "Record handle 77 is not found",
        "referenceId": "r",
    }  # fmt: skip
    assert internal["userData"] == {
        "GSW_CALLING_LIST": "CallingList1", "GSW_APPLICATION_ID": 134, "GSW_RECORD_HANDLE": 77,
        "GSW_USER_EVENT": "OCSError", "GSW_ERROR": 6, "GSW_CAMPAIGN_NAME": "Campaign1",
    }  # fmt: skip


@pytest.mark.parametrize("mode", ["async", "sync"])
@pytest.mark.parametrize(
    ("operation", "members", "before", "code"),
    [
        ("CompleteRecord", {}, "complete", 6),  # a closed handle
        ("CompleteRecord", {"user": OTHER_USER}, None, 6),
        ("CompleteRecord", {"callingList": "More"}, None, 6),
        ("CompleteRecord", {"campaignName": "Campaign2"}, None, 6),
        ("RejectRecord", {}, "call", 2),
        ("UpdateRecord", {}, "complete", 6),
        ("RescheduleRecord", {"callbackType": "Campaign", "timestamp": 1}, "complete", 6),
        ("DoNotCallRecord", {}, "complete", 6),
        ("GetChainedRecord", {}, "complete", 6),
    ],
)
def test_the_dialler_refuses_as_the_switch_says(mode, operation, members, before, code):
    lists = [{"name": "CallingList1", "records": [row()]}, {"name": "More"}]
    campaigns = [{"name": "Campaign1", "lists": ["CallingList1"]}, {"name": "Campaign2", "lists": ["More"]}]
    world = Dialler(lists=lists, campaigns=campaigns, outbound_errors=mode)
    world.preview()
    if before == "complete":
        world.on(1, "CompleteRecord")
    if before == "call":
        world.call_held(1)
    kept, user = world.kept(1), members.pop("user", "mock-agent")
    given = {"applicationId": 134, "devicePath": world.devices[user], **NAMED, **members}

    if mode == "async":
        assert world.error(1, operation, user, **members) == code
    else:
        assert world.refused(ONE, operation, user, **given)[1] == code
    assert world.kept(1) == kept
    members |= {"user": user} if user != "mock-agent" else {}  # the table is shared between the two modes


@pytest.mark.parametrize(
    ("campaign", "operation", "code"),
    [
        ({"state": "Loaded"}, "StartPreviewSession", 2),
        ({"state": "Loaded"}, "GetPreviewRecord", 2),
        ({"state": "Unloaded"}, "GetPreviewRecord", 2),
        ({"mode": "Predictive"}, "StartPreviewSession", 2),
        ({}, "EndPreviewSession", 2),
    ],
)
def test_a_campaign_that_is_not_at_work_gives_nothing(campaign, operation, code):
    world = Dialler(row(), campaigns=[{"name": "Campaign1", "lists": ["CallingList1"], **campaign}])

    assert world.tell(CAMPAIGN, operation)["errorCode"] == code
    assert world.kept(1).handle == 0


def test_a_switch_lets_records_be_had_within_a_preview_session_only():
    world = Dialler(row(), outbound_session=True)

    assert world.tell(CAMPAIGN, "GetPreviewRecord")["errorCode"] == 2
    world.ask(CAMPAIGN, "StartPreviewSession")
    assert world.preview() == ("1", 1)


def test_the_names_of_what_is_guessed_are_switches():
    world = Dialler(outbound_error_event="OCSError", outbound_empty="NoRecords")

    assert world.event(CAMPAIGN, "GetPreviewRecord") == "NoRecords"
    assert world.event(CAMPAIGN, "EndPreviewSession") == "OCSError"
