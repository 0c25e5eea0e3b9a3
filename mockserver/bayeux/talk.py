"""What a client says in one request, and what it is answered: at once, or when there is something for it.

Rule: what waits for a client goes before the replies. A connect is held only if the client was
connected already, it stands alone in its request, nothing waits, the client wants to be held, and its
browser holds no other (CometD 3.0.10, ``AbstractHttpTransport.processMetaConnect``; alone: from 3.1.9).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from mockserver.bayeux.channels import META
from mockserver.bayeux.extensions import ack_of, time_of
from mockserver.bayeux.hub import Heard, Hub
from mockserver.bayeux.messages import CONNECT, DISCONNECT, HANDSHAKE, Message, error, reply_to, unknown
from mockserver.bayeux.meta import HANDLERS, handshake, publish
from mockserver.bayeux.polls import End, Poll
from mockserver.bayeux.sessions import Session
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced

Waits = Callable[[Poll], None]  # fills in how a connect that is to be held will be answered


class NotBayeux(ValueError):
    """What a client says breaks the protocol in a way that no reply has a word for."""


@frozen
class Asking:
    """Who says something: the user, the browser by its cookie, and when, by the sandbox's clock."""

    user: str
    browser: str = ""
    now: Millis = 0
    waits: Waits | None = None  # None: whoever asks cannot be held


@frozen
class Answer:
    """What a client is answered. It is held if there is a ``poll``; then there are no messages yet."""

    messages: Sequence[Message] = ()
    poll: Poll | None = None
    woken: Sequence[Poll] = ()  # connects that come to their end with it; for ``Hub.wake``
    cookie: str = ""  # what the browser is to be called, if it has no name yet


def converse(hub: Hub, messages: Sequence[Message], asking: Asking) -> Answer:
    """Answer the messages of one request.

    Raises:
        NotBayeux: a handshake comes with other messages.
    """
    if len(messages) > 1 and any(message.get("channel") == HANDSHAKE for message in messages):
        raise NotBayeux("a handshake stands alone in its request")
    with hub.transaction:
        return Talk(hub, asking, alone=len(messages) == 1).answer(messages)


class Talk:
    """One request of a client, while it is answered; it is one transaction of the hub."""

    def __init__(self, hub: Hub, asking: Asking, *, alone: bool) -> None:
        self.hub = hub
        self.asking = asking
        self.cookie = ""
        self._alone = alone
        self._woken: list[Poll] = []
        self._heard: dict[str, bool] = {}  # the sessions that spoke -> whether what waits for them goes out
        self._was_connected = False  # the session that speaks, before it spoke
        self._published: Heard = {}
        self._poll: Poll | None = None

    def answer(self, messages: Iterable[Message]) -> Answer:
        """What the client is answered."""
        told = [(message, self._replied(message)) for message in messages]
        self._woken.extend(self.hub.enqueue(self._published, self._heard))
        if self._poll is not None:
            return Answer((), self._poll, self._woken)
        waiting = [message for key in self._heard for message in self._taken(key)]
        replies = [reply_to(message, members) for message, members in told]
        return Answer([*waiting, *replies], None, self._woken, self.cookie)

    # What handlers ask for

    def end(self, session: Session, why: End) -> None:
        """End the session's held connect, if it has one."""
        poll = self.hub.polls.take(session.id, why)
        if poll is not None:
            self._woken.append(poll)

    def tell(self, message: Message) -> None:
        """Let all subscribers of this moment get a message, once the client has said all it says."""
        self.hub.address(None, message, self._published)

    # One message

    def _replied(self, message: Message) -> Message:
        told = self._told(message)
        channel = message.get("channel")
        asked = time_of(message, self.asking.now) if str(channel).startswith(META) else {}
        members = {**told, "ext": {**told.get("ext", {}), **asked}} if asked else told
        return self._held(message, members) if channel == CONNECT else members

    def _told(self, message: Message) -> Message:
        channel = message.get("channel")
        if not isinstance(channel, str):
            return error(self.hub.rules, "channel missing")
        if channel == HANDSHAKE:
            return handshake(self, message)
        session = self._session_of(message)
        if session is None:
            return unknown(self.hub.rules, channel)
        self._was_connected = session.is_connected
        self._heard[session.id] = self._heard.get(session.id, False) or self._delivers(session, channel)
        return HANDLERS.get(channel, publish)(self, session, message)

    def _session_of(self, message: Message) -> Session | None:
        """The session of a message; of one that does not say, that of the messages before it."""
        said = message.get("clientId", next(reversed(self._heard), None))
        session = self.hub.find(said)
        if session is None or self.hub.rules.trusts_client or session.browser == self.asking.browser:
            return session
        return None

    @staticmethod
    def _delivers(session: Session, channel: str) -> bool:
        """Whether what waits goes out with the reply: with acks, only a connect's reply has a number."""
        return channel == CONNECT or not (session.has_acks or channel == DISCONNECT)

    def _taken(self, key: str) -> Sequence[Message]:
        """What goes out to a session that spoke; if nothing may, its held connect takes it."""
        session = self.hub.find(key)
        if session is None:
            return ()
        if self._heard[key]:
            self.hub.touch(session.sent(session.batch))
            return session.waiting
        if session.queue:
            self.end(session, End.DATA)
        self.hub.touch(session)
        return ()

    # Connects

    def _held(self, message: Message, members: Message) -> Message:
        """The reply to a connect; or the connect is held, and this is what its reply is made of."""
        session = self._session_of(message)
        if session is None:
            return members
        if self._alone and not session.queue:
            if not self._has_room(session):
                members = self._one_too_many(members)
                session = self.hub.keep(replaced(session, is_advised=False))
            elif waits := self._waits(session):
                waits(self._hold(session, message, members))
                return members
        return self._numbered(session, members)

    def _numbered(self, session: Session, members: Message) -> Message:
        number = session.batch + 1
        self.hub.keep(replaced(session, batch=number))
        if not session.has_acks:
            return members
        return {**members, "ext": {**members.get("ext", {}), **ack_of(number)}}

    def _has_room(self, session: Session) -> bool:
        most = self.hub.rules.sessions_per_browser
        return most < 0 or self.hub.polls.of_browser(session.browser) < most

    def _one_too_many(self, members: Message) -> Message:
        """What another client of a browser is told: it shares the browser's few connections."""
        pause = self.hub.rules.multi_session_interval
        told = {"interval": pause, "reconnect": "retry"} if pause else {"reconnect": "none"}
        advice = {**members.get("advice", {}), **told, "multiple-clients": True}
        return {**members, "successful": bool(pause), "advice": advice}

    def _waits(self, session: Session) -> Waits | None:
        """What a connect is held by, if it may be."""
        wanted = self.hub.rules.timeout if session.timeout is None else session.timeout
        return self.asking.waits if wanted > 0 and self._was_connected else None

    def _hold(self, session: Session, message: Message, members: Message) -> Poll:
        rules = self.hub.rules
        poll = self._poll = Poll(message, members, session.id, session.browser)
        poll.since = self.hub.now()
        poll.timeout = rules.held_past + (rules.timeout if session.timeout is None else session.timeout)
        self.hub.polls.add(poll)
        return poll
