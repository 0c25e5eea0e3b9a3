"""Near misses: what almost was what somebody looked for, and what it lacked.

Rule: a distance is the weighted mean of its parts', from 0 (all hold) to 1 (nothing is alike); a text
that differs is as far as it is unlike. What is told as JSON is told whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Any

from mockserver.frozen import frozen
from mockserver.journal import Event
from mockserver.scenario.conditions import Finding, findings
from mockserver.scenario.expected import Expectation, What
from mockserver.verify.evidence import Evidence
from mockserver.verify.happenings import asked_in, asked_of, is_answered, is_delivered

MOST = 3  # near misses told, the nearest first
_COMPARED = 200  # letters of a text that are compared for likeness
_PLACES = ("path", "operation", "url", "urlPath", "urlPattern", "urlPathPattern", "channel", "callback")
_WEIGHTS = {"method": 3, **dict.fromkeys(_PLACES, 10)}
_SHOWN = 200  # letters of a value in the text; JSON has it whole
_LOOKED_AT = 500  # events looked at, the newest first


@frozen
class NearMiss:
    """An exchange or a callback that lacked something; ``findings`` are all parts, those that hold too."""

    event: str  # its id
    what: str  # in words
    findings: tuple[Finding, ...]

    @property
    def distance(self) -> float:
        """From 0 to 1."""
        return distance(self.findings)

    @property
    def differences(self) -> tuple[Finding, ...]:
        """What does not hold."""
        return tuple(each for each in self.findings if not each.holds)

    def __str__(self) -> str:
        lines = [f"{self.what}: {len(self.findings) - len(self.differences)} of {len(self.findings)} hold"]
        lines += [f"  {each.where}: expected {each.expected}, {_found(each)}" for each in self.differences]
        return "\n".join(lines)

    @property
    def told(self) -> dict[str, Any]:
        """The near miss as JSON."""
        return {
            "event": self.event,
            "distance": self.distance,
            "text": str(self),
            "differences": [
                {"where": each.where, "expected": each.expected, "found": each.found}
                for each in self.differences
            ],
        }


def _found(each: Finding) -> str:
    if each.found is None:
        return "found nothing"
    return f"found {each.found if len(each.found) <= _SHOWN else each.found[: _SHOWN - 1] + '…'}"


def distance(parts: Sequence[Finding]) -> float:
    """The mean distance of the parts; where a request goes weighs more than what it says, as in WireMock."""
    weights = [_WEIGHTS.get(part.where, 1) for part in parts]
    apart = sum(weight * _apart(part) for weight, part in zip(weights, parts, strict=True))
    return round(apart / sum(weights), 4) if parts else 0.0


def _apart(part: Finding) -> float:
    if part.holds:
        return 0.0
    return 1.0 if part.found is None else 1.0 - _likeness(part.expected, part.found)


def _likeness(one: str, other: str) -> float:
    from difflib import SequenceMatcher  # only a near miss needs it

    return SequenceMatcher(None, one[:_COMPARED], other[:_COMPARED]).ratio()


def nearest(misses: Iterable[NearMiss], most: int = MOST) -> tuple[NearMiss, ...]:
    """The nearest; those that have nothing at all of what was meant are none."""
    alike = [miss for miss in misses if any(each.holds for each in miss.findings) or miss.distance < 1]
    return tuple(sorted(alike, key=lambda miss: miss.distance)[:most])


def near_misses(wanted: Expectation, evidence: Evidence) -> tuple[NearMiss, ...]:
    """What came nearest to an expectation without fitting it."""
    rows = _KINDS[wanted.what](wanted, evidence) if wanted.what in _KINDS else ()
    return nearest(miss for miss in rows if miss.differences)


def _requests(wanted: Expectation, evidence: Evidence) -> Iterator[NearMiss]:
    for event in evidence.events[: -_LOOKED_AT - 1 : -1]:
        request = event.request
        parts = (
            *named(wanted, event),
            *findings(wanted.where, evidence.asked(event)),
            *_answer(wanted, event),
        )
        yield NearMiss(event.id, f"{request.method} {request.target} (event {event.id[:8]})", parts)


def named(wanted: Expectation, event: Event) -> Iterator[Finding]:
    """What a request is beside its contents, against what is meant."""
    request = event.request
    for where, expected, found in (
        ("vendor", wanted.vendor, event.vendor),
        ("operation", wanted.operation, event.operation),
        ("method", wanted.method, request.method),
    ):
        if expected:
            yield Finding(where, expected, found or None, expected == found)
    if wanted.path:
        yield Finding("path", wanted.path, request.path, fnmatchcase(request.path, wanted.path))


def _answer(wanted: Expectation, event: Event) -> Iterator[Finding]:
    if wanted.answered is not None:
        least, most = wanted.answered
        expected = str(least) if least == most else f"{least}..{most}"
        yield Finding("answered", expected, str(event.reply.status), is_answered(wanted, event))


def _callbacks(wanted: Expectation, evidence: Evidence) -> Iterator[NearMiss]:
    for delivery in evidence.deliveries[: -_LOOKED_AT - 1 : -1]:
        parts = [Finding("callback", wanted.callback, delivery.notice, delivery.notice == wanted.callback)]
        if wanted.vendor:
            parts.append(Finding("vendor", wanted.vendor, delivery.vendor, wanted.vendor == delivery.vendor))
        parts += findings(wanted.where, asked_of(delivery))
        if wanted.delivered or wanted.attempts is not None:
            how = f"{delivery.state} after {len(delivery.attempts)} attempts" + _why(delivery.problem)
            expected = " ".join(
                (["delivered"] if wanted.delivered else [])
                + ([f"in {wanted.attempts} attempts"] if wanted.attempts else [])
            )
            parts.append(Finding("delivery", expected, how, is_delivered(wanted, delivery)))
        yield NearMiss(delivery.id, f"{delivery.notice} to {delivery.url} ({delivery.id[:8]})", tuple(parts))


def _why(problem: str) -> str:
    return f": {problem}" if problem else ""


def _messages(wanted: Expectation, evidence: Evidence) -> Iterator[NearMiss]:
    for message in evidence.messages[: -_LOOKED_AT - 1 : -1]:
        is_here = fnmatchcase(message.channel, wanted.message)
        parts = (
            Finding("channel", wanted.message, message.channel, is_here),
            *findings(wanted.where, asked_in(message)),
        )
        key = message.event.id if message.event else ""
        yield NearMiss(key, f"message on {message.channel} (event {key[:8]})", parts)


_KINDS = {What.REQUEST: _requests, What.CALLBACK: _callbacks, What.MESSAGE: _messages}
