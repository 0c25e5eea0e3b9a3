"""What a battery tries, as a table: each case, what a right application does, and why."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.misdeeds.base import Draft, Misdeed
from mockserver.callbacks.misdeeds.carriage import Slow, Truncated, WrongContentType
from mockserver.callbacks.misdeeds.seals import BadSignature, MissingSignature, StaleTimestamp
from mockserver.callbacks.misdeeds.words import MaximumLengths, NullMembers, Unicode, UnknownMembers
from mockserver.frozen import frozen

BURST = 500


class Expected(StrEnum):
    """What a right application does with a callback."""

    ACCEPT = "accepted"
    REFUSE = "refused, without falling over"
    ANSWER = "accepted or refused, without falling over"


@frozen
class Sending:
    """One callback of a trial, and what is expected of it. One that only prepares another is not judged."""

    delivery: Delivery
    expects: Expected
    prepares: bool = False


@frozen
class Trial:
    """A case, made: what is sent, one after the other or together."""

    name: str  # of the case
    label: str  # which of several of its kind, e.g. an outcome
    notice: str
    about: str
    why: str
    source: str  # where the rule is written; empty: nowhere, it is assumed
    sendings: tuple[Sending, ...]
    together: bool = False

    @property
    def title(self) -> str:
        """What it is called in reports."""
        return f"{self.notice}: {self.name}" + (f", {self.label}" if self.label else "")


@frozen
class Hostile:
    """A case whose callback is made by a fault of callbacks."""

    about: str
    expects: Expected
    why: str
    make: Callable[[], Misdeed]
    needs_seal: bool = False
    fits: Callable[[Draft], bool] = lambda draft: True


# fmt: off
HOSTILE: dict[str, Hostile] = {
    "bad_signature":      Hostile("its signature belongs to nothing", Expected.REFUSE,
                                  "whoever does not know the key must not be believed",
                                  BadSignature, needs_seal=True),
    "missing_signature":  Hostile("nonce, timestamp and signature are absent", Expected.REFUSE,
                                  "leaving the signature away must not be a way around it",
                                  MissingSignature, needs_seal=True),
    "stale_timestamp":    Hostile("its timestamp is a day old, and rightly signed", Expected.REFUSE,
                                  "what was overheard must not be of use for ever",
                                  StaleTimestamp, needs_seal=True),
    "truncated":          Hostile("the second half of its body is missing", Expected.REFUSE,
                                  "half a callback must not be taken for a whole one", Truncated),
    "wrong_content_type": Hostile("its Content-Type is text/html", Expected.ANSWER,
                                  "either may be right, an error of the server is not", WrongContentType),
    "null_members":       Hostile("every member that may be absent is null", Expected.ACCEPT,
                                  "optional members may be absent", NullMembers),
    "unknown_members":    Hostile("it has members that no page names", Expected.ACCEPT,
                                  "a vendor adds members without asking", UnknownMembers),
    "maximum_lengths":    Hostile("every member is as long as it may be", Expected.ACCEPT,
                                  "what is allowed may come", MaximumLengths,
                                  fits=lambda draft: bool(draft.anatomy.longest)),
    "unicode":            Hostile("a text holds other alphabets, an emoji, an accent", Expected.ACCEPT,
                                  "people write what they like", Unicode,
                                  fits=lambda draft: bool(draft.anatomy.free)),
    "slow":               Hostile("its body takes three seconds to come", Expected.ACCEPT,
                                  "networks are slow at times", Slow),
}
OTHERS: dict[str, tuple[str, str]] = {  # cases that are more than one callback made by one fault: about, why
    "documented":     ("as the vendor sends it", "that is what the application is for"),
    "duplicate":      ("the same bytes twice", "a vendor sends again when an answer was lost on its way"),
    "late":           ("it comes as late as the vendor's last retry",
                       "a retry says and signs what the first try did"),
    "out_of_order":   ("the one before it in its call comes after it", "networks keep no order"),
    "replayed_nonce": ("new words with the nonce and timestamp of the one before, rightly signed",
                       "a nonce is for one use"),
    "burst":          (f"{BURST} of different calls at once", "an hour's calls may end in one second"),
    "afterwards":     ("as the vendor sends it, after all that", "the application goes on working"),
}
# fmt: on
NAMES = (*OTHERS, *HOSTILE)
