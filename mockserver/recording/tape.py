"""What was heard between an application and the real vendor, in order."""

from __future__ import annotations

from threading import Lock

from mockserver.frozen import frozen
from mockserver.reply import Reply
from mockserver.request import Request

MOST = 10_000  # exchanges that are kept
MOST_BYTES = 64 * 1024 * 1024  # of all bodies that are kept


@frozen
class Exchange:
    """A request, and what the vendor answered; counted from 1."""

    number: int
    request: Request
    reply: Reply


class Tape:
    """Exchanges as they were heard, bounded; any thread may speak to it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: list[Exchange] = []
        self._bytes = 0
        self.missed = 0  # exchanges that there was no room for

    def keep(self, request: Request, reply: Reply) -> Exchange | None:
        """Keep an exchange; None where there is no room for it."""
        size = len(request.body) + len(reply.body)
        with self._lock:
            if len(self._kept) >= MOST or self._bytes + size > MOST_BYTES:
                self.missed += 1
                return None
            self._bytes += size
            exchange = Exchange(len(self._kept) + 1, request, reply)
            self._kept.append(exchange)
            return exchange

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """All that is kept."""
        with self._lock:
            return tuple(self._kept)
