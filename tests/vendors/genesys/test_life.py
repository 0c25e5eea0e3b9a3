"""The life of a record, through the whole of an agent's work, on a manual clock."""

from __future__ import annotations

import json

import pytest

from tests.vendors.genesys.conftest import ME, OTHER_USER
from tests.vendors.genesys.outbound_world import ADDED, CAMPAIGN, HOUR, NAMED, RECORDS, Dialler

MORNING = 1_767_225_600  # seconds: when the clock begins
HELD = {"campaignName": "Campaign1"}


def row(phone="1", **more):
    return {"phone": phone, **more}


def test_a_rejected_record_is_previewed_again_under_a_new_handle_and_no_attempt_counts():
    world = Dialler(row("1"), row("2"))
    world.preview()

    world.on(1, "RejectRecord")

    again = world.tell(CAMPAIGN, "GetPreviewRecord")["record"]
    assert (again["phoneNumber"], again["recordHandle"], again["userData"]["GSW_ATTEMPTS"]) == ("1", 2, 0)


def test_a_record_is_completed_once():
    world = Dialler(row())
    world.preview()

    assert [world.error(1, "CompleteRecord") for _ in range(2)] == [None, 6]


@pytest.mark.parametrize(("kind", "by_other"), [("Personal", None), ("Campaign", ("1", 2))])
def test_a_rescheduled_record_is_offered_from_its_time_on(kind, by_other):
    world = Dialler(row("1"))
    world.preview()
    world.on(1, "RescheduleRecord", callbackType=kind, timestamp=MORNING + 3600)
    world.on(1, "CompleteRecord")

    world.wait(HOUR - 1)
    assert world.preview() is None
    world.wait(1)
    assert world.preview(OTHER_USER) == by_other
    if by_other is None:
        assert world.preview() == ("1", 2)


@pytest.mark.parametrize(
    ("attribute", "sibling"), [("RecordOnly", ("2", 2)), ("AllChain", None), (None, ("2", 2))]
)
def test_do_not_call_means_the_record_or_its_chain(attribute, sibling):
    world = Dialler(row("1", chain=5), row("2", chain=5))
    world.preview()
    told = {"chainAttribute": attribute} if attribute else {}

    world.on(1, "DoNotCallRecord", **told)
    world.on(1, "RejectRecord")

    assert world.preview() == sibling
    assert world.kept(1).result == "DoNotCall"


def test_a_barred_record_keeps_its_result_when_it_is_completed():
    world = Dialler(row())
    world.preview()
    world.on(1, "DoNotCallRecord")

    _, (_, internal) = world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED)

    assert internal["userData"]["GSW_CALL_RESULT"] == 51


def test_an_answered_call_is_an_attempt_and_its_result_is_answer():
    world = Dialler(row())
    world.preview()
    world.call_held(1)
    world.wait(10_000)

    _, (_, internal) = world.ask(f"{RECORDS}/1", "UpdateRecord", **HELD)

    assert internal["userData"]["GSW_CALL_RESULT"] == 33
    assert (world.kept(1).attempts, world.kept(1).called) == (1, MORNING * 1000)


def test_a_call_that_is_over_leaves_its_result_to_the_record():
    world = Dialler(row())
    world.preview()
    world.call_held(1)
    world.wait(HOUR)

    _, (_, internal) = world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED)

    assert internal["userData"]["GSW_CALL_RESULT"] == 33


def test_a_call_that_is_hung_up_unanswered_is_no_answer_to_the_record():
    world = Dialler(row())
    world.preview()
    call = world.call_held(1)
    world.do(f"{ME}/calls/{call.id}", "Hangup")
    world.wait(1000)

    _, (_, internal) = world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED)

    assert internal["userData"]["GSW_CALL_RESULT"] == 19  # Cleared


def test_a_call_that_was_forgotten_is_over():
    world = Dialler(row())
    world.preview()
    call = world.call_held(1)
    world.wait(10_000)
    world.on(1, "UpdateRecord")
    world.sandbox.space.remove("genesys.calls", call.id)

    _, (_, internal) = world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED)

    assert internal["userData"]["GSW_CALL_RESULT"] == 33


def test_a_record_may_be_called_again_after_a_call():
    world = Dialler(row())
    world.preview()
    for _ in range(2):
        world.call_held(1)
        world.wait(HOUR)

    world.on(1, "CompleteRecord")

    assert world.kept(1).attempts == 2


