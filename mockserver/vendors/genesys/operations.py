"""What is asked of the session side, as a table; the outbound operations join it.

Rule: one row for each address and method; the verbs of an address are told apart by its body. Every
handler runs within an HTTP session.
"""

from __future__ import annotations

from mockserver.frozen import replaced
from mockserver.kit import ASSUMED, Operation
from mockserver.vendors.genesys import devices, me, voice
from mockserver.vendors.genesys.auth import in_session
from mockserver.vendors.genesys.outbound.operations import OUTBOUND_OPERATIONS
from mockserver.vendors.genesys.paths import BASE, ME
from mockserver.vendors.genesys.wire import Asked

# fmt: off
_ROWS = (
    Operation("getMe", "GET", ME, None, me.show, about="The user, with subresources"),
    Operation("me", "POST", ME, Asked, me.act, about="StartContactCenterSession, EndContactCenterSession"),
    Operation("listFeatures", "GET", f"{BASE}/features", None, me.list_features,
              about="The features of the contact centre"),
    Operation("listDevices", "GET", f"{ME}/devices", None, devices.list_mine, about="The user's phones"),
    Operation("getDevice", "GET", f"{ME}/devices/{{deviceId}}", None, devices.show, about="A phone"),
    Operation("channel", "POST", f"{ME}/channels/{{channel}}", Asked, me.act_on_channel,
              about="Ready, NotReady, AfterCallWork"),
    Operation("dial", "POST", f"{ME}/devices/{{deviceId}}/calls", Asked, voice.act,
              about="Dial from a phone"),
    Operation("makeCall", "POST", f"{ME}/calls", Asked, voice.act, fidelity=ASSUMED,
              about="Dial from the phone in devicePath"),
    Operation("listCalls", "GET", f"{ME}/calls", None, voice.list_mine, about="The user's calls"),
    Operation("getCall", "GET", f"{ME}/calls/{{callId}}", None, voice.show, about="A call"),
    Operation("call", "POST", f"{ME}/calls/{{callId}}", Asked, voice.act_on_one,
              about="Answer, Hangup, Hold, Retrieve, SendDtmf, and attached data"),
)
# fmt: on
OPERATIONS = tuple(replaced(row, does=in_session(row.does)) for row in (*_ROWS, *OUTBOUND_OPERATIONS))
