"""What each vendor tells of one call, in facts that can be compared.

Rule: an account holds only what its vendor tells. Moments are milliseconds; where a vendor tells whole
seconds only, they are compared as such (``…_s``). ``reason`` is the outcome by Huawei's number.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree as ET

from mockserver.clock import moment_of
from tests.scenarios.worlds import LOGIN, Played

MOBILE = "/apiaccess/CC-Management/v1/mobileAgent"
DAY = 86_400_000
LISTS = ("Interactions", "Calls")  # elements that hold rows
HUNG_UP = ("0", "1")
REASONS = {  # the last line of a record -> Huawei's releaseReason
    "Called hung up": "0",
    "Caller hung up": "1",
    "Caller failed": "2",
    "Called failed": "3",
    "Caller no answer": "4",
    "Called no answer": "5",
    "Not started": "6",
    "Busy": "3",
    "Rejected": "3",
    "Powered off": "3",
    "Out of area": "3",
    "Wrong number": "3",
}
Account = dict[str, Any]


def accounts(world: Played, id: str) -> dict[str, Account]:
    """All that is told of the call, by who tells it."""
    record, request = record_in_json(world, id), request_in_json(world)
    return {
        "queryCallState": _state(world, id),
        "queryCallDetailRecord": _detail(world, id),
        "release callback": _release(world, id),
        "the record in JSON": _record(record),
        "the record in XML": _record(record_in_xml(world, id)),
        "the request in JSON": _request(request),
        "the request in XML": _request(request_in_xml(world)),
    }


def disagreements(told: dict[str, Account]) -> dict[str, dict[str, object]]:
    """The facts of which not all say the same, with what each of them says."""
    facts = {fact for account in told.values() for fact in account}
    by_fact = {
        fact: {who: account[fact] for who, account in told.items() if fact in account} for fact in facts
    }
    return {fact: said for fact, said in by_fact.items() if len(set(said.values())) > 1}


def _account(created: int, answered: int | None, ended: int, reason: str, **facts: Any) -> Account:
    """An account by the millisecond, with what follows from it."""
    talked = 0 if answered is None else ended - answered
    exact = {"created": created, "answered": answered, "ended": ended}
    exact["began"] = created if answered is None else answered
    whole = {f"{name}_s": moment and moment // 1000 for name, moment in exact.items()}
    served = answered is not None and reason in HUNG_UP
    return {**exact, **whole, "talked": Decimal(talked) / 1000, "reason": reason, "served": served, **facts}


# ---------------------------------------------------------------- Huawei


def _query(world: Played, action: str, **members: str) -> Any:
    answer = world.post(f"{MOBILE}/{action}", members, Authorization=f"Bearer {world.token}")
    assert answer.json["retCode"] == "0", answer.json
    return answer.json["result"]


def _state(world: Played, id: str) -> Account:
    told = _query(world, "queryCallState", callSerialNo=id)
    return {
        "caller": told["caller"],
        "called": told["called"],
        "created": int(told["startTime"]),
        "ended": int(told["endTime"]),
        "reason": str(told["reasonCode"]),
    }


def _detail(world: Played, id: str) -> Account:
    now = world.sandbox.clock.now()
    told = _query(world, "queryCallDetailRecord", startTime=str(now - DAY), endTime=str(now + DAY))
    (row,) = [call for call in told["callInfo"] if call["callSerialNo"] == id]
    return _account(
        row["startTime"],
        row.get("talkingTime"),
        row["endTime"],
        str(row["reasonCode"]),
        id=id,
        caller=row["caller"],
        called=row["called"],
        talked_s=row["talkDuration"],
    )


def _release(world: Played, id: str) -> Account:
    told = json.loads(world.deliveries(id)[-1].body)
    return _account(
        _stamped(told["createCallTime"]),
        told["talkingTime"] and _stamped(told["talkingTime"]),
        _stamped(told["releaseTime"]),
        told["releaseReason"],
        id=told["callSerialNo"],
        caller=told["caller"],
        called=told["called"],
        talked_s=int(told["talkDuration"]),
    )


def _stamped(text: str) -> int:
    """``2022/02/22,10:04:28:823`` as a moment."""
    day, time = text.split(",")
    second, _, millis = time.rpartition(":")
    return moment_of(f"{day.replace('/', '-')}T{second}Z") + int(millis)


# ---------------------------------------------------------------- HostedSuite


def record_in_json(world: Played, id: str) -> Any:
    """The call record, as JSON tells it."""
    return _good(world.post("/api/calls/update.json", {**LOGIN, "Id": id}), json_of)


def record_in_xml(world: Played, id: str) -> Any:
    """The same, as XML tells it."""
    return _good(world.post("/api/calls/update.xml", {**LOGIN, "Id": id}), xml_of)


def _record(told: Any) -> Account:
    lines = told["Interactions"]
    words, _, never_rang = lines[-1]["Description"].partition(": call to ")
    rings = [place for place, line in enumerate(lines) if line["Type"] == "Ring"]
    called = never_rang or lines[rings[-1]]["Description"].removeprefix("Call to ")
    answers = [] if never_rang else [line for line in lines[rings[-1] :] if line["Type"] == "Answer"]
    answered = _second(answers[0]) if answers else None
    talked = Decimal(told["TalkTimeInSeconds"]) + Decimal(told["HoldTimeInSeconds"])
    reason, created = REASONS[words], _second(told)
    return {
        "id": told["Id"],
        "caller": told["CallerNumber"],
        "called": called,
        "created_s": created,
        "answered_s": answered,
        "began_s": created if answered is None else answered,
        "ended_s": _second(lines[-1]),
        "lasted": Decimal(told["DurationInSeconds"]),
        "talked": talked,
        "talked_s": int(talked),
        "reason": reason,
        "served": bool(answers) and reason in HUNG_UP,
    }


def _second(told: Any) -> int:
    return moment_of(f"{told['StartTime']}Z") // 1000


# ---------------------------------------------------------------- WEYI


def request_in_json(world: Played) -> Any:
    """The caller's current request, as JSON tells it."""
    return _good(_status(world, "application/json"), json_of)


