"""Expectations and times in words, for reasons and reports."""

from __future__ import annotations

from mockserver.clock import Millis
from mockserver.scenario.expected import Expectation, Timing, What

_UNITS = ((86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s"))
NOUNS = {What.REQUEST: "request", What.CALLBACK: "callback", What.MESSAGE: "message", What.STATE: "state"}


def lasting(millis: Millis) -> str:
    """A time for people: ``250ms``, ``1.5s``, ``30s``, ``2m``, ``1m 30s``."""
    if millis < 1000:
        return f"{millis}ms"
    if millis < 60_000:
        return f"{millis / 1000:g}s"
    parts, rest = [], millis
    for size, unit in _UNITS:
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return " ".join(parts)


def some(count: int, noun: str) -> str:
    """So many of something."""
    return f"{count or 'no'} {noun}{'' if count == 1 else 's'}"


def expected(wanted: Expectation) -> str:
    """What is expected, in a line."""
    if wanted.what is What.STATE:
        return ", ".join(f"{name} is {state or 'Started'}" for name, state in wanted.states)
    per = f" for each {wanted.per}" if wanted.per else ""
    said = (subject(wanted), f"{wanted.times}{per}", when(wanted.timing))
    return ", ".join(part for part in said if part)


def subject(wanted: Expectation) -> str:
    """What counts, in words."""
    parts = (
        wanted.vendor,
        wanted.method,
        wanted.operation or wanted.path,
        wanted.callback and f"callback {wanted.callback}",
        wanted.message and f"message on {wanted.message}",
        *(f"with {each.where} {each.expected}" for each in wanted.where),
        _answered(wanted.answered),
        "delivered" if wanted.delivered else "",
        f"in {wanted.attempts} attempts" if wanted.attempts else "",
    )
    return " ".join(part for part in parts if part) or "any request"


def _answered(answered: tuple[int, int] | None) -> str:
    if answered is None:
        return ""
    least, most = answered
    return f"answered {least}" if least == most else f"answered {least} to {most}"


def when(timing: Timing) -> str:
    """The time in which it is expected, in words."""
    after = f"after {'each ' if timing.each else ''}{quoted(timing.after)}" if timing.after else ""
    before = f"before {quoted(timing.before)}" if timing.before else ""
    return " ".join(part for part in (span(timing), after, before) if part)


def span(timing: Timing) -> str:
    """``within 30s``, ``between 1s and 30s``, or nothing where any time will do."""
    if timing.most is None:
        return ""
    least, most = lasting(timing.least), lasting(timing.most)
    return f"between {least} and {most}" if timing.least else f"within {most}"


def quoted(name: str) -> str:
    """A reference's name."""
    return name if name == "start" else f"'{name}'"
