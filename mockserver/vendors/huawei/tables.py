"""The vendor's words for states, reasons and refusals, and how its calls go unless a scenario says otherwise.

Rule: what is a choice between values is a row of a table here; nothing is computed.
"""

from __future__ import annotations

from mockserver.callcentre.model import Call, Outcome, State
from mockserver.callcentre.playing import Playing
from mockserver.frozen import frozen
from mockserver.kit import ASSUMED, Refusal
from mockserver.vendors.huawei.obs.tables import ROWS

# fmt: off
STATES = {  # queryCallState: 0 to be called, 1 calling, 2 talking, 3 ended
    State.WAITING: 0,
    State.CALLING: 1,
    State.TALKING: 2,
    State.HOLDING: 2,  # the table has no number for it; the line is open
    State.ENDED:   3,
}
REASONS = {  # releaseReason and reasonCode
    Outcome.CALLED_HUNG_UP:   0,
    Outcome.CALLER_HUNG_UP:   1,
    Outcome.CALLER_FAILED:    2,
    Outcome.CALLED_FAILED:    3,
    Outcome.CALLER_NO_ANSWER: 4,
    Outcome.CALLED_NO_ANSWER: 5,
    Outcome.NOT_STARTED:      6,  # queryCallState has it; the callback's list calls it "xxx"
    Outcome.BUSY:             3,  # this family does not say why a call failed
    Outcome.REJECTED:         3,
    Outcome.POWERED_OFF:      3,
    Outcome.OUT_OF_AREA:      3,
    Outcome.WRONG_NUMBER:     3,
    Outcome.OTHER:            999,  # unless the script names a number: "ends with 104"
}
# fmt: on


def reason(call: Call) -> int | None:
    """The number of the reason why a call ended; None while it goes on."""
    if call.outcome is None:
        return None
    return REASONS[call.outcome] if call.code is None else int(call.code)


@frozen
class Numbered(Refusal):
    """A refusal whose retCode is a number: getRecordingAddress has them."""


def _http(status: int, sentence: str) -> Refusal:
    # The status and most sentences are documented, the body that carries them is not.
    return Refusal(status, str(status), sentence, fidelity=ASSUMED)


BAD_REQUEST = "Incorrect request. Check the request path and parameters."
NOT_FOUND = "The requested content is not found. Check the request path."
UNAUTHORIZED = (  # the pages give the two checks as a list
    "Unauthorized operation. 1. Check whether the related service has been purchased. "
    "2. Contact customer service to check the status of your account."
)