def request_in_xml(world: Played) -> Any:
    """The same, as XML tells it."""
    return _good(_status(world, "application/xml"), xml_of)


def _status(world: Played, accept: str) -> Any:
    token = next(iter(world.sandbox.settings("weyi")["callers"]))
    return world.http.get("/Client/Request/StatusByRequestId", headers={"Token": token, "Accept": accept})


def _request(told: Any) -> Account:
    (call,) = told["Calls"]
    caller, _, called = call["AdditionalInfo"].partition(" to ")
    served = {"3": True, "4": False}[str(told["Status"])]
    assert str(call["IsSuccessful"]).lower() == str(served).lower()
    assert Decimal(told["TotalTime"]) == Decimal(call["CallTime"])
    began, ended = moment_of(call["StartTime_Utc"]), moment_of(call["EndTime_Utc"])
    return {
        "id": call["ThirdPartyCallId"],
        "caller": caller,
        "called": called,
        "began": began,
        "began_s": began // 1000,
        "ended": ended,
        "ended_s": ended // 1000,
        "talked": Decimal(call["CallTime"]),
        "served": served,
    }


# ---------------------------------------------------------------- formats


def _good(answer: Any, read: Any) -> Any:
    assert answer.status_code == 200, answer.text
    return read(answer.text)


def json_of(text: str) -> Any:
    """JSON with its numbers as they are written."""
    return json.loads(text, parse_float=Decimal)


def xml_of(text: str) -> Any:
    """XML as objects of texts and lists."""
    return _value(ET.fromstring(text))  # noqa: S314 (our own answer)


def _value(element: ET.Element) -> Any:
    if _name(element) in LISTS:
        return [_value(inner) for inner in element]
    return {_name(inner): _value(inner) for inner in element} if len(element) else element.text


def _name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
