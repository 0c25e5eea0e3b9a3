"""A report of a sandbox: from what its admin API says of exchanges, callbacks and verdicts.

Rule: this reads the JSON of the admin API, and nothing is asked here. What is not known is
said to be unknown; nothing passes for want of a verdict.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from mockserver.clock import Millis, moment_of
from mockserver.report.model import Case, Outcome, Step

APPLICATION = "application"
_UNSERVED = "mockserver"  # who answers what no vendor is asked for
Value = Mapping[str, Any]


def cases(verdicts: Value, passed: Iterable[Step] = ()) -> tuple[Case, ...]:
    """A case for each verdict of ``GET /expectations``; near misses are called by what ``passed``."""
    known = {step.id: step for step in passed}
    return tuple(_case(verdict, known) for verdict in verdicts["expectations"])


def _case(verdict: Value, known: Mapping[str, Step]) -> Case:
    return Case(
        verdict["name"],
        Outcome(verdict["verdict"]),
        expected=str(verdict.get("expected", "")),
        found=str(verdict.get("found", "")),
        reason=verdict.get("reason", ""),
        details=tuple(line for miss in verdict["nearMisses"] for line in _miss(miss, known)),
    )


def _miss(miss: Value, known: Mapping[str, Step]) -> Iterator[str]:
    step = known.get(miss["event"])
    place = f"{step.text} at {step.at / 1000:.3f}s, " if step else ""
    yield f"nearly: {place}event {miss['event']} (distance {miss['distance']:.2f})"
    for each in miss["differences"]:
        yield f"  {each['where']}: expected {each['expected']}, found {each['found']}"


def steps(events: Collection[Value], deliveries: Iterable[Value], began: Millis) -> tuple[Step, ...]:
    """What passed between the application and the vendors, in order of time, as the sandbox has it.

    Of what has the same moment, a callback comes right after the exchange that led to it.
    """
    turns = {event["id"]: event["mockserver"]["number"] for event in events}
    placed = [
        *((turns[event["id"]], 0, step) for event in events for step in _exchanged(event, began)),
        *((turns.get(each["cause"], 0), 1, step) for each in deliveries for step in _called(each, began)),
    ]
    return tuple(step for *_, step in sorted(placed, key=lambda row: (row[2].at, *row[:2])))


def _exchanged(event: Value, began: Millis) -> Iterator[Step]:
    """An exchange, and the messages of Bayeux that its answer carried."""
    request, ours = event["request"], event["mockserver"]
    vendor, at = ours["vendor"] or _UNSERVED, request["loggedDate"] - began
    answer, is_well = _answer(event)
    yield Step(
        at,
        APPLICATION,
        vendor,
        f"{request['method']} {request['url']}",
        answer,
        is_well,
        _note(event),
        event["id"],
    )
    for channel in _messages(event["response"]["body"]):
        yield Step(at, vendor, APPLICATION, channel, "message", id=event["id"])


def _answer(event: Value) -> tuple[str, bool]:
    response = event["response"]
    if "fault" in response:
        return response["fault"], False
    status = response["status"]
    return f"{status} {response['reason']}".strip(), status < 400 and event["wasMatched"]


def _note(event: Value) -> str:
    """Why it was answered so, where that was not as usual."""
    ours = event["mockserver"]
    told = (
        ours["operation"] or "",
        f"refused: {ours['refusal']}" if ours["refusal"] else "",
        f"rule: {ours['rule']}" if ours["rule"] else "",
        "a bug of mockserver" if ours["bug"] else "",
        "" if event["wasMatched"] else "nothing answers this",
    )
    return ", ".join(each for each in told if each)


def _messages(body: str) -> list[str]:
    """The channels of the messages that an answer of Bayeux carries; empty for any other answer."""
    value: Any = None
    if body.startswith("[") and '"channel"' in body:
        with suppress(ValueError, RecursionError):  # an answer that a fault has broken
            value = json.loads(body)
    each = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
    return [str(item["channel"]) for item in each if "data" in item and "channel" in item]


def _called(delivery: Value, began: Millis) -> Iterator[Step]:
    """Every attempt at a callback; one that was never tried is shown as it was made."""
    place = urlsplit(delivery["url"])
    text, vendor = f"{delivery['notice']} {place.path or '/'}", delivery["vendor"] or _UNSERVED
    fault = delivery.get("fault") or ""
    for attempt in delivery["attempts"]:
        again = f"attempt {attempt['number']}" if attempt["number"] > 1 else ""
        yield Step(
            moment_of(attempt["at"]) - began,
            vendor,
            APPLICATION,
            text,
            _received(attempt),
            not attempt["error"],
            ", ".join(part for part in (again, fault) if part),
            delivery["id"],
        )
    if not delivery["attempts"]:
        at = moment_of(delivery["created"]) - began
        said = delivery["problem"] or delivery["state"]
        yield Step(at, vendor, APPLICATION, text, said, False, fault, delivery["id"])


def _received(attempt: Value) -> str:
    status = "" if attempt["status"] is None else str(attempt["status"])
    return ": ".join(part for part in (status, attempt["error"]) if part)


def remarks(events: Sequence[Value], deliveries: Iterable[Value], evicted: int) -> tuple[str, ...]:
    """What a person should know beside the verdicts."""
    unmatched = sum(not event["wasMatched"] for event in events)
    bugs = sum(bool(event["mockserver"]["bug"]) for event in events)
    refused = [each for each in deliveries if each["state"] == "failed"]
    told = (
        (unmatched, f"{unmatched} request(s) that no operation and no rule answered"),
        (len(refused), f"{len(refused)} callback(s) not accepted; the first: {_problem(refused)}"),
        (evicted, f"{evicted} earlier exchange(s) are not shown: they have left the journal"),
        (bugs, f"mockserver itself failed {bugs} time(s); its log has the traceback"),
    )
    return tuple(text for count, text in told if count)


def _problem(refused: Sequence[Value]) -> str:
    return f"{refused[0]['notice']}: {refused[0]['problem']}" if refused else ""
