"""How long a connection waits for its client, what it keeps for it, and how the server stops."""

import pytest

from mockserver.reply import Ending, Held, Reply, Way
from mockserver.server.bounds import Bounds
from tests.server.cases import GOOD
from tests.server.wire import answers_in, echo

BOUNDS = Bounds(head_time=5, body_time=7, idle_time=9, write_time=11, linger_time=2, body=1_000_000)
BODY = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"
LARGE = b"x" * 2_000_000


def given(server, phase):
    """Wait until the server has come so far with its only connection."""
    connection = server.only()
    server.until(lambda: connection._inbound.phase == phase)


def test_a_head_has_a_time_for_all_of_it(wire):
    with wire(bounds=BOUNDS) as server, server.client() as client:
        client.send(GOOD)
        client.answer()
        client.send(b"GET / H")
        given(server, "head")
        server.pass_time(3)
        client.send(b"TTP/1.1\r\n")
        fed = server.only()._inbound
        server.until(lambda: fed._fed > 7)
        server.pass_time(3)
        answers = client.answers()

    assert [(answer.status, answer["connection"]) for answer in answers] == [(408, "close")]


def test_a_body_has_a_time_for_each_piece(wire):
    with wire(bounds=BOUNDS) as server, server.client() as client:
        client.send(BODY)
        given(server, "body")
        fed = server.only()._inbound
        for letter in (b"a", b"b", b"c", b"d"):
            server.pass_time(6)
            before = fed._fed
            client.send(letter)
            server.until(lambda before=before: fed._fed > before)
        client.send(b"e")
        answer = client.answer()
        client.send(BODY + b"a")
        given(server, "body")
        server.pass_time(8)
        late = client.answers()

    assert answer.body == b"POST / abcde"
    assert [answer.status for answer in late] == [408]


@pytest.mark.parametrize("sent", [b"", GOOD, b"\r\n"], ids=["nothing", "a request", "an empty line"])
def test_a_connection_that_asks_nothing_is_closed_in_the_end(wire, sent):
    with wire(bounds=BOUNDS) as server, server.client() as client:
        connection = server.only()
        client.send(sent)
        server.until(lambda: connection._inbound._fresh == len(sent))
        server.pass_time(9)
        stays = server.ask(lambda: bool(server.serving.connections))
        server.pass_time(1)
        answers = client.answers()
        assert server.is_left()

    assert stays
    assert [answer.status for answer in answers] == [200] * (sent == GOOD)


@pytest.mark.parametrize("end", [False, True], ids=["may send on", "sends no more"])
@pytest.mark.parametrize("much", [65_536, 10_000_000], ids=["more than may wait", "less than may wait"])
def test_a_client_that_takes_nothing_of_its_answer_is_let_go(wire, much, end):
    with wire(lambda _: Reply(200, LARGE), BOUNDS) as server, server.client() as client:
        connection = server.only()
        server.ask(lambda: connection.transport.set_write_buffer_limits(much))
        client.send(GOOD)
        server.until(connection.transport.get_write_buffer_size)
        server.pass_time(1)  # and what still fits anywhere has gone there
        if end:
            client.end()
            server.until(lambda: connection._ended)
        server.pass_time(9)
        stays = server.ask(lambda: bool(server.serving.connections))
        server.pass_time(4)
        assert server.is_left()
        got, _ = client.last()

    assert stays
    assert len(got) < len(LARGE)


@pytest.mark.parametrize("close", [b"", b"Connection: close\r\n"], ids=["stays", "closes"])
def test_a_client_that_takes_its_answer_slowly_gets_all_of_it(wire, close):
    with wire(lambda _: Reply(200, LARGE), BOUNDS) as server, server.client() as client:
        client.send(GOOD[:-2] + close + b"\r\n")
        connection = server.only()
        server.until(lambda: connection.out._unsent or connection._stuck)
        got = b""
        while len(got) < len(LARGE):
            unsent = server.ask(connection.transport.get_write_buffer_size)
            if unsent:
                server.pass_time(10)
            while unsent and unsent == server.ask(connection.transport.get_write_buffer_size):
                got += client.some()
            got += client.some()
        client.end()

    assert got.endswith(LARGE[:1_000])


def test_a_refused_client_is_listened_to_for_a_while_and_then_let_go(wire):
    with wire(bounds=BOUNDS) as server, server.client() as client:
        client.send(b"nonsense\r\n\r\n")
        client.answers()
        server.pass_time(2)
        client.send(b"still here")
        stays = server.ask(lambda: bool(server.serving.connections))
        server.pass_time(1)
        assert server.is_left()

    assert stays


