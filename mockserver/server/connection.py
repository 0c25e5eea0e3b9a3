"""One connection: requests are answered in the order they came, each as its reply says it ends.

Rule: nothing here waits. The application is called inline, because it never blocks; what
has to come later is a timer of the loop, or the release of an answer that is held.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from sys import maxsize
from typing import TYPE_CHECKING, cast

from mockserver.reply import AT_ONCE, Held, Lasting, Reply
from mockserver.server import outbound
from mockserver.server.heads import CONTINUE, framed, has_body, keeps, whole
from mockserver.server.inbound import BODY, HEAD, IDLE, NOTHING, Arrived, Inbound
from mockserver.server.outgoing import Outlet
from mockserver.server.refusing import TIMED_OUT, Malformed

if TYPE_CHECKING:
    from mockserver.server.serving import Serving

log = logging.getLogger(__name__)
_ROUNDING = 0.001  # seconds; uvloop counts whole milliseconds, and a delay is never shorter than was asked


class Connection(asyncio.Protocol):
    """A client's connection, from its making to its end."""

    __slots__ = (
        "_current", "_deaf", "_ended", "_expects", "_held", "_inbound", "_paused", "_queue", "_serving",
        "_since", "_stuck", "_timer", "asked", "out", "transport",
    )  # fmt: skip

    transport: asyncio.Transport
    out: Outlet
    _inbound: Inbound

    def __init__(self, serving: Serving) -> None:
        self._serving = serving
        self._queue: list[Arrived | Malformed] = []  # a deque takes as much room as all the rest
        self._current = NOTHING  # what is being answered
        self._timer: asyncio.TimerHandle | None = None  # of an answer that is on its way
        self._held: Lasting | None = None  # an answer that is held, or goes on
        self._expects = False  # the client waits for the go-ahead to send a body
        self._stuck = False  # the client does not read
        self._paused = False  # we do not read
        self._ended = self._deaf = False  # the client sends no more; what still comes is thrown away
        self._since = serving.tick
        self.asked = 0.0  # when what is being answered was there, and its turn had come

    # What the loop calls

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        self.transport = cast(asyncio.Transport, transport)
        self.out = Outlet(self._serving.outgoing, self.transport, self._serving.tick)
        peer = transport.get_extra_info("peername")
        scheme = "http" if transport.get_extra_info("sslcontext") is None else "https"
        client = peer[0] if isinstance(peer, tuple) else ""
        self._inbound = Inbound(self._serving.repeats, scheme, client, self._take, self._go_ahead)
        self._serving.connections.add(self)

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        if self._deaf:
            return
        if self._inbound.phase is not HEAD:  # a head has a time for all of it, not for each piece
            self._since = self._serving.tick
        try:
            self._inbound.feed(data)
        except Malformed as why:
            if not self._deaf:  # the last answer may have gone out meanwhile
                self._refuse(why)

    def eof_received(self) -> bool:
        """The client sends no more: what it asked is still answered, but an answer that is held is not."""
        self.answer_waiting()
        self._serving.outgoing.let_go()
        self._ended = True
        owing = bool(self._queue) or (self._timer is not None and self._held is None)
        return owing and self.transport.can_write_eof()  # TLS has no connection that is open one way only

    def pause_writing(self) -> None:
        """The client reads slower than we write: nothing more is answered for now."""
        self._stuck = True

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._stuck = False
        self.out.moved(self._serving.tick)
        self._serving.loop.call_soon(self.answer_waiting)  # asyncio is in the middle of its own writing

    def connection_lost(self, _why: Exception | None) -> None:
        """The client has gone, or we have let go."""
        self._deaf = True
        self._serving.connections.discard(self)
        self._inbound.close()
        self._queue.clear()
        timer, self._timer, held, self._held = self._timer, None, self._held, None
        if timer is not None:
            timer.cancel()
        if held is not None:
            held.abandon()

    # Requests

    def _take(self, arrived: Arrived) -> None:
        if self._deaf:
            return
        self._expects = False
        self._queue.append(arrived)
        if len(self._queue) == 1 and self._current is NOTHING and not self._stuck:
            self.asked = self._serving.loop.time()
            self._serving.line_up(self)
            return
        bounds = self._serving.bounds
        many = len(self._queue) >= bounds.pipelined or len(arrived.request.body) > bounds.head
        if many and not self._paused:
            self._paused = True
            self.transport.pause_reading()

    def _go_ahead(self) -> None:
        """A client waits to be told that its body is wanted; its turn may not have come."""
        if self._deaf:
            return
        self._expects = True
        if self._current is NOTHING and not self._queue:
            self.out.write(CONTINUE)
            self._expects = False

    def answer_waiting(self) -> None:
        """Answer what has come, in its order, as far as can be for now."""
        while self._queue and self._current is NOTHING and not self._stuck and not self._deaf:
            self._answer(self._queue.pop(0))
        if self._paused and not self._queue and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()
        if self._expects and self._current is NOTHING and not self._deaf:
            self._go_ahead()

    def _answer(self, arrived: Arrived | Malformed) -> None:
        if isinstance(arrived, Malformed):
            self._say_no(arrived)
            return
        self._current = arrived
        answer = self._serving.answer(arrived.request)
        if isinstance(answer, Held):
            self._hold(answer)
        elif answer.ending is AT_ONCE:
            self.send(answer)
        else:
            outbound.end(self, answer)

    # Answers

    def send(self, reply: Reply) -> None:
        """The usual answer: whole."""
        arrived = self._current
        is_usual = arrived.is_usual and not self._serving.stopping
        data = whole(reply, self._serving.date) if is_usual else None
        if data is not None:
            self.out.write(data)
            self.over(keep=True)
            return
        keep = self.head(reply)
        self.out.write(self.body_of(reply))
        self.over(keep=keep)

    def head(self, reply: Reply, *, chunked: bool = False) -> bool:
        """Send the head of an answer; gives whether the connection stays after it."""
        arrived = self._current
        stays = arrived.keep and not chunked and not self._serving.stopping
        keep = stays and keeps(arrived.request.method, reply)
        length = None if chunked else len(reply.body)
        self.out.write(framed(reply, self._serving.date, keep=keep, old=arrived.old, length=length))
        return keep

    def body_of(self, reply: Reply) -> bytes:
        """The body that goes out with an answer to what was asked."""
        return reply.body if has_body(self._current.request.method, reply) else b""

    def later(self, seconds: float, then: Callable[[], None], since: float | None = None) -> None:
        """Go on with an answer so long from now, or after ``since``, unless the client goes."""

        def go_on() -> None:
            self._timer = None
            then()
            self._go_on()

        loop = self._serving.loop
        self._timer = loop.call_at((loop.time() if since is None else since) + seconds + _ROUNDING, go_on)

    def _hold(self, held: Held) -> None:
        self._held = held
        self._timer = self._serving.loop.call_later(held.timeout / 1000, held.expire)
        held.when_released(lambda reply: self._serving.loop.call_soon_threadsafe(self._released, held, reply))

    def _released(self, held: Held, reply: Reply) -> None:
        if self._held is not held:
            return  # the client has gone meanwhile
        if self._timer is not None:
            self._timer.cancel()
        self._held = self._timer = None
        self.asked = self._serving.loop.time()
        outbound.end(self, reply)
        self._go_on()

    def _go_on(self) -> None:
        """Answer what came while an answer was on its way."""
        self.asked = self._serving.loop.time()
        self.answer_waiting()

    def lasts(self, answer: Lasting | None) -> None:
        """An answer goes on until it is over (None), the client goes, or the server stops."""
        self._held = answer

    def over(self, *, keep: bool) -> None:
        """An answer has gone out, as far as it does."""
        answered, self._current = self._current, NOTHING
        self._since = self._serving.tick
        if not keep or ((self._ended or self._serving.stopping) and not self._queue):
            self.shut(refused=answered.request.too_large)

    # Ends

    def shut(self, *, refused: bool = False) -> None:
        """Send what is written, and no more. What still comes is read for a while, and thrown away: closing
        at once would reset the connection under an answer that the client has not read yet."""
        self._current, self._deaf, self._since = NOTHING, True, self._serving.tick
        self._queue.clear()
        soon = self._ended or (self._serving.stopping and not refused)
        if self.transport.can_write_eof() and not soon:
            self.out.end()
        elif soon or not refused:  # with TLS, a client that still sends reads to the length of its answer
            self._leave()

    def _leave(self) -> None:
        self._deaf = True
        self.out.close()

    def reset(self) -> None:
        """Close so that the client's system says: connection reset by peer."""
        self._current, self._deaf = NOTHING, True
        self._queue.clear()
        self.out.reset()

    def _refuse(self, why: Malformed) -> None:
        """What came cannot be read, nor can what follows it; what came before it is answered first."""
        self._inbound.close()
        log.info("a client at %s: %s", self.transport.get_extra_info("peername"), why)
        if self._current is NOTHING and not self._queue and not self._stuck:
            self._say_no(why)
        else:
            self._queue.append(why)

    def _say_no(self, why: Malformed) -> None:
        reply = why.answer
        self.out.write(framed(reply, self._serving.date, keep=False, length=len(reply.body)) + reply.body)
        self.shut(refused=True)

    def hang(self) -> None:
        """Answer nothing any more, and stay until the client goes."""
        self._deaf, self._since = True, maxsize
        self._queue.clear()

    def finish(self) -> None:
        """The server stops: what will be answered is, and then it is over."""
        is_between = not self._queue and self._inbound.phase is not BODY
        if self._held is not None:
            self._held.expire()
        elif self._timer is None and (is_between or self._current is not NOTHING):
            self._leave()  # one that hangs would never end

    def look(self, tick: int) -> None:
        """Once a second: has the client's time passed?"""
        waited, bounds = tick - self._since, self._serving.bounds
        if self.out.unread_for(tick) > bounds.write_time:
            self.transport.abort()
        elif self._deaf and waited > bounds.linger_time:
            self._leave()
        elif not self._deaf and self._current is NOTHING and not self._queue:
            self._look_at_request(waited)

    def _look_at_request(self, waited: int) -> None:
        bounds, phase = self._serving.bounds, self._inbound.phase
        if phase is IDLE and waited > bounds.idle_time:
            self._leave()
        elif phase is not IDLE and waited > (bounds.head_time if phase is HEAD else bounds.body_time):
            self._refuse(TIMED_OUT)
