"""Callbacks over real sockets: what leaves, byte for byte, and what is made of every kind of answer."""

from __future__ import annotations

import asyncio
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from mockserver.callbacks.dispatcher import Dispatcher
from mockserver.callbacks.egress import EgressGate
from mockserver.callbacks.outbox import Attempt, Outbox
from mockserver.callbacks.sender import Sender
from mockserver.clock import DAWN, RealClock
from mockserver.store.memory import MemorySpace
from tests.callbacks.receiving import OK, Answer, Receiver, raw, receiving
from tests.callbacks.tiny import TinyWorld, posted

pytestmark = pytest.mark.live


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


def send(url: str, sender: Sender | None = None, **facts: Any) -> Attempt:
    async def once() -> Attempt:
        chosen = sender or Sender(EgressGate(), timeout=2)
        try:
            return await chosen.send(posted(Outbox(MemorySpace()), url=url, **facts))
        finally:
            await chosen.close()

    return asyncio.run(once())


@contextmanager
def dispatching(*worlds: TinyWorld, timeout: float = 5.0) -> Iterator[Dispatcher]:
    dispatcher = Dispatcher(lambda: worlds, Sender(EgressGate(), timeout=timeout))
    dispatcher.start()
    try:
        yield dispatcher
    finally:
        dispatcher.stop()


def test_url_headers_and_body_leave_as_they_are(receiver: Receiver) -> None:
    headers = (
        ("Content-Type", "application/json;charset=UTF-8"),
        ("x-odd-Case", "é"),
        ("X-Two", "1"),
        ("X-Two", "2"),
    )
    path = "/a%2Fb/../c//d?x=%7e&&y=%e4;z"
    body = '{"name": "中文"}'.encode()

    attempt = send(receiver.url.replace("/hook", path) + "#part", headers=headers, body=body)

    assert attempt.error == ""
    (got,) = receiver.got
    assert got[0] == path
    assert got[2] == body
    given = [(name, value.encode().decode("latin-1")) for name, value in headers]
    host = receiver.url.removeprefix("http://").removesuffix("/hook")
    assert sorted(got[1]) == sorted([("Host", host), ("Content-Length", str(len(body))), *given])


@pytest.mark.parametrize("body", [b"", b"x" * 3_000_000], ids=["empty", "large"])
def test_any_body_leaves_with_its_length(receiver: Receiver, body: bytes) -> None:
    attempt = send(receiver.url, body=body)

    assert attempt.error == ""
    assert receiver.got[0][2] == body
    assert dict(receiver.got[0][1])["Content-Length"] == str(len(body))


def test_the_answer_is_kept(receiver: Receiver) -> None:
    attempt = send(receiver.url)

    assert (attempt.number, attempt.status, attempt.body, attempt.error) == (1, 200, OK[2], "")
    assert ("Content-Type", "application/json") in attempt.headers
    assert attempt.took > 0


def test_of_a_long_answer_the_beginning_is_kept(receiver: Receiver) -> None:
    receiver.answer = lambda _request: (200, (), b"x" * 10_000_000)

    attempt = send(receiver.url)

    assert (len(attempt.body), attempt.error) == (64 * 1024, "")