def test_an_answer_that_is_on_its_way_has_no_time_to_keep(wire):
    held = []

    def hold(_request):
        held.append(Held(60_000, lambda: Reply(408)))
        return held[0]

    with wire(hold, BOUNDS) as server, server.client() as client:
        client.send(GOOD)
        server.until(lambda: held)
        server.pass_time(100)
        held[0].release(Reply(200, b"now"))
        answer = client.answer()

    assert answer.body == b"now"


def unread(client, sent):
    """Send as much as goes out to one that does not read."""
    client._one.settimeout(0.05)
    out = 0
    with pytest.raises(TimeoutError):
        while out < len(sent):
            out += client._one.send(sent[out : out + 65_536])
    client._one.settimeout(10)
    return out


def test_requests_of_a_client_that_does_not_read_are_not_read_either(wire):
    with wire(lambda _: Reply(200, b"x" * 2_000)) as server, server.client() as client:
        out = unread(client, GOOD * 400_000)
        connection = server.only()
        paused, waiting, unsent = server.ask(
            lambda: (
                connection._paused,
                len(connection._queue),
                connection.transport.get_write_buffer_size(),
            )
        )

    assert out < len(GOOD) * 400_000
    assert paused
    assert waiting < 20_000  # what one read brings
    assert unsent < 1_000_000


def test_what_waits_behind_an_answer_is_kept_only_so_far(wire):
    large = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 900000\r\n\r\n" + bytes(900_000)
    with (
        wire(lambda _: Reply(200, b"", ending=Ending(after=60_000)), BOUNDS) as server,
        server.client() as client,
    ):
        client.send(GOOD)
        unread(client, large * 20)
        connection = server.only()
        kept = server.ask(lambda: sum(len(waiting.request.body) for waiting in connection._queue))

    assert kept < 2_000_000


def test_ever_so_many_requests_are_all_answered_once_they_are_read(wire):
    with wire(lambda _: Reply(200, b"x" * 50_000)) as server, server.client() as client:
        client.send(GOOD * 60)
        client.end()
        answers = client.answers()

    assert [answer.status for answer in answers] == [200] * 60


@pytest.mark.parametrize("ending", [Ending(after=30), Ending(Way.DRIP, pieces=3, over=30)], ids=str)
def test_a_server_that_stops_gives_the_answers_that_are_on_their_way(wire, ending):
    with wire(lambda _: Reply(200, b"abc", ending=ending)) as server, server.client() as client:
        client.send(GOOD)
        connection = server.only()
        server.until(lambda: connection._current.request.target)
        server.stop(grace=5)
        (answer,) = client.answers()
        server.ended()

    assert (answer.body, answer["connection"]) == (b"abc", "close" if ending.after else None)


def test_a_server_that_stops_lets_what_is_held_expire_and_what_is_idle_go(wire):
    def hold(_request):
        return Held(60_000, lambda: Reply(200, b"expired"))

    with wire(hold) as server, server.client() as idle, server.client() as waiting:
        waiting.send(GOOD)
        server.until(lambda: any(one._held for one in server.serving.connections))
        server.stop(grace=5)
        answers, nothing = waiting.answers(), idle.rest()
        server.ended()

    assert [(answer.body, answer["connection"]) for answer in answers] == [(b"expired", "close")]
    assert nothing == b""


def test_a_server_that_stops_waits_for_the_request_that_is_coming(wire):
    with wire(echo) as server, server.client() as client:
        client.send(BODY + b"ab")
        given(server, "body")
        server.stop(grace=5)
        server.until(lambda: server.serving.stopping)
        client.send(b"cde")
        (answer,) = client.answers()
        server.ended()

    assert (answer.body, answer["connection"]) == (b"POST / abcde", "close")


def test_a_server_that_stops_takes_nobody_new_and_waits_for_nobody_beyond_its_grace(wire):
    with wire(lambda _: Reply(200, ending=Ending(Way.NEVER))) as server, server.client() as client:
        client.send(GOOD)
        connection = server.only()
        server.until(lambda: connection._deaf)
        server.stop(grace=0.05)
        server.ended()
        data, _ = client.last()
        with pytest.raises(ConnectionRefusedError), server.client():
            pass

    assert data == b""


def test_a_pipeline_is_answered_to_the_end_though_the_client_has_sent_its_last(wire):
    with wire(lambda _: Reply(200, b"abc", ending=Ending(after=5))) as server, server.client() as client:
        client.send(GOOD * 5)
        client.end()
        data = client.rest()

    assert len(list(answers_in(data))) == 5
