"""Heads that clients send again and again, read once.

Rule: what the parser makes of a head depends on its bytes alone, so the same bytes are the same
request. A head is learnt when the parser has read it, and there was nothing unusual in it.
"""

from __future__ import annotations

from sys import maxsize
from typing import Final, NamedTuple

from mockserver.request import Headers
from mockserver.server.bounds import Bounds

END: Final = b"\r\n\r\n"
_MOST, _LARGE = 1024, 2048


class Head(NamedTuple):
    """A head as it was sent, what the parser made of it, and the bytes of it and the body that follows."""

    sent: bytes
    method: str
    target: str
    headers: Headers
    host: str
    whole: int


NO_HEAD: Final = Head(b"\0", "", "", Headers(), "", maxsize)


class Repeats:
    """The heads that a server has read within its bounds, by their bytes: the small ones, so many of them."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.known: dict[bytes, Head] = {}
        self.get = self.known.get

    def learn(self, head: Head) -> None:
        """Remember a head, if it is known to end where its bytes do: no line of it ends in another way."""
        sent = head.sent
        ends = sent.count(b"\r\n")
        if len(sent) > _LARGE or sent[:1].isspace() or not sent.count(b"\n") == sent.count(b"\r") == ends:
            return
        if len(self.known) >= _MOST:
            self.known.clear()
        self.known[sent] = head
