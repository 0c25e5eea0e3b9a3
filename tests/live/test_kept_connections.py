"""Connections that are kept: used again while they are open, and answers read to their end."""

from __future__ import annotations

import socket
from threading import Thread
from urllib.parse import urlsplit

import pytest

from mockserver.remote.admin import Unreachable
from mockserver.testing.kept import Connections, KeptAdmin

pytestmark = pytest.mark.live

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Server:
    """Answers each request of each connection with the next of its answers, each a list of pieces."""

    def __init__(self, *connections):
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        self.place = urlsplit(self.url)
        self._connections = connections
        Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        for answers in self._connections:
            connection, _ = self.listener.accept()
            with connection:
                for pieces in answers:
                    connection.recv(65_536)
                    for piece in pieces:
                        connection.sendall(piece)
        self.listener.close()


@pytest.fixture
def connections():
    made = Connections()
    yield made
    made.close()


def fetch(connections, server):
    return connections.fetch(server.place, b"GET / HTTP/1.1\r\n\r\n", 5.0)


def test_a_connection_is_used_again(connections):
    server = Server([[OK], [OK]])

    assert [fetch(connections, server) for _ in range(2)] == [(200, b"{}")] * 2


def test_one_that_was_closed_meanwhile_is_not(connections):
    server = Server([[OK]], [[OK]])

    assert [fetch(connections, server) for _ in range(2)] == [(200, b"{}")] * 2


@pytest.mark.parametrize(
    "pieces",
    [
        [OK],
        [OK[:5], OK[5:]],
        [OK[:-1], OK[-1:]],
        [b"HTTP/1.1 200 OK\r\n\r\n{", b"}"],
        [b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}"],
    ],
    ids=["whole", "in two", "its last byte late", "without a length", "and it closes"],
)
def test_an_answer_is_read_to_its_end(pieces, connections):
    assert fetch(connections, Server([pieces])) == (200, b"{}")


@pytest.mark.parametrize(
    "said", [b"", OK[:10], OK[:-1], b"220 smtp\r\n\r\n"], ids=["nothing", "a head", "half", "no HTTP"]
)
def test_an_answer_that_is_none_is_told(said, connections):
    server = Server([[said]])

    with pytest.raises(Unreachable, match="no server answers at"):
        KeptAdmin(server.url, connections=connections).get("/health")


def test_an_answer_of_the_admin_api_is_a_value(connections):
    assert KeptAdmin(Server([[OK]]).url, connections=connections).post("/x", {"a": 1}) == {}
