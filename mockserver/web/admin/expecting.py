"""Who waits until expectations are settled.

Rule: nobody looks without a reason: an exchange, a callback, a state, another expectation, a moment
at which time alone decides (planned on the sandbox's clock), or that nothing more came for a while.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock, Timer
from typing import TYPE_CHECKING, Any

from mockserver.callbacks.delivery import Delivery, State
from mockserver.clock import Millis
from mockserver.reply import Held, Reply
from mockserver.sandbox import Sandbox
from mockserver.scenario.states import TABLE as STATES
from mockserver.timeline import Due
from mockserver.verify.book import OWNER
from mockserver.verify.book import TABLE as EXPECTATIONS
from mockserver.verify.verdicts import Outcome, told
from mockserver.web.admin.ask import Answer, json_of
from mockserver.web.admin.ending import ends_with
from mockserver.web.verifying import Sight
from mockserver.web.world import World

if TYPE_CHECKING:
    from mockserver.journal import Event

LONGEST: Millis = 300_000
_ON_THEIR_WAY = (State.READY, State.SENDING)  # callbacks of which there is nothing to tell


class ExpectationsWait:
    """An answer that is held until every expectation of a sandbox is settled."""

    def __init__(self, world: World, sight: Sight, sandbox: Sandbox, timeout: Millis, quiet: Millis) -> None:
        self._world, self._sight, self._sandbox, self._quiet = world, sight, sandbox, quiet
        self._lock = Lock()
        self._is_looking = self._is_asked = False
        self._forgets: list[Callable[[], object]] = []
        self._due: Due | None = None
        self._timer: Timer | None = None
        self._held = Held(timeout, lambda: self._answer(in_time=False), self._end)

    def begin(self) -> Held:
        """Listen first, and look then: nothing comes in between."""
        sandbox = self._sandbox
        self._forgets = [
            sandbox.journal.listen(self._hear),
            sandbox.space.watch(self._see),
            sandbox.expectations.listen(self._look),
            ends_with(sandbox, self._held),
        ]
        self._look()
        if self._held.is_over:  # by another thread, before there was anything to forget
            self._end()
        return self._held

    def _hear(self, _event: Event) -> None:
        self._look()

    def _see(self, table: str, row: Any) -> None:
        is_news = isinstance(row, Delivery) and row.state not in _ON_THEIR_WAY
        if is_news or table in (STATES, EXPECTATIONS):
            self._look()

    def _look(self) -> None:
        """Look, or let whoever is looking look once more: nobody waits here with a lock in hand."""
        with self._lock:
            self._is_asked = True
            if self._is_looking:
                return
            self._is_looking = True
        while self._has_to_look():
            self._look_once()

    def _has_to_look(self) -> bool:
        with self._lock:
            self._is_looking = self._is_asked and not self._held.is_over
            self._is_asked = False
            return self._is_looking

    def _look_once(self) -> None:
        verdicts = self._sight.verdicts(nearness=False)
        open_ = [each for each in verdicts if each.outcome is Outcome.INCONCLUSIVE]
        self._wake_at(min((each.until for each in open_ if each.until is not None), default=None))
        self._stop_timer()
        if not open_:
            self._release()
        elif all(each.waits_since is not None for each in open_):
            self._start_timer()

    def _wake_at(self, moment: Millis | None) -> None:
        """Look again when time alone has decided something."""
        space = self._sandbox.space
        with self._sandbox.transaction():
            if self._due is not None:
                space.drop_due(self._due)
            wanted = None if self._held.is_over else moment
            self._due = None if wanted is None else space.plan(wanted + 1, OWNER, "wait")
        self._world.dispatcher.wake(self._sandbox)

    def _release(self) -> None:
        self._held.release(self._answer(in_time=True))

    def _answer(self, *, in_time: bool) -> Reply:
        given = told(self._sight.verdicts(final=True))
        return json_of(Answer(given, 200 if in_time or given["verdict"] == Outcome.PASS else 408))

    def _end(self) -> None:
        for forget in self._forgets:
            forget()
        self._stop_timer()
        if self._due is not None:
            self._wake_at(None)

    def _start_timer(self) -> None:
        timer = Timer(self._quiet / 1000, self._release)
        timer.daemon = True
        with self._lock:
            self._timer = timer
        timer.start()

    def _stop_timer(self) -> None:
        with self._lock:
            timer, self._timer = self._timer, None
        if timer is not None:
            timer.cancel()
