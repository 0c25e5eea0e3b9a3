"""The route of a request, from what came to the answer: decode, authenticate, validate, act, encode.

Rule: one transaction of one sandbox holds the whole exchange; a refusal or a bug
undoes the act alone, and the journal keeps an event either way.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace

from mockserver.callcentre.errors import CallCentreRefusal
from mockserver.clock import Millis, stopwatch
from mockserver.formats.base import NORMAL, Kind, Limits, Plain, Reading
from mockserver.formats.negotiate import Choice
from mockserver.journal import Event
from mockserver.kit import ASSUMED, FIDELITY, Facts, Operation, Refusal, Refused, Route, Vendor, validated
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import Respond, Rule
from mockserver.scenario.rules import Asked
from mockserver.wire import schema_of

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchange:
    """One exchange while it is going on: what is known of it so far."""

    vendor: Vendor
    sandbox: Sandbox
    request: Request
    limits: Limits
    number: int
    id: str
    at: Millis
    route: Route | None = None
    astray: Refused | None = None  # why there is no route
    reading: Reading | None = None
    rule: Rule | None = None
    refusal: str = ""
    bug: str = ""

    @property
    def choice(self) -> Choice:
        """The format of the answer."""
        return self.vendor.negotiate(self.route, self.request)

    @property
    def operation(self) -> str:
        """The name of the operation, if the request leads to one."""
        return self.route.operation.name if self.route else ""

    def way(self) -> Route:
        """Where the request leads.

        Raises:
            Refused: nowhere; the vendor's own reason.
        """
        if self.route is None:
            raise self.astray or Refused("NoSuchPath", path=self.request.path)
        return self.route

    def read(self) -> Reading:
        """The body as the vendor understands it; read once.

        Raises:
            Refused: it cannot be read, or there is no route that could tell how.
        """
        if self.reading is None:
            if self.request.too_large:
                raise Refused("TooLarge", limit=self.limits.size)
            self.reading = self.vendor.decode(self.way(), self.request, self.limits)
        return self.reading

    def event(self, reply: Reply, took: int) -> Event:
        """The exchange as the journal keeps it."""
        return Event(
            id=self.id,
            number=self.number,
            at=self.at,
            request=self.request,
            reply=reply,
            vendor=self.vendor.name,
            operation=self.operation,
            refusal=self.refusal,
            rule=self.rule.name if self.rule else "",
            losses=self.reading.losses if self.reading else (),
            took=took,
            bug=self.bug,
        )


def answer(vendor: Vendor, sandbox: Sandbox, request: Request, limits: Limits = NORMAL) -> Reply:
    """The vendor's answer to a request in a sandbox."""

    def guarded(exchange: Exchange) -> Reply:
        return _guarded(exchange, lambda: _with_rules(exchange))

    return _kept(vendor, sandbox, request, limits, guarded)


def stumbled(vendor: Vendor, sandbox: Sandbox, request: Request) -> Reply:
    """The answer when the mock fails before it knows whose world a request belongs to."""
    return _kept(vendor, sandbox, request, NORMAL, _bug)


def _kept(
    vendor: Vendor, sandbox: Sandbox, request: Request, limits: Limits, answers: Callable[[Exchange], Reply]
) -> Reply:
    """An exchange from beginning to end: what is due happens, it is answered, the journal keeps it."""
    began = stopwatch()
    with sandbox.transaction():
        sandbox.catch_up()
        number, key = sandbox.journal.begin()
        exchange = Exchange(vendor, sandbox, request, limits, number, key, sandbox.clock.now())
        reply = answers(exchange)
        sandbox.journal.keep(exchange.event(reply, stopwatch() - began))
    return reply


def _with_rules(exchange: Exchange) -> Reply:
    try:
        exchange.route = exchange.vendor.route(exchange.vendor, exchange.request)
    except Refused as why:
        exchange.astray = why
    rule = exchange.rule = exchange.sandbox.rules.first(_asked(exchange))
    if rule is None:
        return _guarded(exchange, lambda: _act(exchange))
    if rule.side == "after":
        _guarded(exchange, lambda: _act(exchange))
    return _guarded(exchange, lambda: _by_rule(exchange, rule.respond))


def _asked(exchange: Exchange) -> Asked:
    return Asked(exchange.vendor.name, exchange.operation, exchange.request, lambda: _body(exchange))


def _body(exchange: Exchange) -> Plain:
    try:
        return exchange.read().value
    except Refused:
        return None  # a rule that looks at the body does not fit a body that cannot be read


