"""What is told of campaigns and records over CometD.

Rule: whatever is told of a record is told twice, on ``/v2/me/outbound`` and, as the dialler's own event, on
``/me/internal``, in one poll. Members stand in the order of the documentation's samples.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.auth import serial
from mockserver.callcentre.lists import Held
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import Campaign, ListRecord
from mockserver.callcentre.lists.zones import offset
from mockserver.chance import draw, pick
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.kit import Desk, Office, Push
from mockserver.timeline import Due
from mockserver.vendors.genesys.calls import call_id
from mockserver.vendors.genesys.outbound.campaigns import given_campaign, given_list
from mockserver.vendors.genesys.outbound.tables import CAMPAIGN_STATES, ORDERED, number_of

OUTBOUND, INTERNAL = "/v2/me/outbound", "/me/internal"
OF_CAMPAIGN, OF_RECORD, OF_DEVICE = (
    "OutboundCampaignMessage",
    "OutboundRecordMessage",
    "DeviceUserEventMessage",
)
WITH_SECOND: Mapping[str, tuple[str, ...]] = {  # kind of message -> where outbound_internal gives it a second
    OF_CAMPAIGN: ("all",),
    OF_RECORD: ("records", "all"),
}
DELAYED = "genesys.delayed"  # messages that are told later, and whose they are on the timeline
NANOS = 1_000_000  # in a millisecond
Members = dict[str, Plain]
Pushes = tuple[Push, ...]


@frozen
class Errand:
    """What a request is about: who asks, at which device, for which campaign, list and handle."""

    user: str
    device: str
    device_path: str
    campaign: Campaign
    application: int
    list: str | None = None
    handle: int | None = None
    reference: Plain = None


def tell_of_campaign(desk: Desk, errand: Errand, event: str, members: Members, internal: str) -> None:
    """One message on a preview session; ``internal`` is the dialler's name for the event."""
    told = {"campaign": members, "notificationType": event, "messageType": OF_CAMPAIGN}
    said: Members = {
        "GSW_APPLICATION_ID": errand.application,
        "GSW_USER_EVENT": internal,
        "GSW_CAMPAIGN_NAME": errand.campaign.name,
    }
    _publish(desk, errand, told, said)


def tell_of_record(
    desk: Desk, errand: Errand, event: str, members: Members, said: Members, *, turn: int = 0
) -> None:
    """The two messages on a record: ``members`` of it, and what the dialler said."""
    told: Members = {"record": members, "notificationType": event, "messageType": OF_RECORD}
    _publish(desk, errand, told, said, turn)


def acknowledge(desk: Desk, errand: Errand, event: str, held: Held, **more: Plain) -> None:
    """The two messages on a record that was acted on; ``more`` is what the dialler says besides."""
    members = record_members(errand, held[1].list, errand.handle)
    tell_of_record(desk, errand, event, members, user_data(errand, event, held[1].list, **more))


def record_members(errand: Errand, calling_list: str | None, handle: int | None) -> Members:
    """A record as acknowledgements have it; what is not known is left out."""
    return {
        "campaignName": errand.campaign.name,
        "devicePath": errand.device_path,
        **({"callingList": calling_list} if calling_list is not None else {}),
        "applicationId": errand.application,
        **({"recordHandle": handle} if handle is not None else {}),
    }


def user_data(errand: Errand, event: str, calling_list: str | None, **more: Plain) -> Members:
    """What the dialler says of an event."""
    return {
        **({"GSW_CALLING_LIST": calling_list} if calling_list is not None else {}),
        "GSW_APPLICATION_ID": errand.application,
        **({"GSW_RECORD_HANDLE": errand.handle} if errand.handle is not None else {}),
        "GSW_USER_EVENT": event,
        **more,
        "GSW_CAMPAIGN_NAME": errand.campaign.name,
    }


def offer(desk: Desk, errand: Errand, event: str, held: Held, turn: int = 0) -> None:
    """The two messages that bring a record to an agent."""
    handle, record = held
    said = _attached(desk, errand, event, held)
    members: Members = {
        "userData": said,
        "recordHandle": handle.number,
        "campaignName": errand.campaign.name,
        "callingList": record.list,
        "applicationId": errand.application,
        "devicePath": errand.device_path,
        "phoneNumber": record.phone,
    }
    tell_of_record(desk, errand, event, members, said, turn=turn)


