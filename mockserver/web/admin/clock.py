"""The sandbox's clock: read it, set it, move it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mockserver.clock import LATEST, Clock, ManualClock, Millis, PacedClock, RealClock, iso
from mockserver.reply import Held
from mockserver.sandbox import Sandbox
from mockserver.web.admin.ask import Ask, Wrong, json_of

if TYPE_CHECKING:
    from mockserver.callbacks.dispatcher import Advanced

log = logging.getLogger(__name__)
_FASTEST = 1_000_000
_LONGEST: Millis = 3_600_000  # real time that the answer to a move is held


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
    """Stop the clock (``kind: manual``), let it run again (``real``), run ``pace`` times as fast (``paced``).

    Or move it to ``now``. A paced clock goes on from the time it is.
    """
    ask.only("kind", "now", "pace")
    kind = ask.body.get("kind", ask.sandbox.clock.kind)
    if not isinstance(kind, str) or kind not in _CLOCKS:
        raise Wrong(422, f"'kind' has to be {', '.join(_CLOCKS)}, not {kind!r}", "/kind")
    pace = _pace(ask)
    with ask.sandbox.transaction():
        if kind != ask.sandbox.clock.kind or "pace" in ask.body:
            ask.sandbox.clock = _CLOCKS[kind](ask.sandbox.clock.now(), pace)
    ask.world.dispatcher.wake(ask.sandbox)
    if "now" in ask.body:
        return _advance(ask, ask.moment("now"))
    return show(ask)


def _pace(ask: Ask) -> float:
    pace = ask.body.get("pace", 1.0)
    if isinstance(pace, bool) or not isinstance(pace, int | float) or not 0 < pace <= _FASTEST:
        raise Wrong(422, f"'pace' has to be a number over 0, to {_FASTEST:,}, not {pace!r}", "/pace")
    if "pace" in ask.body and ask.body.get("kind") != "paced":
        raise Wrong(422, "'pace' goes with kind: paced", "/pace")
    return float(pace)


def _running_from(now: Millis) -> Clock:
    """A clock that runs as fast as the machine's, and never back: ahead of it, it goes on from there."""
    real = RealClock()
    return real if now <= real.now() else PacedClock(1.0, now)


_CLOCKS: dict[str, Callable[[Millis, float], Clock]] = {
    "manual": lambda now, _pace: ManualClock(now),
    "real": lambda now, _pace: _running_from(now),
    "paced": lambda now, pace: PacedClock(pace, now),
}


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
    held = Held(_LONGEST, lambda: json_of(Wrong(504, "time is still on its way; GET /__admin/clock").answer))
    ask.world.dispatcher.advance_soon(
        sandbox, to, lambda done: held.release(json_of(_arrived(sandbox, done)))
    )
    return held


def _arrived(sandbox: Sandbox, done: Advanced | Exception) -> Any:
    if isinstance(done, ValueError):  # somebody else moved or changed the clock meanwhile
        return Wrong(409, str(done)).answer
    if isinstance(done, Exception):
        log.error("sandbox %s: its clock could not be moved", sandbox.name, exc_info=done)
        return Wrong(500, "mockserver has a bug; its log has the traceback").answer
    with sandbox.transaction():
        return {**told(sandbox), "steps": done.steps, "sent": done.sent}
