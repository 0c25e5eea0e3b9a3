"""One connection to a client under test: a request goes out, its answer comes in, and perhaps the next.

Rule: one exchange at a time. A request that was written is never written again:
it may be a POST, and nobody knows what the other side did with it.
"""

from __future__ import annotations

import asyncio
import select
from collections.abc import Sequence
from typing import cast

from mockserver.callbacks.sender.answer import Answer, AnswerReader, NotHttp
from mockserver.callbacks.sender.patience import Patience


class NoAnswer(Exception):
    """The connection was closed before an answer came."""


class BrokeOff(Exception):
    """The connection was closed in the middle of an answer."""


class Connection(asyncio.Protocol):
    """A connection, once the loop has made it."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._reader = AnswerReader()
        self._answer = Answer()
        self._waiter: asyncio.Future[None] | None = None
        self._watch = select.poll()
        self.is_free = True  # for a request: nothing is under way, and nobody has ended it

    async def ask(self, request: bytes, answer: Answer, patience: Patience | None = None) -> None:
        """Send a request and read its answer into ``answer``.

        Raises:
            TimeoutError: the patience is at its end; without any, the caller keeps the time.
            NoAnswer, BrokeOff, NotHttp, OSError: it never will be.
        """
        self.is_free = False
        self._answer = answer
        self._reader.expect(answer)
        self._waiter = waiter = self._loop.create_future()
        if patience is not None:
            patience.begin(waiter)
        self._transport.write(request)
        try:
            await waiter
        finally:
            self._waiter = None
            if not self.is_free:
                self.drop()

    async def ask_slowly(self, pieces: Sequence[bytes], pause: float, answer: Answer) -> None:
        """As ``ask``, with so many seconds between the pieces of the request; the caller keeps the time.

        Raises:
            NoAnswer, BrokeOff, NotHttp, OSError: there never will be an answer.
        """
        asked = asyncio.ensure_future(self.ask(pieces[0], answer))
        try:
            for piece in pieces[1:]:
                await asyncio.wait((asked,), timeout=pause)
                if asked.done():
                    break
                self._transport.write(piece)
            await asked
        finally:
            asked.cancel()

    def drop(self) -> None:
        """Close it at once."""
        self.is_free = False
        self._transport.abort()

    def was_left(self) -> bool:
        """Whether the other side has closed it, or said something unasked: the loop may not know yet."""
        return not self.is_free or bool(self._watch.poll(0))

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._watch.register(transport.get_extra_info("socket").fileno(), select.POLLIN)

    def data_received(self, data: bytes) -> None:
        if self._waiter is None or self._waiter.done():  # nobody asked for it
            self.drop()
            return
        try:
            if self._reader.feed(data):
                self._finish()
        except NotHttp as why:
            self._fail(why)

    def eof_received(self) -> None:
        self._end(None)

    def connection_lost(self, why: Exception | None) -> None:
        self._end(why)

    def _end(self, why: Exception | None) -> None:
        self.is_free = False
        if why is None and self._reader.finish():
            self._finish()
        else:
            self._fail(why or (NoAnswer() if self._answer.status is None else BrokeOff()))

    def _finish(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self.is_free = self._answer.keeps_open and self._transport.get_write_buffer_size() == 0
            self._waiter.set_result(None)

    def _fail(self, why: Exception) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_exception(why)
