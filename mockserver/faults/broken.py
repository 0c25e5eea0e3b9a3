"""Answers that break off: the client gets a part of them, or nothing at all."""

from __future__ import annotations

from typing import Any, ClassVar

from mockserver.faults.base import Draw, Left, Part
from mockserver.frozen import frozen, replaced
from mockserver.reply import Reply, Way

NOISE = 64  # bytes: more than a line of any protocol needs to be found wrong


@frozen
class ConnectionResetByPeer:
    """The connection is reset: before anything goes out, or after a part of the body."""

    sent: Part | None = None  # of the body, one byte at least; the head goes out with it

    @property
    def leaves(self) -> Left:
        """A part, where one is asked for."""
        return Left.NOTHING if self.sent is None else Left.PART

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, reset."""
        sent = min(len(reply.body), max(1, self.sent.of(reply.body))) if self.sent else 0
        return _ending(reply, way=Way.RESET, sent=sent)


@frozen
class EmptyResponse:
    """The connection is closed before anything goes out."""

    leaves: ClassVar[Left] = Left.NOTHING

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """No answer."""
        return _ending(reply, way=Way.EMPTY)


@frozen
class MalformedResponseChunk:
    """Status and headers of a chunked answer, bytes that are no chunk, then the connection is closed."""

    leaves: ClassVar[Left] = Left.PART

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, with noise for its body."""
        return _ending(reply, way=Way.MALFORMED, noise=draw.noise(NOISE))


@frozen
class RandomDataThenClose:
    """Bytes that are no HTTP, drawn by the seed for each request anew, then the connection is closed."""

    leaves: ClassVar[Left] = Left.NOTHING

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """Noise for an answer."""
        return _ending(reply, way=Way.GARBAGE, noise=draw.noise(NOISE))


@frozen
class TruncatedBody:
    """Status and headers with the full Content-Length, a part of the body, then the connection is closed."""

    sent: Part
    leaves: ClassVar[Left] = Left.PART

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer, without the end of its body: one byte is missing at least, where there is any."""
        most = max(0, len(reply.body) - 1)
        return _ending(reply, way=Way.CUT, sent=min(most, self.sent.of(reply.body)))


@frozen
class Hang:
    """Nothing goes out, and the connection stays open until the client gives up."""

    leaves: ClassVar[Left] = Left.NOTHING

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """No answer, ever."""
        return _ending(reply, way=Way.NEVER)


def _ending(reply: Reply, **how: Any) -> Reply:
    return replaced(reply, ending=replaced(reply.ending, **how))
