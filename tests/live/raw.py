"""A server spoken to by plain sockets, in bytes: a request that is late, one that hangs, one that is held."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import requests

from tests.live.serving import Mock
from tests.server.wire import Client

PATIENCE = 20.0
HEALTH = b"GET /__admin/health HTTP/1.1\r\nHost: localhost\r\n\r\n"
SCENARIO = """\
name: hostile wire
seed: 5
clock: manual
vendors: {hostedsuite: {users: [{CustomerName: acme, UserName: api, Password: secret}]}}
records: {hostedsuite: {given: [{Id: "1", Notes: old}]}}
rules:
  - {name: late, when: {header: {X-Fault: late}}, fault: {delay: 500ms}}
  - {name: hang, when: {header: {X-Fault: hang}}, fault: HANG}
"""
NOTE = b'{"CustomerName":"acme","UserName":"api","Password":"secret","Id":"1","Notes":"new"}'


def noting(fault: str = "") -> bytes:
    """A request that is answered as a rule says."""
    head = f"POST /api/calls/update HTTP/1.1\r\nHost: localhost\r\nX-Fault: {fault}\r\n"
    return f"{head}Content-Type: application/json\r\nContent-Length: {len(NOTE)}\r\n\r\n".encode() + NOTE


def waiting() -> bytes:
    """A request that is held until a callback comes, and none does."""
    body = b'{"count":1,"timeout":"30s"}'
    head = "POST /__admin/callbacks/wait HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def client(mock: Mock) -> Iterator[Client]:
    parts = urlsplit(mock.url)
    with socket.create_connection((parts.hostname, parts.port), PATIENCE) as one:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        yield Client(one)


def worker_of(mock: Mock) -> int:
    """The process that serves."""
    pid = mock.process.pid
    return int(Path(f"/proc/{pid}/task/{pid}/children").read_text().split()[0])


def serves(mock: Mock) -> bool:
    return requests.get(f"{mock.url}/__admin/health", timeout=PATIENCE).ok
