"""The journal, in the shapes WireMock's clients read."""

from __future__ import annotations

import base64
from typing import Any

from mockserver.clock import Millis, iso, moment_of
from mockserver.journal import Event
from mockserver.reply import AT_ONCE, Ending, Way
from mockserver.web.admin import patterns
from mockserver.web.admin.ask import Ask, Wrong

_ENDING = (
    ("way", "way"),
    ("afterMillis", "after"),
    ("pieces", "pieces"),
    ("overMillis", "over"),
    ("sent", "sent"),
)
_FAULTS = {  # as WireMock calls them
    Way.RESET: "CONNECTION_RESET_BY_PEER",
    Way.EMPTY: "EMPTY_RESPONSE",
    Way.MALFORMED: "MALFORMED_RESPONSE_CHUNK",
    Way.GARBAGE: "RANDOM_DATA_THEN_CLOSE",
}


def told(event: Event) -> dict[str, Any]:
    """An event as JSON: WireMock's members, then ours under ``mockserver``."""
    return {
        "id": event.id,
        "request": request_told(event),
        "response": response_told(event),
        "responseDefinition": {"status": event.reply.status},
        "wasMatched": event.matched,
        "timing": {"processTime": event.took // 1000, "totalTime": event.took // 1000},
        "mockserver": {
            "number": event.number,
            "vendor": event.vendor,
            "operation": event.operation,
            "refusal": event.refusal,
            "rule": event.rule,
            "losses": list(event.losses),
            "tookMicroseconds": event.took,
            "bug": event.bug,
            **ending_told(event.reply.ending),
        },
    }


def request_told(event: Event) -> dict[str, Any]:
    """The request of an event."""
    request = event.request
    return {
        "url": request.target,
        "absoluteUrl": request.url,
        "method": request.method,
        "clientIp": request.client,
        "headers": dict(request.headers.pairs),
        "cookies": {},
        "browserProxyRequest": False,
        "loggedDate": event.at,
        "loggedDateString": iso(event.at),
        "body": request.body.decode("utf-8", "replace"),
        "bodyAsBase64": base64.b64encode(request.body).decode(),
    }


def response_told(event: Event) -> dict[str, Any]:
    """The answer of an event."""
    way = event.reply.ending.way
    return {
        "status": event.reply.status,
        "reason": event.reply.status_line.partition(" ")[2],
        "headers": dict(event.reply.headers),
        "body": event.reply.body.decode("utf-8", "replace"),
        "bodyAsBase64": base64.b64encode(event.reply.body).decode(),
        **({"fault": _FAULTS[way]} if way in _FAULTS else {}),
    }


def ending_told(ending: Ending) -> dict[str, Any]:
    """How an answer ended, where that was not as usual."""
    shown = ((name, getattr(ending, ours), getattr(AT_ONCE, ours)) for name, ours in _ENDING)
    unusual = {name: value for name, value, usual in shown if value != usual}
    return {"ending": unusual} if unusual else {}


def _events(ask: Ask) -> list[Event]:
    with ask.sandbox.transaction():
        return list(ask.sandbox.journal)


def listing(ask: Ask) -> Any:
    """All events, newest first; ``?limit=``, ``?since=`` (ISO 8601), ``?unmatched=true``."""
    found = list(reversed(_events(ask)))
    if ask.query.get("unmatched") == "true":
        found = [event for event in found if not event.matched]
    if "since" in ask.query:
        since = _since(ask.query["since"])
        found = [event for event in found if event.at >= since]
    limit = ask.number("limit", len(found))
    return _listed(ask, found[:limit], len(found))


def _since(text: str) -> Millis:
    try:
        return moment_of(text.replace(" ", "+"))  # a plus sign in a query reads as a blank
    except (ValueError, OverflowError) as why:
        raise Wrong(422, f"'since' is no time: {text!r}; write it like 2026-01-01T09:00:00Z") from why


def _listed(ask: Ask, events: list[Event], total: int) -> dict[str, Any]:
    return {
        "requests": [told(event) for event in events],
        "meta": {"total": total},
        "requestJournalDisabled": False,
        "evicted": ask.sandbox.journal.evicted,
    }


def show(ask: Ask) -> Any:
    """One event."""
    with ask.sandbox.transaction():
        event = ask.sandbox.journal.find(ask.parts["key"])
    if event is None:
        raise Wrong(
            404, f"no event has the id {ask.parts['key']!r}; it may have left the journal, which is bounded"
        )
    return told(event)


def count(ask: Ask) -> Any:
    """How many requests fit a pattern; ``evicted`` says how many could not be looked at any more."""
    return {
        "count": len(_fitting(ask)),
        "requestJournalDisabled": False,
        "evicted": ask.sandbox.journal.evicted,
    }


def find(ask: Ask) -> Any:
    """The requests that fit a pattern of WireMock's, newest first."""
    found = _fitting(ask)
    requests = [request_told(event) | {"id": event.id} for event in reversed(found)]
    return {"requests": requests, "requestJournalDisabled": False, "evicted": ask.sandbox.journal.evicted}


def _fitting(ask: Ask) -> list[Event]:
    try:
        fits = patterns.compiled(ask.body)
    except patterns.BadPattern as why:
        raise Wrong(422, str(why), why.pointer) from why
    return [event for event in _events(ask) if fits(event.request)]


def unmatched(ask: Ask) -> Any:
    """The requests that nothing answered."""
    found = [event for event in reversed(_events(ask)) if not event.matched]
    return {"requests": [request_told(event) for event in found], "requestJournalDisabled": False}


def clear(ask: Ask) -> Any:
    """Forget all events."""
    with ask.sandbox.transaction():
        ask.sandbox.journal.clear()
    return {}