def _guarded(exchange: Exchange, act: Callable[[], Reply]) -> Reply:
    """What the act answers; a refusal or a bug in it undoes it and is answered instead."""
    try:
        with exchange.sandbox.transaction():
            return act()
    except Refused as why:
        return _refused(exchange, why.name, why.facts)
    except CallCentreRefusal as why:
        return _refused(exchange, type(why).__name__, why.facts)
    except Exception:
        return _bug(exchange)


def _act(exchange: Exchange) -> Reply:
    vendor, operation = exchange.vendor, exchange.way().operation
    desk = exchange.sandbox.desk(vendor, exchange.request, exchange.id)
    if not operation.open:
        vendor.auth.before(desk, operation, None)
    desk.reading = exchange.read()
    asked = validated(operation, desk.reading.value)
    if not operation.open:
        vendor.auth.after(desk, operation, asked)
    return _encoded(exchange, operation, operation.does(desk, asked))


def _encoded(exchange: Exchange, operation: Operation, value: object) -> Reply:
    if isinstance(value, Reply):
        reply = value
    else:
        type_ = operation.writes or Kind.ANY
        reply = exchange.vendor.encode(_plain(operation, value), type_, exchange.choice, 200)
    return _marked(reply, operation.fidelity)


def _plain(operation: Operation, value: object) -> Plain:
    """A handler's value as wire data; what is a dict already, or has no schema, is taken as it is."""
    if operation.gives is None or value is None or isinstance(value, dict):
        return value
    if isinstance(value, list):
        return [_plain(operation, item) for item in value]
    return schema_of(operation.gives).dump(value)


def _marked(reply: Reply, fidelity: str) -> Reply:
    if fidelity != ASSUMED or FIDELITY in reply.headers:
        return reply
    return replace(reply, headers=(*reply.headers, FIDELITY))


def _refused(exchange: Exchange, name: str, facts: Facts) -> Reply:
    vendor = exchange.vendor
    row = vendor.refusals.get(name)
    if row is None:
        return _bug(exchange)
    exchange.refusal = name
    try:
        reply = vendor.refuse(row, facts, exchange.choice, exchange.sandbox.settings(vendor.name))
    except Exception:
        return _bug(exchange)
    return _marked(reply, row.fidelity)


def _bug(exchange: Exchange) -> Reply:
    """Our own fault, said plainly and never dressed up as the vendor's."""
    exchange.bug = traceback.format_exc()
    log.error("event %s: the mock itself failed\n%s", exchange.id, exchange.bug)
    return our_bug(exchange.id)


def our_bug(event: str) -> Reply:
    """The plain 500 of a bug of ours."""
    text = f"mockserver has a bug: the journal has the traceback, event {event}; no vendor said this\n"
    headers = (("Content-Type", "text/plain; charset=utf-8"), ("X-Mock-Bug", event))
    return Reply(500, text.encode(), headers)


def _by_rule(exchange: Exchange, respond: Respond) -> Reply:
    """What the scenario's rule answers: its own body, or the vendor's refusal by name or status."""
    if respond.body is not None:
        return _literal(respond)
    vendor = exchange.vendor
    fault = respond.fault
    exchange.refusal = fault.refusal(vendor.by_status) if fault else respond.error or ""
    row = _row(vendor, exchange.refusal, respond)
    facts = {**_path_facts(exchange), **_asked_facts(exchange)}
    reply = vendor.refuse(row, facts, exchange.choice, exchange.sandbox.settings(vendor.name))
    return _marked(replace(reply, headers=(*reply.headers, *respond.headers)), row.fidelity)


def _row(vendor: Vendor, name: str, respond: Respond) -> Refusal:
    """The refusal's row, with what the rule says otherwise."""
    row = vendor.refusals.get(name) or Refusal(respond.status or 500, "", fidelity=ASSUMED)
    status = row.status if respond.status is None else respond.status
    message = (
        row.message if respond.message is None else respond.message.replace("{", "{{").replace("}", "}}")
    )
    return replace(row, status=status, message=message)


def _path_facts(exchange: Exchange) -> dict[str, object]:
    request = exchange.request
    return {
        "path": request.path,
        "method": request.method,
        "url": request.url,
        "operation": exchange.operation,
    }


def _asked_facts(exchange: Exchange) -> dict[str, object]:
    """What the client asked for, by our names, so that a message can name its id."""
    body = _body(exchange)
    if exchange.route is None or not isinstance(body, dict):
        return {}
    try:
        return validated(exchange.route.operation, body)
    except Refused:
        return {}


def _literal(respond: Respond) -> Reply:
    """A body given word for word in the scenario."""
    return Reply(respond.status or 200, respond.body or b"", respond.headers)