@pytest.mark.parametrize("handle", [99, "1", 1.0, None])
def test_a_call_that_names_no_record_is_a_call_like_any_other(handle):
    world = Dialler(row())
    world.preview()

    world.call_held(handle)

    assert world.kept(1).attempts == 0
    assert len(world.calls) == 1


def test_a_call_for_the_record_of_another_agent_is_a_call_like_any_other():
    world = Dialler(row())
    world.preview(OTHER_USER)

    world.call_held(1)

    assert world.kept(1).attempts == 0


def test_a_look_from_outside_sees_how_far_a_call_is():
    world = Dialler(row("1"))
    world.preview()
    world.call_held(1)
    seen = []

    for _ in range(3):
        record = world.sandbox.lists("genesys").records.find("CallingList1", 1)
        seen.append((next(iter(world.sandbox.lists("genesys").handles)).stage, record.result))
        world.wait(10_000 if len(seen) == 1 else HOUR)

    assert seen == [("dialled", ""), ("talking", "Answer"), ("wrap", "Answer")]


def test_who_logs_out_gives_up_what_it_has_with_what_became_of_its_calls():
    world = Dialler(row("1"), row("2"))
    world.preview()
    world.call_held(1)
    world.wait(HOUR)

    world.do(ME, "EndContactCenterSession")

    assert (world.kept(1).status, world.kept(1).result) == ("agent_error", "Answer")
    assert world.error(1, "CompleteRecord", OTHER_USER) == 6
    assert world.preview(OTHER_USER) == ("2", 2)


def test_own_callbacks_come_before_the_campaigns_and_these_before_the_rest():
    world = Dialler(
        row("1"),
        row("2", kind="CampaignCallBack"),
        row("3", kind="PersonalCallBack", agent="mock-agent"),
        row("4", kind="PersonalCallBack", agent=OTHER_USER),
    )

    assert [world.preview() for _ in range(4)] == [("3", 1), ("2", 2), ("1", 3), None]


def test_somebody_is_called_at_decent_hours_where_they_are():
    world = Dialler(row("1", **{"from": 28_800, "until": 64_800}, time_zone="PST"))

    world.wait(16 * HOUR - 1)
    assert world.preview() is None
    world.wait(1)
    assert world.preview() == ("1", 1)


def test_millions_of_records_are_made_as_they_are_asked_for():
    world = Dialler(generate=10_000_000)

    phones = [world.preview()[0] for _ in range(50)]

    assert len(set(phones)) == 50
    assert all(len(phone) == 10 and phone.startswith("647") for phone in phones)
    assert world.kept(51) is None


def morning(seed=7):
    """An agent's whole morning: everything that was answered and told, as bytes."""
    world = Dialler(row("1", chain=5), row("2", chain=5), row("3"), generate=5)
    said = []
    said += [world.ask(CAMPAIGN, "StartPreviewSession", referenceId="a")]
    said += [world.preview(), world.preview(OTHER_USER)]
    said += [world.ask(f"{RECORDS}/1", "GetChainedRecord", **HELD)]
    call = world.call_held(1)
    world.wait(8_000)
    world.do(f"{ME}/calls/{call.id}", "Hangup")
    world.wait(1)
    said += [
        world.ask(f"{RECORDS}/1", "RescheduleRecord", **HELD, callbackType="Personal", timestamp=MORNING + 60)
    ]
    said += [world.ask(f"{RECORDS}/1", "CompleteRecord", **NAMED, callResult="Busy")]
    said += [world.ask(f"{RECORDS}/2", "RejectRecord", OTHER_USER, **NAMED)]
    said += [world.ask(RECORDS, "AddRecord", **NAMED, **ADDED)]
    said += [world.ask(RECORDS, "DoNotCallRecord", **NAMED, phoneNumber="3")]
    world.wait(HOUR)
    said += [world.preview() for _ in range(9)]
    said += [world.ask(CAMPAIGN, "EndPreviewSession")]
    world.do(ME, "EndContactCenterSession")
    return json.dumps([said, world.told]).encode()


def test_the_whole_of_a_morning_gives_the_same_bytes_on_every_run():
    first = morning()

    assert len(first) > 10_000
    assert morning() == first
