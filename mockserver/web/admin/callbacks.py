"""Callbacks: list, look at, wait for, redeliver, cancel."""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

from mockserver.callbacks.outbox import Attempt, Delivery, DeliveryNotFound, NotPossibleNow, State
from mockserver.clock import iso
from mockserver.reply import Held, Reply
from mockserver.web.admin.ask import Answer, Ask, Wrong, json_of
from mockserver.web.admin.ending import ends_with

_LONGEST_WAIT = 300_000
_CHOOSE = {"vendor": "vendor", "notice": "notice", "state": "state", "callId": "call_id"}


def told(delivery: Delivery) -> dict[str, Any]:
    """A callback as JSON, with its attempts."""
    return {
        "id": delivery.id,
        "vendor": delivery.vendor,
        "notice": delivery.notice,
        "callId": delivery.call_id,
        "cause": delivery.cause,
        "state": str(delivery.state),
        "url": delivery.url,
        "headers": dict(delivery.headers),
        "body": delivery.body.decode("utf-8", "replace"),
        "bodyAsBase64": base64.b64encode(delivery.body).decode(),
        "created": iso(delivery.created),
        "attempts": [_attempt_told(attempt) for attempt in delivery.attempts],
        "problem": delivery.problem,
        "fault": delivery.fault,
        "method": delivery.method,
    }


def _attempt_told(attempt: Attempt) -> dict[str, Any]:
    return {
        "number": attempt.number,
        "at": iso(attempt.at),
        "status": attempt.status,
        "error": attempt.error,
        "body": attempt.body.decode("utf-8", "replace"),
        "tookMicroseconds": attempt.took,
    }


def _chosen(ask: Ask, wanted: dict[str, Any]) -> list[Delivery]:
    if wanted.get("state", State.WAITING) not in tuple(State):
        raise Wrong(422, f"no state is {wanted['state']!r}; there is {', '.join(State)}", "/state")
    with ask.sandbox.transaction():  # of one call there are few, of all ten thousand
        found = ask.sandbox.outbox.list(call_id=wanted.get("call_id"))
    return [each for each in found if _fits(each, wanted)]


def _fits(delivery: Delivery, wanted: dict[str, Any]) -> bool:
    return all(getattr(delivery, name) == value for name, value in wanted.items())


def listing(ask: Ask) -> Any:
    """All callbacks, oldest first; ``?vendor=``, ``?notice=``, ``?state=`` and ``?callId=`` choose."""
    wanted = {ours: ask.query[theirs] for theirs, ours in _CHOOSE.items() if theirs in ask.query}
    found = _chosen(ask, wanted)
    return {"callbacks": [told(delivery) for delivery in found], "meta": {"total": len(found)}}


def show(ask: Ask) -> Any:
    """One callback."""
    with ask.sandbox.transaction():
        return told(_found(ask))


def _found(ask: Ask) -> Delivery:
    try:
        return ask.sandbox.outbox.get(ask.parts["key"])
    except DeliveryNotFound as why:
        raise Wrong(404, f"no callback has the id {ask.parts['key']!r}") from why


def wait(ask: Ask) -> Any:
    """Hold the answer until ``count`` callbacks (1) fit ``state`` (delivered), ``callId``, ``notice`` …

    408 after ``timeout`` (10s), with what there is by then.
    """
    ask.only("count", "timeout", *_CHOOSE)
    wanted = {ours: ask.text(theirs) for theirs, ours in _CHOOSE.items() if theirs in ask.body}
    return Wait(ask, {"state": "delivered", **wanted}, _count(ask)).begin()


def _count(ask: Ask) -> int:
    count = ask.body.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise Wrong(422, "'count' has to be a whole number from 1", "/count")
    return count


class Wait:
    """An answer that is held until so many callbacks fit; counted as they settle, never searched for."""

    __slots__ = ("_ask", "_count", "_fitting", "_forgets", "_wanted", "held")

    def __init__(self, ask: Ask, wanted: dict[str, Any], count: int) -> None:
        timeout = min(ask.lasting("timeout", "10s"), _LONGEST_WAIT)
        self._ask, self._wanted, self._count = ask, wanted, count
        self._fitting: set[str] = set()
        self._forgets: tuple[Callable[[], None], ...] = ()
        self.held = Held(timeout, lambda: self._answer(408), self._end)

    def begin(self) -> Held:
        """Listen first, and look then: nothing comes in between."""
        call_id, sandbox = self._wanted.get("call_id"), self._ask.sandbox
        self._forgets = (
            self._ask.world.waiting.listen(sandbox, call_id, self._hear),
            ends_with(sandbox, self.held),
        )
        self._fitting.update(each.id for each in _chosen(self._ask, self._wanted))
        self._look()
        if self.held.is_over:  # by another thread, before there was anything to forget
            self._end()
        return self.held

    def _end(self) -> None:
        for forget in self._forgets:
            forget()

    def _hear(self, delivery: Delivery) -> None:
        if _fits(delivery, self._wanted):
            self._fitting.add(delivery.id)
            self._look()
        else:
            self._fitting.discard(delivery.id)

    def _look(self) -> None:
        if len(self._fitting) >= self._count:
            self.held.release(self._answer(200))

    def _answer(self, status: int) -> Reply:
        found = _chosen(self._ask, self._wanted)
        shown = {"callbacks": [told(each) for each in found], "meta": {"total": len(found)}}
        return json_of(Answer(shown, status))


def redeliver(ask: Ask) -> Any:
    """Send a callback again, now."""
    with ask.sandbox.transaction():
        key = _found(ask).id
        try:
            ask.sandbox.outbox.redeliver(key, ask.sandbox.clock.now())
        except NotPossibleNow as why:
            raise Wrong(409, str(why)) from why
        ask.sandbox.catch_up()
        delivery = ask.sandbox.outbox.get(key)
    ask.world.dispatcher.wake(ask.sandbox)
    return Answer(told(delivery), 202)


def cancel(ask: Ask) -> Any:
    """Do not send a callback that is pending."""
    with ask.sandbox.transaction():
        return {"cancelled": ask.sandbox.outbox.cancel([_found(ask).id])}


def cancel_all(ask: Ask) -> Any:
    """Do not send what is pending."""
    with ask.sandbox.transaction():
        return {"cancelled": ask.sandbox.outbox.cancel()}