# fmt: off
HTTP = {
    "NoSuchPath":          _http(404, NOT_FOUND),
    "NoSuchMethod":        _http(404, NOT_FOUND),
    "Unreadable":          _http(400, BAD_REQUEST),
    "Invalid":             _http(400, BAD_REQUEST),
    "Unauthenticated":     _http(401, UNAUTHORIZED),
    "Forbidden":           _http(403, "Authentication failed."),
    "RecordNotFound":      _http(404, NOT_FOUND),
    "NotPossibleNow":      _http(500, "Business failure. Check the values of parameters in the request."),
    "NoSuchRecording":     _http(404, NOT_FOUND),
    "RecordingExpired":    _http(403, "Authentication failed."),
    "TooLarge":            _http(413, "Request Entity Too Large"),
    "WrongMediaType":      _http(415, "Unsupported Media Type"),
    "RequestsTooFrequent": _http(429, "Too Many Requests"),
    "TooManyCalls":        _http(429, "Too Many Requests"),  # more go on at once than the mock keeps
    "BusinessFailure":     _http(500, "Business failure. Check the values of parameters in the request."),
    "BadGateway":          _http(502, "Bad Gateway"),
    "Unavailable":         _http(503, "Service Unavailable"),
    "GatewayTimeout":      _http(504, "Gateway Timeout"),
}
BY_STATUS = {
    400: "Invalid",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NoSuchPath",
    413: "TooLarge",
    415: "WrongMediaType",
    429: "RequestsTooFrequent",
    500: "BusinessFailure",
    502: "BadGateway",
    503: "Unavailable",
    504: "GatewayTimeout",
}
CREATE = {  # the codes are documented for both versions of createCall; the texts follow the table's words
    "Duplicate":           Refusal(200, "1", "Failed to add the task. It may already exist."),
    "BadCallData":         Refusal(200, "2", "The call data is incorrect."),
    "BadCallBackUrl":      Refusal(200, "2", "The call data is incorrect: callBackUrl.", fidelity=ASSUMED),
    "SerialNoNotFound":    Refusal(200, "3", "The call SN is not found."),
    "BadNumber":           Refusal(200, "5", "The number format is incorrect."),
    "VdnUnavailable":      Refusal(200, "6", "The VDN is unavailable."),
    "CallerNotSoftphone":  Refusal(200, "8", "The calling number is no softphone of the tenant."),
    "TrialAgentNotListed": Refusal(200, "16", "The agent number is not in the whitelist."),
    "TrialLimit":          Refusal(200, "21", "The trial tenant has made its calls of the day."),
}
QUERY = {
    "CallNotFound":   Refusal(200, "1", "Failed to query the status."),
    "BadSerialNo":    Refusal(200, "3", "The format of the call SN is incorrect."),
    "NothingFound":   Refusal(200, "1", "No data is found."),
    "BadTime":        Refusal(200, "2", "The format of the start or end time is incorrect."),
    "BadPage":        Refusal(200, "4", "The format of limit or offset is incorrect."),
    "CallerUnusable": Refusal(200, "12", "The calling number is unavailable."),
}
RECORDING = {
    "UploadFailed":        Numbered(200, "1", "Failed to upload the recording to OBS."),
    "RecordingVdnMissing": Numbered(200, "3", "The VDN is unavailable."),
    "NoSuchRecord":        Numbered(200, "5", "The recording does not exist."),
    "VccMissing":          Numbered(200, "6", "The VCC does not exist."),
    "SftpFailed":          Numbered(200, "7", "SFTP failed."),
    "TempPathFailed":      Numbered(200, "10", "The temporary path is unavailable."),
    "UapDownloadFailed":   Numbered(200, "11", "Failed to download the recording from the UAP."),
    "SerialNoTooLong":     Numbered(200, "12", "The call SN exceeds 50 characters."),
    "RecordingTooLarge":   Numbered(200, "13", "The recording is too large."),
}
ITA = {  # createCall where the tenant's calls go through ITA; code and text are documented
    "InvalidInputParameter":  Refusal(200, "90100100", "Invalid Input Parameter"),
    "AuthFailed":             Refusal(200, "90100200", "Auth Failed"),
    "BadRequest":             Refusal(200, "90100300", "Bad Request"),
    "NotFound":               Refusal(200, "90100400", "Not found"),
    "InternalServerError":    Refusal(200, "90100600", "Internal Server Error"),
    "InsufficientBalance":    Refusal(200, "90102001", "Insufficient Balance"),
    "RequestRestriction":     Refusal(200, "90102002", "Request Restriction"),
    "InsufficientPermission": Refusal(200, "90104001", "Insufficient Permission"),
    "RequestForbidden":       Refusal(200, "90104003", "Request Forbidden"),
    "ServiceUnavailable":     Refusal(200, "90104004", "Service Unavailable"),
    "ServiceProcessFailure":  Refusal(200, "90104008", "Service Process Failure"),
    "TooManyRequests":        Refusal(200, "90104029", "Too Many Requests"),
    "PolicyForbid":           Refusal(200, "90106010", "Policy Forbid"),
    "CallerForbid":           Refusal(200, "90106011", "Caller Forbid"),
    "CalleeForbid":           Refusal(200, "90106012", "Callee forbid"),
}
# fmt: on
REFUSALS = {**HTTP, **CREATE, **QUERY, **RECORDING, **ITA, **ROWS}

OPENING = ("agent rings 2s", "agent answers")  # the agent's leg is rung first
_TALK = (*OPENING, "rings 4s", "answered", "talks 10s")

# fmt: off
OUTCOMES = {
    Outcome.CALLED_HUNG_UP:   (*_TALK, "hung up by called"),
    Outcome.CALLER_HUNG_UP:   (*_TALK, "hung up by caller"),
    Outcome.CALLER_FAILED:    ("waits 1s", "call to caller failed"),
    Outcome.CALLED_FAILED:    (*OPENING, "waits 1s", "call to called failed"),
    Outcome.CALLER_NO_ANSWER: ("agent rings 30s", "caller no answer"),
    Outcome.CALLED_NO_ANSWER: (*OPENING, "rings 30s", "called no answer"),
    Outcome.NOT_STARTED:      ("waits 1s", "not started"),
    Outcome.BUSY:             (*OPENING, "waits 1s", "busy"),
    Outcome.REJECTED:         (*OPENING, "rings 4s", "rejected"),
    Outcome.POWERED_OFF:      (*OPENING, "waits 3s", "powered off"),
    Outcome.OUT_OF_AREA:      (*OPENING, "waits 3s", "out of area"),
    Outcome.WRONG_NUMBER:     (*OPENING, "waits 1s", "wrong number"),
    Outcome.OTHER:            (*OPENING, "waits 1s", "ends with 999"),
}
MAGIC = {  # the last six digits of the called number; the order is that of Outcome
    **{f"*9900{place:02d}": script for place, script in enumerate(OUTCOMES.values()) if place < 12},
    # Outbound failure causes 101 (empty number) to 114 (unreachable), as other exceptions.
    **{f"*990{cause}": (*OPENING, "waits 1s", f"ends with {cause}") for cause in range(101, 115)},
}
# fmt: on
USUAL = ("agent rings 2s..4s", *OPENING[1:], "rings 3s..6s", "answered", "talks 8s..20s", "hung up by called")
PLAYING = Playing(usual=USUAL, opening=OPENING, outcomes=OUTCOMES, magic=MAGIC)
