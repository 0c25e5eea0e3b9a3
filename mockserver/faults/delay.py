"""Delays: the answer is the same, and begins later.

Rule: every delay has an end. Who wants to wait longer than ``LONGEST`` wants the fault ``HANG``.
"""

from __future__ import annotations

import math
from typing import ClassVar

from mockserver.clock import Millis
from mockserver.faults.base import Draw, Left
from mockserver.frozen import frozen, replaced
from mockserver.reply import Reply

LONGEST: Millis = 3_600_000


@frozen
class FixedDelay:
    """The answer begins so much later."""

    lasts: Millis
    leaves: ClassVar[Left] = Left.WHOLE

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, later."""
        return _later(reply, self.lasts)


@frozen
class UniformDelay:
    """The answer begins later, by a time drawn evenly between two."""

    least: Millis
    most: Millis
    leaves: ClassVar[Left] = Left.WHOLE

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, later."""
        return _later(reply, draw.between(self.least, self.most, "uniform"))


@frozen
class LognormalDelay:
    """The answer begins later, by a time drawn with a long tail: half of them are below the median."""

    median: Millis
    sigma: float  # the standard deviation of the time's logarithm
    most: Millis = LONGEST
    leaves: ClassVar[Left] = Left.WHOLE

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, later."""
        return _later(reply, min(self.most, round(self.median * math.exp(self.sigma * _normal(draw)))))


def _normal(draw: Draw) -> float:
    """A normally distributed number, by the transform of Box and Muller."""
    radius = math.sqrt(-2 * math.log(1 - draw.fraction("radius")))
    return radius * math.cos(2 * math.pi * draw.fraction("angle"))


def _later(reply: Reply, by: Millis) -> Reply:
    ending = reply.ending
    return replaced(reply, ending=replaced(ending, after=min(LONGEST, ending.after + by)))
