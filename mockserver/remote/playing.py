"""A scenario is played against an application: time goes on, until nothing more is to come.

Rule: the server alone knows what happens; here it is only decided when its clock moves and
when to stop looking. Fast: where something is due the clock jumps to it, as soon as the
application has been quiet; between, time passes as it does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from mockserver.clock import Millis, sleep_real, stopwatch
from mockserver.frozen import frozen
from mockserver.remote.admin import Admin

FAST = 0.0  # the pace at which the clock jumps
_PAUSE = 0.01  # seconds between two looks
_LONG = 300.0  # seconds for the answer to a jump: callbacks are sent and answered meanwhile
_MOST, _MEANWHILE = 100, 20  # exchanges looked at in one look, and those that come while it is asked for

Value = Mapping[str, Any]


@frozen
class Patience:
    """Seconds of real time."""

    quiet: float = 0.1  # without news: the application has done what it does at once
    grace: float = 2.0  # without news, while something that is expected has not come
    most: float = 60.0  # for the whole


class Ended(StrEnum):
    """Why the play ended."""

    DONE = "everything had come, and nothing more was to come"
    QUIET = "the application had been quiet for so long that nothing more was to be waited for"
    GONE = "the application had ended"
    TIMEOUT = "the time for the whole was over"


class Player(Protocol):
    """The application's process, if it is ours."""

    @property
    def code(self) -> int | None:
        """Its exit code; None while it runs."""
        ...


@frozen
class Look:
    """The sandbox at one moment."""

    now: Millis
    next: str | None  # when the next thing is due
    requests: int
    pending: int  # callbacks that are not settled
    events: Sequence[Value] = ()  # the exchanges that are new, oldest first


class Play:
    """One run of a scenario. ``see`` is told each look that has news."""

    def __init__(
        self,
        admin: Admin,
        sandbox: str,
        *,
        pace: float = FAST,
        patience: Patience | None = None,
        see: Callable[[Look], None] = lambda _look: None,
    ) -> None:
        self._admin = admin
        self._sandbox = sandbox
        self._pace = pace
        self._patience = patience or Patience()
        self._application: Player | None = None
        self._see = see
        self._looked = self._heard = self._began = stopwatch()
        self._seen = self._newest = 0  # how many exchanges, and the number of the last
        self._pending = 0

    def hold(self) -> Millis:
        """Let no time pass until the play begins; gives the moment it is."""
        told = self._admin.put("/clock", {"kind": "manual"})
        return int(told["millis"])

    def run(self, application: Player | None = None) -> Ended:
        """Play it to its end; where the application is a process of ours, its end is one, too.

        Raises:
            Unreachable: the server is gone.
            AdminRefused: it says no.
        """
        self._application = application
        if self._pace != FAST:
            self._admin.put("/clock", {"kind": "paced", "pace": self._pace})
        self._looked = self._heard = self._began = stopwatch()
        while _seconds(self._began) < self._patience.most:
            look = self._look()
            left = self._patience.quiet - _seconds(self._heard)
            if left > 0:
                sleep_real(min(left, _PAUSE))
                continue
            ended = self._end(look)
            if ended is not None:
                return ended
            self._go_on(look)
        return Ended.TIMEOUT

    def _look(self) -> Look:
        if self._pace == FAST:  # between what is due, time passes as it does
            by, self._looked = (stopwatch() - self._looked) // 1000, stopwatch()
            self._advance({"by": f"{by}ms"})
        told = self._admin.get(f"/sandboxes/{self._sandbox}")
        journal = self._admin.get("/requests", limit=0)
        requests, pending = _count(journal), told["callbacksPending"]
        events = self._arrived(requests - self._seen) if requests != self._seen else ()
        if events or pending != self._pending:
            self._heard = stopwatch() + round(_still_on_their_way(events, self._patience.grace) * 1e6)
        self._pending = pending
        look = Look(told["clock"]["millis"], told["clock"]["next"], requests, pending, events)
        self._see(look)
        return look

    def _arrived(self, count: int) -> Sequence[Value]:
        """The exchanges that were not seen yet, oldest first: so many, and what came meanwhile."""
        journal = self._admin.get("/requests", limit=max(0, min(count, _MOST)) + _MEANWHILE)
        found = [event for event in journal["requests"] if event["mockserver"]["number"] > self._newest]
        self._seen = _count(journal)
        self._newest = found[0]["mockserver"]["number"] if found else self._newest
        return tuple(reversed(found))

    def _advance(self, where: Value) -> None:
        done = self._admin.ask("POST", "/clock/advance", where, timeout=_LONG)
        self._looked = stopwatch()
        if done["sent"]:
            self._heard = stopwatch()

    def _go_on(self, look: Look) -> None:
        if self._pace == FAST and look.next is not None:
            self._advance({"to": "next"})
        else:
            sleep_real(_PAUSE)

    def _end(self, look: Look) -> Ended | None:
        """Why it is over, if it is."""
        if look.next is not None or look.pending:
            return None if self._pace == FAST or not self._is_settled() else Ended.DONE
        if self._application is not None and self._application.code is not None:
            return Ended.GONE
        if self._is_settled() or (self._would_pass() and self._is_fast_enough(look)):
            return Ended.DONE
        return Ended.QUIET if self._pace == FAST and self._waited() else None

    def _waited(self) -> bool:
        return _seconds(self._heard) >= self._patience.grace

    def _is_fast_enough(self, look: Look) -> bool:
        """Whether no more than a moment's quiet is needed: the clock jumps, and somebody has spoken."""
        spoken = look.requests > 0 or self._application is None
        return self._waited() or (self._pace == FAST and spoken)

    def _is_settled(self) -> bool:
        """Whether nothing that is to come can change a verdict."""
        verdicts = self._admin.get("/expectations")["expectations"]
        return bool(verdicts) and not any(each["verdict"] == "inconclusive" for each in verdicts)

    def _would_pass(self) -> bool:
        verdicts = self._admin.get("/expectations", final="true")["expectations"]
        return all(each["verdict"] == "pass" for each in verdicts)


def _count(journal: Value) -> int:
    """How many exchanges there were; what was evicted came, too."""
    total: int = journal["meta"]["total"] + journal["evicted"]
    return total


def _still_on_their_way(events: Sequence[Value], most: float) -> float:
    """Seconds until the answers to these are all sent, as far as faults hold them up; at most ``most``."""
    ends = (event["mockserver"].get("ending", {}) for event in events)
    late = (end.get("afterMillis", 0) + end.get("overMillis", 0) for end in ends)
    return min(max(late, default=0) / 1000, most)


def _seconds(since: int) -> float:
    return (stopwatch() - since) / 1e6
