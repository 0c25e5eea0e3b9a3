"""Waiting for requests: held until so many have come, told by the journal as they come."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

from mockserver.clock import Millis
from mockserver.journal import Event
from mockserver.reply import Held, Reply
from mockserver.scenario.expected import Expectation
from mockserver.scenario.expecting import REQUEST
from mockserver.verify.happenings import is_answered, is_of
from mockserver.web.admin import patterns
from mockserver.web.admin.ask import Answer, Ask, Wrong, json_of
from mockserver.web.admin.ending import ends_with
from mockserver.web.admin.expectations import sight_of
from mockserver.web.admin.expecting import LONGEST
from mockserver.web.admin.requests import told
from mockserver.web.admin.words import words_of
from mockserver.web.verifying import Sight

Fits = Callable[[Event], bool]
_OURS = ("vendor", "operation", "path", "when", "answered")


def wait(ask: Ask) -> Held:
    """Hold the answer until ``count`` requests (1) fit: a pattern of WireMock's, or words of ``expect``.

    408 after ``timeout`` (10s), with those that there are by then. Requests that came before count, too.
    """
    timeout = ask.lasting("timeout", "10s")
    if timeout > LONGEST:
        raise Wrong(422, "'timeout' is 5m at the most", "/timeout")
    return _Wait(ask, _fits(ask), _count(ask), timeout).begin()


def _count(ask: Ask) -> int:
    count = ask.body.get("count", 1)
    if not isinstance(count, int) or isinstance(count, bool) or count < 1:
        raise Wrong(422, "'count' has to be a whole number from 1", "/count")
    return count


def _fits(ask: Ask) -> Fits:
    """What is waited for, as a predicate of events."""
    words = {name: value for name, value in ask.body.items() if name not in ("count", "timeout")}
    if any(name in words for name in _OURS):
        return _by_words(words_of(ask, REQUEST, words), sight_of(ask))
    try:
        fits = patterns.compiled(words)
    except patterns.BadPattern as why:
        raise Wrong(422, str(why), why.pointer) from why
    return lambda event: fits(event.request)


def _by_words(wanted: Expectation, sight: Sight) -> Fits:
    return lambda event: (
        is_of(wanted, event)
        and is_answered(wanted, event)
        and all(each.holds(sight.asked(event)) for each in wanted.where)
    )


class _Wait:
    """An answer that is held until so many events fit; each is looked at once."""

    def __init__(self, ask: Ask, fits: Fits, count: int, timeout: Millis) -> None:
        self._journal = ask.sandbox.journal
        self._ask, self._fits, self._count = ask, fits, count
        self._lock = Lock()
        self._found: dict[int, Event] = {}  # by number
        self._forgets: list[Callable[[], None]] = []
        self.held = Held(timeout, lambda: self._answer(408), self._end)

    def begin(self) -> Held:
        """Listen first, and look then: nothing comes in between."""
        self._forgets = [self._journal.listen(self._hear), ends_with(self._ask.sandbox, self.held)]
        with self._ask.sandbox.transaction():
            events = list(self._journal)
        for event in events:
            self._note(event)
        self._look()
        if self.held.is_over:  # by another thread, before there was anything to forget
            self._end()
        return self.held

    def _hear(self, event: Event) -> None:
        self._note(event)
        self._look()

    def _note(self, event: Event) -> None:
        if self._fits(event):
            with self._lock:
                self._found[event.number] = event

    def _end(self) -> None:
        for forget in self._forgets:
            forget()

    def _look(self) -> None:
        if len(self._there()) >= self._count:
            self.held.release(self._answer(200))

    def _there(self) -> list[Event]:
        """What was found, in order; what somebody has cleared away since counts no longer."""
        with self._lock:
            return [self._found[number] for number in sorted(self._found) if number > self._journal.cleared]

    def _answer(self, status: int) -> Reply:
        found = self._there()
        evicted = self._journal.evicted
        shown: dict[str, Any] = {
            "requests": [told(event) for event in found],
            "meta": {"total": len(found)},
            "evicted": evicted,
        }
        return json_of(Answer(shown, status))
