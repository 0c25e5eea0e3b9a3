"""The way to the real vendor: requests go to one place, through the client and the gate of callbacks.

Rule: a request goes where it was said that requests go, or nowhere; no redirect is followed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Thread

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.sender import Sender
from mockserver.callbacks.sender.answer import broke_off
from mockserver.clock import Millis, RealClock
from mockserver.reply import Reply
from mockserver.request import Request

LONGEST = 16 * 1024 * 1024  # bytes of an answer
GRACE = 5.0  # seconds for connections to close
# RFC 9110, 7.6.1: these are between two neighbours only; the client under us says how long a body is
HOP_BY_HOP = frozenset(
    {
        "connection", "content-length", "keep-alive", "proxy-authenticate", "proxy-authorization",
        "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
# The host is another one, the whole body is there, and what nobody can read is of no use in a scenario.
_NOT_SENT = HOP_BY_HOP | {"host", "expect", "accept-encoding"}


class Unreached(Exception):
    """The vendor has not answered; the text says why."""


class Forwarder:
    """Takes requests to the vendor, from any thread, between ``start`` and ``stop``."""

    def __init__(self, make: Callable[[], Sender], to: str) -> None:
        self._make = make
        self.to = to.rstrip("/")
        self._now: Callable[[], Millis] = RealClock().now

    def start(self) -> None:
        """Begin."""
        self._loop = asyncio.new_event_loop()
        self._sender = self._make()
        self._thread = Thread(target=self._loop.run_forever, name="recording", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and close the connections."""
        asyncio.run_coroutine_threadsafe(self._sender.close(), self._loop).result(GRACE)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(GRACE)
        self._loop.close()

    def answer(self, request: Request) -> Reply:
        """What the vendor answers.

        Raises:
            Unreached: nothing, or not all of it.
        """
        sent = asyncio.run_coroutine_threadsafe(self._sender.send(self._delivery(request)), self._loop)
        attempt = sent.result()
        if attempt.status is None or broke_off(attempt):
            raise Unreached(attempt.error)
        if len(attempt.body) >= LONGEST:
            raise Unreached(f"its answer has more than {LONGEST} bytes")
        headers = tuple(each for each in attempt.headers if each[0].lower() not in HOP_BY_HOP)
        return Reply(attempt.status, attempt.body, headers)

    def _delivery(self, request: Request) -> Delivery:
        headers = [each for each in request.headers.pairs if each[0].lower() not in _NOT_SENT]
        return Delivery(
            id="",
            vendor="",
            notice="",
            call_id="",
            cause="",
            url=f"{self.to}{request.target}",
            headers=(*headers, ("Accept-Encoding", "identity")),
            body=request.body,
            created=self._now(),
            method=request.method,
        )
