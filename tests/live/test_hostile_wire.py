"""The server as it is started by its command, and clients that mean no good, or leave too early."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
import requests
from hypothesis import HealthCheck, given, settings

from tests.live.raw import HEALTH, PATIENCE, SCENARIO, client, noting, serves, waiting, worker_of
from tests.live.serving import Mock, Starter
from tests.server.cases import CASES
from tests.server.test_fuzz import cuts, split, streams
from tests.server.wire import Client, answers_in

pytestmark = pytest.mark.live

LAST = HEALTH.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
MB = 1024 * 1024


@pytest.fixture(scope="module")
def mock(start: Starter) -> Iterator[Mock]:
    with start(SCENARIO) as mock:
        yield mock


def memory_of(pid: int) -> int:
    """Bytes that a process keeps."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def test_every_case_is_refused_or_answered_and_the_connection_is_closed_or_good(mock: Mock) -> None:
    wrong = []
    before = worker_of(mock)
    for case in CASES:
        with client(mock) as one:
            one.send(case.sent + LAST)
            answers = list(answers_in(one.rest(), int(case.sent.startswith(b"HEAD"))))
        told = [word if isinstance(word, int) else 100 if word == "continue" else 0 for word in case.read]
        told += [200] * case.goes_on
        same = len(answers) == len(told) and all(
            status in (0, answer.status) for status, answer in zip(told, answers, strict=True)
        )
        if not same or answers[-1]["connection"] != "close":
            wrong.append((str(case), [answer.status for answer in answers]))

    assert not wrong
    assert worker_of(mock) == before


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(stream=streams(), places=cuts)
def test_whatever_comes_is_answered_in_http_or_closed_and_others_are_served(
    mock: Mock, stream: bytes, places: list[int]
) -> None:
    with client(mock) as other, client(mock) as one:
        for piece in split(stream, places):
            one.send(piece)
        one.end()
        data = one.rest()
        other.send(HEALTH)
        assert other.answer().status == 200

    if b"HEAD " not in stream:
        assert all(100 <= answer.status < 600 for answer in answers_in(data))


def endless(head: bytes, piece: bytes) -> Callable[[], Iterator[bytes]]:
    def pieces() -> Iterator[bytes]:
        yield head
        while True:
            yield piece

    return pieces


POST = b"POST /api/calls/update HTTP/1.1\r\nHost: localhost\r\n"
CHUNKED = POST + b"Transfer-Encoding: chunked\r\n\r\n"
LONG = b"Content-Length: 99999999999\r\n"
PART = 65_536
# fmt: off
ENDLESS = {
    "a method":               (endless(b"", b"G" * PART), 501),
    "empty lines":            (endless(b"", b"\r\n" * PART), 431),
    "a target":               (endless(b"GET /", b"a" * PART), 414),
    "a field":                (endless(POST + b"X: ", b"a" * PART), 431),
    "fields":                 (endless(POST, b"X: y\r\n" * 10_000), 431),
    "a body":                 (endless(POST + LONG + b"\r\n", b"a" * PART), 413),
    "a body, if it may":      (endless(POST + LONG + b"Expect: 100-continue\r\n\r\n", b"a"), 413),
    "a chunk":                (endless(CHUNKED + b"ffffffff\r\n", b"a" * PART), 413),
    "chunks":                 (endless(CHUNKED, b"8\r\nabcdefgh\r\n" * 5_000), 413),
    "a size":                 (endless(CHUNKED, b"0" * PART), 431),
    "an extension":           (endless(CHUNKED + b"1;", b"a" * PART), 431),
    "trailers":               (endless(CHUNKED + b"0\r\n", b"X: y\r\n" * 10_000), 431),
    "a trailer":              (endless(CHUNKED + b"0\r\nX: ", b"a" * PART), 431),
}
# fmt: on


@pytest.mark.parametrize("name", ENDLESS)
def test_what_never_ends_is_refused_and_costs_no_memory(mock: Mock, name: str) -> None:
    pieces, status = ENDLESS[name]
    worker = worker_of(mock)
    before = memory_of(worker)

    with client(mock) as one:
        one._one.settimeout(0.01)
        data = refusal(one, pieces())

    (answer,) = answers_in(data)
    assert answer.status == status
    assert memory_of(worker) - before < 24 * MB
    assert serves(mock)


def refusal(one: Client, pieces: Iterator[bytes]) -> bytes:
    """What is answered to one who sends on and on, listening now and then."""
    deadline = time.monotonic() + PATIENCE
    for piece in pieces:
        assert time.monotonic() < deadline
        with suppress(TimeoutError):  # the server has had enough for now
            one._one.send(piece)
        with suppress(TimeoutError):
            if data := one.some():
                one._one.settimeout(PATIENCE)
                return data + one.rest()
    raise AssertionError


def test_a_million_requests_of_one_who_does_not_read_are_not_kept(mock: Mock) -> None:
    worker = worker_of(mock)
    before = memory_of(worker)
    asked = HEALTH * 1_000_000  # more than systems keep of what nobody has read yet, 36 MB here

    with client(mock) as one:
        one._one.settimeout(0.5)
        out = 0
        with pytest.raises(TimeoutError):
            while out < len(asked):
                out += one._one.send(asked[out : out + PART])
        grown = memory_of(worker) - before
        assert serves(mock)

    assert out < len(asked)
    assert grown < 48 * MB


def test_two_thousand_idle_connections_leave_room_for_those_who_work(mock: Mock) -> None:
    with ExitStack() as stack:
        idle = [stack.enter_context(client(mock)) for _ in range(2_000)]
        for half in idle[::2]:
            half.send(b"GET /__admin/health HTTP/1.1\r\nHo")
        began = time.monotonic()
        with requests.Session() as session:
            for _ in range(200):
                assert session.get(f"{mock.url}/__admin/health", timeout=PATIENCE).ok
        took = time.monotonic() - began
        for half in idle[::100]:
            half.send(b"st: localhost\r\n\r\n")
            assert half.answer().status == 200

    assert took < 10


def test_a_client_that_leaves_in_the_middle_disturbs_nobody(mock: Mock) -> None:
    for sent in (noting("late"), noting("hang"), waiting(), noting()[:-5], noting()[:20], b""):
        for go in (Client.vanish, Client.end):
            with client(mock) as one:
                one.send(sent)
                go(one)

    assert serves(mock)
