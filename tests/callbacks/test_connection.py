"""A connection without a network: when it may be used for another request, and when not."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from mockserver.callbacks.sender.answer import Answer
from mockserver.callbacks.sender.connection import BrokeOff, Connection, NoAnswer
from mockserver.callbacks.sender.patience import Patience

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class Wire:
    """A transport that goes nowhere, and what of it the loop may not have read yet."""

    def __init__(self) -> None:
        self.unread, self.far_end = os.pipe()
        self.written: list[bytes] = []
        self.left = 0  # bytes not written yet
        self.is_cut = False

    def get_extra_info(self, _name: str) -> Wire:
        return self

    def fileno(self) -> int:
        return self.unread

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def get_write_buffer_size(self) -> int:
        return self.left

    def abort(self) -> None:
        self.is_cut = True


@pytest.fixture
def wire() -> Iterator[Wire]:
    made = Wire()
    yield made
    os.close(made.unread)
    os.close(made.far_end)


def asked(wire: Wire, *events: Callable[[Connection], Any]) -> tuple[Connection, Answer]:
    """The connection after a request during which this happened, all before anybody else had a turn."""

    async def work() -> tuple[Connection, Answer]:
        loop, answer = asyncio.get_running_loop(), Answer()
        connection = Connection(loop)
        connection.connection_made(wire)  # type: ignore[arg-type]
        for event in events:
            loop.call_soon(event, connection)
        async with asyncio.timeout(5):
            await connection.ask(b"POST", answer, Patience(loop, 0.01))
        return connection, answer

    return asyncio.run(work())


def test_after_a_whole_answer_it_is_free(wire: Wire) -> None:
    connection, answer = asked(wire, lambda it: it.data_received(OK))

    assert (answer.body, connection.is_free, connection.was_left(), wire.is_cut) == (
        b"ok",
        True,
        False,
        False,
    )


@pytest.mark.parametrize(
    "event",
    [
        lambda it: it.data_received(OK),
        lambda it: it.data_received(b"?"),
        lambda it: it.eof_received(),
        lambda it: it.connection_lost(None),
        lambda it: it.connection_lost(ConnectionResetError()),
    ],
    ids=["an answer", "junk", "the end", "loss", "reset"],
)
def test_what_comes_right_after_an_answer_leaves_the_answer_and_ends_the_connection(
    wire: Wire, event: Callable[[Connection], Any]
) -> None:
    connection, answer = asked(wire, lambda it: it.data_received(OK), event)

    assert (answer.status, answer.body, connection.is_free, wire.is_cut) == (200, b"ok", False, True)


def test_what_comes_while_it_rests_ends_it(wire: Wire) -> None:
    connection, _ = asked(wire, lambda it: it.data_received(OK))

    connection.data_received(b"?")

    assert connection.was_left()
    assert wire.is_cut


def test_what_the_loop_has_not_read_yet_ends_it(wire: Wire) -> None:
    connection, _ = asked(wire, lambda it: it.data_received(OK))

    os.write(wire.far_end, b"?")

    assert connection.was_left()


def test_an_answer_before_the_request_was_through_ends_it(wire: Wire) -> None:
    wire.left = 1
    connection, answer = asked(wire, lambda it: it.data_received(OK))

    assert (answer.status, connection.is_free, wire.is_cut) == (200, False, True)


@pytest.mark.parametrize(
    ("came", "why"),
    [(b"", NoAnswer), (b"HTTP/1.1 200", NoAnswer), (OK[:-1], BrokeOff)],
    ids=["nothing", "half a head", "half a body"],
)
def test_an_end_too_early_is_told(wire: Wire, came: bytes, why: type[Exception]) -> None:
    with pytest.raises(why):
        asked(wire, lambda it: came and it.data_received(came), lambda it: it.eof_received())

    assert wire.is_cut


def test_patience_has_an_end(wire: Wire) -> None:
    with pytest.raises(TimeoutError):
        asked(wire)

    assert wire.is_cut


def test_patience_ends_for_each_that_is_not_done_by_then() -> None:
    async def work() -> list[BaseException | None]:
        loop = asyncio.get_running_loop()
        patience = Patience(loop, 0.01)
        first, done, last = (loop.create_future() for _ in range(3))
        patience.begin(first)
        patience.begin(done)
        done.set_result(None)
        await asyncio.wait([first])
        patience.begin(last)
        await asyncio.wait([last])
        patience.end()
        return [first.exception(), done.exception(), last.exception()]

    assert [type(why) for why in asyncio.run(work())] == [TimeoutError, type(None), TimeoutError]
