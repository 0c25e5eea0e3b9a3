"""What a fault is: a function from an answer to the same answer with another ending.

Rule: a fault changes how an answer goes out, or spoils it; it never says anything else. What it
draws, it draws by what it strikes, so it is the same on every run, whatever was asked before.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Protocol

from mockserver import chance
from mockserver.frozen import frozen
from mockserver.reply import Reply

_BLOCK = 64  # bytes that one draw gives
_NO_TEXT = 0x80  # set in the first byte of noise: it begins no chunk, no status line and no UTF-8 text


class Left(IntEnum):
    """How much of an answer a fault lets through."""

    NOTHING = 0
    PART = 1
    SPOILT = 2  # all of it comes, but not as it was
    WHOLE = 3


@frozen
class Draw:
    """What a fault draws by: the seed and the name of what it strikes, e.g. a rule and an event's number."""

    seed: int
    name: tuple[object, ...] = ()

    def fraction(self, what: str) -> float:
        """A number in ``[0, 1)``."""
        return chance.fraction(self.seed, "fault", *self.name, what)

    def between(self, least: int, most: int, what: str) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + chance.pick(self.seed, most - least + 1, "fault", *self.name, what)

    def noise(self, size: int) -> bytes:
        """So many bytes (one at least) that no reader takes for HTTP."""
        blocks = range(0, size, _BLOCK)
        drawn = "".join(chance.hexadecimal(self.seed, 128, "noise", *self.name, start) for start in blocks)
        noise = bytes.fromhex(drawn)[:size]
        return bytes([noise[0] | _NO_TEXT]) + noise[1:]


class Fault(Protocol):
    """Something that goes wrong with an answer on its way to the client."""

    @property
    def leaves(self) -> Left:
        """How much of the answer it lets through."""
        ...

    def strike(self, reply: Reply, draw: Draw) -> Reply:
        """The answer as it ends now."""
        ...


def struck(reply: Reply, faults: Iterable[Fault], draw: Draw) -> Reply:
    """The answer, struck by each of the faults."""
    for fault in faults:
        reply = fault.strike(reply, draw)
    return reply


def left_by(faults: Iterable[Fault]) -> Left:
    """How much of an answer all of them let through together."""
    return min((fault.leaves for fault in faults), default=Left.WHOLE)


@frozen
class Part:
    """A part of a body: so many bytes, or so many percent of it."""

    size: int = 0
    percent: float = 0

    def of(self, body: bytes) -> int:
        """So many bytes of this body."""
        return min(len(body), self.size + int(len(body) * self.percent / 100))
