"""Connects that are held: who waits, and how it is told that the wait is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from enum import StrEnum
from typing import Any

from mockserver.bayeux.messages import Message
from mockserver.clock import Millis

Tell = Callable[[list[Message] | None], bool]  # the answer, None where another connect took its place


def unheard(_messages: list[Message] | None) -> bool:
    """Nobody hears an answer."""
    return False


class End(StrEnum):
    """Why a connect is no longer held."""

    DATA = "data"  # there is something for the client
    TIME = "time"  # its time has passed
    LEFT = "left"  # the client has disconnected
    LOST = "lost"  # its session is gone
    SUPERSEDED = "superseded"  # the client has sent another one


class Poll:
    """A connect that is held. ``tell`` answers it, once, and says whether anybody still heard.

    Mutable: whoever serves fills in ``tell``, and ``end`` says why the wait is over once it is.
    """

    __slots__ = ("browser", "end", "message", "reply", "session", "since", "tell", "timeout")

    def __init__(self, message: Message, reply: Message, session: str, browser: str) -> None:
        self.message = message
        self.reply = reply  # what it is answered, beside what comes meanwhile
        self.session = session
        self.browser = browser
        self.since: Millis = 0
        self.timeout: Millis = 0
        self.end: End | None = None
        self.tell: Tell = unheard


class Polls:
    """The connects that a hub holds, by session; ``note`` keeps each step back (``Undoing``)."""

    def __init__(self, note: Callable[[tuple[Any, ...]], object]) -> None:
        self._note = note
        self._by_session: dict[str, Poll] = {}
        self._by_browser: Counter[str] = Counter()

    def add(self, poll: Poll) -> None:
        """Hold one; its session has no other."""
        self._note((self._let_go, poll))
        self._hold(poll)

    def take(self, session: str, end: End) -> Poll | None:
        """The session's poll, held no longer; None if it has none."""
        poll = self._by_session.get(session)
        if poll is not None:
            self._note((self._hold, poll))
            self._let_go(poll)
            poll.end = end
        return poll

    def _hold(self, poll: Poll) -> None:
        poll.end = None
        self._by_session[poll.session] = poll
        self._by_browser[poll.browser] += 1

    def _let_go(self, poll: Poll) -> None:
        del self._by_session[poll.session]
        self._by_browser[poll.browser] -= 1
        if not self._by_browser[poll.browser]:
            del self._by_browser[poll.browser]

    def of_browser(self, browser: str) -> int:
        """How many a browser has."""
        return self._by_browser[browser]

    def __contains__(self, session: str) -> bool:
        """Whether a session's connect is held."""
        return session in self._by_session
