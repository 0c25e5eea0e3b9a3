"""A Bayeux server's state: its sessions, what waits for them, and which connects are held.

Rule: everything that happens to a session happens here, under one lock, so messages that are
published together are enqueued together. Nobody is told anything while the lock is held. Nothing
here has a thread or a timer: sessions whose time has passed are forgotten when somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from threading import RLock
from typing import Any

from mockserver.bayeux.extensions import ack_of, answered_time
from mockserver.bayeux.messages import CONNECT, Message, delivered, reply_to, unknown
from mockserver.bayeux.polls import End, Poll, Polls
from mockserver.bayeux.rules import Rules
from mockserver.bayeux.sessions import Session
from mockserver.chance import hexadecimal
from mockserver.clock import Millis
from mockserver.frozen import replaced

SWEEP: Millis = 997  # so often at the most are all sessions looked at
MOST_SESSIONS = 50_000
MOST_QUEUED = 10_000  # messages for a session that does not fetch them
_ID, _BROWSER = 26, 16  # letters


class Hub:
    """The clients of one Bayeux server."""

    def __init__(self, rules: Rules, *, seed: int, clock: Callable[[], Millis]) -> None:
        self.rules = rules
        self.lock = RLock()
        self.polls = Polls()
        self._seed = seed
        self._clock = clock  # of real time
        self._sessions: dict[str, Session] = {}
        self._of_user: dict[str, dict[str, None]] = {}
        self._handshakes: dict[str, int] = {}  # by user
        self._swept: Millis = 0

    def now(self) -> Millis:
        """Milliseconds of real time, from whenever on."""
        return self._clock()

    # Sessions

    def __len__(self) -> int:
        """How many clients there are, or were until lately."""
        return len(self._sessions)

    def sessions(self) -> tuple[Session, ...]:
        """All clients, oldest first."""
        with self.lock:
            self._sweep(self.now())
            return tuple(self._sessions.values())

    def open(self, user: str, browser: str) -> Session | None:
        """A new session; None where there are too many. Its id is the same on every run."""
        now = self.now()
        self._sweep(now)
        if len(self._sessions) >= MOST_SESSIONS:
            return None
        number = self._handshakes[user] = self._handshakes.get(user, 0) + 1
        key = hexadecimal(self._seed, _ID, "bayeux client", user, number)
        kept = browser or hexadecimal(self._seed, _BROWSER, "bayeux browser", user, number)
        session = Session(key, user, kept, now + self._patience(None))
        self._sessions[key] = session
        self._of_user.setdefault(user, {})[key] = None
        return session

    def find(self, key: object) -> Session | None:
        """The session of that clientId, unless its time has passed."""
        found = self._sessions.get(key) if isinstance(key, str) else None
        if found is not None and self._is_over(found, self.now()):
            self.drop(found.id)
            return None
        return found

    def keep(self, session: Session) -> Session:
        """The session as it is from now on."""
        self._sessions[session.id] = session
        return session

    def touch(self, session: Session) -> Session:
        """The client has been heard of, or answered: its time begins anew."""
        return self.keep(replaced(session, deadline=self.now() + self._patience(session.interval)))

    def drop(self, key: str) -> None:
        """Forget a session."""
        session = self._sessions.pop(key)
        own = self._of_user[session.user]
        del own[key]
        if not own:
            del self._of_user[session.user]

    def _patience(self, interval: Millis | None) -> Millis:
        return (self.rules.interval if interval is None else interval) + self.rules.max_interval

    def _is_over(self, session: Session, now: Millis) -> bool:
        return now > session.deadline and session.id not in self.polls

    def _sweep(self, now: Millis) -> None:
        if now - self._swept < SWEEP:
            return
        self._swept = now
        for session in [each for each in self._sessions.values() if self._is_over(each, now)]:
            self.drop(session.id)

    def is_known(self, channel: str) -> bool:
        """Whether anybody has subscribed to exactly this."""
        return any(channel in session.subscriptions for session in self._sessions.values())

    # What is published

    def publish(self, user: str | None, messages: Iterable[tuple[str, Any]]) -> None:
        """Let messages, each a channel and data, go to a user's subscribed sessions; None: to everybody's."""
        with self.lock:
            woken = self.enqueue(user, [delivered(channel, data) for channel, data in messages])
        self.wake(woken)

    def enqueue(self, user: str | None, messages: Iterable[Message]) -> list[Poll]:
        """Put messages into the queues of those who hear them; gives the connects that end with it."""
        self._sweep(self.now())
        keys = tuple(self._sessions if user is None else self._of_user.get(user, ()))
        woken = (self._enqueue(self._sessions[key], messages) for key in keys)
        return [poll for poll in woken if poll is not None]

    def _enqueue(self, session: Session, messages: Iterable[Message]) -> Poll | None:
        heard = [message for message in messages if session.hears(message["channel"])]
        if not heard:
            return None
        if len(session.queue) + len(heard) > MOST_QUEUED:  # as maxQueue in CometD: it is not kept for ever
            self.drop(session.id)
            return self.polls.take(session.id, End.LOST)
        self.keep(session.with_queued(*heard))
        return self.polls.take(session.id, End.DATA)

    # Connects that are held

    def wake(self, polls: Iterable[Poll]) -> None:
        """Answer connects that have come to their end."""
        for poll in polls:
            if poll.end is End.SUPERSEDED:
                poll.tell(None)
                continue
            before, messages = self.finish(poll)
            if not poll.tell(messages) and before is not None:  # the client has gone meanwhile
                self._put_back(before)

    def expire(self, poll: Poll) -> list[Message]:
        """Its time has passed: the answer, with what there is by now."""
        with self.lock:
            if poll.end is None:
                self.polls.take(poll.session, End.TIME)
                return self.finish(poll)[1]
        return [poll.reply]  # somebody else answers it at this very moment

    def abandon(self, poll: Poll) -> bool:
        """The client does not wait any longer; False if it was answered."""
        with self.lock:
            if poll.end is not None:
                return False
            self.polls.take(poll.session, End.LEFT)
            session = self._sessions.get(poll.session)
            if session is not None:
                self.touch(session)
            return True

    def finish(self, poll: Poll) -> tuple[Session | None, list[Message]]:
        """The answer to a connect that was held, and its session as it was before."""
        with self.lock:
            session = self._sessions.get(poll.session)
            if poll.end is End.LEFT:
                told = {**poll.reply, "advice": {**poll.reply.get("advice", {}), "reconnect": "none"}}
                return None, [reply_to(poll.message, told)]
            if session is None:
                return None, [reply_to(poll.message, unknown(self.rules, CONNECT))]
            return session, self.deliver(session, poll.message, poll.reply, held=self.now() - poll.since)

    def deliver(self, session: Session, message: Message, reply: Message, held: Millis) -> list[Message]:
        """What a session's connect is answered: all that waits for it, then the reply."""
        number = session.batch + 1
        told = answered_time(reply, held) if held else reply
        if session.has_acks:
            told = {**told, "ext": {**told.get("ext", {}), **ack_of(number)}}
        self.touch(session.sent(number))
        return [*session.queue, reply_to(message, told)]

    def _put_back(self, before: Session) -> None:
        """What was on its way to a client that has gone waits for its next connect."""
        with self.lock:
            session = self._sessions.get(before.id)
            if session is not None:
                queue = (*before.queue, *session.queue)
                self.keep(replaced(session, queue=queue, unconfirmed=before.unconfirmed))

    # What goes wrong

    def lose(self, who: str | None = None) -> int:
        """Forget a client, by its clientId, or a user's clients (None: all); says how many.

        Held connects are answered that the client is unknown. Nothing reaches a client until it has shaken
        hands and subscribed again.
        """
        with self.lock:
            keys = [each.id for each in self._sessions.values() if who in (None, each.id, each.user)]
            for key in keys:
                self.drop(key)
            polls = [self.polls.take(key, End.LOST) for key in keys]
        self.wake(poll for poll in polls if poll is not None)
        return len(keys)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside has not happened in the end."""
        with self.lock:
            sessions, handshakes, held = dict(self._sessions), dict(self._handshakes), self.polls.held()
            of_user = {user: dict(own) for user, own in self._of_user.items()}
            try:
                yield
            finally:
                self._sessions, self._of_user, self._handshakes = sessions, of_user, handshakes
                self.polls.restore(held)
