"""Faults, made of what a rule says of them.

Rule: a fault's class knows what it does; here is only how a file spells it.
"""

from __future__ import annotations

from mockserver.clock import Millis
from mockserver.faults.base import Fault
from mockserver.faults.broken import ConnectionResetByPeer, TruncatedBody
from mockserver.faults.delay import FixedDelay, LognormalDelay, UniformDelay
from mockserver.faults.dribble import ChunkedDribble
from mockserver.faults.table import KINDS
from mockserver.scenario.facts import Around
from mockserver.scenario.tables import Found

_RESETS = "CONNECTION_RESET_BY_PEER"


def drawn_between(span: tuple[Millis, Millis]) -> Fault:
    """A delay of ``2s`` or ``1s..3s``."""
    least, most = span
    return FixedDelay(least) if least == most else UniformDelay(least, most)


def lognormal(found: Found, around: Around) -> Fault:
    """``lognormal``."""
    if found["most"] < found["median"]:
        raise found.wrong(around, ("most",), "a time that is not below the median")
    return LognormalDelay(found["median"], found["sigma"], found["most"])


def delay(found: Found, around: Around) -> Fault:
    """``delay``, as a mapping."""
    if found.has("lognormal"):
        drawn: Fault = found["lognormal"]
        return drawn
    return UniformDelay(*found["uniform"]) if found.has("uniform") else FixedDelay(found["fixed"])


def dribble(found: Found, around: Around) -> Fault:
    """``dribble``."""
    return ChunkedDribble(found["pieces"], found["over"])


def faults(found: Found, around: Around) -> tuple[Fault, ...]:
    """``fault``, as a mapping: at most one way to go wrong, and a delay before it."""
    struck = (found["dribble"], _truncated(found), _lost(found, around), found["delay"])
    return tuple(fault for fault in struck if fault is not None)


def _truncated(found: Found) -> Fault | None:
    return TruncatedBody(found["truncate"]) if found.has("truncate") else None


def _lost(found: Found, around: Around) -> Fault | None:
    if not found.has("sent"):
        return KINDS.get(found["kind"])
    if found["kind"] != _RESETS:
        raise found.wrong(around, ("sent",), f"no sent: only {_RESETS} has it", f"kind: {_RESETS}")
    return ConnectionResetByPeer(found["sent"])
