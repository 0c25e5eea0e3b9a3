"""What happens in a sandbox, as it happens: server-sent events.

Rule: an exchange, a callback or a call is told as the admin API shows it elsewhere, once it is
kept for good. Nobody who serves a request waits for whoever reads here.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from mockserver.callbacks.delivery import Delivery
from mockserver.callcentre.model import Call
from mockserver.journal import Event
from mockserver.reply import Ending, Reply, Way
from mockserver.sandbox import Sandbox
from mockserver.stream import Stream
from mockserver.web.admin import callbacks, calls, requests
from mockserver.web.admin.ask import Ask, Wrong

KINDS = ("exchange", "rule", "callback", "call")
_HEADERS = (("Content-Type", "text/event-stream"), ("Cache-Control", "no-store"))
_OPENING = b"retry: 1000\n\n"  # milliseconds until a browser that was cut off comes again
_PULSE = b": still here\n\n"
_LIGHT = 1_000  # bytes that a call takes, roughly
_CALLS = ".calls"  # how the tables of calls end; the vendor stands before it

Told = tuple[str, str, Any]  # a kind, the id that a reader may come again with, what became of it


def follow(ask: Ask) -> Reply:
    """Exchanges, hits of rules, and each change of a callback or a call, until the reader goes.

    ``?kinds=`` chooses, ``?limit=`` ends it after so many. ``Last-Event-ID`` (or ``?replay=true``: from the
    beginning) sends the exchanges first that the journal has kept since.
    """
    feed = _Feed(ask.sandbox, _kinds(ask))
    if ask.request.method == "HEAD":
        return Reply(200, headers=_HEADERS)
    limit = ask.number("limit", 0) or None
    stream = feed.begin(_since(ask), limit)
    return Reply(200, headers=_HEADERS, ending=Ending(Way.STREAM, stream=stream))


def _kinds(ask: Ask) -> tuple[str, ...]:
    kinds = tuple(ask.query["kinds"].split(",")) if "kinds" in ask.query else KINDS
    strange = [kind for kind in kinds if kind not in KINDS]
    if strange:
        raise Wrong(422, f"no kind of event is {strange[0]!r}; there is {', '.join(KINDS)}")
    return kinds


def _since(ask: Ask) -> str | None:
    """The id of the exchange that was heard last; empty: from the beginning; None: from now on."""
    return ask.request.headers.get("last-event-id", "" if ask.query.get("replay") == "true" else None)


class _Feed:
    """What one reader is told of one sandbox."""

    def __init__(self, sandbox: Sandbox, kinds: tuple[str, ...]) -> None:
        self._sandbox, self._kinds = sandbox, kinds
        self._forgets: list[Callable[[], None]] = []
        self._after = 0  # the number of the last exchange before this began

    def begin(self, since: str | None, limit: int | None) -> Stream:
        """Listen from now on; what was kept before comes first, if it is wanted."""
        sandbox = self._sandbox
        with sandbox.transaction():
            self._after = sandbox.journal.begin() - 1
            first = [] if since is None else list(self._before(since))
            stream = Stream(
                _worded, _lost, first=first, limit=limit, opening=_OPENING, pulse=_PULSE, done=self._end
            )
            self._stream = stream
            self._forgets = [
                sandbox.journal.listen(self._hear),
                sandbox.space.watch(self._look),
                sandbox.space.await_end(self._gone),
            ]
        return stream

    def _before(self, since: str) -> Iterator[Told | bytes]:
        """What the journal keeps since an exchange, or all of it; whether some of it is missing is said."""
        events = list(self._sandbox.journal)
        found = next((place for place, event in enumerate(events, 1) if event.id == since), None)
        evicted = self._sandbox.journal.evicted
        if found is None and evicted:
            yield _lost(evicted)
        for event in events[found or 0 :]:
            yield from self._of_exchange(event)

    def _hear(self, event: Event) -> None:
        if event.number > self._after:
            for told in self._of_exchange(event):
                self._stream.put(told, event.size)

    def _of_exchange(self, event: Event) -> Iterator[Told]:
        if "exchange" in self._kinds:
            yield "exchange", event.id, event
        if event.rule and "rule" in self._kinds:
            yield "rule", "", event

    def _look(self, table: str, row: Any) -> None:
        if isinstance(row, Delivery) and "callback" in self._kinds:
            self._stream.put(("callback", "", row), len(row.body) + _LIGHT)
        elif isinstance(row, Call) and "call" in self._kinds:
            self._stream.put(("call", "", (table.removesuffix(_CALLS), row)), _LIGHT)

    def _gone(self) -> None:
        self._stream.end(_line("end", "", {"reason": "the sandbox was reset or dropped"}))

    def _end(self) -> None:
        for forget in self._forgets:
            forget()


def _rule_told(event: Event) -> dict[str, Any]:
    return {"rule": event.rule, "event": event.id, "vendor": event.vendor, "operation": event.operation}


_TOLD: dict[str, Callable[[Any], dict[str, Any]]] = {
    "exchange": requests.told,
    "rule": _rule_told,
    "callback": callbacks.told,
    "call": lambda named: calls.told(*named),
}


def _worded(told: Told) -> bytes:
    kind, id, what = told
    return _line(kind, id, _TOLD[kind](what))


def _line(kind: str, id: str, value: dict[str, Any]) -> bytes:
    """An event as the stream has it; JSON has no line ends of its own."""
    named = f"id: {id}\n" if id else ""
    data = json.dumps(value, ensure_ascii=False)
    return f"event: {kind}\n{named}data: {data}\n\n".encode("utf-8", "replace")


def _lost(count: int) -> bytes:
    return _line("lost", "", {"count": count})
