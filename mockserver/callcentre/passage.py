"""How a made-up call went: its manner, its times, and the lines of its history.

Rule: a record's durations and the moments of its history come from the same ``Times``,
so they always add up.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from mockserver.callcentre.model import Interaction
from mockserver.clock import Millis, utc
from mockserver.frozen import frozen

INCOMING, OUTGOING = "Incoming", "Outgoing"
# Formatting numbers is what takes long in writing a moment: these are written once.
_MINUTES = [f"T{hour:02d}:{minute:02d}:" for hour in range(24) for minute in range(60)]
_SECONDS = [f"{second:02d}" for second in range(60)]


@frozen
class Manner:
    """How a call went, without its times."""

    kind: str
    answered: bool
    holds: int
    transferred: bool


def _manner(code: int) -> Manner:
    """One call in four goes out, one in eight is missed; holds and transfers are rarer."""
    nth = code % 32
    kind, answered = (INCOMING if code < 192 else OUTGOING), nth >= 4
    holds = (0, 0, 0, 0, 1, 0, 0, 2)[nth % 8] if answered else 0
    return Manner(kind, answered, holds, answered and kind == INCOMING and nth % 16 in (5, 6))


MANNERS = tuple(map(_manner, range(256)))  # by a byte


class Times(NamedTuple):
    """How a call's seconds were spent; their sum is its duration."""

    ringing: int
    talking: int = 0
    on_hold: int = 0
    transferring: int = 0


def times_of(codes: int) -> Times:
    """The times that the lower three bytes tell. Short talks are commoner than long ones."""
    manner, talk, ring = MANNERS[codes >> 16 & 255], codes >> 8 & 255, codes & 255
    if not manner.answered:
        return Times(15 + ring % 46)
    on_hold = manner.holds * (8 + ring // 5)
    return Times(2 + ring % 20, 6 + talk * talk // 100, on_hold, manner.transferred * (4 + ring // 8))


def history(
    started: Millis, manner: Manner, spent: Times, answerer: str, put_through_to: str | None
) -> tuple[Interaction, ...]:
    """The lines a call leaves behind, oldest first."""
    answered = started + spent.ringing * 1000
    if not manner.answered:
        return (Interaction(written(answered), "Hangup", "Not answered"),)
    over = answered + (spent.talking + spent.on_hold) * 1000
    lines = [Interaction(written(answered), "Answer", f"Answered by {answerer}")]
    if manner.holds:
        lines += _holds(answered, manner.holds, spent)
    if put_through_to is not None:
        lines.append(Interaction(written(over), "Transfer", f"Put through to {put_through_to}"))
    lines.append(Interaction(written(over + spent.transferring * 1000), "Hangup", "Call ended"))
    return tuple(lines)


def _holds(answered: Millis, holds: int, spent: Times) -> list[Interaction]:
    """The holds, all equally long, between equal stretches of talk."""
    talk, hold = spent.talking // (holds + 1), spent.on_hold // holds
    lines = []
    for number in range(holds):
        began = answered + ((number + 1) * talk + number * hold) * 1000
        lines.append(Interaction(written(began), "Hold", f"On hold for {hold} s"))
        lines.append(Interaction(written(began + hold * 1000), "Resume", "Back from hold"))
    return lines


def written(moment: Millis) -> str:
    """The moment as records have it: UTC, whole seconds, no zone: ``2026-01-01T00:00:00``."""
    minutes, second = divmod(moment // 1000, 60)
    days, minute = divmod(minutes, 1440)
    return _date(days) + _MINUTES[minute] + _SECONDS[second]


@lru_cache(maxsize=1024)
def _date(days: int) -> str:
    return utc(days * 86_400_000).date().isoformat()
