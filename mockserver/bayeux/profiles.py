"""How servers of several makes spell what goes wrong: ``error`` members, by our names for them.

Rule: a profile is data. Texts are ``code:args:text``, as Bayeux 1.0 has them.
"""

from __future__ import annotations

from collections.abc import Mapping

from mockserver.frozen import frozen


@frozen
class Profile:
    """One make of server: its name, its texts, and what it answers a connect that another one replaced."""

    name: str
    errors: Mapping[str, str]
    superseded: int  # an HTTP status


# fmt: off
_COMETD_3 = {  # org.cometd.server.BayeuxServerImpl, 3.0.10
    "unknown client":         "402::Unknown client",
    "handshake denied":       "403::Handshake denied",
    "subscription missing":   "403::subscription_missing",
    "subscription invalid":   "403::subscription_invalid",
    "create denied":          "403:{why}:create_denied",
    "subscribe denied":       "403:{why}:subscribe_denied",
    "channel missing":        "400::channel missing",
    "subscribe failed":       "403::subscribe_failed",
    "unsubscribe from none":  "400::channel_missing",
    "publish denied":         "403:{why}:publish denied",
    "publish create denied":  "403:{why}:create denied",
}
_COMETD_5 = {
    **_COMETD_3,
    "unknown client":         "402::session_unknown",
    "handshake denied":       "403::handshake_denied",
    "channel missing":        "400::channel_missing",
    "publish denied":         "403:{why}:publish_denied",
    "publish create denied":  "403:{why}:create_denied",
}
_SALESFORCE = {**_COMETD_3, "unknown client": "403::Unknown client"}
# fmt: on
PROFILES: Mapping[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile("cometd-3", _COMETD_3, superseded=408),
        Profile("cometd-5", _COMETD_5, superseded=500),
        Profile("salesforce", _SALESFORCE, superseded=500),
    )
}
COMETD_3 = PROFILES["cometd-3"]
