"""The route of a request, from what came to the answer: decode, authenticate, validate, act, encode.

Rule: one transaction of one sandbox holds the whole exchange; a refusal or a bug
undoes the act alone, and the journal keeps an event either way.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from mockserver.callcentre.errors import CallCentreRefusal
from mockserver.clock import stopwatch
from mockserver.formats.base import NORMAL, Kind, Limits, Plain
from mockserver.kit import Constant, Facts, Operation, Refused, Vendor, validated
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.web.exchange import Exchange, marked
from mockserver.wire.dumping import dump

log = logging.getLogger(__name__)
Outcome = TypeVar("Outcome")  # an answer, or one that is held


def answer(vendor: Vendor, sandbox: Sandbox, request: Request, limits: Limits = NORMAL) -> Reply:
    """The vendor's answer to a request in a sandbox."""
    return _kept(vendor, sandbox, request, limits, _with_rules)


def stumbled(vendor: Vendor, sandbox: Sandbox, request: Request) -> Reply:
    """The answer when the mock fails before it knows whose world a request belongs to."""
    return _kept(vendor, sandbox, request, NORMAL, _bug)


def _kept(
    vendor: Vendor, sandbox: Sandbox, request: Request, limits: Limits, answers: Callable[[Exchange], Reply]
) -> Reply:
    """An exchange from beginning to end: what is due happens, it is answered, the journal keeps it."""
    began = stopwatch()
    with sandbox.transaction():
        now = sandbox.clock.now()
        sandbox.catch_up(now)
        exchange = Exchange(vendor, sandbox, request, limits, sandbox.journal.begin(), now)
        reply = answers(exchange)
        sandbox.journal.keep(exchange.event(reply, stopwatch() - began))
    return reply


def _with_rules(exchange: Exchange) -> Reply:
    """What a rule answers, or the act; a refusal of the act does not undo what rules have counted."""
    return guarded(exchange, _ruled if exchange.sandbox.rules else _act)


def _ruled(exchange: Exchange) -> Reply:
    from mockserver.web.ruling import rule_for, ruled  # many servers have no rules

    with suppress(Refused):  # a rule may answer where no operation is
        exchange.way()
    rule = exchange.rule = rule_for(exchange)
    if rule is None:
        return guarded(exchange, _act)
    return guarded(exchange, lambda _: ruled(exchange, rule, lambda: guarded(exchange, _act)))


def guarded(exchange: Exchange, act: Callable[[Exchange], Outcome]) -> Outcome | Reply:
    """What the act answers; a refusal or a bug in it undoes it and is answered instead."""
    before = exchange.sandbox.savepoint()
    try:
        return act(exchange)
    except Exception as why:
        exchange.sandbox.go_back_to(before)
        return _failed(exchange, why)


def _failed(exchange: Exchange, why: Exception) -> Reply:
    if isinstance(why, Refused):
        return _refused(exchange, why.name, why.facts)
    if isinstance(why, CallCentreRefusal):
        return _refused(exchange, type(why).__name__, why.facts)
    return _bug(exchange)


def _act(exchange: Exchange) -> Reply:
    vendor, operation = exchange.vendor, exchange.way().operation
    desk = exchange.sandbox.desk(vendor, exchange.request, exchange.number, exchange.at)
    if not operation.open:
        vendor.auth.before(desk, operation, None)
    desk.reading = exchange.read()
    asked = validated(operation, desk.reading.value)
    if not operation.open:
        vendor.auth.after(desk, operation, asked)
    return _encoded(exchange, operation, operation.does(desk, asked))


def _encoded(exchange: Exchange, operation: Operation, value: object) -> Reply:
    if isinstance(value, Constant):
        return value.reply(operation, exchange.choice(), partial(_encoded, exchange, operation))
    if isinstance(value, Reply):
        reply = value
    else:
        type_ = operation.writes or Kind.ANY
        reply = exchange.vendor.encode(_plain(operation, value), type_, exchange.choice(), 200)
    return marked(reply, operation.fidelity)


def _plain(operation: Operation, value: object) -> Plain:
    """A handler's value as wire data; what is a dict already, or has no schema, is taken as it is."""
    if operation.gives is None or value is None or isinstance(value, dict):
        return value
    if isinstance(value, list):
        return [_plain(operation, item) for item in value]
    return dump(operation.gives, value)


def _refused(exchange: Exchange, name: str, facts: Facts) -> Reply:
    vendor = exchange.vendor
    row = vendor.refusals.get(name)
    if row is None:
        return _bug(exchange)
    exchange.refusal = name
    try:
        told = {"path": exchange.request.path, **facts}  # what a vendor says may depend on where it was asked
        reply = vendor.refuse(row, told, exchange.choice(), exchange.sandbox.settings(vendor.name))
    except Exception:
        return _bug(exchange)
    return marked(reply, row.fidelity)


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
