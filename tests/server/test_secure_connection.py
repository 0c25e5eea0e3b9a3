"""The same over TLS: what a connection that is never open one way only cannot do, and what it can."""

import socket
import ssl
from contextlib import contextmanager

import pytest
import trustme

from mockserver.reply import Ending, Reply, Way
from tests.server.cases import GOOD
from tests.server.test_connection import HUGE, SMALL
from tests.server.wire import PATIENCE, Client, echo


@pytest.fixture(scope="module")
def trusted():
    """A server's context, and a client's that trusts it."""
    ca = trustme.CA()
    server, client = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.create_default_context()
    ca.issue_cert("127.0.0.1").configure_cert(server)
    ca.configure_trust(client)
    return server, client


@contextmanager
def secured(server, context):
    with (
        socket.create_connection(("127.0.0.1", server.port), PATIENCE) as plain,
        context.wrap_socket(plain, server_hostname="127.0.0.1") as one,
    ):
        yield Client(one)


def test_requests_are_answered_over_tls_and_say_so(wire, trusted):
    def scheme(request):
        return Reply(200, f"{request.scheme} {request.client}".encode())

    with wire(scheme, ssl=trusted[0]) as server, secured(server, trusted[1]) as client:
        client.send(GOOD + GOOD)
        answers = [client.answer(), client.answer()]

    assert [answer.body for answer in answers] == [b"https 127.0.0.1"] * 2


@pytest.mark.parametrize(
    ("way", "wanted"),
    [
        (Ending(Way.DRIP, pieces=3, over=20), b"0123456789"),
        (Ending(Way.CUT, after=10, sent=4), b"0123"),
        (Ending(Way.EMPTY), b""),
        (Ending(Way.GARBAGE, noise=b"\xffnoise"), b"\xffnoise"),
    ],
    ids=str,
)
def test_an_answer_ends_as_it_says_over_tls(wire, trusted, way, wanted):
    fields = (("Connection", "close"),)
    with (
        wire(lambda _: Reply(200, b"0123456789", fields, ending=way), ssl=trusted[0]) as server,
        secured(server, trusted[1]) as client,
    ):
        client.send(GOOD)
        data = client.rest()

    assert data.endswith(wanted)
    assert bool(data) == bool(wanted)


@pytest.mark.parametrize("sent", [0, 4], ids=["nothing", "a part"])
def test_an_answer_ends_by_a_reset_below_tls(wire, trusted, sent):
    way = Ending(Way.RESET, sent=sent)
    with (
        wire(lambda _: Reply(200, b"0123456789", ending=way), ssl=trusted[0]) as server,
        secured(server, trusted[1]) as client,
    ):
        client.send(GOOD)
        with pytest.raises(ConnectionResetError):
            while socket.socket.recv(client._one, 65_536):  # OpenSSL would tell of an end of file
                pass


def test_an_early_refusal_reaches_a_client_that_is_still_sending_over_tls(wire, trusted):
    refused = {True: 413, False: 200}
    head = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % HUGE
    with (
        wire(lambda request: Reply(refused[request.too_large]), SMALL, ssl=trusted[0]) as server,
        secured(server, trusted[1]) as client,
    ):
        client.send(head + bytes(HUGE // 2))  # in one thread: OpenSSL lets no two use a connection at once
        answer = client.answer()

    assert (answer.status, answer["connection"]) == (413, "close")


@pytest.mark.parametrize("way", [Ending(), Ending(after=30), Ending(Way.NEVER)], ids=str)
def test_a_client_that_goes_over_tls_is_let_go_without_a_word(wire, trusted, way):
    with wire(lambda _: Reply(200, ending=way), ssl=trusted[0]) as server:
        with secured(server, trusted[1]) as client:
            client.send(GOOD)
            connection = server.only()
            server.until(lambda: connection._current.request.target or way.way is not Way.NEVER)
        assert server.is_left()


def test_one_who_speaks_no_tls_is_closed_and_others_are_served(wire, trusted, caplog):
    with wire(echo, ssl=trusted[0]) as server:
        with server.client() as plain:
            plain.send(GOOD)
            assert b"HTTP/" not in plain.last()[0]
        with secured(server, trusted[1]) as client:
            client.send(GOOD)
            answer = client.answer()
        server.faults.clear()
    caplog.clear()

    assert answer.body == b"GET /good"
