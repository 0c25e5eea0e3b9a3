"""An answer that comes twice."""

from __future__ import annotations

from typing import ClassVar

from mockserver.faults.base import Draw, Left
from mockserver.frozen import frozen, replaced
from mockserver.reply import Reply, Way


@frozen
class DuplicateAnswer:
    """The whole answer comes twice, one behind the other; on a kept connection the second is nobody's."""

    leaves: ClassVar[Left] = Left.WHOLE

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, twice."""
        return replaced(reply, ending=replaced(reply.ending, way=Way.TWICE))
