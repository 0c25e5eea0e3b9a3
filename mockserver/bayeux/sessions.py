"""A client that has shaken hands: what it subscribed to, and what waits for it.

Rule: a session is frozen; the hub replaces it. Its times are real ones.
"""

from __future__ import annotations

from mockserver.bayeux.channels import patterns_of
from mockserver.bayeux.messages import Message
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced

Batch = tuple[int, tuple[Message, ...]]  # its number, and what was in it


@frozen
class Session:
    """One client of a hub."""

    id: str
    user: str
    browser: str  # what its cookie says, or would say if it kept cookies
    deadline: Millis  # it is forgotten then, unless it is heard of, or held
    subscriptions: frozenset[str] = frozenset()
    queue: tuple[Message, ...] = ()  # what has not gone out
    is_connected: bool = False
    is_advised: bool = False
    timeout: Millis | None = None  # how long it wants to be held; None: as the server has it
    interval: Millis | None = None  # how long it will wait until it connects again
    has_acks: bool = False  # it says what it has got
    batch: int = 0  # how many connects it was answered
    unconfirmed: tuple[Batch, ...] = ()  # what has gone out, and it has not said that it got it

    @property
    def waiting(self) -> tuple[Message, ...]:
        """What its next connect brings: what it may have missed comes again."""
        return (*(message for _, sent in self.unconfirmed for message in sent), *self.queue)

    def hears(self, channel: str) -> bool:
        """Whether it has subscribed to what is published on a channel."""
        return not self.subscriptions.isdisjoint(patterns_of(channel))

    def with_queued(self, *messages: Message) -> Session:
        """The session with more that waits for it."""
        return replaced(self, queue=(*self.queue, *messages))

    def confirmed(self, batch: int) -> Session:
        """The session when it has got all up to a batch."""
        return replaced(self, unconfirmed=tuple(sent for sent in self.unconfirmed if sent[0] > batch))

    def sent(self, number: int) -> Session:
        """The session when all that waited for it has gone out, in a connect's answer of this number."""
        kept = (*self.unconfirmed, (number, self.queue)) if self.has_acks and self.queue else self.unconfirmed
        return replaced(self, queue=(), batch=number, unconfirmed=kept)
