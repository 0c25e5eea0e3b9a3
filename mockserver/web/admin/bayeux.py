"""The clients of a vendor's Bayeux server: list them, and let the server forget them."""

from __future__ import annotations

from typing import Any

from mockserver.bayeux.channels import META, is_channel, is_pattern
from mockserver.bayeux.hub import Hub
from mockserver.web.admin.ask import Ask, Wrong


def listing(ask: Ask) -> Any:
    """Who has shaken hands: user, subscriptions, what waits, and whether a connect is held."""
    hub = _hub(ask)
    clients = [
        {
            "clientId": session.id,
            "user": session.user,
            "subscriptions": sorted(session.subscriptions),
            "queued": len(session.queue),
            "held": session.id in hub.polls,
        }
        for session in hub.sessions()
    ]
    return {"clients": clients, "meta": {"total": len(clients)}}


def lose_all(ask: Ask) -> Any:
    """Forget all clients, as a server does that starts anew; held connects are told so."""
    return {"lost": _hub(ask).lose()}


def lose(ask: Ask) -> Any:
    """Forget one client, by its clientId, or all of a user."""
    lost = _hub(ask).lose(ask.parts["key"])
    if not lost:
        raise Wrong(404, f"no client and no user with clients is called {ask.parts['key']!r}")
    return {"lost": lost}


def publish(ask: Ask) -> Any:
    """Let ``messages``, each a ``channel`` and ``data``, go to a ``user``; without one to everybody."""
    ask.only("user", "messages")
    hub, messages = _hub(ask), ask.body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise Wrong(422, "'messages' has to be a list of messages, each a channel and data", "/messages")
    pairs = [_message(each, place) for place, each in enumerate(messages)]
    user = ask.text("user") if "user" in ask.body else None
    with ask.sandbox.transaction():
        ask.sandbox.space.afterwards(lambda: hub.publish(user, pairs))
    return {"published": len(pairs)}


def _message(given: Any, place: int) -> tuple[str, Any]:
    where = f"/messages/{place}"
    if not isinstance(given, dict) or given.keys() != {"channel", "data"}:
        raise Wrong(422, "a message is a channel and data, and nothing else", where)
    channel = given["channel"]
    if not isinstance(channel, str) or not _may_be_told(channel):
        raise Wrong(422, "'channel' has to name one channel, e.g. /news/today", f"{where}/channel")
    return channel, given["data"]


def _may_be_told(channel: str) -> bool:
    return is_channel(channel) and not is_pattern(channel) and not channel.startswith(META)


def _hub(ask: Ask) -> Hub:
    hub = ask.sandbox.hubs.get(ask.parts["vendor"])
    if hub is None:
        raise Wrong(404, f"{ask.parts['vendor']!r} has no Bayeux server in this sandbox")
    return hub
