"""What each kind of message does, and what it is answered: a table by channel.

Rule: a function here gives the members of the reply, and the session as it is from now on is in the hub.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from mockserver.bayeux.channels import META, SERVICE, is_channel, is_pattern
from mockserver.bayeux.extensions import acked, wants_acks
from mockserver.bayeux.messages import (
    CONNECT,
    DISCONNECT,
    HANDSHAKE,
    SUBSCRIBE,
    TYPES,
    UNSUBSCRIBE,
    Message,
    advice,
    delivered,
    error,
    unknown,
)
from mockserver.bayeux.polls import End
from mockserver.bayeux.sessions import Session
from mockserver.clock import Millis
from mockserver.frozen import replaced

if TYPE_CHECKING:
    from mockserver.bayeux.talk import Talk

OneChannel = Callable[["Talk", set[str], str], "Wrong"]
DONE: Message = {"successful": True}
LONGEST: Millis = 3_600_000  # a client may not ask to be held for longer
MOST_SUBSCRIPTIONS = 10_000  # of one client
Wrong = tuple[str, str] | None  # the name of an error, and why
_POLICY = "denied_by_security_policy"


def handshake(talk: Talk, message: Message) -> Message:
    """A client comes."""
    rules, session = talk.hub.rules, talk.hub.open(talk.asking.user, talk.asking.browser)
    if session is None:
        return {**error(rules, "handshake denied"), "advice": {"reconnect": "none"}}
    has_acks = wants_acks(message)
    talk.hub.keep(replaced(session, has_acks=has_acks))
    talk.cookie = "" if talk.asking.browser else session.browser
    told = {"clientId": session.id, "version": "1.0", "minimumVersion": "1.0", **DONE}
    told["supportedConnectionTypes"] = list(TYPES)
    if rules.handshake_advice:
        told["advice"] = advice(rules)
    return {**told, "ext": {"ack": True}} if has_acks else told


def connect(talk: Talk, session: Session, message: Message) -> Message:
    """A client asks what there is for it."""
    talk.end(session, End.SUPERSEDED)
    rules = talk.hub.rules
    if rules.lost_after and session.batch >= rules.lost_after:
        talk.hub.drop(session.id)
        return unknown(rules, CONNECT)
    given = message.get("advice")
    wishes = given if isinstance(given, dict) else {}
    confirmed = acked(message) if session.has_acks else None
    if confirmed is not None:
        session = session.confirmed(confirmed)
        if session.unconfirmed:  # what it has missed is not to wait (CometD's ack extension says it so)
            given = wishes = {"timeout": 0, **wishes}
    told = given is not None or not session.is_advised
    session = replaced(
        session,
        is_connected=True,
        is_advised=True,
        timeout=_millis(wishes.get("timeout")),
        interval=_millis(wishes.get("interval")),
    )
    talk.hub.keep(session)
    return {**DONE, "advice": advice(rules)} if told else dict(DONE)


def _millis(value: Any) -> Millis | None:
    if type(value) not in (int, float) or value < 0:
        return None
    return int(min(value, LONGEST))


def disconnect(talk: Talk, session: Session, _message: Message) -> Message:
    """A client goes."""
    talk.hub.drop(session.id)
    talk.end(session, End.LEFT)
    return DONE


def subscribe(talk: Talk, session: Session, message: Message) -> Message:
    """A client wants to be told of what is published; as many as are good are kept, up to one that is not."""
    return _asked(talk, session, message, _wanted)


def unsubscribe(talk: Talk, session: Session, message: Message) -> Message:
    """A client no longer wants to be told."""
    return _asked(talk, session, message, _unwanted)


def _asked(talk: Talk, session: Session, message: Message, each: OneChannel) -> Message:
    """What becomes of each channel that a message names, one or a list; the first that fails ends it."""
    asked = message.get("subscription")
    if asked is None:
        return error(talk.hub.rules, "subscription missing")
    own = set(session.subscriptions)
    wrong = None
    for channel in asked if isinstance(asked, list) and asked else [asked]:
        good = isinstance(channel, str) and is_channel(channel)
        wrong = each(talk, own, channel) if good else ("subscription invalid", "")
        if wrong:
            break
    talk.hub.keep(replaced(session, subscriptions=frozenset(own)))
    return {"subscription": asked, **(error(talk.hub.rules, *wrong) if wrong else DONE)}


def _wanted(_talk: Talk, own: set[str], channel: str) -> Wrong:
    if channel in HANDLERS or channel == HANDSHAKE:  # these are there already
        return "subscribe denied", _POLICY
    if channel.startswith(META):
        return "create denied", _POLICY
    if len(own) >= MOST_SUBSCRIPTIONS:
        return "subscribe failed", ""
    own.add(channel)
    return None


def _unwanted(talk: Talk, own: set[str], channel: str) -> Wrong:
    if channel not in own and not talk.hub.is_known(channel):
        return "unsubscribe from none", ""
    own.discard(channel)
    return None


def publish(talk: Talk, _session: Session, message: Message) -> Message:
    """A client tells all who have subscribed, itself among them; what it tells a service goes nowhere."""
    channel: str = message["channel"]
    if not is_channel(channel) or channel.startswith(META) or is_pattern(channel):
        return error(talk.hub.rules, "publish create denied", _POLICY)
    if not channel.startswith(SERVICE):
        told = delivered(channel, message.get("data"))
        if "id" in message:
            told["id"] = message["id"]
        talk.tell(told)
    return DONE


HANDLERS: Mapping[str, Callable[[Talk, Session, Message], Message]] = {
    CONNECT: connect,
    DISCONNECT: disconnect,
    SUBSCRIBE: subscribe,
    UNSUBSCRIBE: unsubscribe,
}
