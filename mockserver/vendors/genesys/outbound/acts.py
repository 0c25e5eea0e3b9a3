"""The eleven outbound operations: what each does, and which messages tell of it.

Rule: Web Services answers 0 and tells the outcome over CometD; what is told is built of the dialler's data.
"""

from __future__ import annotations

from typing import Any

from mockserver.callcentre.lists import Agent
from mockserver.callcentre.lists.lifecycle import TRANSITIONS, Step
from mockserver.callcentre.lists.model import Callback, CampaignState, ListRecord
from mockserver.callcentre.lists.zones import Window
from mockserver.frozen import replaced
from mockserver.kit import Desk
from mockserver.vendors.genesys.outbound import messages
from mockserver.vendors.genesys.outbound.campaigns import (
    begin_preview,
    end_preview,
    is_previewing,
    lists_of,
)
from mockserver.vendors.genesys.outbound.dialling import caught_up
from mockserver.vendors.genesys.outbound.errands import DiallerRefused, held_by
from mockserver.vendors.genesys.outbound.messages import Errand
from mockserver.vendors.genesys.outbound.tables import CALLBACKS, CHAIN_ATTRIBUTES, DO_NOT_CALL, number_of

PREVIEW = "Preview"  # the dialling mode in which agents ask for records
Asked = dict[str, Any]


def start_preview(desk: Desk, errand: Errand, _asked: Asked) -> None:
    """A preview session begins; who has begun one already is told so again."""
    _refuse_inactive(errand)
    if errand.campaign.mode != PREVIEW:
        raise DiallerRefused("NotPreview", campaign=errand.campaign.name)
    begin_preview(desk.office, errand.campaign.name, errand.user, errand.device)
    event, internal = "PreviewSessionStarted", "PreviewDialingModeStartAcknowledge"
    messages.tell_of_campaign(desk, errand, event, messages.started(errand), internal)


def end_preview_session(desk: Desk, errand: Errand, _asked: Asked) -> None:
    """A preview session ends; what is held stays so, unless the scenario has it rejected."""
    _refuse_without_session(desk, errand)
    end_preview(desk.office, errand.campaign.name, errand.user)
    if desk.settings["outbound_end_rejects"]:
        _reject_previewed(desk, errand)
    event, internal = "PreviewSessionEnded", "PreviewDialingModeOverAcknowledge"
    messages.tell_of_campaign(desk, errand, event, messages.ended(errand), internal)


def _reject_previewed(desk: Desk, errand: Errand) -> None:
    lists = lists_of(desk.office)
    for handle in list(lists.handles.of(errand.user)):
        now, _ = caught_up(desk.office, handle.number)
        if now.campaign == errand.campaign.name and now.stage in TRANSITIONS[Step.REJECT]:
            lists.reject(now.number, desk.now)


def get_preview(desk: Desk, errand: Errand, _asked: Asked) -> None:
    """The record that is to be called next, or that there is none."""
    _refuse_inactive(errand)
    if desk.settings["outbound_session"]:
        _refuse_without_session(desk, errand)
    agent = Agent(errand.user, errand.device, errand.campaign.name)
    held = lists_of(desk.office).retrieve(errand.campaign.lists, agent, desk.now)
    if held is None:
        event, said = desk.settings["outbound_empty"], messages.user_data(errand, "PreviewRecordEmpty", None)
        messages.tell_of_record(desk, errand, event, {}, said)
    else:
        messages.offer(desk, errand, "PreviewRecord", held)


def _refuse_inactive(errand: Errand) -> None:
    if errand.campaign.state is not CampaignState.STARTED:
        raise DiallerRefused("CampaignInactive", campaign=errand.campaign.name)


def _refuse_without_session(desk: Desk, errand: Errand) -> None:
    if not is_previewing(desk.office, errand.campaign.name, errand.user):
        raise DiallerRefused("NoPreviewSession", campaign=errand.campaign.name)


def complete(desk: Desk, errand: Errand, asked: Asked) -> None:
    """CompleteRecord: its final result is told; a number that is named goes the way the scenario says."""
    handle, record = held_by(desk, errand)
    lists, phone = lists_of(desk.office), asked["phone"] or record.phone
    if phone != record.phone and desk.settings["outbound_complete_phone"] == "checked":
        raise DiallerRefused("OtherNumber", number=handle.number)
    if phone != record.phone and desk.settings["outbound_complete_phone"] == "updated":
        lists.update(handle.number, phone=phone)
    held = lists.complete(handle.number, desk.now, asked["result"])
    result = number_of(held[1].result)
    messages.acknowledge(desk, errand, "RecordProcessedAcknowledge", held, GSW_CALL_RESULT=result)


