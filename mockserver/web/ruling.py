"""What a scenario's rules make of an exchange: who answers it, how, and what happens to the answer.

Rule: the first rule that fits decides; it answers in the vendor's own words and format.
A fault that strikes before the act leaves nothing of it, even where a part of the answer goes out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from mockserver.faults.base import Draw, Left, left_by, struck
from mockserver.formats.base import Plain
from mockserver.frozen import replaced
from mockserver.kit import ASSUMED, Refusal, Refused, Vendor, validated
from mockserver.reply import Reply
from mockserver.scenario.answering import rendered
from mockserver.scenario.asked import Asked
from mockserver.scenario.magic import (
    CALLBACK_HEADER,
    HEADER,
    callback_rule_asked_for,
    rule_asked_for,
)
from mockserver.scenario.model import Respond, Rule
from mockserver.scenario.scene import moment_facts, request_facts
from mockserver.scenario.templates import CannotRender
from mockserver.web.exchange import Exchange, marked

_WISH, _CALLBACK_WISH = HEADER.lower(), CALLBACK_HEADER.lower()
_PLAIN = (("Content-Type", "text/plain; charset=utf-8"),)
_NO_ANSWER = Reply(0, reason="no answer")  # what the journal keeps where there was none to lose


class _Undone(Exception):
    """The act is to be undone; its answer is not."""

    def __init__(self, reply: Reply) -> None:
        self.reply = reply


def rule_for(exchange: Exchange) -> Rule | None:
    """The rule that decides about the exchange, if one does; its counters move."""
    rules = exchange.sandbox.rules
    wished = _wished(exchange) if rules.magic else None
    return wished or rules.first(_asked(exchange))


def _wished(exchange: Exchange) -> Rule | None:
    """The rule that the request itself asks for; what it wishes for its callbacks is kept for them."""
    get, sandbox = exchange.request.headers.get, exchange.sandbox
    wish, told = get(_WISH), get(_CALLBACK_WISH)
    if told is not None:
        rule = callback_rule_asked_for(told, sandbox.vendors)
        if isinstance(rule, Rule):
            return rule
        sandbox.callback_rules.wish(exchange.id, rule, exchange.at)
    return None if wish is None else rule_asked_for(wish, exchange.vendor.name, sandbox.vendors)


def ruled(exchange: Exchange, rule: Rule, act: Callable[[], Reply]) -> Reply:
    """What the rule makes of the exchange; ``act`` lets the vendor do what was asked, and answer it."""
    reply = _replaced(exchange, rule, rule.respond, act) if rule.respond else _own(exchange, rule, act)
    return strike(exchange, rule, reply)


def strike(exchange: Exchange, rule: Rule, reply: Reply) -> Reply:
    """The answer, as the rule's faults let it go out."""
    if not rule.faults:
        return reply
    return struck(reply, rule.faults, Draw(exchange.sandbox.scenario.seed, (rule.name, exchange.number)))


def leaves_act(rule: Rule) -> bool:
    """Whether the vendor itself does what was asked and answers it, whatever becomes of the answer."""
    return rule.respond is None and (rule.side == "after" or left_by(rule.faults) is Left.WHOLE)


def _replaced(exchange: Exchange, rule: Rule, respond: Respond, act: Callable[[], Reply]) -> Reply:
    if rule.side == "after":
        act()
    if not respond.is_live:
        return _by_rule(exchange, respond)
    try:
        return _by_rule(exchange, rendered(respond, _facts(exchange, rule)))
    except CannotRender as why:  # neither the vendor's fault nor ours, so in nobody's words
        text = f"mockserver: the rule {rule.name!r} cannot be rendered: {why}\n"
        return Reply(500, text.encode("utf-8", "replace"), _PLAIN)


def _facts(exchange: Exchange, rule: Rule) -> dict[str, Any]:
    """What a template of the rule can name."""
    sandbox = exchange.sandbox
    seed, locale, calls = sandbox.scenario.seed, sandbox.scenario.locale, sandbox.calls[exchange.vendor.name]
    return {
        **moment_facts(seed, locale, exchange.at, rule.name, exchange.number),
        **request_facts(_asked(exchange), sandbox.rules.count_of(rule), sandbox.states.get, calls.known),
    }


def _own(exchange: Exchange, rule: Rule, act: Callable[[], Reply]) -> Reply:
    """The vendor's own answer, as far as the rule's faults need one."""
    left = left_by(rule.faults)
    if left is Left.WHOLE or rule.side == "after":
        return act()
    return _NO_ANSWER if left is Left.NOTHING else _undone(exchange, act)


def _undone(exchange: Exchange, act: Callable[[], Reply]) -> Reply:
    """What the vendor would have answered; nothing of it has happened."""
    try:
        with exchange.sandbox.transaction():
            raise _Undone(act())
    except _Undone as undone:
        return undone.reply


def _asked(exchange: Exchange) -> Asked:
    about = (exchange.vendor.name, exchange.operation, exchange.request)
    return Asked(*about, lambda: _body(exchange), exchange.at)


def _body(exchange: Exchange) -> Plain:
    try:
        return exchange.read().value
    except Refused:
        return None  # a rule that looks at the body does not fit a body that cannot be read


def _by_rule(exchange: Exchange, respond: Respond) -> Reply:
    """What the scenario's rule answers: its own body, or the vendor's refusal by name or status."""
    if respond.body is not None:
        return _literal(respond)
    vendor = exchange.vendor
    fault = respond.fault
    exchange.refusal = fault.refusal(vendor.by_status) if fault else respond.error or ""
    row = _row(vendor, exchange.refusal, respond)
    facts = {**_path_facts(exchange), **_asked_facts(exchange)}
    reply = vendor.refuse(row, facts, exchange.choice(), exchange.sandbox.settings(vendor.name))
    return marked(replaced(reply, headers=(*reply.headers, *respond.headers)), row.fidelity)


def _row(vendor: Vendor, name: str, respond: Respond) -> Refusal:
    """The refusal's row, with what the rule says otherwise."""
    row = vendor.refusals.get(name) or Refusal(respond.status or 500, "", fidelity=ASSUMED)
    status = row.status if respond.status is None else respond.status
    message = (
        row.message if respond.message is None else respond.message.replace("{", "{{").replace("}", "}}")
    )
    return replaced(row, status=status, message=message)


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
