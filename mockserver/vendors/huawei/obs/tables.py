"""The outbound family's words: refusals, failure codes, ASR results, kinds of outbound device.

Rule: what is a choice between values is a row of a table here; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Container, Mapping

from mockserver.callcentre.model import Outcome
from mockserver.frozen import frozen
from mockserver.kit import ASSUMED, Refusal

BAD_REQUEST = "Incorrect request. Check the request path and parameters."
UNAUTHORIZED = (  # word for word; the two-way family's page has another wording
    "Unauthorized operation. 1. Check whether you have purchased related services. "
    "2. Contact customer service to check the status of your account."
)
FAILED_AUTHENTICATION = "Authentication failed."
NOT_FOUND = "The requested content is not found. Check the request path."
BUSINESS_FAILURE = "Business failure. Check the values of parameters in the request."


@frozen
class ObsRefusal(Refusal):
    """A refusal of the CTI-OBS interfaces: ``result`` and ``resultDesc``."""

    switch: str = ""  # the setting that has the status, where it is a switch


@frozen
class CampaignRefusal(ObsRefusal):
    """A refusal of the campaign interfaces: each of code and description twice."""


def _obs(status: int, code: str, text: str, fidelity: str = ASSUMED, switch: str = "") -> ObsRefusal:
    # Statuses, sentences and parameter codes are documented; that they come together is not.
    return ObsRefusal(status, code, text, fidelity=fidelity, switch=switch)


def _campaign(code: str, text: str, status: int = 200) -> CampaignRefusal:
    return CampaignRefusal(status, code, text, fidelity=ASSUMED)


# fmt: off
OBS: Mapping[str, ObsRefusal] = {
    "ObsUnreadable":      _obs(400, "02000008", BAD_REQUEST),
    "ObsWrongMediaType":  _obs(400, "02000008", BAD_REQUEST, switch="obs_media_type"),
    "ObsInvalid":         _obs(400, "0200001", BAD_REQUEST),
    "ObsEmpty":           _obs(400, "02000001", "{member} is empty"),
    "ObsUnknownCode":     _obs(400, "02000007", "The value of {member} is incorrect"),
    "ObsWrongType":       _obs(400, "02000006", "The type of {member} is incorrect"),
    "ObsTooLarge":        _obs(413, "02000003", "Request Entity Too Large"),
    "ObsUnauthorized":    _obs(401, "401", UNAUTHORIZED),
    "ObsForbidden":       _obs(403, "403", FAILED_AUTHENTICATION),
    "ObsNotFound":        _obs(404, "404", NOT_FOUND),
    "ObsNoSuchTask":      _obs(500, "34601", BUSINESS_FAILURE, switch="obs_unknown"),
    "ObsNoSuchDatum":     _obs(500, "34601", BUSINESS_FAILURE, switch="obs_unknown"),
    "ObsOutOfOrder":      _obs(500, "34601", BUSINESS_FAILURE, switch="obs_unknown"),
    "ObsBusinessFailure": _obs(500, "0200001", BUSINESS_FAILURE),
}
CAMPAIGN: Mapping[str, CampaignRefusal] = {  # codes are documented, that HTTP says 200 with them is assumed
    "CampaignUnreadable":     _campaign("02000008", "The parameters cannot be converted"),
    "CampaignWrongMediaType": _campaign("02000008", "The parameters cannot be converted"),
    "CampaignInvalid":        _campaign("0200001", "Parameter error"),
    "CampaignBadUrl":         _campaign("0200001", "Parameter error: callBackUrl"),
    "CampaignEmpty":          _campaign("02000001", "{member} is empty"),
    "CampaignIllegal":        _campaign("02000002", "{member} contains invalid characters"),
    "CampaignTooLong":        _campaign("02000003", "{member} exceeds the maximum length"),
    "CampaignWrongType":      _campaign("02000006", "The type of {member} is incorrect"),
    "CampaignWrongSize":      _campaign("02000007", "The value of {member} is incorrect"),
    "CampaignRepeated":       _campaign("0200001", "Parameter error: {member} is repeated"),
    "CampaignTooMany":        _campaign("02000011", "There are too many of {member}"),
    "CampaignTooManyQueues":  _campaign("0200003", "There are too many campaigns of skill queues"),
    "CampaignTooManyIvrs":    _campaign("0200004", "There are too many campaigns of IVRs"),
    "CampaignNameTaken":      _campaign("0200005", "The name of a campaign must be unique"),
    "CampaignNotThere":       _campaign("0200007", "The outbound campaign does not exist"),
    "CampaignNoData":         _campaign("0200033", "The outbound call data does not exist"),
    "CampaignNoResult":       _campaign("0200001", "There is no result of that call"),
    "CampaignTooLarge":       _campaign("02000003", "Request Entity Too Large", 413),
    "CampaignUnauthorized":   _campaign("401", UNAUTHORIZED, 401),
    "CampaignForbidden":      _campaign("403", FAILED_AUTHENTICATION, 403),
    "CampaignNotFound":       _campaign("404", NOT_FOUND, 404),
    "CampaignBusinessFailure": _campaign("0200001", BUSINESS_FAILURE, 500),
}
STANDARD: Mapping[int, str] = {  # a refusal that the vendor's families share, by its status -> the family's
    400: "Invalid",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    413: "TooLarge",
    500: "BusinessFailure",
}

ROWS = {**OBS, **CAMPAIGN}
DEVICE_TYPES: Mapping[int, str] = {  # of a campaign and its task
    1: "IVR of an intelligent call",
    2: "skill queue of a predicted call",
    3: "IVR of an automatic call",
    5: "skill queue of a previewed call",
    6: "skill queue of a preempted call",
}
PREVIEWED = 5
QUEUES, IVRS = (2, 5, 6), (1, 3)  # kinds that have a limit of campaigns in common
SUCCEEDED, FAILED = 6, 5  # callStatus of the result push; also what status of call/result is taken to mean
FAIL_CODES: Mapping[str, str] = {
    "00000": "succeeded",
    "00531": "the customer hung up",
    "00537": "busy",
    "00538": "no such number",
    "00548": "powered off",
    "00549": "out of the service area",
    "00551": "the customer hung up",
    "00601": "hung up before the answer",
    "00602": "no resource available on the ACD",
    "00603": "the called party does not answer",
    "00604": "rejected",
    "00605": "the switch is busy",
    "00606": "the ACD times out",
    "00701": "the customer hung up in the queue",
    "00702": "the queue timed out",
    "01040": "ringing timed out",
    "01043": "waiting for the result timed out",
    "01046": "no agent could be seized",
    "01048": "no resource",
    "01049": "the detection timed out",
    "34601": "the task does not exist",
    "34605": "the number is empty",
    "34606": "the trial call failed: too many at once",
    "34608": "there is no information on the result",
    "34611": "system failure",
}
ASR_RESULTS: Mapping[str, str] = {  # the list of outbound failure causes; that it is asrResult's is assumed
    "101": "no such number",
    "102": "powered off",
    "103": "the network is busy",
    "104": "in arrears",
    "105": "suspended",
    "106": "busy, call waiting is on",
    "107": "busy",
    "108": "out of the service area",
    "109": "forwarded",
    "110": "international calls are barred",
    "111": "no answer for long",
    "112": "incoming calls are barred",
    "113": "a line of another carrier",
    "114": "unreachable, a reminder is on",
    **{str(-error): "the detection failed" for error in range(1, 6)},
}
UNANSWERED: Mapping[Outcome, str] = {  # failCode of a call that nobody answered, and others placed; assumed
    Outcome.BUSY:             "00537",
    Outcome.REJECTED:         "00604",
    Outcome.CALLED_NO_ANSWER: "00603",
    Outcome.POWERED_OFF:      "00548",
    Outcome.OUT_OF_AREA:      "00549",
    Outcome.WRONG_NUMBER:     "00538",
    Outcome.CALLER_HUNG_UP:   "00601",
    Outcome.CALLED_HUNG_UP:   "00531",
    Outcome.CALLED_FAILED:    "00605",
    Outcome.CALLER_FAILED:    "01048",
    Outcome.CALLER_NO_ANSWER: "01046",
    Outcome.NOT_STARTED:      "34608",
    Outcome.OTHER:            "34611",
}
CODES: tuple[tuple[str, str, Container[object]], ...] = (  # members that have a list: our name, theirs, it
    ("device_type", "deviceType", DEVICE_TYPES),
    ("fail_code",   "failCode",   FAIL_CODES),
    ("asr_result",  "asrResult",  ASR_RESULTS),
)
# fmt: on
