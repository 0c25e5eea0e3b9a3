"""Callbacks: list, look at, wait for, redeliver, cancel."""

from __future__ import annotations

import base64
from typing import Any

from mockserver.callbacks.outbox import Attempt, Delivery, DeliveryNotFound, NotPossibleNow, State
from mockserver.clock import iso
from mockserver.reply import Held, Reply
from mockserver.web.admin.ask import Answer, Ask, Wrong, json_of

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
    with ask.sandbox.transaction():
        found = ask.sandbox.outbox.list()
    return [each for each in found if all(getattr(each, name) == value for name, value in wanted.items())]


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
    return _held(ask, {"state": "delivered", **wanted}, _count(ask))


def _count(ask: Ask) -> int:
    count = ask.body.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise Wrong(422, "'count' has to be a whole number from 1", "/count")
    return count


def _held(ask: Ask, wanted: dict[str, Any], count: int) -> Held:
    def answered(status: int) -> Reply:
        found = _chosen(ask, wanted)
        shown = {"callbacks": [told(each) for each in found], "meta": {"total": len(found)}}
        return json_of(Answer(shown, status))

    def look(*_settled: object) -> None:
        if len(_chosen(ask, wanted)) >= count:
            held.release(answered(200))

    forget = ask.world.waiting.listen(ask.sandbox, wanted.get("call_id"), look)
    timeout = min(ask.lasting("timeout", "10s"), _LONGEST_WAIT)
    held = Held(timeout, lambda: answered(408), forget)
    look()  # what is there already; what comes from now on is heard of
    return held


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
