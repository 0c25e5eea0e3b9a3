"""Every fault of callbacks by its name, as scenario files and reports have it.

Rule: what names a fault of callbacks reads this table.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mockserver.callbacks.misdeeds.base import Misdeed
from mockserver.callbacks.misdeeds.carriage import (
    Duplicate,
    Late,
    NeverSent,
    OutOfOrder,
    Slow,
    Truncated,
    WrongContentType,
)
from mockserver.callbacks.misdeeds.seals import BadSignature, MissingSignature, ReplayedNonce, StaleTimestamp
from mockserver.callbacks.misdeeds.words import MaximumLengths, NullMembers, Unicode, UnknownMembers

# fmt: off
MISDEEDS: Mapping[str, Callable[..., Misdeed]] = {  # each takes its setting, or nothing
    "duplicate":          Duplicate,
    "late":               Late,
    "out_of_order":       OutOfOrder,
    "never_sent":         NeverSent,
    "slow":               Slow,
    "bad_signature":      BadSignature,
    "missing_signature":  MissingSignature,
    "stale_timestamp":    StaleTimestamp,
    "replayed_nonce":     ReplayedNonce,
    "truncated":          Truncated,
    "wrong_content_type": WrongContentType,
    "null_members":       NullMembers,
    "unknown_members":    UnknownMembers,
    "maximum_lengths":    MaximumLengths,
    "unicode":            Unicode,
}
# fmt: on
