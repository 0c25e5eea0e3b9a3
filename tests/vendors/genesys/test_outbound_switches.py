"""What the outbound API does where no source says, as each switch has it."""

import pytest

from tests.vendors.genesys.conftest import DEMO_USER, OTHER_USER, SECOND_PHONE
from tests.vendors.genesys.outbound_world import (
    ADDED,
    CAMPAIGN,
    INTERNAL,
    NAMED,
    OUTBOUND,
    RECORDS,
    Dialler,
)

SECOND = f"/devices/{SECOND_PHONE}"
HELD = {"user": DEMO_USER, "handle": 12, "campaign": "Campaign1"}
ACKNOWLEDGED = "RecordProcessedAcknowledge"


@pytest.mark.parametrize(("owner", "code"), [("device", 6), ("user", None)])
def test_a_handle_is_its_agents_at_the_device_that_got_it_unless_any_will_do(owner, code):
    world = Dialler({"phone": "1"}, outbound_owner=owner)
    world.preview()

    assert world.error(1, "CompleteRecord", devicePath=SECOND) == code


def test_what_an_agent_holds_from_the_beginning_is_held_at_any_device():
    world = Dialler({"phone": "1", "held": HELD})

    assert world.error(12, "UpdateRecord", devicePath=SECOND) is None
    assert world.error(12, "CompleteRecord") is None


@pytest.mark.parametrize(
    ("rule", "code", "phone", "status"),
    [
        ("updated", None, "2", "updated"),
        ("checked", 6, "1", "retrieved"),
        ("ignored", None, "1", "updated"),
    ],
)
def test_another_number_in_a_complete_means_what_the_switch_says(rule, code, phone, status):
    world = Dialler({"phone": "1"}, outbound_complete_phone=rule)
    world.preview()

    assert world.error(1, "CompleteRecord", phoneNumber="2") == code
    assert (world.kept(1).phone, world.kept(1).status) == (phone, status)


@pytest.mark.parametrize("rule", ["updated", "checked", "ignored"])
def test_the_records_own_number_in_a_complete_is_always_right(rule):
    world = Dialler({"phone": "1"}, outbound_complete_phone=rule)
    world.preview()

    assert world.on(1, "CompleteRecord", phoneNumber="1")["notificationType"] == ACKNOWLEDGED


def test_a_record_that_is_completed_with_a_barred_number_does_not_come_again():
    world = Dialler({"phone": "1"})
    world.tell(RECORDS, "DoNotCallRecord", phoneNumber="2", **NAMED)
    world.preview()
    world.on(1, "RescheduleRecord", callbackType="Campaign", timestamp=0)

    world.on(1, "CompleteRecord", phoneNumber="2")

    assert (world.kept(1).kind, world.kept(1).status) == ("no_call", "updated")
    assert world.preview() is None


@pytest.mark.parametrize(("closes", "code"), [(False, None), (True, 6)])
def test_do_not_call_closes_the_handle_where_the_switch_says_so(closes, code):
    world = Dialler({"phone": "1"}, outbound_dnc_closes=closes)
    world.preview()

    assert world.on(1, "DoNotCallRecord")["notificationType"] == "DoNotCallAcknowledge"

    assert world.kept(1).result == "DoNotCall"
    assert world.error(1, "CompleteRecord") == code


@pytest.mark.parametrize(("rejects", "status"), [(False, "retrieved"), (True, "ready")])
def test_the_end_of_a_preview_session_rejects_what_is_previewed_where_the_switch_says_so(rejects, status):
    world = Dialler({"phone": "1"}, {"phone": "2"}, outbound_end_rejects=rejects)
    world.tell(CAMPAIGN, "StartPreviewSession")
    world.preview()
    world.preview()
    world.call_held(2)

    assert world.event(CAMPAIGN, "EndPreviewSession") == "PreviewSessionEnded"

    assert (world.kept(1).status, world.kept(2).status) == (status, "retrieved")


def test_a_late_acknowledgement_comes_whole_and_at_its_moment():
    world = Dialler({"phone": "1"}, ack_delay_ms=700)

    assert world.ask(CAMPAIGN, "GetPreviewRecord") == []
    world.wait(699)
    assert world.told == []
    world.wait(1)

    assert [channel for _, channel, _ in world.told] == [OUTBOUND, INTERNAL]
    stamp = world.told[1][2]["metrics"]["eventProcessing"]["serverGenerationTimestamp"]
    assert stamp == world.sandbox.clock.now()
    assert world.kept(1).status == "retrieved"


def test_late_messages_keep_their_order_and_a_refusal_is_late_as_well():
    world = Dialler({"phone": "1", "chain": 7}, {"phone": "2", "chain": 7}, ack_delay_ms=5)
    world.ask(CAMPAIGN, "GetPreviewRecord")
    world.ask(f"{RECORDS}/1", "GetChainedRecord", **NAMED)
    world.ask(f"{RECORDS}/9", "CompleteRecord", **NAMED)

    world.wait(5)

    events = [data["notificationType"] for _, channel, data in world.told if channel == OUTBOUND]
    assert events == ["PreviewRecord", "ChainedRecord", "ChainedRecordsDataEnd", "Error"]
    assert world.sandbox.space.count("genesys.delayed") == 0


@pytest.mark.parametrize(
    ("operation", "members"), [("AddRecord", ADDED), ("DoNotCallRecord", {"phoneNumber": "1"})]
)
def test_a_list_of_another_campaign_is_refused_by_the_dialler(operation, members):
    lists = [{"name": name} for name in ("CallingList1", "Other")]
    campaigns = [{"name": "Campaign1", "lists": ["CallingList1"]}]
    world = Dialler(lists=lists, campaigns=campaigns)
    named = {"campaignName": "Campaign1", "callingList": "Other"}

    assert world.tell(RECORDS, operation, **members, **named)["errorCode"] == 6


def test_a_handle_of_zero_is_told_as_it_was_asked():
    told = Dialler().on(0, "CompleteRecord")

    assert (told["errorCode"], told["record"]["recordHandle"]) == (6, 0)


def test_a_record_without_a_chain_is_in_nobodys_chain():
    world = Dialler({"phone": "1", "chain": 2}, {"phone": "2"}, generate=3)
    for _ in range(2):
        world.tell(RECORDS, "AddRecord", **{**ADDED, **NAMED})

    taken = [world.preview(user) for user in (DEMO_USER, OTHER_USER) * 4]

    assert len([each for each in taken if each is not None]) == 7