def reject(desk: Desk, errand: Errand, _asked: Asked) -> None:
    """RejectRecord."""
    handle, _ = held_by(desk, errand)
    held = lists_of(desk.office).reject(handle.number, desk.now)
    messages.acknowledge(desk, errand, "RecordRejectAcknowledge", held)


def reschedule(desk: Desk, errand: Errand, asked: Asked) -> None:
    """RescheduleRecord: it takes effect when the record is completed."""
    handle, _ = held_by(desk, errand)
    callback = Callback(CALLBACKS[asked["kind"]], asked["due"] * 1000)
    held = lists_of(desk.office).reschedule(handle.number, callback)
    messages.acknowledge(desk, errand, "ScheduledRecordRescheduleAcknowledge", held)


def update(desk: Desk, errand: Errand, asked: Asked) -> None:
    """UpdateRecord: what is given is changed, the rest stays."""
    handle, record = held_by(desk, errand)
    hours = {name: asked[name] for name in ("since", "until", "zone") if asked[name] is not None}
    columns = {name: asked[name] for name in ("phone", "phone_type") if asked[name] is not None}
    window = replaced(record.window, **hours)
    held = lists_of(desk.office).update(handle.number, window=window, **columns)
    result = number_of(held[1].result)
    messages.acknowledge(desk, errand, "UpdateCallCompletionStatsAcknowledge", held, GSW_CALL_RESULT=result)


def unchain(desk: Desk, errand: Errand, _asked: Asked) -> None:
    """GetChainedRecord: the others of the chain one by one, then that there are no more."""
    held = handle, record = held_by(desk, errand)
    for turn, sibling in enumerate(lists_of(desk.office).unchain(handle.number), 1):
        messages.offer(desk, errand, "ChainedRecord", sibling, turn)
    messages.acknowledge(desk, errand, "ChainedRecordsDataEnd", held, GSW_CHAIN_ID=record.chain)


def bar(desk: Desk, errand: Errand, asked: Asked) -> None:
    """DoNotCallRecord of a held record; another number that is named is barred with it."""
    handle, record = held_by(desk, errand)
    lists, is_whole = lists_of(desk.office), _means_chain(asked)
    held = lists.bar(handle.number, desk.now, DO_NOT_CALL, whole_chain=is_whole)
    phone = asked["phone"] or record.phone
    if phone != record.phone:
        lists.bar_phone((record.list,), phone, desk.now, DO_NOT_CALL, whole_chain=is_whole)
    if desk.settings["outbound_dnc_closes"]:
        held = lists.complete(handle.number, desk.now)
    messages.acknowledge(desk, errand, "DoNotCallAcknowledge", held)


def bar_number(desk: Desk, errand: Errand, asked: Asked) -> None:
    """DoNotCallRecord of a phone number, in one list or in all of the campaign's."""
    _refuse_foreign_list(errand)
    names = errand.campaign.lists if errand.list is None else (errand.list,)
    is_whole = _means_chain(asked)
    lists_of(desk.office).bar_phone(names, asked["phone"], desk.now, DO_NOT_CALL, whole_chain=is_whole)
    event = "DoNotCallAcknowledge"
    members: messages.Members = {
        "devicePath": errand.device_path,
        **({"callingList": errand.list} if errand.list is not None else {}),
        "applicationId": errand.application,
        "phoneNumber": asked["phone"],
        "campaignName": errand.campaign.name,
    }
    said = messages.user_data(errand, event, errand.list, GSW_PHONE=asked["phone"])
    messages.tell_of_record(desk, errand, event, members, said)


def _refuse_foreign_list(errand: Errand) -> None:
    if errand.list not in (None, *errand.campaign.lists):
        raise DiallerRefused("ForeignList", list=errand.list, campaign=errand.campaign.name)


def _means_chain(asked: Asked) -> bool:
    return CHAIN_ATTRIBUTES[asked["chain_attribute"] or next(iter(CHAIN_ATTRIBUTES))]


def add(desk: Desk, errand: Errand, asked: Asked) -> None:
    """AddRecord: a record of a list, in a chain of its own or in another's."""
    _refuse_foreign_list(errand)
    record = ListRecord(
        list=asked["list"],
        number=0,
        phone=asked["phone"],
        chain=asked["chain"] or 0,
        window=Window(asked["since"], asked["until"], asked["zone"]),
        phone_type=asked["phone_type"],
        others=asked["others"] or {},
    )
    added = lists_of(desk.office).add(record, desk.now)
    event = "AddRecordAcknowledge"
    members = {
        **messages.record_members(errand, added.list, None),
        "phoneNumber": added.phone,
        "chainId": added.chain,
    }
    said = messages.user_data(errand, event, added.list, GSW_PHONE=added.phone, GSW_CHAIN_ID=added.chain)
    messages.tell_of_record(desk, errand, event, members, said)
