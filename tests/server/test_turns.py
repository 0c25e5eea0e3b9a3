"""Whose turn it is: what has come is read first, then answered in order; a delay counts from the coming.

Rule: the loop and the transport are stand-ins here, because what is told is in which order they are called.
"""

import asyncio
from types import SimpleNamespace

import pytest

from mockserver.reply import Ending, Reply
from mockserver.server.bounds import Bounds
from mockserver.server.connection import Connection
from mockserver.server.outgoing import LONGEST, MOST, Outgoing, Outlet
from mockserver.server.serving import Serving


class Loop:
    """A loop whose time and turns are the test's."""

    def __init__(self):
        self.now = 5.0
        self.soon = []
        self.later = []

    def time(self):
        return self.now

    def call_soon(self, do):
        self.soon.append(do)

    def call_at(self, when, do):
        self.later.append(when)
        return SimpleNamespace(cancel=lambda: None)

    def turn(self):
        due, self.soon = self.soon, []
        for do in due:
            do()


class Transport:
    """A transport that keeps what is written."""

    def __init__(self):
        self.sent = b""
        self.socket = SimpleNamespace(setsockopt=lambda *_: None)

    def write(self, data):
        self.sent += data

    def get_extra_info(self, what):
        if what == "socket":
            return self.socket
        return {"peername": ("127.0.0.1", 1), "sslcontext": object()}.get(
            what
        )  # so that it cannot half-close

    def can_write_eof(self):
        return False

    def is_closing(self):
        return False

    def close(self):
        pass


@pytest.fixture
def serving():
    answers = {"/late": Ending(after=1000)}
    events = []

    def answer(request):
        events.append(request.target)
        return Reply(200, request.target.encode(), ending=answers.get(request.target, Ending()))

    async def make():
        return Serving(answer, Bounds())

    made = asyncio.run(make())
    made.loop, made.events = Loop(), events
    made.outgoing = Outgoing(made.loop)
    return made


def connected(serving):
    connection = Connection(serving)
    connection.connection_made(Transport())
    return connection


def asking(path):
    return b"GET /" + path + b" HTTP/1.1\r\nHost: a\r\n\r\n"


def test_all_that_has_come_is_read_before_any_of_it_is_answered(serving):
    first, second = connected(serving), connected(serving)

    first.data_received(asking(b"a"))
    second.data_received(asking(b"b"))
    assert serving.events == []
    serving.loop.turn()

    assert serving.events == ["/a", "/b"]
    assert first.transport.sent.endswith(b"/a")
    assert second.transport.sent.endswith(b"/b")


def test_of_very_many_only_some_are_answered_before_the_loop_goes_on(serving):
    crowd = [connected(serving) for _ in range(150)]
    for each in crowd:
        each.data_received(asking(b"a"))

    answered = []
    while serving.loop.soon:
        serving.loop.turn()
        answered.append(len(serving.events))

    assert answered == [64, 128, 150]


def test_a_delay_is_counted_from_the_coming_of_a_request_not_from_its_turn(serving):
    connection = connected(serving)
    connection.data_received(asking(b"late"))
    serving.loop.now = 5.7
    serving.loop.turn()

    assert serving.loop.later == [pytest.approx(6.0, abs=0.002)]
    assert serving.loop.later[0] >= 6.0


def test_what_a_client_asked_before_it_ended_its_side_is_answered_over_tls_too(serving):
    connection = connected(serving)
    connection.data_received(asking(b"a"))

    assert not connection.eof_received()  # asyncio closes a TLS connection then
    assert connection.transport.sent.endswith(b"/a")
    serving.loop.turn()
    assert serving.events == ["/a"]


def test_one_who_has_gone_meanwhile_is_not_answered(serving):
    connection = connected(serving)
    connection.data_received(asking(b"a"))
    connection.connection_lost(None)
    serving.loop.turn()

    assert serving.events == []


def test_answers_go_out_once_all_that_can_be_are_made(serving):
    first, second = connected(serving), connected(serving)
    for each in (first, second):
        each.transport.write = lambda data: serving.events.append(data[-2:].decode())
    first.data_received(asking(b"a"))
    second.data_received(asking(b"b"))
    serving.loop.turn()

    assert serving.events == ["/a", "/b", "/a", "/b"]
    assert serving.loop.soon == []


def test_what_is_sent_outside_of_a_line_goes_out_in_the_next_turn(serving):
    connection = connected(serving)
    connection.out.write(b"a")
    connection.out.write(b"b")

    assert connection.transport.sent == b""
    assert len(serving.loop.soon) == 1
    serving.loop.turn()
    assert connection.transport.sent == b"ab"


def test_much_does_not_wait_for_the_end_of_the_line(serving):
    connection = connected(serving)
    serving.outgoing.hold()
    connection.out.write(b"a" * MOST)
    assert connection.transport.sent == b""

    connection.out.write(b"b")
    assert connection.transport.sent == b"a" * MOST + b"b"


def test_an_answer_does_not_wait_long_for_others_that_take_their_time(serving):
    crowd = [connected(serving) for _ in range(3)]
    sent = []

    def slow(request):
        serving.loop.now += 0.6 * LONGEST
        sent.append([each.transport.sent != b"" for each in crowd])
        return Reply(200, request.target.encode())

    serving._serve = slow
    for each in crowd:
        each.data_received(asking(b"a"))
    serving.loop.turn()

    assert sent == [[False] * 3, [False] * 3, [True, True, False]]
    assert all(each.transport.sent.endswith(b"/a") for each in crowd)


@pytest.mark.parametrize("end", [Outlet.end, Outlet.close, Outlet.reset])
def test_what_was_sent_goes_out_before_the_connection_ends(serving, end):
    connection, events = connected(serving), serving.events
    transport = connection.transport
    transport.write = lambda _: events.append("sent")
    transport.write_eof = transport.close = transport.abort = lambda: events.append("ended")
    connection.out.write(b"a")
    end(connection.out)
    serving.loop.turn()

    assert events == ["sent", "ended"]


def test_nothing_is_written_to_a_connection_that_has_closed_meanwhile(serving):
    gone, stays = connected(serving), connected(serving)
    gone.out.write(b"a")
    stays.out.write(b"b")
    gone.transport.is_closing = lambda: True
    serving.loop.turn()

    assert (gone.transport.sent, stays.transport.sent) == (b"", b"b")


def test_a_line_that_breaks_lets_go_what_was_answered(serving):
    whole, broken = connected(serving), connected(serving)
    whole.data_received(asking(b"a"))
    broken.data_received(asking(b"late"))
    serving.loop.call_at = lambda *_: 1 / 0
    with pytest.raises(ZeroDivisionError):
        serving.loop.turn()

    assert whole.transport.sent.endswith(b"/a")


def test_a_connection_that_fails_keeps_no_other_from_its_answer(serving):
    crowd = [connected(serving) for _ in range(3)]
    for each in crowd:
        each.out.write(b"a")
    crowd[1].transport.write = lambda _: 1 / 0
    with pytest.raises(ZeroDivisionError):
        serving.loop.turn()
    serving.loop.turn()

    assert [each.transport.sent for each in crowd] == [b"a", b"", b"a"]
