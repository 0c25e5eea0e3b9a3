"""A sandbox's past as evidence: what was asked, answered, called back and published, decoded on demand.

Rule: looking changes nothing but what is due by now anyway; a body that cannot be read has no values.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial

from mockserver.bayeux.talk import NotBayeux
from mockserver.clock import Millis
from mockserver.formats.base import Limits, Plain
from mockserver.journal import Event
from mockserver.kit import Refused
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.scenario.asked import Asked
from mockserver.scenario.expected import What
from mockserver.verify.evidence import Evidence, Message
from mockserver.verify.judging import judged
from mockserver.verify.verdicts import Verdict
from mockserver.web.polling import said_in

_META = "/meta/"
_KEPT = 20_000  # events whose decoded parts one look keeps


class Sight:
    """Looks at one sandbox, again and again; what it has decoded of an event it does not decode twice."""

    def __init__(self, sandbox: Sandbox, limits: Limits) -> None:
        self._sandbox = sandbox
        self._limits = limits
        self._asked: dict[int, Asked] = {}

    def evidence(self) -> Evidence:
        """All that is known now."""
        sandbox = self._sandbox
        with sandbox.transaction():
            sandbox.catch_up()
            events = tuple(sandbox.journal)
            return Evidence(
                now=sandbox.clock.now(),
                began=sandbox.began,
                asked=self.asked,
                events=events,
                evicted=sandbox.journal.evicted,
                deliveries=sandbox.outbox.list(),
                departed=sandbox.outbox.standing().dropped,
                messages=tuple(_sent(sandbox, events)) if self._wants_messages() else (),
                queued=tuple(_queued(sandbox)),
                held=tuple(_held(sandbox)),
                states=sandbox.states.all(),
                memory=sandbox.expectations.memory,
            )

    def _wants_messages(self) -> bool:
        return any(each.what is What.MESSAGE for each in self._sandbox.expectations)

    def verdicts(self, *, final: bool = False, nearness: bool = True) -> list[Verdict]:
        """The verdict on each expectation of the sandbox; ``nearness``: with near misses."""
        with self._sandbox.transaction():
            evidence = self.evidence()
            known = self._sandbox.expectations.known
            return [judged(each, known, evidence, final=final, nearness=nearness) for each in known.values()]

    def asked(self, event: Event) -> Asked:
        """An event, as conditions look at it."""
        found = self._asked.get(event.number)
        if found is None:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            found = self.asked_in(event.vendor, event.operation, event.request, event.at)
            self._asked[event.number] = found
        return found

    def asked_in(self, vendor: str, operation: str, request: Request, at: Millis = 0) -> Asked:
        """A request, as conditions look at it."""
        body = partial(body_of, self._sandbox, self._limits, vendor, request)
        return Asked(vendor, operation, request, body, at)


def body_of(sandbox: Sandbox, limits: Limits, vendor: str, request: Request) -> Plain | None:
    """What the body of a request says, as its vendor reads it."""
    reader = sandbox.vendors.get(vendor)
    if reader is None:
        return None
    try:
        if reader.bayeux is not None and reader.bayeux.is_at(request.path):
            return list(said_in(request, limits).messages)
        if request.too_large:
            return None
        return reader.decode(reader.route(reader, request), request, limits).value
    except (Refused, NotBayeux):
        return None
    finally:
        request.memo = None  # the journal keeps what came, not what was worked out of it


def _sent(sandbox: Sandbox, events: tuple[Event, ...]) -> Iterator[Message]:
    """The messages that answers carried; none went out before all earlier exchanges had come."""
    latest: Millis = 0
    for event in events if sandbox.hubs else ():
        latest = max(latest, event.at)
        vendor = sandbox.vendors.get(event.vendor)
        if vendor is None or vendor.bayeux is None or not vendor.bayeux.is_at(event.request.path):
            continue
        for message in _messages(event.reply.body):
            channel = message.get("channel")
            if isinstance(channel, str) and not channel.startswith(_META):
                yield Message(vendor.name, channel, message.get("data"), event, latest)


def _messages(body: bytes) -> list[dict[str, Plain]]:
    """The messages of an answer: JSON, or JSONP."""
    text = body.decode("utf-8", "replace")
    if text.endswith(")"):
        text = text.partition("(")[2][:-1]
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):  # a fault of a rule may have spoilt it
        return []
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _queued(sandbox: Sandbox) -> Iterator[Message]:
    for name, hub in sandbox.hubs.items():
        for session in hub.sessions():
            for message in session.queue:
                yield Message(name, str(message.get("channel", "")), message.get("data"))


def _held(sandbox: Sandbox) -> Iterator[tuple[str, tuple[str, ...]]]:
    for name, hub in sandbox.hubs.items():
        server = sandbox.vendors[name].bayeux
        if server is not None:
            yield from ((name, server.paths) for session in hub.sessions() if session.id in hub.polls)
