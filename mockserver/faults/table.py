"""Every fault of the wire by its name: WireMock's where it has one.

Rule: what names a fault (scenario files, and whatever switches one on) reads this table.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.faults.base import Fault
from mockserver.faults.broken import (
    ConnectionResetByPeer,
    EmptyResponse,
    Hang,
    MalformedResponseChunk,
    RandomDataThenClose,
    TruncatedBody,
)
from mockserver.faults.delay import FixedDelay, LognormalDelay, UniformDelay
from mockserver.faults.dribble import ChunkedDribble
from mockserver.faults.duplicate import DuplicateAnswer
from mockserver.faults.spoilt import MalformedBody, WrongCharset, WrongContentType

# fmt: off
KINDS: Mapping[str, Fault] = {  # those that need no settings, as they are without any
    "CONNECTION_RESET_BY_PEER": ConnectionResetByPeer(),
    "EMPTY_RESPONSE":           EmptyResponse(),
    "MALFORMED_RESPONSE_CHUNK": MalformedResponseChunk(),
    "RANDOM_DATA_THEN_CLOSE":   RandomDataThenClose(),
    "HANG":                     Hang(),
    "WRONG_CONTENT_TYPE":       WrongContentType(),
    "MALFORMED_BODY":           MalformedBody(),
    "WRONG_CHARSET":            WrongCharset(),
    "DUPLICATE_ANSWER":         DuplicateAnswer(),
}
FAULTS: Mapping[str, type[Fault]] = {
    **{name: type(fault) for name, fault in KINDS.items()},
    "truncate":  TruncatedBody,
    "dribble":   ChunkedDribble,
    "fixed":     FixedDelay,
    "uniform":   UniformDelay,
    "lognormal": LognormalDelay,
}
# fmt: on
