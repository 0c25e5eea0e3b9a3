"""Messages: what a reply holds, and in which order.

Rule: a message is a dictionary as JSON has it. The order of the members is that of the one
answer of a real server that is at hand: ``data`` before ``channel``, ``successful`` first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.bayeux.rules import Rules
from mockserver.clock import Millis

Message = dict[str, Any]
HANDSHAKE, CONNECT, DISCONNECT = "/meta/handshake", "/meta/connect", "/meta/disconnect"
SUBSCRIBE, UNSUBSCRIBE = "/meta/subscribe", "/meta/unsubscribe"
TYPES = ("long-polling", "callback-polling")
PUBLISH = "publish"
_KINDS = {name: name.rpartition("/")[2] for name in (HANDSHAKE, CONNECT, SUBSCRIBE, UNSUBSCRIBE, DISCONNECT)}
KINDS = (*_KINDS.values(), PUBLISH)
_ORDER = (
    "clientId", "version", "minimumVersion", "supportedConnectionTypes", "subscription",
    "successful", "error", "advice", "ext", "id", "channel",
)  # fmt: skip


def kind_of(message: Message) -> str:
    """What a message is for, in one word: one of ``KINDS``."""
    channel = message.get("channel")
    return _KINDS.get(channel, PUBLISH) if isinstance(channel, str) else PUBLISH


def reply_to(message: Message, members: Mapping[str, Any]) -> Message:
    """A reply of these members; the message's own id and channel are in it if it has any."""
    echo: Message = {name: message[name] for name in ("id", "channel") if name in message}
    known: Message = {**echo, **members}
    return {name: known[name] for name in _ORDER if name in known}


def error(rules: Rules, name: str, why: str = "") -> Message:
    """What a reply says of an error of ours, in the server's own spelling."""
    return {"successful": False, "error": rules.profile.errors[name].format(why=why)}


def unknown(rules: Rules, channel: object) -> Message:
    """What a client is told that is not known, or no longer; only some replies advise it what to do."""
    told = error(rules, "unknown client")
    if channel in (HANDSHAKE, CONNECT):
        told["advice"] = {"interval": 0, "reconnect": "handshake"}
    return told


def advice(rules: Rules, interval: Millis | None = None, timeout: Millis | None = None) -> Message:
    """What a client is to do after this: come again, how soon, and how long it will be held."""
    return {
        "interval": rules.interval if interval is None else interval,
        "timeout": rules.timeout if timeout is None else timeout,
        "reconnect": "retry",
    }


def delivered(channel: str, data: Any) -> Message:
    """A message as subscribers get it."""
    return {"data": data, "channel": channel}
