"""The clients of a vendor's Bayeux server: list them, and let the server forget them."""

from __future__ import annotations

from typing import Any

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


def _hub(ask: Ask) -> Hub:
    hub = ask.sandbox.hubs.get(ask.parts["vendor"])
    if hub is None:
        raise Wrong(404, f"{ask.parts['vendor']!r} has no Bayeux server in this sandbox")
    return hub
