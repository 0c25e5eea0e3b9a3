"""What counts for an expectation: requests, callbacks and messages as happenings in their order.

Rule: the order is the journal's where both are exchanges, else that of time; what led to a
callback came before it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from operator import attrgetter

from mockserver.callbacks.delivery import Delivery, State
from mockserver.clock import Millis, iso
from mockserver.formats.base import Plain
from mockserver.frozen import frozen, replaced
from mockserver.journal import Event
from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked
from mockserver.scenario.expected import START, Expectation, Times, What
from mockserver.verify.evidence import Evidence, Message

CALLBACK = "callback"


@frozen
class Happening:
    """Something that may count."""

    id: str
    at: Millis
    number: float = 0  # of its exchange in the journal, or of its callback in the outbox; 0: the start
    value: str | None = None  # at the place that ``per`` names
    counts: bool = True  # False: tried, but answered otherwise, or not delivered
    kind: str = "event"
    cause: str = ""  # the id of the exchange that led to a callback

    def __str__(self) -> str:
        return f"{self.kind} {self.id[:8]} at {iso(self.at)}" if self.id else f"the start at {iso(self.at)}"

    def follows(self, other: Happening) -> bool:
        """Whether it came later than another."""
        if self.kind == other.kind and self.number and other.number:
            return self._place > other._place
        return self.id not in (other.id, other.cause) and self.at >= other.at

    @property
    def _place(self) -> tuple[Millis, float]:
        """Among those of its kind; exchanges are numbered in their order, callbacks as they were made."""
        return (self.at if self.kind == CALLBACK else 0, self.number)


def happenings(wanted: Expectation, evidence: Evidence) -> list[Happening]:
    """All that fits, in order; what was tried in vain is among it, and does not count."""
    return list(_KINDS[wanted.what](wanted, evidence))


def references(
    name: str, known: Mapping[str, Expectation], evidence: Evidence, of: Expectation
) -> list[Happening]:
    """The happenings of a reference: a rule's answers, what counts for another expectation, or the start.

    Their values are those at the place that ``of`` counts by.
    """
    if name == START:
        return [Happening("", evidence.began)]
    if name not in known:
        return evidence.found(
            ("rule", name, of.per),
            lambda event: _of_event(event, of, evidence) if event.rule == name else None,
        )
    other = known[name]
    found = _KINDS[other.what](other if of.per is None else replaced(other, per=of.per), evidence)
    return [each for each in found if each.counts]


def _requests(wanted: Expectation, evidence: Evidence) -> Iterable[Happening]:
    def made(event: Event) -> Happening | None:
        if is_of(wanted, event) and all(each.holds(evidence.asked(event)) for each in wanted.where):
            return _of_event(event, wanted, evidence, counts=is_answered(wanted, event))
        return None

    return evidence.found(wanted, made)


def is_of(wanted: Expectation, event: Event) -> bool:
    """Whether a request is one of those meant, whatever is in it."""
    request = event.request
    return (
        wanted.vendor in ("", event.vendor)
        and wanted.operation in ("", event.operation)
        and wanted.method in ("", request.method)
        and (not wanted.path or fnmatchcase(request.path, wanted.path))
    )


def is_answered(wanted: Expectation, event: Event) -> bool:
    """Whether it was answered as meant."""
    return wanted.answered is None or wanted.answered[0] <= event.reply.status <= wanted.answered[1]


def _of_event(event: Event, wanted: Expectation, evidence: Evidence, *, counts: bool = True) -> Happening:
    value = None if wanted.per is None else wanted.per.text(evidence.asked(event))
    return Happening(event.id, event.at, event.number, value, counts)


def _callbacks(wanted: Expectation, evidence: Evidence) -> Iterator[Happening]:
    for delivery in evidence.deliveries:
        if delivery.notice != wanted.callback or wanted.vendor not in ("", delivery.vendor):
            continue
        asked = asked_of(delivery)
        if all(each.holds(asked) for each in wanted.where):
            value = None if wanted.per is None else wanted.per.text(asked)
            counts = is_delivered(wanted, delivery)
            at = _moment(wanted, delivery)
            yield Happening(delivery.id, at, delivery.number, value, counts, CALLBACK, delivery.cause)


def is_delivered(wanted: Expectation, delivery: Delivery) -> bool:
    """Whether a callback went as it is expected to."""
    return (not wanted.delivered or delivery.state is State.DELIVERED) and (
        wanted.attempts is None or _took(wanted.attempts, delivery)
    )


def _took(attempts: Times, delivery: Delivery) -> bool:
    """Whether it took so many attempts; while more may come, a most of them is not kept yet."""
    return within(attempts, len(delivery.attempts)) and (delivery.is_settled or attempts.most is None)


def within(times: Times, count: int) -> bool:
    """Whether it is so many."""
    return count >= times.least and (times.most is None or count <= times.most)


def _moment(wanted: Expectation, delivery: Delivery) -> Millis:
    """When it was made; where it matters what became of it, when it was last tried."""
    asks_what_became = wanted.delivered or wanted.attempts is not None
    return delivery.attempts[-1].at if asks_what_became and delivery.attempts else delivery.created


def _messages(wanted: Expectation, evidence: Evidence) -> Iterator[Happening]:
    for message in evidence.messages:
        if is_on(wanted, message) and message.event is not None:
            value = None if wanted.per is None else wanted.per.text(asked_in(message))
            yield Happening(message.event.id, message.at, message.event.number, value)


def is_on(wanted: Expectation, message: Message) -> bool:
    """Whether a message is one of those meant."""
    return (
        wanted.vendor in ("", message.vendor)
        and fnmatchcase(message.channel, wanted.message)
        and all(each.holds(asked_in(message)) for each in wanted.where)
    )


_KINDS: Mapping[What, Callable[[Expectation, Evidence], Iterable[Happening]]] = {
    What.REQUEST: _requests,
    What.CALLBACK: lambda wanted, evidence: sorted(_callbacks(wanted, evidence), key=attrgetter("at")),
    What.MESSAGE: _messages,
    What.STATE: lambda _wanted, _evidence: (),
}


def asked_of(delivery: Delivery) -> Asked:
    """A callback, as conditions look at it; a body that is no JSON has no values."""
    path = "/" + (delivery.url.split("/", 3)[3:] or [""])[0]
    request = Request("POST", path, Headers(delivery.headers), delivery.body)
    return Asked(delivery.vendor, "", request, lambda: _json(delivery.body))


def asked_in(message: Message) -> Asked:
    """A message, as conditions look at it: its data are the body."""
    text = json.dumps(message.data, ensure_ascii=False)
    return Asked(
        message.vendor, "", Request("POST", message.channel, body=text.encode()), lambda: message.data
    )


def _json(body: bytes) -> Plain | None:
    try:
        value: Plain = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return value
