"""Endings under a server that only knows WSGI, played here with a pair of sockets."""

import errno
import socket
import ssl
from contextlib import suppress
from threading import Thread

import pytest

from mockserver.clock import sleep_real, stopwatch
from mockserver.reply import AT_ONCE, Ending, Held, Reply, Way
from mockserver.server import fallback as module
from mockserver.server.fallback import ENDING, HELD, OWN_SERVER, SOCKETS, fallback
from mockserver.web import blueprint, lane

BODY = b"0123456789"
NOISE = b"\xffnoise"
HEAD = [("Content-Type", "text/plain"), ("Content-Length", "10")]
BREAKING = [way for way in Way if way not in (Way.WHOLE, Way.DRIP)]


@pytest.fixture
def pair():
    """The server's end of a connection, and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
    client.settimeout(5)
    with client, server:
        yield server, client


class Plain:
    """An application that answers as it is told."""

    def __init__(self, status="200 OK", body=BODY, headers=HEAD, **marks):
        self.said = status, headers
        self.body = body
        self.marks = marks
        self.closed = 0

    def __call__(self, environ, start_response):
        environ.update({{"ending": ENDING, "held": HELD}[name]: mark for name, mark in self.marks.items()})
        start_response(*self.said)
        return self

    def __iter__(self):
        return iter([self.body[:3], self.body[3:]])

    def close(self):
        self.closed += 1


def served(app, own=None, method="GET", **more):
    """What a threaded server does with an application: it writes the head before the first piece."""
    said, pieces = [], []

    def write(piece):
        head = f"{said[0][0]}\r\n{''.join(f'{name}: {value};' for name, value in said[0][1])}\r\n".encode()
        own.sendall(piece if pieces else head + piece)

    def serve():
        environ = {"REQUEST_METHOD": method, **more}
        if own is not None:
            environ["werkzeug.socket"] = own
        for piece in fallback(app)(environ, lambda *head: said.append(head)):
            if own is not None:
                write(piece)
            pieces.append(piece)

    with suppress(BrokenPipeError):  # the client has gone, a server thinks
        serve()
    return said[0] if said else None, pieces


def read(client):
    """Everything until the end, and whether it was a reset."""
    got = b""
    try:
        while data := client.recv(65536):
            got += data
    except ConnectionResetError:
        return got, "reset"
    return got, "closed"


def test_it_speaks_of_the_same_marks_as_the_application():
    assert (ENDING, HELD) == (blueprint.ENDING, blueprint.HELD)
    assert OWN_SERVER == lane.OWN_SERVER


def test_a_server_of_ours_is_left_alone():
    app = Plain(ending=Ending(Way.EMPTY))

    said = []
    body = fallback(app)({OWN_SERVER: "own"}, lambda *head: said.append(head))

    assert body is app
    assert said == [app.said]


def test_a_usual_answer_is_passed_on_untouched():
    app = Plain()

    head, pieces = served(app)

    assert (head, pieces) == (app.said, [b"012", b"3456789"])


def test_the_applications_answer_is_closed_where_another_takes_its_place():
    app = Plain(ending=Ending(after=1))

    served(app)

    assert app.closed == 1


def test_an_answer_begins_no_sooner_than_it_should():
    began = stopwatch()
    head, pieces = served(Plain(ending=Ending(after=50)))

    assert stopwatch() - began >= 50_000
    assert (head, pieces) == (("200 OK", HEAD), [BODY])


def test_a_dribble_takes_its_time_and_is_whole():
    began = stopwatch()
    head, pieces = served(Plain(ending=Ending(Way.DRIP, pieces=4, over=60)))

    assert stopwatch() - began >= 60_000
    assert head == ("200 OK", HEAD)
    assert [len(piece) for piece in pieces] == [3, 3, 2, 2]
    assert b"".join(pieces) == BODY


def test_a_truncated_body_keeps_its_length_in_the_head(pair):
    own, client = pair

    served(Plain(ending=Ending(Way.CUT, sent=4)), own)

    assert read(client) == (b"200 OK\r\nContent-Type: text/plain;Content-Length: 10;\r\n0123", "closed")


def test_an_empty_response_is_a_closed_connection(pair):
    own, client = pair

    head, _ = served(Plain(ending=Ending(Way.EMPTY)), own)

    assert head is None
    assert read(client) == (b"", "closed")


def test_a_reset_is_a_reset(pair):
    own, client = pair

    served(Plain(ending=Ending(Way.RESET)), own)

    assert read(client) == (b"", "reset")


def test_a_reset_may_come_behind_a_part_of_the_body(pair):
    own, client = pair

    served(Plain(ending=Ending(Way.RESET, sent=4)), own)
    got, end = read(client)

    assert (got[-4:], end) == (b"0123", "reset")


def test_what_a_server_does_to_a_connection_that_is_reset_harms_nobody(pair):
    own, _ = pair

    served(Plain(ending=Ending(Way.RESET)), own)

    assert own.recv(10) == b""
    with pytest.raises(OSError, match="roken pipe") as caught:
        own.sendall(b"HTTP/1.1 200 OK")
    assert caught.value.errno == errno.EPIPE
    own.shutdown(socket.SHUT_WR)
    own.close()


def test_a_malformed_chunk_follows_a_head_without_a_length(pair):
    own, client = pair

    served(Plain(ending=Ending(Way.MALFORMED, noise=NOISE)), own)

    assert read(client) == (b"200 OK\r\nContent-Type: text/plain;\r\n" + NOISE, "closed")


def test_random_data_is_all_there_is(pair):
    own, client = pair

    head, _ = served(Plain(ending=Ending(Way.GARBAGE, noise=NOISE)), own)

    assert head is None
    assert read(client) == (NOISE, "closed")


def hanging(own):
    thread = Thread(target=served, args=(Plain(ending=Ending(Way.NEVER)), own))
    thread.start()
    return thread


@pytest.fixture
def quick(monkeypatch):
    """Looks after its clients more often than it has to."""
    monkeypatch.setattr(module, "GLANCE", 0.01)


@pytest.mark.usefixtures("quick")
def test_a_hanging_answer_ends_when_the_client_goes(pair):
    own, client = pair
    thread = hanging(own)

    client.settimeout(0.05)
    with pytest.raises(TimeoutError):
        client.recv(1)
    still = thread.is_alive()
    client.close()
    thread.join(5)

    assert still
    assert not thread.is_alive()


@pytest.mark.usefixtures("quick")
def test_a_client_that_resets_has_gone_as_well(pair):
    own, client = pair
    thread = hanging(own)

    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    client.close()
    thread.join(5)

    assert not thread.is_alive()


@pytest.mark.usefixtures("quick")
def test_a_hanging_answer_gives_its_thread_back_in_the_end(pair, monkeypatch):
    own, client = pair
    monkeypatch.setattr(module, "HANGS", 50)
    client.sendall(b"GET / HTTP/1.1\r\n")  # the next request, which nobody reads

    began = stopwatch()
    served(Plain(ending=Ending(Way.NEVER)), own)

    assert stopwatch() - began >= 50_000
    assert read(client)[0] == b""


@pytest.mark.parametrize("way", BREAKING)
def test_where_the_server_keeps_its_socket_to_itself_we_say_so(way):
    head, pieces = served(Plain(ending=Ending(way, sent=3, noise=NOISE)))

    assert head[0] == "501 Not Implemented"
    assert pieces[0].startswith(b"mockserver: this server cannot")
    assert ("Content-Length", str(len(pieces[0]))) in head[1]


@pytest.mark.parametrize("name", SOCKETS)
def test_the_sockets_of_known_servers_are_used(pair, name):
    own, client = pair

    served(Plain(ending=Ending(Way.EMPTY)), None, **{name: own})

    assert read(client) == (b"", "closed")


@pytest.mark.parametrize(("method", "status"), [("HEAD", "200 OK"), ("GET", "304 Not Modified")])
def test_an_answer_without_a_body_stays_without_one(method, status):
    _, pieces = served(Plain(status, ending=Ending(Way.DRIP, pieces=2)), method=method)

    assert b"".join(pieces) == b""


def held(timeout=5000, done=lambda: None):
    return Held(timeout, lambda: Reply(200, b"nothing new"), done)


def test_an_answer_that_is_held_goes_out_when_it_is_released():
    waiting = held()
    Thread(target=lambda: (sleep_real(0.05), waiting.release(Reply(201, b"news", (("A", "b"),))))).start()

    head, pieces = served(Plain("204 No Content", b"", held=waiting))

    assert head == ("201 Created", [("A", "b"), ("Content-Length", "4")])
    assert pieces == [b"news"]


def test_an_answer_that_is_released_already_is_not_waited_for():
    waiting = held()
    waiting.release(Reply(200, b"news"))

    assert served(Plain(held=waiting))[1] == [b"news"]


def test_an_answer_that_is_held_too_long_is_what_there_is():
    began = stopwatch()
    _, pieces = served(Plain(held=held(timeout=50)))

    assert stopwatch() - began >= 50_000
    assert pieces == [b"nothing new"]


def test_an_answer_that_was_held_may_end_badly(pair):
    own, client = pair
    waiting = held()
    waiting.release(Reply(200, BODY, ending=Ending(Way.EMPTY)))

    served(Plain(held=waiting), own)

    assert read(client) == (b"", "closed")


@pytest.mark.usefixtures("quick")
def test_a_client_that_goes_lets_the_held_answer_go(pair):
    own, client = pair
    over = []
    waiting = held(done=lambda: over.append(1))
    client.close()

    head, _ = served(Plain(held=waiting), own)

    assert head is None
    assert over == [1]
    assert waiting.release(Reply(200)) is False


def test_a_client_may_be_looked_after_past_tls(pair):
    own, client = pair
    context = ssl.create_default_context()
    with context.wrap_socket(own, do_handshake_on_connect=False, server_hostname="x") as wrapped:
        line = module.Line({"REQUEST_METHOD": "GET", SOCKETS[0]: wrapped}, lambda *_head: None)
        before = line.is_gone()
        client.close()
        after = [line.is_gone() or sleep_real(0.01) for _ in range(100)]

    assert before is False
    assert True in after


def test_an_answer_at_once_may_be_marked_so():
    assert served(Plain(ending=AT_ONCE))[1] == [BODY]
