"""Answers that go on, as a client reads them, and how each side ends them."""

from threading import Event

import pytest

from mockserver.reply import Ending, Reply, Way
from mockserver.server import streaming
from mockserver.stream import Stream
from tests.server.cases import GOOD
from tests.server.wire import PATIENCE, echo

ASKED = b"GET /stream HTTP/1.1\r\nHost: a\r\n\r\n"
HEADERS = (("Content-Type", "text/event-stream"), ("Content-Length", "0"))


class Source:
    """Answers with a stream, which the test fills."""

    def __init__(self, **more):
        self.gone, self.asked = Event(), Event()
        self.stream = Stream(str.encode, lambda count: b"<%d lost>" % count, done=self.gone.set, **more)

    def __call__(self, request):
        if request.target != "/stream":
            return echo(request)
        self.asked.set()
        return Reply(200, b"", HEADERS, ending=Ending(Way.STREAM, stream=self.stream))


def test_pieces_come_as_they_are_put_in_and_the_connection_ends_with_them(wire):
    source = Source(opening=b"hello ")
    with wire(source) as server, server.client() as client:
        client.send(ASKED)
        head = client.until(b"\r\n\r\n")
        first = client.until(b"hello ")
        source.stream.put("one ")
        then = client.until(b"one ")
        source.stream.end(b"bye")
        rest, how = client.last()

    assert head.startswith(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n")
    assert b"Connection: close" in head
    assert b"Content-Length" not in head
    assert b"Transfer-Encoding" not in head
    assert (first, then, rest, how) == (b"hello ", b"one ", b"bye", "closed")


def test_a_client_that_goes_ends_the_stream(wire):
    source = Source()
    with wire(source) as server:
        with server.client() as client:
            client.send(ASKED)
            client.until(b"\r\n\r\n")
            client.vanish()

        assert source.gone.wait(PATIENCE)
        assert server.is_left()


def test_a_server_that_stops_ends_it(wire):
    source = Source(opening=b"hello")
    with wire(source) as server, server.client() as client:
        client.send(ASKED)
        client.until(b"hello")
        server.stop(PATIENCE)
        rest, how = client.last()
        server.ended()

    assert (rest, how) == (b"", "closed")
    assert source.gone.is_set()


def test_what_a_slow_reader_leaves_no_room_for_is_told_as_lost(wire):
    source = Source(most=20)
    with wire(source) as server, server.client() as client:
        client.send(ASKED)
        client.until(b"\r\n\r\n")
        for _ in range(200):
            server.ask(lambda: source.stream.put("x" * 50_000))  # one at a time, and the loop goes on between
        server.ask(lambda: source.stream.end(b"bye"))
        data, how = client.last()

    assert how == "closed"
    assert data.endswith(b"bye")
    pieces, lost = data.count(b"x") // 50_000, data.partition(b"<")[2].partition(b" lost>")[0]
    assert pieces + int(lost) == 200
    assert 20 <= pieces < 200


def test_where_nothing_happens_the_line_has_a_pulse(wire, monkeypatch):
    monkeypatch.setattr(streaming, "PULSE", 10)
    with wire(Source(pulse=b"~")) as server, server.client() as client:
        client.send(ASKED)
        client.until(b"\r\n\r\n")

        assert client.until(b"~~~") == b"~~~"


def test_what_was_asked_behind_it_is_not_answered(wire):
    source = Source()
    with wire(source) as server, server.client() as client:
        client.send(ASKED + GOOD)
        client.until(b"\r\n\r\n")
        source.stream.end(b"bye")

        assert client.last() == (b"bye", "closed")


def test_an_answer_that_goes_on_without_a_stream_is_our_bug():
    with pytest.raises(ValueError, match="needs a stream"):
        streaming.stream(None, Reply(200, ending=Ending(Way.STREAM)))
