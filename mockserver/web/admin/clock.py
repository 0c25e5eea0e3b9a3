"""The sandbox's clock: read it, set it, move it."""

from __future__ import annotations

from typing import Any

from mockserver.clock import LATEST, Clock, ManualClock, Millis, PacedClock, RealClock, iso
from mockserver.sandbox import Sandbox
from mockserver.web.admin.ask import Ask, Wrong


def told(sandbox: Sandbox) -> dict[str, Any]:
    """A clock as JSON: milliseconds since the epoch, and in ISO 8601."""
    now, due = sandbox.clock.now(), sandbox.next_due()
    return {
        "kind": sandbox.clock.kind,
        "millis": now,
        "now": iso(now),
        "next": None if due is None else iso(due),
    }


def show(ask: Ask) -> Any:
    """What time it is, and when the next thing happens."""
    with ask.sandbox.transaction():
        return told(ask.sandbox)


def put(ask: Ask) -> Any:
    """Stop the clock (``kind: manual``), let it run again (``kind: real``), or move it to ``now``."""
    ask.only("kind", "now")
    kind = ask.body.get("kind", ask.sandbox.clock.kind)
    if kind not in ("manual", "real"):
        raise Wrong(422, f"'kind' has to be manual or real, not {kind!r}", "/kind")
    with ask.sandbox.transaction():
        if kind != ask.sandbox.clock.kind:
            now = ask.sandbox.clock.now()
            ask.sandbox.clock = ManualClock(now) if kind == "manual" else _running_from(now)
    if "now" in ask.body:
        return _advance(ask, ask.moment("now"))
    return show(ask)


def _running_from(now: Millis) -> Clock:
    """A clock that runs as fast as the machine's, and never back: ahead of it, it goes on from there."""
    real = RealClock()
    return real if now <= real.now() else PacedClock(1.0, now)


def advance(ask: Ask) -> Any:
    """Move a manual clock ``by`` a duration, or ``to`` a time or to the ``next`` thing that is due.

    Everything due meanwhile happens, callbacks are sent and answered, and only then comes the answer.
    """
    ask.only("by", "to")
    if ask.body.get("to") == "next":
        due = ask.sandbox.next_due()
        return _advance(ask, ask.sandbox.clock.now() if due is None else due)
    if "to" in ask.body:
        return _advance(ask, ask.moment("to"))
    if "by" not in ask.body:
        raise Wrong(422, 'say how far: {"by": "10m"}, {"to": "2026-01-01T09:00:00Z"} or {"to": "next"}')
    return _advance(ask, ask.sandbox.clock.now() + ask.lasting("by", "0s"))


def _advance(ask: Ask, to: Millis) -> Any:
    sandbox = ask.sandbox
    if not isinstance(sandbox.clock, ManualClock):
        raise Wrong(409, 'the clock runs by itself; stop it first: PUT /__admin/clock {"kind": "manual"}')
    if to > LATEST:
        raise Wrong(422, f"time ends at {iso(LATEST)} here")
    if to < sandbox.clock.now():
        raise Wrong(409, f"time does not run backwards: it is {iso(sandbox.clock.now())} already")
    try:
        done = ask.world.dispatcher.advance(sandbox, to)
    except ValueError as why:  # somebody else moved or changed the clock meanwhile
        raise Wrong(409, str(why)) from why
    with sandbox.transaction():
        return {**told(sandbox), "steps": done.steps, "sent": done.sent}
