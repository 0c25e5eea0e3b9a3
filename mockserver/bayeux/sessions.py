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
    queue: tuple[Message, ...] = ()
    is_connected: bool = False
    is_advised: bool = False
    timeout: Millis | None = None  # how long it wants to be held; None: as the server has it
    interval: Millis | None = None  # how long it will wait until it connects again
    has_acks: bool = False  # it says what it has got
    batch: int = 0  # how many connects it was answered
    unconfirmed: tuple[Batch, ...] = ()

    def hears(self, channel: str) -> bool:
        """Whether it has subscribed to what is published on a channel."""
        return not self.subscriptions.isdisjoint(patterns_of(channel))

    def with_queued(self, *messages: Message) -> Session:
        """The session with more that waits for it."""
        return replaced(self, queue=(*self.queue, *messages))

    def confirmed(self, batch: int) -> Session:
        """The session when it has got all up to a batch; what it has not got waits for it again."""
        lost = tuple(message for number, sent in self.unconfirmed if number > batch for message in sent)
        return replaced(self, unconfirmed=(), queue=(*lost, *self.queue))

    def sent(self, number: int) -> Session:
        """The session when all that waited for it has gone out, in a connect's answer of this number."""
        kept = (*self.unconfirmed, (number, self.queue)) if self.has_acks and self.queue else self.unconfirmed
        return replaced(self, queue=(), batch=number, unconfirmed=kept)