def _attached(desk: Desk, errand: Errand, event: str, held: Held) -> Members:
    """A record's data, in the order of the sample, which is cut; the list's own columns among them."""
    handle, record = held
    campaign = errand.campaign
    fixed: Members = {
        "GSW_CALL_ATTEMPT_GUID": call_id(draw(desk.seed, "genesys attempt"), handle.number, desk.now),
        "GSW_TZ_NAME": record.window.zone,
        "GSW_CAMPAIGN_GROUP_DBID": given_campaign(desk.office, campaign.name)["group_dbid"],
        "GSW_CALLING_LIST_DBID": given_list(desk.office, record.list)["dbid"],
        "GSW_APPLICATION_ID": errand.application,
        "GSW_CAMPAIGN_GROUP_DESCRIPTION": campaign.group_description,
        "GSW_SWITCH_DBID": desk.settings["switch_dbid"],
        "GSW_CALLING_LIST": record.list,
        "GSW_ATTEMPTS": record.attempts,
        "GSW_USER_EVENT": event,
        "InteractionSubtype": "OutboundNew",
        "GSW_PHONE": record.phone,
        "GSW_CAMPAIGN_NAME": campaign.name,
        "GSW_TZ_OFFSET": offset(record.window.zone, desk.now),
        "InteractionType": "Outbound",
        "GSW_CAMPAIGN_GROUP_NAME": group_name(campaign),
        "GSW_RECORD_HANDLE": handle.number,
        "GSW_CHAIN_ID": record.chain,
        "GSW_FROM": record.window.since,
        "GSW_UNTIL": record.window.until,
    }
    first = _of_agent(desk, errand, record)
    others = {name: value for name, value in record.others.items() if name not in {**first, **fixed}}
    return {**first, **others, **fixed}


def _of_agent(desk: Desk, errand: Errand, record: ListRecord) -> Members:
    return {
        "GSW_AGENT_ID": desk.settings["people"][errand.user]["agent_id"],
        "contact_info": record.phone,
        "GSW_CALL_RESULT": number_of(record.result),
    }


def group_name(campaign: Campaign) -> str:
    """A campaign's group of agents, as the dialler names it."""
    return f"{campaign.name}@{campaign.group}"


def started(errand: Errand) -> Members:
    """A campaign as the beginning of a preview session has it."""
    return _campaign(errand.campaign, errand.application, devicePath=errand.device_path)


def _campaign(campaign: Campaign, application: int, **more: Plain) -> Members:
    return {
        "name": campaign.name,
        "dialingMode": campaign.mode,
        "groupName": group_name(campaign),
        "state": CAMPAIGN_STATES[campaign.state],
        **more,
        "applicationId": application,
        "groupDescription": campaign.group_description,
        "description": campaign.description,
    }


def tell_order(office: Office, campaign: Campaign, what: Order, _at: Millis) -> None:
    """Let everybody know that a campaign was told something; that there is such a message is assumed."""
    members = _campaign(campaign, campaign.application)
    told = {"campaign": members, "notificationType": ORDERED[what], "messageType": OF_CAMPAIGN}
    office.publish(None, ((OUTBOUND, told),))


def ended(errand: Errand) -> Members:
    """A campaign as the end of a preview session has it: its state is the campaign's own."""
    return {
        "devicePath": errand.device_path,
        "state": CAMPAIGN_STATES[errand.campaign.state],
        "applicationId": errand.application,
        "name": errand.campaign.name,
    }


def refuse(desk: Desk, errand: Errand, code: int, text: str) -> None:
    """The two messages of something that the dialler does not do; how they look is a guess."""
    told: Members = {
        "record": record_members(errand, errand.list, errand.handle),
        "notificationType": desk.settings["outbound_error_event"],
        "messageType": OF_RECORD,
        "errorCode": code,
        "errorMessage": text,
    }
    said = user_data(errand, "OCSError", errand.list, GSW_ERROR=code)
    _publish(desk, errand, told, said)


def _publish(desk: Desk, errand: Errand, told: Members, said: Members, turn: int = 0) -> None:
    """A message and, where its kind has one, the dialler's own; both are told together, perhaps later."""
    at = desk.now + int(desk.settings["ack_delay_ms"])
    if errand.reference is not None:
        told["referenceId"] = errand.reference
    second: Members = {
        "metrics": {"eventProcessing": _metrics(desk, at, turn)},
        "userData": said,
        "deviceId": errand.device,
        "messageType": OF_DEVICE,
    }
    has_second = desk.settings["outbound_internal"] in WITH_SECOND[str(told["messageType"])]
    pushes: Pushes = ((OUTBOUND, told), (INTERNAL, second)) if has_second else ((OUTBOUND, told),)
    if at == desk.now:
        desk.publish(errand.user, *pushes)
        return
    key = str(serial(desk, DELAYED))
    desk.rows.put(DELAYED, key, (errand.user, pushes))
    desk.rows.plan(at, DELAYED, key)


def deliver(office: Office, due: Due) -> None:
    """Tell what was to be told later."""
    user, pushes = office.rows.get(DELAYED, due.key)
    office.rows.remove(DELAYED, due.key)
    office.publish(user, pushes)


def _metrics(desk: Desk, at: Millis, turn: int) -> Members:
    nanos = NANOS + pick(desk.seed, 8 * NANOS, "genesys metrics", desk.number, turn)
    return {
        "serverGenerationTimestamp": at,
        "nodeProcessingTimeNanos": nanos,
        "serverProcessingTimeTotalMs": nanos // NANOS + 1,
    }
