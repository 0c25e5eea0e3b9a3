"""The vendor's words: status codes, refusals, features, and the states of calls, devices and agents.

Rule: what is a choice between values is a row of a table here; nothing is computed. How the codes
map to HTTP statuses is documented nowhere, so a scenario may say otherwise (``statuses``, ``error_status``).
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.callcentre.model import Event, Outcome, State
from mockserver.callcentre.playing import Playing
from mockserver.kit import ASSUMED, Refusal

OK, PARTIAL = 0, 7

# fmt: off
MEANINGS: Mapping[int, str] = {  # statusCode -> what the documentation says it means
    0:  "ok",
    1:  "required parameter missing",
    2:  "specified parameter not valid for the current state",
    3:  "operation forbidden",
    4:  "internal error",
    5:  "user lacks permission",
    6:  "resource not found",
    7:  "partial success",
    8:  "password change demanded",
    9:  "processing incomplete",
    10: "input validation error",
    11: "read-only property",
    12: "unable to retrieve",
    13: "unable to create",
    14: "unable to delete",
    15: "unable to update",
    16: "unable to assign",
    17: "unable to unassign",
    18: "already exists",
    19: "resource in use",
    20: "user not authenticated",
}
STATUSES: Mapping[int, int] = {  # statusCode -> HTTP status; every one of them is assumed
    0:  200,
    1:  400,
    2:  400,
    3:  403,
    4:  500,
    5:  403,
    6:  404,
    7:  200,
    8:  400,
    9:  200,
    10: 400,
    11: 400,
    12: 500,
    13: 500,
    14: 500,
    15: 500,
    16: 500,
    17: 500,
    18: 409,
    19: 409,
    20: 401,
}
# fmt: on


def _row(code: int, message: str, status: int = 0, headers: tuple[tuple[str, str], ...] = ()) -> Refusal:
    # The code is documented; its message and its HTTP status are not.
    return Refusal(status or STATUSES[code], str(code), message, fidelity=ASSUMED, headers=headers)


# fmt: off
REFUSALS: Mapping[str, Refusal] = {
    "MissingParameter":  _row(1,  "Required parameter is missing: {member}"),
    "BadState":          _row(2,  "{why}"),
    "NotPossibleNow":    _row(2,  "The operation is not valid for the current state: {state}"),
    "Forbidden":         _row(3,  "The operation is forbidden"),
    "FeatureMissing":    _row(3,  "The feature {feature} is not enabled"),
    "BadCsrfToken":      _row(3,  "Missing or invalid Csrf token"),
    "InternalError":     _row(4,  "Internal error"),
    "NoPermission":      _row(5,  "The user lacks the permission for the operation"),
    "NoSuchPath":        _row(6,  "Resource not found"),
    "NotFound":          _row(6,  "Resource not found: {what}"),
    "RecordNotFound":    _row(6,  "Resource not found: {id}"),
    "CallNotFound":      _row(6,  "Resource not found: {id}"),
    "PartialSuccess":    _row(7,  "The operation has succeeded in part"),
    "PasswordChange":    _row(8,  "The password has to be changed"),
    "Incomplete":        _row(9,  "The processing is not complete"),
    "Unreadable":        _row(10, "The request body cannot be read"),
    "Invalid":           _row(10, "The parameter is not valid: {member}"),
    "UnknownOperation":  _row(10, "Unknown operationName: {operation}"),
    "InvalidParameter":  _row(10, "The parameter is not valid: {member}"),
    "ReadOnly":          _row(11, "The property is read-only"),
    "CannotRetrieve":    _row(12, "The resource cannot be retrieved"),
    "CannotCreate":      _row(13, "The resource cannot be created"),
    "TooManyCalls":      _row(13, "The call cannot be created"),
    "CannotDelete":      _row(14, "The resource cannot be deleted"),
    "CannotUpdate":      _row(15, "The resource cannot be updated"),
    "CannotAssign":      _row(16, "The resource cannot be assigned"),
    "CannotUnassign":    _row(17, "The resource cannot be unassigned"),
    "AlreadyExists":     _row(18, "The resource already exists"),
    "InUse":             _row(19, "The resource is in use"),
    "Unauthenticated":   _row(20, "The user is not authenticated"),
    # HTTP's own, in the vendor's shape
    "NoSuchMethod":      _row(3,  "The method {method} is not allowed", 405, (("Allow", "GET, POST"),)),
    "TooLarge":          _row(10, "The request body is too large", 413),
    "WrongMediaType":    _row(10, "The media type is not supported", 415),
    "TooManyRequests":   _row(3,  "Too many requests", 429),
    "BadGateway":        _row(4,  "Bad gateway", 502),
    "Unavailable":       _row(4,  "The service is not available", 503),
    "GatewayTimeout":    _row(4,  "The gateway has timed out", 504),
}
BY_STATUS: Mapping[int, str] = {
    400: "Invalid",
    401: "Unauthenticated",
    403: "Forbidden",
    404: "NoSuchPath",
    405: "NoSuchMethod",
    409: "AlreadyExists",
    413: "TooLarge",
    415: "WrongMediaType",
    429: "TooManyRequests",
    500: "InternalError",
    502: "BadGateway",
    503: "Unavailable",
    504: "GatewayTimeout",
}

FEATURES: Mapping[str, str] = {  # feature -> its name for people
    "api-voice":          "API Voice",
    "api-voice-outbound": "API Voice Outbound",
}
FEATURE_OF: Mapping[str, str] = {  # how the path of a change begins, longest first -> what it asks for
    "/api/v2/me/outbound-": "api-voice-outbound",
    "/api/v2/me":           "api-voice",
}
CENTRE = "0851b5d7-1280-432c-9bb7-d22c2aeab2d5"  # contactCenterId of the documentation's sample
VOICE = "voice"
CHANNELS = (VOICE, "chat", "email", "workitem", "facebook", "twitter", "sms", "openmedia")
AGENT_STATES: Mapping[str, Mapping[str, str]] = {  # ids and names are documented
    "Ready":         {"id": "9430250E-0A1B-421F-B372-F29E69366DED", "displayName": "Ready", "state": "Ready"},
    "NotReady":      {"id": "900D55CC-2BB0-431F-8BF9-D3525B383BE6", "displayName": "Not Ready",
                      "state": "NotReady"},
    "AfterCallWork": {"id": "D3663509-3D82-4DD3-A82E-2EA8EFA02AEF", "displayName": "AfterCallWork",
                      "state": "NotReady", "workMode": "AfterCallWork"},
}
LOGGED_OUT: Mapping[str, str] = {"id": "0F7F5003-EF26-4D13-A6EF-D0C7EC819BEB", "displayName": "Logged Out",
                                 "state": "LoggedOut"}
AGENT_VERBS: Mapping[str, str] = {  # operation of a channel -> the agent's state
    "Ready":         "Ready",
    "NotReady":      "NotReady",
    "AfterCallWork": "AfterCallWork",
}
CALL_STATES: Mapping[State, str] = {  # of an outbound call; one that comes in is Ringing while it is CALLING
    State.WAITING: "Dialing",
    State.CALLING: "Dialing",
    State.TALKING: "Established",
    State.HOLDING: "Held",
    State.ENDED:   "Released",
}
RINGING = "Ringing"
TOLD: Mapping[str, Event] = {  # notice -> what happens to a call that is told on /v2/me/calls
    "ringing":     Event.RINGS,
    "established": Event.ANSWERED,
    "held":        Event.HELD,
    "retrieved":   Event.RESUMED,
    "released":    Event.RELEASED,
}
# fmt: on

DATA_VERBS = ("AttachUserData", "UpdateUserData", "DeleteUserData", "DeleteUserDataPair")
CAPABILITIES: Mapping[str, tuple[str, ...]] = {  # state of a call -> which operations it takes
    "Dialing": (
        "SendDtmf",
        "DeleteUserData",
        "AttachUserData",
        "DeleteUserDataPair",
        "Hangup",
        "UpdateUserData",
    ),
    "Ringing": ("Answer", *DATA_VERBS),
    "Established": ("Hold", "SendDtmf", "Hangup", *DATA_VERBS),
    "Held": ("Retrieve", "Hangup", *DATA_VERBS),
    "Released": (),
}
SAME_VERB: Mapping[str, str] = {
    "Release": "Hangup",
    "ReleaseCall": "Hangup",
}  # another name -> the documented
# A telephony server tells that it dials whatever then comes, so every call rings.
PLAYING = Playing(
    usual=("rings 2s..5s", "answered", "talks 20s..90s", "hung up by called"),
    outcomes={
        Outcome.BUSY: ("rings 1s", "busy"),
        Outcome.REJECTED: ("rings 3s", "rejected"),
        Outcome.CALLED_NO_ANSWER: ("rings 30s", "no answer"),
        Outcome.POWERED_OFF: ("rings 1s", "powered off"),
        Outcome.OUT_OF_AREA: ("rings 1s", "out of area"),
        Outcome.WRONG_NUMBER: ("rings 1s", "wrong number"),
        Outcome.CALLED_FAILED: ("rings 1s", "call to called failed"),
    },
)
