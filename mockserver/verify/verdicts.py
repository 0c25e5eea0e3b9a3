"""Verdicts: pass, fail or inconclusive, each with the reason.

Rule: a verdict is certain or it is inconclusive; nothing passes because nobody could look.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any

from mockserver.clock import Millis, iso
from mockserver.frozen import frozen
from mockserver.verify.nearness import NearMiss


class Outcome(StrEnum):
    """What came of an expectation."""

    PASS = "pass"  # noqa: S105 (no secret)
    INCONCLUSIVE = "inconclusive"
    FAIL = "fail"


_ORDER = tuple(Outcome)  # the worst last


@frozen
class Verdict:
    """What came of one expectation."""

    name: str
    outcome: Outcome
    reason: str  # a sentence to act on
    expected: str
    found: int
    events: tuple[str, ...] = ()  # ids of the exchanges or callbacks it rests on
    near_misses: tuple[NearMiss, ...] = ()
    until: Millis | None = None  # when time alone decides it, where nothing else does before
    waits_since: Millis | None = None  # all there is so far is right, and more may come without an end

    @property
    def told(self) -> dict[str, Any]:
        """The verdict as JSON."""
        return {
            "name": self.name,
            "verdict": str(self.outcome),
            "reason": self.reason,
            "expected": self.expected,
            "found": self.found,
            "events": list(self.events),
            "until": None if self.until is None else iso(self.until),
            "nearMisses": [miss.told for miss in self.near_misses],
        }


def worst(outcomes: Iterable[Outcome]) -> Outcome:
    """The outcome of several together: fail before inconclusive before pass. Of none nothing is known."""
    return max(outcomes, key=_ORDER.index, default=Outcome.INCONCLUSIVE)


def told(verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Verdicts as JSON, the worst of them first of all."""
    return {
        "verdict": str(worst(each.outcome for each in verdicts)),
        "expectations": [each.told for each in verdicts],
        "meta": {"total": len(verdicts)},
    }
