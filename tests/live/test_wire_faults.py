"""Each fault as the bytes that a client's socket gets, by every server that we know how to be served by."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import pytest

from mockserver.faults.base import Draw
from mockserver.faults.broken import NOISE
from tests.live.serving import Mock, Starter
from tests.live.test_gunicorn import gunicorn

pytestmark = pytest.mark.live

PATIENCE = 20.0
UPDATE = "/api/calls/update"
NOTE = {"CustomerName": "acme", "UserName": "api", "Password": "secret", "Id": "1", "Notes": "new"}
SEED = 5
FAULTS = {
    "reset": "CONNECTION_RESET_BY_PEER",
    "reset later": "{kind: CONNECTION_RESET_BY_PEER, sent: 20}",
    "empty": "EMPTY_RESPONSE",
    "malformed": "MALFORMED_RESPONSE_CHUNK",
    "random": "RANDOM_DATA_THEN_CLOSE",
    "hang": "HANG",
    "truncated": "{truncate: 20}",
    "late": "{delay: 400ms}",
    "late and reset": "{delay: 400ms, kind: CONNECTION_RESET_BY_PEER}",
    "dribble": "{dribble: {pieces: 5, over: 800ms}}",
}
SIDED = [name for name, fault in FAULTS.items() if not fault.startswith(("{delay: 400ms}", "{dribble"))]


def rule(name: str, fault: str, side: str = "", respond: str = "") -> str:
    return f"  - {{name: {name}, when: {{header: {{X-Fault: {name}}}}}, fault: {fault}{side}{respond}}}\n"


SCENARIO = f"""\
name: broken wire
seed: {SEED}
clock: manual
vendors: {{hostedsuite: {{users: [{{CustomerName: acme, UserName: api, Password: secret}}]}}}}
records: {{hostedsuite: {{given: [{{Id: "1", Notes: old}}]}}}}
rules:
{"".join(rule(name, fault) for name, fault in FAULTS.items())}\
{"".join(rule(f"{name} after", FAULTS[name], ", side: after") for name in SIDED)}\
{rule("late 503", "{delay: 400ms}", respond=", respond: {status: 503}")}"""
Serving = Callable[[Starter, ExitStack], Mock]


def by_command(*options: str) -> Serving:
    return lambda start, stack: stack.enter_context(start(SCENARIO, *options))


def by_gunicorn(start: Starter, stack: ExitStack) -> Mock:
    """As somebody does who has a Procfile of their own."""
    scenario = start.folder / "gunicorn.yaml"
    scenario.write_text(SCENARIO)
    env = {"MOCKSERVER_SCENARIOS": str(scenario), "GUNICORN_CMD_ARGS": "-k gthread"}
    return stack.enter_context(gunicorn(start.folder, **env))


SERVERS = {
    "mockserver run": by_command(),
    "mockserver run --server gthread": by_command("--server", "gthread"),
    "mockserver run --server werkzeug": by_command("--server", "werkzeug"),
    "gunicorn -k gthread": by_gunicorn,
}


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest, start: Starter) -> Iterator[Mock]:
    with ExitStack() as clients, ExitStack() as stack:
        mock = SERVERS[request.param](start, stack)
        yield mock
        clients.enter_context(asking(mock, "hang"))  # somebody still waits when it is told to stop
    assert "Traceback" not in mock.log, mock.log


_numbers = count()


@pytest.fixture
def mock(server: Mock) -> Mock:
    """A sandbox of its own: its first request is event 1, whatever was asked before."""
    return server.sandbox(f"wire{next(_numbers)}")


@dataclass
class Got:
    """What a client got, and when: seconds since it asked."""

    data: bytes = b""
    end: str = "open"  # or closed, reset
    times: list[float] = field(default_factory=list)

    @property
    def head(self) -> tuple[str, dict[str, str]]:
        """The status line, and the fields by lower-case names."""
        first, *lines = self.data.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
        return first, {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]

    @property
    def whole(self) -> bool:
        return b"\r\n\r\n" in self.data and len(self.body) == int(self.head[1].get("content-length", -1))


def asking(mock: Mock, fault: str, patience: float = PATIENCE) -> socket.socket:
    """A client that has sent its request."""
    body = json.dumps(NOTE).encode()
    head = (
        f"POST {mock.prefix}{UPDATE} HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
        f"Content-Type: application/json\r\nX-Fault: {fault}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    url = urlsplit(mock.url)
    client = socket.create_connection((url.hostname, url.port), timeout=patience)
    client.sendall(head.encode() + body)
    return client


def asked(mock: Mock, fault: str = "", patience: float = PATIENCE) -> Got:
    """One request, and everything that comes back until it is whole or over."""
    began = time.monotonic()
    with asking(mock, fault, patience) as client:
        return received(client, began)


def received(client: socket.socket, began: float) -> Got:
    got = Got()
    while not got.whole:
        try:
            data = client.recv(65536)
        except ConnectionResetError:
            got.end = "reset"
            return got
        except TimeoutError:
            return got
        if not data:
            got.end = "closed"
            return got
        got.data += data
        got.times.append(time.monotonic() - began)
    return got


def note(mock: Mock) -> Any:
    return mock.admin("GET", "/records/hostedsuite/1")["Notes"]


def noise(name: str) -> bytes:
    """What the first request of a sandbox is told by this rule."""
    return Draw(SEED, (name, 1)).noise(NOISE)


@pytest.fixture
def usual(server: Mock) -> Got:
    """The answer without a fault."""
    got = asked(server.sandbox(f"wire{next(_numbers)}"))
    assert got.head[0] == "HTTP/1.1 200 OK"
    assert json.loads(got.body)["Notes"] == "new"
    return got


def test_a_reset_connection_is_reset_before_a_byte(mock: Mock) -> None:
    got = asked(mock, "reset")

    assert (got.data, got.end) == (b"", "reset")


def test_a_connection_can_be_reset_behind_a_part_of_the_body(mock: Mock, usual: Got) -> None:
    got = asked(mock, "reset later")

    assert (got.body, got.end) == (usual.body[:20], "reset")
    assert got.head[1]["content-length"] == str(len(usual.body))


def test_an_empty_response_is_the_end_of_the_connection_without_a_byte(mock: Mock) -> None:
    got = asked(mock, "empty")

    assert (got.data, got.end) == (b"", "closed")


def test_a_malformed_chunk_follows_the_head_of_a_chunked_answer(mock: Mock) -> None:
    got = asked(mock, "malformed")

    status, fields = got.head
    assert status == "HTTP/1.1 200 OK"
    assert fields["transfer-encoding"] == "chunked"
    assert "content-length" not in fields
    assert fields["content-type"].startswith("application/json")
    assert (got.body, got.end) == (noise("malformed"), "closed")


def test_random_data_is_drawn_by_the_seed_and_the_event(mock: Mock) -> None:
    first, second = asked(mock, "random"), asked(mock, "random")

    assert (first.data, first.end) == (noise("random"), "closed")
    assert second.end == "closed"
    assert second.data != first.data


def test_a_truncated_body_is_shorter_than_its_length(mock: Mock, usual: Got) -> None:
    got = asked(mock, "truncated")

    assert got.head[0] == "HTTP/1.1 200 OK"
    assert got.head[1]["content-length"] == str(len(usual.body))
    assert (got.body, got.end) == (usual.body[:20], "closed")


def test_a_hanging_answer_sends_nothing_and_the_server_goes_on(mock: Mock) -> None:
    got = asked(mock, "hang", patience=0.5)

    assert (got.data, got.end) == (b"", "open")
    assert asked(mock).whole


def test_a_late_answer_is_the_usual_one_and_late(mock: Mock, usual: Got) -> None:
    got = asked(mock, "late")

    assert 0.4 <= got.times[0] < PATIENCE
    assert got.whole
    assert got.body == usual.body
    assert note(mock) == "new"


def test_a_reset_can_be_late(mock: Mock) -> None:
    began = time.monotonic()
    got = asked(mock, "late and reset")

    assert time.monotonic() - began >= 0.4
    assert (got.data, got.end) == (b"", "reset")


def test_a_refusal_can_be_late(mock: Mock) -> None:
    got = asked(mock, "late 503")

    assert got.times[0] >= 0.4
    assert got.head[0].startswith("HTTP/1.1 503 ")
    assert got.whole
    assert note(mock) == "old"


def test_a_dribbled_body_comes_in_pieces_over_time_and_is_whole(mock: Mock, usual: Got) -> None:
    got = asked(mock, "dribble")

    assert len(got.times) >= 5
    assert 0.8 <= got.times[-1] < PATIENCE
    assert got.times[0] < 0.8
    assert got.whole
    assert got.body == usual.body
    assert note(mock) == "new"


@pytest.mark.parametrize("name", SIDED)
def test_before_nothing_has_happened(mock: Mock, name: str) -> None:
    asked(mock, name, patience=0.6)

    assert note(mock) == "old"


@pytest.mark.parametrize("name", SIDED)
def test_after_it_has_happened_and_the_wire_says_the_same(mock: Mock, name: str) -> None:
    got = asked(mock, f"{name} after", patience=0.6)

    assert note(mock) == "new"
    assert not got.whole
    assert got.end == asked(mock, name, patience=0.6).end


def test_the_journal_says_which_rule_it_was(mock: Mock) -> None:
    asked(mock, "empty")

    (event,) = mock.admin("GET", "/requests")["requests"]
    assert event["mockserver"]["rule"] == "empty"
    assert event["wasMatched"] is True
