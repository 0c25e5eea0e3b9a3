"""A connection, and a server that looks after its clients more often than it has to."""

import socket

import pytest

from mockserver.server import fallback


@pytest.fixture
def pair():
    """The server's end of a connection, and the client's."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        client = socket.create_connection(listening.getsockname())
        server, _ = listening.accept()
    client.settimeout(5)
    with client, server:
        yield server, client


@pytest.fixture
def quick(monkeypatch):
    """Looks after its clients more often than it has to."""
    monkeypatch.setattr(fallback, "GLANCE", 0.01)
