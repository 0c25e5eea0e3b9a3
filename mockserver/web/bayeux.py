"""A vendor's Bayeux server in a sandbox: exchanges that are answered when there is something to say.

Rule: what the protocol has a word for is answered with HTTP 200, errors too; 400 is for what is no
Bayeux at all. A connect that is held has no thread and no task, and the journal keeps it when it ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.bayeux import KINDS, Message, kind_of
from mockserver.bayeux.polls import Poll, unheard
from mockserver.bayeux.talk import Asking, NotBayeux, converse
from mockserver.clock import stopwatch
from mockserver.formats.base import Limits, Reading
from mockserver.kit import Operation, Route, Vendor
from mockserver.kit.bayeux import Bayeux
from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import Rule
from mockserver.web.exchange import Exchange
from mockserver.web.pipeline import guarded
from mockserver.web.polling import Said, browser_of, reply_of, said_in
from mockserver.web.ruling import leaves_act, rule_for, ruled, strike

UNREAD = "Bayeux"  # what the journal calls a request that holds no message
ROUTES = {
    name: Route(Operation(name, "POST", "", None, lambda _desk, _asked: None)) for name in (*KINDS, UNREAD)
}
_GONE = Reply(0, reason="no answer")  # what the journal keeps of a connect whose client went


def answer(
    vendor: Vendor, server: Bayeux, sandbox: Sandbox, request: Request, limits: Limits
) -> Reply | Held:
    """The answer of a vendor's Bayeux server in a sandbox."""
    began = stopwatch()
    sandbox.catch_up()  # by itself, so that what it publishes is in the queues already
    with sandbox.transaction():
        now = sandbox.clock.now()
        exchange = Exchange(vendor, sandbox, request, limits, sandbox.journal.begin(), now, ROUTES[UNREAD])
        outcome = guarded(exchange, Talking(server, exchange, began).outcome)
        if isinstance(outcome, Reply):
            sandbox.journal.keep(exchange.event(outcome, stopwatch() - began))
    return outcome


class Talking:
    """One exchange with a Bayeux server, until it is answered."""

    __slots__ = ("_began", "_exchange", "_hub", "_rule", "_said", "_server")

    def __init__(self, server: Bayeux, exchange: Exchange, began: int) -> None:
        self._server = server
        self._exchange = exchange
        self._hub = exchange.sandbox.hubs[exchange.vendor.name]
        self._began = began
        self._rule: Rule | None = None
        self._said = Said([])

    def outcome(self, exchange: Exchange) -> Reply | Held:
        """The answer, or that it is held; a rule of the scenario may decide otherwise."""
        if exchange.request.method == "OPTIONS":
            return Reply(200)
        try:
            self._said = said_in(exchange.request, exchange.limits)
        except NotBayeux as why:
            return _bad(why)
        with self._hub.transaction:
            return self._answered(exchange)

    def _answered(self, exchange: Exchange) -> Reply | Held:
        messages = list(self._said.messages)
        exchange.route = ROUTES[kind_of(messages[0]) if messages else UNREAD]
        exchange.reading = Reading(messages)  # so that rules may look at the messages
        self._rule = exchange.rule = rule_for(exchange) if exchange.sandbox.rules else None
        if self._rule is None:
            return self._spoken(holds=True)
        if not leaves_act(self._rule):
            return ruled(exchange, self._rule, lambda: self._at_once(exchange))
        reply = guarded(exchange, lambda _: self._spoken(holds=True))
        return self._struck(reply) if isinstance(reply, Reply) else reply

    def _struck(self, reply: Reply) -> Reply:
        return strike(self._exchange, self._rule, reply) if self._rule else reply

    def _at_once(self, exchange: Exchange) -> Reply:
        """What the server would answer at once; by a rule that strikes before, nothing of it happens."""
        if exchange.rule is not None and exchange.rule.side == "after":
            return self._replied()
        with self._hub.undone():
            return self._replied()

    def _replied(self) -> Reply:
        reply = guarded(self._exchange, lambda _: self._spoken(holds=False))
        assert isinstance(reply, Reply)  # noqa: S101 (nothing is held without a way to hold it)
        return reply

    def _spoken(self, *, holds: bool) -> Reply | Held:
        exchange, request, held = self._exchange, self._exchange.request, list[Held]()
        desk = exchange.sandbox.desk(exchange.vendor, request, exchange.number, exchange.at)
        waits = (lambda poll: held.append(self._hold(poll))) if holds else None
        asking = Asking(self._server.who(desk), browser_of(request), exchange.at, waits)
        with self._hub.transaction:  # with the answer's bytes, so that nothing has happened if it has none
            try:
                told = converse(self._hub, self._said.messages, asking)
            except NotBayeux as why:
                return _bad(why)
            if told.woken:
                exchange.sandbox.space.afterwards(lambda: self._hub.wake(told.woken))
            return held[0] if held else reply_of(told.messages, self._said.callback, told.cookie)

    # A connect that is held

    def _hold(self, poll: Poll) -> Held:
        """A connect that is answered later."""
        held = Held(poll.timeout, lambda: self._expired(poll), lambda: self._ended(poll))
        poll.tell = lambda messages: self._tell(held, messages)
        return held

    def _tell(self, held: Held, messages: Sequence[Message] | None) -> bool:
        reply = self._reply(messages)
        is_heard = held.release(reply)
        if is_heard:
            self._keep(reply)
        return is_heard

    def _expired(self, poll: Poll) -> Reply:
        reply = self._reply(self._hub.expire(poll))
        self._keep(reply)
        return reply

    def _ended(self, poll: Poll) -> None:
        poll.tell = unheard  # and nothing here holds itself any more
        if self._hub.abandon(poll):
            self._keep(_GONE)

    def _reply(self, messages: Sequence[Message] | None) -> Reply:
        if messages is None:
            return Reply(self._hub.rules.profile.superseded)
        return self._struck(reply_of(messages, self._said.callback))

    def _keep(self, reply: Reply) -> None:
        """An event for the journal; its number is that of the moment it is kept."""
        exchange = self._exchange
        sandbox = exchange.sandbox
        with sandbox.transaction():
            exchange.number = sandbox.journal.begin()
            sandbox.journal.keep(exchange.event(reply, stopwatch() - self._began))


def _bad(why: NotBayeux) -> Reply:
    return Reply(400, f"{why}\n".encode(), (("Content-Type", "text/plain; charset=utf-8"),))
