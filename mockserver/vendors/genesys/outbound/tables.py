"""The outbound API's words: call results, kinds of records, notifications, refusals.

Rule: the numbers of call results are those of the Configuration Server's constants. Their names are lost with
the documentation's list of them; ours follow the Platform SDK's, and are read in any spelling.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.callcentre.lists.lifecycle import Order
from mockserver.callcentre.lists.model import CampaignState, Kind
from mockserver.callcentre.model import Outcome
from mockserver.kit import ASSUMED, Refusal
from mockserver.vendors.genesys.tables import STATUSES

UNKNOWN, ANSWER, DO_NOT_CALL = "Unknown", "Answer", "DoNotCall"

RESULTS = (  # by number, from 0
    "Ok", "Transferred", "Conferenced", "GeneralError", "SystemError", "RemoteRelease", "Busy", "NoAnswer",
    "SitDetected", "AnsweringMachineDetected", "AllTrunksBusy", "SitInvalidnum", "SitVacant", "SitIntercept",
    "SitUnknown", "SitNocircuit", "SitReorder", "FaxDetected", "QueueFull", "Cleared", "Overflowed",
    "Abandoned", "Redirected", "Forwarded", "Consult", "Pickedup", "Dropped", "Droppednoanswer", "Unknown",
    "Covered", "ConverseOn", "Bridged", "Silence", "Answer", "NuTone", "NoDialTone", "NoProgress",
    "NoRingBack", "NoEstablished", "PagerDetected", "WrongParty", "DialError", "CallDropError", "SwitchError",
    "NoFreePortError", "TransferError", "Stale", "AgentCallBackError", "GroupCallBackError", "Deafened",
    "Held", "DoNotCall", "CancelRecord", "WrongNumber",
)  # fmt: skip
NUMBERS: Mapping[str, int] = {name: number for number, name in enumerate(RESULTS)}
PHONE_TYPES = (
    "NoContactType", "HomePhone", "DirectBusinessPhone", "BusinessWithExt", "Mobile", "VacationPhone",
    "Pager", "Modem", "VoiceMail", "PinPager", "EmailAddress", "InstantMessaging",
)  # fmt: skip

# fmt: off
ALIASES: Mapping[str, str] = {
    "AnsweringMachine": "AnsweringMachineDetected",
    "Cancelled":        "CancelRecord",
    "RecordCanceled":   "CancelRecord",
    "NoPortAvailable":  "NoFreePortError",
}
KINDS: Mapping[str, Kind] = {  # as a scenario says them
    "General":             Kind.GENERAL,
    "CampaignRescheduled": Kind.CAMPAIGN_RESCHEDULED,
    "PersonalRescheduled": Kind.PERSONAL_RESCHEDULED,
    "PersonalCallBack":    Kind.PERSONAL_CALLBACK,
    "CampaignCallBack":    Kind.CAMPAIGN_CALLBACK,
    "NoCall":              Kind.NO_CALL,
}
CALLBACKS: Mapping[str, Kind] = {  # callbackType
    "Personal": Kind.PERSONAL_RESCHEDULED,
    "Campaign": Kind.CAMPAIGN_RESCHEDULED,
}
CHAIN_ATTRIBUTES: Mapping[str, bool] = {"RecordOnly": False, "AllChain": True}  # whether the chain is meant
CAMPAIGN_STATES: Mapping[CampaignState, str] = {
    CampaignState.UNLOADED: "Unloaded",
    CampaignState.LOADED:   "Loaded",
    CampaignState.STARTED:  "Started",
}
ORDERED: Mapping[Order, str] = {  # what everybody is told of a campaign
    Order.LOAD:   "CampaignLoaded",
    Order.START:  "CampaignStarted",
    Order.STOP:   "CampaignStopped",
    Order.UNLOAD: "CampaignUnloaded",
}
UNANSWERED: Mapping[Outcome, str] = {  # how a call ended that nobody answered; all assumed
    Outcome.BUSY:             "Busy",
    Outcome.CALLED_NO_ANSWER: "NoAnswer",
    Outcome.REJECTED:         "Busy",
    Outcome.POWERED_OFF:      "SitIntercept",
    Outcome.OUT_OF_AREA:      "SitNocircuit",
    Outcome.WRONG_NUMBER:     "SitInvalidnum",
    Outcome.CALLER_HUNG_UP:   "Cleared",
    Outcome.CALLED_HUNG_UP:   "Abandoned",
    Outcome.CALLED_FAILED:    "GeneralError",
    Outcome.CALLER_FAILED:    "DialError",
    Outcome.CALLER_NO_ANSWER: "DialError",
    Outcome.NOT_STARTED:      "NoProgress",
    Outcome.OTHER:            "SystemError",
}
# fmt: on


def _row(code: int, message: str) -> Refusal:
    return Refusal(STATUSES[code], str(code), message, fidelity=ASSUMED)


# fmt: off
REFUSALS: Mapping[str, Refusal] = {
    "CampaignNotFound": _row(6, "Resource not found: {name}"),
    "HandleNotFound":   _row(6, "Record handle {number} is not found"),
    "NotTheOwner":      _row(6, "Record handle {number} belongs to another agent"),
    "OtherList":        _row(6, "Record handle {number} is of another calling list or campaign"),
    "OtherNumber":      _row(6, "Record handle {number} has another phone number"),
    "ForeignList":      _row(6, "Calling list {list} is not of campaign {campaign}"),
    "ListNotFound":     _row(6, "Calling list {name} is not found"),
    "CampaignInactive": _row(2, "Campaign {campaign} is not started"),
    "NotPreview":       _row(2, "Campaign {campaign} is not dialed in preview mode"),
    "NoPreviewSession": _row(2, "No preview session is started for campaign {campaign}"),
    "TooManyRecords":   _row(13, "No more than {most} records can be kept"),
}
# fmt: on


def result_of(given: object) -> str | None:
    """The call result that a client names, by number or in any spelling of its name; None: there is none."""
    if isinstance(given, str) and given.isascii() and given.isdigit():
        given = int(given[:4])
    if type(given) is int:
        return RESULTS[given] if 0 <= given < len(RESULTS) else None
    return _BY_SPELLING.get(_bare(given)) if isinstance(given, str) else None


def number_of(result: str) -> int:
    """The number of a record's result; nobody has been called yet where it has none."""
    return NUMBERS[result or UNKNOWN]


def _bare(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter not in " -_")


_BY_SPELLING = {_bare(name): name for name in RESULTS} | {_bare(each): name for each, name in ALIASES.items()}
