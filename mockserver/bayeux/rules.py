"""The rules of one Bayeux server: its times, and what differs between servers."""

from __future__ import annotations

from mockserver.bayeux.profiles import COMETD_3, Profile
from mockserver.clock import Millis
from mockserver.frozen import frozen


@frozen
class Rules:
    """What a server goes by; the defaults are CometD's (``AbstractServerTransport``). Times are real ones."""

    profile: Profile = COMETD_3
    timeout: Millis = 30_000  # so long is a connect held
    interval: Millis = 0  # so long a client is to wait before the next connect
    max_interval: Millis = 10_000  # a client that has not been heard of for so long after that is forgotten
    multi_session_interval: Millis = 2_000  # for a second client of one browser; 0: it is refused
    sessions_per_browser: int = 1  # whose connects are held at once; -1: any number
    trusts_client: bool = True  # a clientId is valid without the cookie it was given with
    handshake_advice: bool = True  # newer servers say it with the handshake, and some clients need it
    held_past: Millis = 0  # a fault: a connect is held for so much longer than advised
    lost_after: int = 0  # a fault: a client is forgotten after so many connects; 0: it is not
