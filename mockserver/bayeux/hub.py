"""A Bayeux server's state: its sessions, what waits for them, and which connects are held.

Rule: everything that happens to a session happens here, in one transaction, so messages that are
published together are enqueued together, and what fails has not happened. Nobody is told anything
inside. Nothing here has a thread or a timer: sessions whose time has passed are forgotten when
somebody looks.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from mockserver.bayeux.extensions import ack_of, answered_time
from mockserver.bayeux.messages import CONNECT, Message, delivered, reply_to, unknown
from mockserver.bayeux.polls import End, Poll, Polls
from mockserver.bayeux.rules import Rules
from mockserver.bayeux.sessions import Session
from mockserver.bayeux.subscribers import Subscribers
from mockserver.chance import hexadecimal
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.store.undoing import Undoing

SWEEP: Millis = 997  # so often at the most are all sessions looked at
MOST_SESSIONS = 50_000
MOST_QUEUED = 10_000  # messages for a session that does not fetch them
_ID, _BROWSER = 26, 16  # letters
Heard = dict[str, list[Message]]  # by session


class _Undone(Exception):
    """What has happened is to be undone, though nothing failed."""


class Hub:
    """The clients of one Bayeux server."""

    def __init__(self, rules: Rules, *, seed: int, clock: Callable[[], Millis]) -> None:
        self.rules = rules
        self.transaction = Undoing()  # a lock, too
        self.polls = Polls(self.transaction.note)
        self._seed = seed
        self._clock = clock  # of real time
        self._sessions: dict[str, Session] = {}
        self._of_user: dict[str, dict[str, None]] = {}
        self._subscribers = Subscribers()
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
        with self.transaction:
            self._sweep(self.now())
            return tuple(self._sessions.values())

    def open(self, user: str, browser: str) -> Session | None:
        """A new session; None where there are too many. Its id is the same on every run."""
        now = self.now()
        self._sweep(now)
        if len(self._sessions) >= MOST_SESSIONS:
            return None
        number = 1 + self._handshakes.get(user, 0)
        self.transaction.note((self._handshakes.__setitem__, user, number - 1))
        self._handshakes[user] = number
        key = hexadecimal(self._seed, _ID, "bayeux client", user, number)
        kept = browser or hexadecimal(self._seed, _BROWSER, "bayeux browser", user, number)
        return self.keep(Session(key, user, kept, now + self._patience(None)))

    def find(self, key: object) -> Session | None:
        """The session of that clientId, unless its time has passed."""
        found = self._sessions.get(key) if isinstance(key, str) else None
        if found is not None and self._is_over(found, self.now()):
            self.drop(found.id)
            return None
        return found

    def keep(self, session: Session) -> Session:
        """The session as it is from now on."""
        self._change(session.id, session)
        return session

    def touch(self, session: Session) -> Session:
        """The client has been heard of, or answered: its time begins anew."""
        return self.keep(replaced(session, deadline=self.now() + self._patience(session.interval)))

    def drop(self, key: str) -> None:
        """Forget a session."""
        self._change(key, None)

    def _change(self, key: str, session: Session | None) -> None:
        self.transaction.note((self._put, key, self._sessions.get(key)))
        self._put(key, session)

    def _put(self, key: str, session: Session | None) -> None:
        """The one way in which a session comes, changes or goes, back and forth."""
        old = self._sessions.get(key)
        if session is None and old is not None:
            del self._sessions[key]
            self._leave(old)
        elif session is not None:
            self._sessions[key] = session
            if old is None:
                self._of_user.setdefault(session.user, {})[key] = None
        heard, hears = (frozenset() if each is None else each.subscriptions for each in (old, session))
        self._subscribers.change(key, heard, hears)

    def _leave(self, session: Session) -> None:
        own = self._of_user[session.user]
        del own[session.id]
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
        return channel in self._subscribers

    # What is published

    def publish(self, user: str | None, messages: Iterable[tuple[str, Any]]) -> None:
        """Let messages, each a channel and data, go to a user's subscribed sessions; None: to everybody's."""
        heard: Heard = {}
        with self.transaction:
            for channel, data in messages:
                self.address(user, delivered(channel, data), heard)
            woken = self.enqueue(heard)
        self.wake(woken)

    def address(self, user: str | None, message: Message, heard: Heard) -> None:
        """Add a message to what a user's sessions hear (None: everybody's), if they have subscribed to it."""
        channel = message["channel"]
        for key in self._subscribers.of(channel) if user is None else self._of_user.get(user, ()):
            if self._sessions[key].hears(channel):
                heard.setdefault(key, []).append(message)

    def enqueue(self, heard: Heard, speakers: Container[str] = ()) -> list[Poll]:
        """Put into the queue of each session what it hears, all at once; gives the connects that end with it.

        Those of the speakers do not: they get it with the reply to what they say.
        """
        self._sweep(self.now())
        kept = [(self._sessions[key], messages) for key, messages in heard.items() if key in self._sessions]
        woken = [self._enqueue(session, messages, speakers) for session, messages in kept]
        return [poll for poll in woken if poll is not None]

    def _enqueue(self, session: Session, messages: list[Message], speakers: Container[str]) -> Poll | None:
        queued = self.keep(session.with_queued(*messages))
        if len(queued.waiting) > MOST_QUEUED:  # as maxQueue in CometD: it is not kept for ever
            self.drop(session.id)
            return self.polls.take(session.id, End.LOST)
        return None if session.id in speakers else self.polls.take(session.id, End.DATA)

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
        with self.transaction:
            if poll.end is None:
                self.polls.take(poll.session, End.TIME)
                return self.finish(poll)[1]
        return [reply_to(poll.message, poll.reply)]  # somebody else answers it at this very moment

    def abandon(self, poll: Poll) -> bool:
        """The client does not wait any longer; False if it was answered."""
        with self.transaction:
            if poll.end is not None:
                return False
            self.polls.take(poll.session, End.LEFT)
            session = self._sessions.get(poll.session)
            if session is not None:
                self.touch(session)
            return True

    def finish(self, poll: Poll) -> tuple[Session | None, list[Message]]:
        """The answer to a connect that was held, and its session as it was before."""
        with self.transaction:
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
        return [*session.waiting, reply_to(message, told)]

    def _put_back(self, before: Session) -> None:
        """What was on its way to a client that has gone waits for its next connect."""
        with self.transaction:
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
        with self.transaction:
            keys = [each.id for each in self._sessions.values() if who in (None, each.id, each.user)]
            for key in keys:
                self.drop(key)
            polls = [self.polls.take(key, End.LOST) for key in keys]
        self.wake(poll for poll in polls if poll is not None)
        return len(keys)

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside has not happened in the end."""
        with suppress(_Undone), self.transaction:
            yield
            raise _Undone
