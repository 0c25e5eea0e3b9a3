"""The mock beside the vendor: it is asked the same, and its answer is compared.

Rule: it lives in this process, hears no network and sends nothing. What the vendor calls by an id
or a token the mock calls by its own: later requests name it so, for the mock to know it.
"""

from __future__ import annotations

import re
from threading import Lock

from mockserver.frozen import frozen, replaced
from mockserver.kit import Vendor
from mockserver.recording.comparing import Difference, differences, value_of
from mockserver.recording.conditions import leaves
from mockserver.recording.tape import Exchange
from mockserver.reply import Held, Reply
from mockserver.request import Headers, Request
from mockserver.web.straight import exchange as answered
from mockserver.web.world import World

MOST = 2_000  # names that are remembered
_NAME = re.compile(r"(?=.*\d)[\w.~+/=:-]{6,}")  # an id or a token: no word of a language


@frozen
class Compared:
    """What came of an exchange beside the mock; ``held``: the mock would have waited, as in a long poll."""

    number: int
    differences: tuple[Difference, ...] = ()
    held: bool = False


class Twin:
    """A mock of the vendor that is asked what the vendor is asked."""

    def __init__(self, vendor: Vendor, world: World) -> None:
        self._vendor = vendor
        self._world = world
        self._lock = Lock()  # exchanges come one after the other: each may name what the last one gave
        self._names: dict[str, str] = {}  # the vendor's -> the mock's
        self._any: re.Pattern[str] | None = None  # of them

    def compared(self, exchange: Exchange) -> Compared:
        """Ask the mock what the vendor was asked, and compare."""
        with self._lock:
            reply = answered(self._vendor, self._world, self._translated(exchange.request))
            if isinstance(reply, Held):
                reply.abandon()
                return Compared(exchange.number, held=True)
            self._learn(exchange.reply, reply)
        if exchange.request.method == "HEAD":
            reply = replaced(reply, body=b"")
        return Compared(exchange.number, differences(exchange.reply, reply))

    def _learn(self, vendor: Reply, mock: Reply) -> None:
        ours, before = dict(leaves(value_of(mock))), len(self._names)
        for path, name in leaves(value_of(vendor)):
            own = ours.get(path, name)
            if own != name and _NAME.fullmatch(name) and len(self._names) < MOST:
                self._names[name] = own
        if len(self._names) > before:
            longest_first = "|".join(map(re.escape, sorted(self._names, key=len, reverse=True)))
            self._any = re.compile(rf"(?<![\w-])(?:{longest_first})(?![\w-])")

    def _translated(self, request: Request) -> Request:
        headers = Headers((name, self._text(value)) for name, value in request.headers.pairs)
        body = self._text(request.body.decode("latin-1")).encode("latin-1", "replace")
        return Request(request.method, self._text(request.target), headers, body)

    def _text(self, text: str) -> str:
        return text if self._any is None else self._any.sub(lambda found: self._names[found[0]], text)
