"""The Bayeux protocol (CometD) as data: messages in, messages out, and who waits.

Rule: nothing here knows HTTP, a vendor or a sandbox. Time is given in, and a client
that waits is a function that is called when there is something for it.
"""

from mockserver.bayeux.messages import KINDS, Message, kind_of
from mockserver.bayeux.profiles import COMETD_3, PROFILES, Profile
from mockserver.bayeux.rules import Rules

__all__ = ["COMETD_3", "KINDS", "PROFILES", "Message", "Profile", "Rules", "kind_of"]
