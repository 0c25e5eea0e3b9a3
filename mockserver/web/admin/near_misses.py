"""Near misses in WireMock's shapes: what almost answered a request, and what almost fitted a pattern.

Rule: WireMock's members say which and how far; ``mockserver`` says beside them, in text and as
data, what was expected and found, each value whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.chance import identity
from mockserver.frozen import frozen
from mockserver.journal import Event
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.scenario.conditions import Finding
from mockserver.verify.candidates import Candidate, as_pattern, of_operations, of_rules
from mockserver.verify.nearness import MOST, NearMiss, nearest
from mockserver.web.admin import patterns
from mockserver.web.admin.ask import Ask, Wrong
from mockserver.web.admin.expectations import sight_of
from mockserver.web.admin.requests import request_told
from mockserver.web.unmatched import vendor_of

_LOOKED_AT = 50  # unmatched requests, the newest first, unless ?limit= says otherwise


def unmatched(ask: Ask) -> Any:
    """For each of the newest requests that nothing answered (``?limit=``), what came nearest to it."""
    with ask.sandbox.transaction():
        events = [event for event in ask.sandbox.journal if not event.matched]
    newest = events[::-1][: ask.number("limit", _LOOKED_AT)]
    rows = [row for event in newest for row in _told_of(ask, event)]
    return {"nearMisses": rows, "meta": {"total": len(rows), "unmatched": len(events)}}


def of_request(ask: Ask) -> Any:
    """What came nearest to answering a request like this, in the shape that the journal has."""
    request = _sent(ask)
    sandbox = ask.sandbox
    reply = Reply(404)
    event = Event(sandbox.journal.seed, 0, sandbox.clock.now(), request, reply, _vendor(ask, request))
    return _listed(list(_told_of(ask, event)))


def of_pattern(ask: Ask) -> Any:
    """The requests that came nearest to a pattern of WireMock's without fitting it."""
    sandbox = ask.sandbox
    try:
        patterns.compiled(ask.body)
        with sandbox.transaction():
            events = {event.id: event for event in sandbox.journal}
        misses = [
            NearMiss(key, _line(event), tuple(_parts(ask.body, event))) for key, event in events.items()
        ]
    except patterns.BadPattern as why:
        raise Wrong(422, str(why), why.pointer) from why
    return _listed(
        [
            {
                "request": request_told(events[miss.event]),
                "requestPattern": ask.body,
                "matchResult": {"distance": miss.distance},
                "mockserver": miss.told,
            }
            for miss in nearest(each for each in misses if each.differences)
        ]
    )


def _listed(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {"nearMisses": rows, "meta": {"total": len(rows)}}


def _line(event: Event) -> str:
    return f"{event.request.method} {event.request.target} (event {event.id[:8]})"


# A request against operations and rules


def _told_of(ask: Ask, event: Event) -> Iterator[dict[str, Any]]:
    candidates = [each for each in _candidates(ask, event) if each.differences]
    for row in sorted(candidates, key=lambda each: each.distance)[:MOST]:
        what = f"{'rule' if row.is_rule else row.vendor} {row.name}, for {_line(event)}"
        yield {
            "request": request_told(event),
            "stubMapping": _stub(ask, row),
            "matchResult": {"distance": row.distance},
            "mockserver": NearMiss(event.id, what, row.findings).told,
        }


def _candidates(ask: Ask, event: Event) -> Iterator[Candidate]:
    sandbox, request = ask.sandbox, event.request
    for name, vendor in sandbox.vendors.items():
        yield from of_operations(name, vendor.operations, request)
    with sandbox.transaction():
        rules = [row.rule for row in sandbox.rules]
    yield from of_rules(rules, sight_of(ask).asked_in(event.vendor, event.operation, request, event.at))


def _stub(ask: Ask, row: Candidate) -> dict[str, Any]:
    """An operation or a rule, as WireMock's clients know mappings."""
    word = "urlPathPattern" if row.is_rule or "{" in row.path else "urlPath"
    key = identity(ask.sandbox.scenario.seed, "stub", row.is_rule, row.vendor, row.name, row.method, row.path)
    path = {word: as_pattern(row.path) if word == "urlPathPattern" else row.path} if row.path else {}
    return {
        "id": key,
        "uuid": key,
        "name": row.name,
        "request": {"method": row.method or "ANY", **path},
        "response": {"status": 200},
        "metadata": {"vendor": row.vendor, "kind": "rule" if row.is_rule else "operation"},
    }


# A request as somebody sends it to be looked at


def _vendor(ask: Ask, request: Request) -> str:
    vendor = vendor_of(ask.world, request.path)
    return vendor.name if vendor is not None else ""


def _sent(ask: Ask) -> Request:
    """The request in the body, as the journal tells requests: ``url``, ``method``, ``headers``, ``body``."""
    headers = ask.body.get("headers", {})
    if not isinstance(headers, dict) or not all(isinstance(value, str) for value in headers.values()):
        raise Wrong(422, "'headers' has to be an object of texts", "/headers")
    url = ask.text("url")
    if not url.startswith("/"):
        raise Wrong(422, "'url' is a path and a query, e.g. /api/calls?page=1", "/url")
    return Request(ask.text("method", "GET"), url, Headers(headers.items()), ask.text("body", "").encode())


# A request against a pattern


@frozen
class _Row:
    """One word of a pattern: a pattern of its own."""

    where: str
    pattern: dict[str, Any]
    expected: Any
    found: str | None


def _parts(pattern: Mapping[str, Any], event: Event) -> Iterator[Finding]:
    """Each word of a pattern, against a request."""
    for row in _rows(pattern, event.request):
        holds = patterns.compiled(row.pattern)(event.request)
        yield Finding(row.where, _spelt(row.expected), row.found, holds)


def _rows(pattern: Mapping[str, Any], request: Request) -> Iterator[_Row]:
    for word, value in pattern.items():
        if word in _NAMED:
            for name, wanted in value.items():
                yield _Row(f"{word}.{name}", {word: {name: wanted}}, wanted, _NAMED[word](request, name))
        elif word == "bodyPatterns":
            for wanted in value:
                text = request.body.decode("utf-8", "replace")
                yield _Row("body", {word: [wanted]}, wanted, text)
        else:
            yield _Row(word, {word: value}, value, _plain_part(word, request))


_NAMED = {"headers": patterns.header_of, "queryParameters": patterns.query_member_of}


def _plain_part(word: str, request: Request) -> str:
    if word == "method":
        return request.method
    return request.path if word.startswith("urlPath") else request.target


def _spelt(wanted: Any) -> str:
    """What a matcher wants, in words: ``equalTo x``, or the text itself."""
    if not isinstance(wanted, dict):
        return str(wanted)
    return " and ".join(
        f"{word} {value}" if word != "equalTo" else str(value) for word, value in wanted.items()
    )
