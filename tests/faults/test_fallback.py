"""Endings under a server that only knows WSGI, played here with a pair of sockets."""

import errno
import socket
import ssl
from threading import Thread

import pytest

from mockserver.clock import sleep_real, stopwatch
from mockserver.reply import AT_ONCE, Ending, Way
from mockserver.server import fallback as module
from mockserver.server.fallback import ENDING, HELD, OWN_SERVER, SOCKETS, fallback
from mockserver.stream import Stream
from mockserver.web import blueprint, lane
from tests.faults.threaded import BODY, HEAD, Plain, read, served

NOISE = b"\xffnoise"
BREAKING = [way for way in Way if way not in (Way.WHOLE, Way.DRIP, Way.STREAM)]


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


def test_a_duplicate_answer_comes_with_a_head_of_its_own(pair):
    own, client = pair

    head, pieces = served(Plain(ending=Ending(Way.TWICE)), own)
    got, end = read(client)

    assert (head, pieces, end) == (("200 OK", HEAD), [BODY], "closed")
    first, _, second = got.partition(b"HTTP/1.1 ")
    assert first == b"200 OK\r\nContent-Type: text/plain;Content-Length: 10;\r\n" + BODY
    assert second.startswith(b"200 OK\r\nContent-Type: text/plain\r\nContent-Length: 10\r\n")
    assert second.endswith(b"\r\n\r\n" + BODY)


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


def streamed(**more):
    return Stream(str.encode, lambda count: b"<%d>" % count, **more)


def test_a_stream_goes_out_piece_by_piece_to_its_end():
    stream = streamed(opening=b"hello ", limit=2)
    stream.put("one ")
    stream.put("two ")
    stream.put("three ")

    head, pieces = served(Plain(ending=Ending(Way.STREAM, stream=stream)))

    assert head == ("200 OK", [("Content-Type", "text/plain")])
    assert b"".join(pieces)[len(BODY) :] == b"hello one two "


def test_a_stream_waits_for_what_is_put_in_later():
    stream = streamed(limit=1)
    later = Thread(target=lambda: (sleep_real(0.05), stream.put("late")))
    later.start()

    _, pieces = served(Plain(body=b"", ending=Ending(Way.STREAM, stream=stream)))
    later.join()

    assert b"".join(pieces) == b"late"


def test_a_stream_ends_when_its_client_has_gone(pair):
    own, client = pair
    gone = []
    client.close()

    served(Plain(body=b"", ending=Ending(Way.STREAM, stream=streamed(done=lambda: gone.append(True)))), own)

    assert gone == [True]


def test_a_stream_has_a_pulse_where_nothing_happens(monkeypatch):
    monkeypatch.setattr(module, "PULSE", 1)
    monkeypatch.setattr(module, "GLANCE", 0.005)
    stream = streamed(pulse=b"~")
    Thread(target=lambda: (sleep_real(0.05), stream.end())).start()

    _, pieces = served(Plain(body=b"", ending=Ending(Way.STREAM, stream=stream)))

    assert b"~" in pieces