@pytest.mark.parametrize("status", [404, 500, 503])
def test_an_error_status_is_told(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _request: (status, (), b"oh")

    attempt = send(receiver.url)

    assert (attempt.status, attempt.body, attempt.error) == (status, b"oh", f"answered {status}")


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_is_not_followed(receiver: Receiver, status: int) -> None:
    receiver.answer = lambda _request: (status, (("Location", receiver.url),), b"")

    attempt = send(receiver.url)

    assert attempt.error == f"answered {status}, not followed"
    assert len(receiver.got) == 1


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert "nobody listens" in send(f"http://127.0.0.1:{port}/").error
    assert "nobody listens" in send(f"http://localhost:{port}/").error


@pytest.mark.parametrize(
    ("answer", "why", "status"),
    [
        (None, "closed the connection without an answer", None),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{", "broke off", 200),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", "is not HTTP", None),
        (b"SSH-2.0-OpenSSH_9\r\n", "is not HTTP", None),
    ],
    ids=["closed", "truncated", "bad-chunk", "no-http"],
)
def test_a_broken_answer_is_told(answer: bytes | None, why: str, status: int | None) -> None:
    url, thread = raw(answer)

    attempt = send(url)
    thread.join()

    assert why in attempt.error
    assert attempt.status == status


def test_a_reset_is_told() -> None:
    url, thread = raw(None, reset=True)

    attempt = send(url)
    thread.join()

    assert "reset the connection" in attempt.error


def test_no_answer_in_time_is_told(receiver: Receiver) -> None:
    free = Event()
    receiver.answer = lambda _request: OK if free.wait(10) else None

    attempt = send(receiver.url, Sender(EgressGate(), timeout=0.2))
    free.set()

    assert "within 0.2 s" in attempt.error
    assert attempt.took >= 200_000


def test_a_name_that_nobody_knows_is_told() -> None:
    attempt = send("http://app.invalid/", Sender(EgressGate(["app.invalid"]), timeout=5))

    assert "cannot be resolved" in attempt.error


def test_a_header_that_cannot_be_sent_is_told(receiver: Receiver) -> None:
    attempt = send(receiver.url, headers=(("X-Bad", "a\r\nX-Evil: b"),))

    assert "cannot be sent" in attempt.error
    assert receiver.got == []


def test_odd_spellings_of_this_machine_arrive(receiver: Receiver) -> None:
    for host in ("localhost", "alice.localhost", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]"):
        assert send(receiver.url.replace("127.0.0.1", host)).error == ""
    assert dict(receiver.got[2][1])["Host"].startswith("2130706433:")


def test_a_proxy_of_the_environment_is_not_asked(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")

    assert send(receiver.url).error == ""


def test_a_certificate_is_looked_at_unless_told_otherwise(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subject = "-subj /CN=localhost -addext subjectAltName=IP:127.0.0.1"
    make = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 {subject} -keyout {key} -out {certificate}"
    subprocess.run(make.split(), check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)

    with receiving(context) as receiver:
        refused = send(receiver.url)
        trusted = send(receiver.url, Sender(EgressGate(), ca_file=str(certificate)))
        unseen = send(receiver.url, Sender(EgressGate(), verify=False))

    assert "is not trusted" in refused.error
    assert (trusted.error, unseen.error) == ("", "")


def test_connections_are_kept(receiver: Receiver) -> None:
    world = TinyWorld()
    for number in range(20):
        posted(world.outbox, "one call", DAWN + 1 + number, url=receiver.url)

    with dispatching(world) as dispatcher:
        assert dispatcher.advance(world, DAWN + 99).sent == 20

    assert len(receiver.connections) == 1


def test_no_transaction_is_open_while_sending(receiver: Receiver) -> None:
    world = TinyWorld()
    entered: list[float] = []

    def enter(_request: BaseHTTPRequestHandler) -> Answer:
        began = time.monotonic()
        with world.transaction():
            entered.append(time.monotonic() - began)
        return OK

    receiver.answer = enter
    for number in range(50):
        posted(world.outbox, str(number), DAWN + number % 2, url=receiver.url)

    with dispatching(world) as dispatcher:
        assert dispatcher.drain(world, 5)
        dispatcher.advance(world, DAWN + 9)

    assert len(entered) == 50
    assert max(entered) < 1


def test_a_slow_receiver_holds_up_no_other(receiver: Receiver) -> None:
    world, free = TinyWorld(), Event()
    with receiving() as slow, dispatching(world) as dispatcher:
        slow.answer = lambda _request: OK if free.wait(20) else None
        for number in range(200):
            posted(world.outbox, f"slow {number}", url=slow.url)
        quick = [posted(world.outbox, f"quick {number}", url=receiver.url).id for number in range(200)]
        dispatcher.wake()
        until = time.monotonic() + 5
        while any(world.outbox.get(id).state != "delivered" for id in quick) and time.monotonic() < until:
            time.sleep(0.01)
        assert len(receiver.got) == 200
        assert 1 <= len(slow.got) <= 64
        free.set()
        assert dispatcher.drain(world, 10)

    assert len(slow.got) == 200


def test_a_thousand_calls_are_told_in_order_none_lost_none_doubled(receiver: Receiver) -> None:
    world = TinyWorld(clock=RealClock())
    now = world.clock.now()
    with dispatching(world) as dispatcher:
        with world.transaction():
            for what in (b"connected", b"released"):
                for call in range(1000):
                    posted(world.outbox, str(call), now, url=f"{receiver.url}/{call}", body=what)
        dispatcher.wake(world)
        assert dispatcher.drain(world, 60)

    order: dict[str, list[bytes]] = {}
    for path, _, body in receiver.got:
        order.setdefault(path, []).append(body)
    assert len(order) == 1000
    assert all(bodies == [b"connected", b"released"] for bodies in order.values())
    assert {each.state for each in world.outbox.list()} == {"delivered"}
    assert len(receiver.connections) <= 64
