"""The extensions ``ack`` (a client says which answers it has got) and ``timesync`` (it asks the time)."""

from __future__ import annotations

from typing import Any

from mockserver.bayeux.messages import Message
from mockserver.clock import Millis

ACCURACY: Millis = 25  # a client whose guess is so near is told nothing


def ext_of(message: Message) -> Message:
    """What a message says in extensions; what is no object says nothing."""
    ext = message.get("ext")
    return ext if isinstance(ext, dict) else {}


def wants_acks(message: Message) -> bool:
    """Whether a client that shakes hands will say what it has got."""
    return ext_of(message).get("ack") is True


def acked(message: Message) -> int | None:
    """The number of the last answer a client has got; None if it does not say."""
    number = ext_of(message).get("ack")
    return number if type(number) is int else None


def ack_of(number: int) -> Message:
    """How a connect's answer tells its number."""
    return {"ack": number}


def time_of(message: Message, now: Millis) -> Message:
    """What a reply says to a client that asks the time; empty if it does not, or knows it well enough.

    ``tc`` is the client's clock, ``ts`` ours, ``p`` how long the answer took, and ``a`` how far wrong
    the client's guess of its lag ``l`` and offset ``o`` is (CometD 3, ``TimesyncExtension``).
    """
    asked = ext_of(message).get("timesync")
    if not isinstance(asked, dict):
        return {}
    sent, lag, offset = (_number(asked.get(name)) for name in ("tc", "l", "o"))
    told = {"tc": sent, "ts": now, "p": 0}
    if asked.get("l") is None:  # an old client, which guesses nothing
        return {"timesync": told}
    wrong = sent + offset + lag - now
    return {"timesync": {**told, "a": wrong}} if not lag or abs(wrong) >= ACCURACY else {}


def answered_time(reply: Message, held: Millis) -> Message:
    """A reply that was held, so that the client does not take that for its lag."""
    told = reply.get("ext", {}).get("timesync")
    if told is None:
        return reply
    return {**reply, "ext": {**reply["ext"], "timesync": {**told, "p": held}}}


def _number(value: Any) -> Any:
    return value if type(value) in (int, float) else 0
