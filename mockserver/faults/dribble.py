"""An answer that comes slowly."""

from __future__ import annotations

from typing import ClassVar

from mockserver.clock import Millis
from mockserver.faults.base import Draw, Left
from mockserver.frozen import frozen, replaced
from mockserver.reply import Reply, Way


@frozen
class ChunkedDribble:
    """The body comes in pieces, evenly over a time; the answer is whole in the end."""

    pieces: int
    over: Millis  # from the first piece to the last
    leaves: ClassVar[Left] = Left.WHOLE

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, in pieces."""
        ending = replaced(reply.ending, way=Way.DRIP, pieces=self.pieces, over=self.over)
        return replaced(reply, ending=ending)
