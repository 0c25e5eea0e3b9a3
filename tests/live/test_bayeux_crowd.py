"""5,000 subscribed clients in one process: an event reaches its one client soon, and waiting is free."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mockserver.server.worker import allow_many_files
from tests.live.serving import PATIENCE, ROOT

pytestmark = pytest.mark.live

CLIENTS, EVENTS = 5_000, 500
AT_ONCE = 100  # clients that come at the same time
IDLE = 3.0  # seconds
SCENARIO = "name: crowd\nvendors: {acme: {bayeux_timeout: 600000}}\n"
HERTZ = os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(tmp: Path) -> Iterator[tuple[int, int]]:
    """A server; gives its process and port."""
    file = tmp / "scenario.yaml"
    file.write_text(SCENARIO)
    command = [sys.executable, "-m", "tests.live.bayeux_server", str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        try:
            yield server.pid, int(server.stdout.readline())
        finally:
            server.stdin.close()
            server.wait(PATIENCE)


def memory(process: int) -> int:
    """Bytes of a process that are in memory."""
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def worked(process: int) -> float:
    """Seconds of processor time a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / HERTZ


class Client:
    """One client with one connection."""

    def __init__(self, port: int, user: str) -> None:
        self.port, self.user = port, user

    async def say(self, path: str, said: Any) -> Any:
        await self.send(path, said)
        return await self.answer()

    async def send(self, path: str, said: Any) -> None:
        body = json.dumps(said).encode()
        head = (
            f"POST {path} HTTP/1.1",
            "Host: localhost",
            f"Authorization: Bearer open sesame {self.user}".rstrip(),
            "Content-Type: application/json",
            f"Content-Length: {len(body)}\r\n\r\n",
        )
        self.writer.write("\r\n".join(head).encode() + body)
        await self.writer.drain()

    async def answer(self) -> Any:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
        return json.loads(await self.reader.readexactly(length))

    async def come(self) -> None:
        self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)

    async def go(self) -> None:
        self.writer.close()
        await self.writer.wait_closed()

    async def wait(self) -> None:
        """Shake hands, subscribe, and be held."""
        await self.come()
        shaken = await self.say("/acme/events/handshake", [{"channel": "/meta/handshake", "id": "1"}])
        key = shaken[0]["clientId"]
        said = {"channel": "/meta/subscribe", "clientId": key, "subscription": "/v2/me/*", "id": "2"}
        await self.say("/acme/events/", [said])
        self.connect = [
            {"channel": "/meta/connect", "clientId": key, "connectionType": "long-polling", "id": "3"}
        ]
        await self.say("/acme/events/connect", self.connect)
        await self.send("/acme/events/connect", self.connect)


async def crowd(port: int) -> list[Client]:
    """All clients, held."""
    clients = [Client(port, f"agent{number}") for number in range(CLIENTS)]
    for first in range(0, CLIENTS, AT_ONCE):
        await asyncio.gather(*(client.wait() for client in clients[first : first + AT_ONCE]))
    return clients


async def told(port: int, clients: list[Client]) -> list[float]:
    """Milliseconds from the sending of an event's cause to the client's having the event, sorted."""
    desk = Client(port, "")
    await desk.come()
    took = []
    for number in range(EVENTS):
        client = clients[number * 7919 % CLIENTS]
        began = time.perf_counter()
        said = {"User": client.user, "Channel": "/v2/me/calls", "Texts": ["ringing"]}
        await desk.send("/acme/tell", said)
        heard = await client.answer()
        took.append((time.perf_counter() - began) * 1000)
        assert [message.get("data") for message in heard] == [{"text": "ringing"}, None]
        await desk.answer()
        await client.send("/acme/events/connect", client.connect)
    await desk.go()
    return sorted(took)


async def measured(process: int, port: int) -> dict[str, float]:
    empty = memory(process)
    clients = await crowd(port)
    full = memory(process)
    await told(port, clients[:1] * CLIENTS)  # what runs for the first time is slower
    before = worked(process)
    await asyncio.sleep(IDLE)
    idle = (worked(process) - before) / IDLE
    took = await told(port, clients)
    for client in clients:
        await client.go()
    return {
        "KB a client": (full - empty) / CLIENTS / 1024,
        "p50 ms": took[len(took) // 2],
        "p99 ms": took[len(took) * 99 // 100],
        "idle": idle,
    }


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    """What was measured."""
    allow_many_files()
    with serving(tmp_path_factory.mktemp("crowd")) as (process, port):
        found = asyncio.run(measured(process, port))
    sys.stdout.write(f"{found}\n")
    return found


def test_an_event_reaches_its_one_client_soon(figures: dict[str, float]) -> None:
    assert figures["p99 ms"] < 100


def test_a_client_takes_little_room(figures: dict[str, float]) -> None:
    assert figures["KB a client"] < 20


def test_clients_that_wait_keep_the_processor_idle(figures: dict[str, float]) -> None:
    assert figures["idle"] < 0.05
