"""The one HTTP client: sends a delivery as it is, through the gate, and says what came of it.

Rule: ``send`` never raises; whatever goes wrong is an ``Attempt`` with a plain reason.
What goes on the wire is what this product exists for, so the client is our own: only
reading answers is left to a parser that others keep, and no other module knows it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import lru_cache, partial

from mockserver.callbacks.delivery import LONGEST_ANSWER, Attempt, Delivery
from mockserver.callbacks.egress import EgressGate, Target
from mockserver.callbacks.seats import Seats
from mockserver.callbacks.sender.answer import Answer
from mockserver.callbacks.sender.client import Client
from mockserver.callbacks.sender.request import pieces_of, request_of
from mockserver.callbacks.sender.route import GatedResolver, Route
from mockserver.callbacks.sender.words import words
from mockserver.clock import stopwatch

__all__ = ["GatedResolver", "Seats", "Sender"]


class Sender:
    """Sends deliveries over kept connections, from whatever loop it is used on; one at a time."""

    def __init__(
        self,
        gate: EgressGate,
        timeout: float = 10.0,
        per_destination: int = 64,
        total: int = 256,
        *,
        verify: bool = True,
        ca_file: str | None = None,
        longest: int = LONGEST_ANSWER,
    ) -> None:
        self.seats = Seats(per_destination, total)
        self._timeout = timeout
        self._longest = longest
        self._target: Callable[[str], Target] = lru_cache(1024)(gate.check_url)
        self._new_route: Callable[[], Route] = partial(Route, gate, verify=verify, ca_file=ca_file)
        self._client: Client | None = None

    async def send(self, delivery: Delivery) -> Attempt:
        """Try to send a delivery. The caller sets ``at`` of the attempt: only a sandbox knows its time."""
        answer, began = Answer(self._longest, has_body=delivery.method != "HEAD"), stopwatch()
        try:
            target = self._target(delivery.url)
            request = request_of(target, delivery.headers, delivery.body, delivery.method)
            client = self._client or self._new_client()
            if delivery.over:
                await client.trickle(target, pieces_of(request, delivery.body), delivery.over / 1000, answer)
            else:
                await client.exchange(target, request, answer)
            error = answer.error
        except Exception as why:
            error = words(why, delivery.url, self._timeout)
        number, took = len(delivery.attempts) + 1, stopwatch() - began
        return Attempt(number, delivery.created, answer.status, answer.headers, answer.body, error, took)

    async def close(self) -> None:
        """Close all connections; the next ``send`` opens anew."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
            await asyncio.sleep(0)  # the loop lets go of them in its next round

    def _new_client(self) -> Client:
        self._client = Client(asyncio.get_running_loop(), self._new_route(), self._timeout)
        return self._client
