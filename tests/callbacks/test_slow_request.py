"""A callback whose body comes slowly: the same bytes, in pieces; an answer is heard when it comes."""

from __future__ import annotations

import asyncio
import socket
from threading import Thread

import pytest

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.egress import EgressGate
from mockserver.callbacks.sender import Sender
from mockserver.callbacks.sender.request import PIECES, pieces_of
from mockserver.clock import DAWN, stopwatch
from tests.callbacks.receiving import Receiver, receiving

BODY = b'{"text": "' + b"x" * 400 + b'"}'


def sent(url: str, over: int, timeout: float = 5.0):
    async def go():
        sender = Sender(EgressGate(), timeout=timeout)
        try:
            return await sender.send(Delivery("d", "acme", "ended", "", "", url, (), BODY, DAWN, over=over))
        finally:
            await sender.close()

    return asyncio.run(go())


def test_pieces_are_the_request_when_they_are_put_together():
    request = b"POST / HTTP/1.1\r\n\r\n" + BODY

    pieces = pieces_of(request, BODY)

    assert b"".join(pieces) == request
    assert pieces[0] == b"POST / HTTP/1.1\r\n\r\n"
    assert len(pieces) <= PIECES + 1


def test_an_empty_body_is_the_head_alone():
    assert pieces_of(b"HEAD", b"") == (b"HEAD",)


def test_a_slow_callback_arrives_whole_and_takes_its_time():
    with receiving() as receiver:
        began = stopwatch()
        attempt = sent(receiver.url, over=200)

    assert (attempt.status, attempt.error) == (200, "")
    assert receiver.got[0][2] == BODY
    assert stopwatch() - began >= 190_000


def test_an_answer_before_the_end_of_the_body_ends_the_sending():
    listener = socket.create_server(("127.0.0.1", 0))

    def answer_at_once() -> None:
        with listener, listener.accept()[0] as connection:
            connection.recv(65536)
            connection.sendall(b"HTTP/1.1 413 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            connection.recv(65536)

    Thread(target=answer_at_once, daemon=True).start()
    attempt = sent(f"http://127.0.0.1:{listener.getsockname()[1]}/", over=60_000)

    assert attempt.status == 413
    assert attempt.took < 5_000_000


def test_the_time_for_an_answer_begins_when_the_body_is_through():
    receiver: Receiver
    with receiving() as receiver:
        receiver.answer = lambda request: (200, (), b"") if request else None

        assert sent(receiver.url, over=300, timeout=0.2).status == 200


@pytest.mark.parametrize("over", [0, 50])
def test_nobody_there_is_told_alike(over):
    assert sent("http://127.0.0.1:9/", over).error == "nobody listens at 127.0.0.1:9: connection refused"
