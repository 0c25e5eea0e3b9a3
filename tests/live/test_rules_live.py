"""Rules of a running server: states under real concurrency, the command line, duplicates on the wire."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

from tests.live.serving import ROOT, Mock, Starter, environment

pytestmark = pytest.mark.live

THREADS, ROUNDS = 8, 50
PATIENCE = 20.0
SCENARIO = """\
name: one state
clock: manual
vendors: {huawei: {}}
magic: true
rules:
  - {name: winner, path: "*", when: {state: {door: ""}}, sets: {door: shut}, respond: {status: 429}}
"""
LOST = {"path": "*", "when": {"state": {"door": "shut"}}, "respond": {"status": 503}}


def asked(mock: Mock, session: requests.Session) -> int:
    return session.post(f"{mock.base}/apiaccess/x", json={}, timeout=PATIENCE).status_code


@pytest.mark.parametrize("server", ["loop", "gthread"])
def test_of_many_clients_at_once_exactly_one_makes_a_transition_in_each_round(start: Starter, server: str):
    with start(SCENARIO, "--server", server) as mock, ThreadPoolExecutor(THREADS) as pool:
        sessions = [requests.Session() for _ in range(THREADS)]
        rounds = []
        for _ in range(ROUNDS):
            mock.admin("POST", "/reset")
            mock.admin("POST", "/rules", LOST)
            rounds.append(sorted(pool.map(lambda session: asked(mock, session), sessions)))

    assert rounds == [[429, *[503] * (THREADS - 1)]] * ROUNDS


def command(mock: Mock, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mockserver", "rule", *words, "--url", mock.url],
        cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False,
    )  # fmt: skip


def test_rules_are_added_listed_and_dropped_from_the_command_line(start: Starter):
    with start(
        SCENARIO, "--fault", "{name: first, path: '*', when: {first: 1}, respond: {status: 500}}"
    ) as mock:
        session = requests.Session()
        statuses = [asked(mock, session)]
        added = command(mock, "add", "{name: mine, path: '*', respond: {status: 418}}", "--json")
        statuses.append(asked(mock, session))
        listed = command(mock, "list")
        dropped = command(mock, "drop", "mine")
        statuses.append(asked(mock, session))
        wrong = command(mock, "add", "{path: '*', falt: HANG}")

    assert statuses == [500, 418, 429]
    assert json.loads(added.stdout)["origin"] == "live"
    assert [line.split()[:3] for line in listed.stdout.splitlines()[1:]] == [
        ["mine", "live", "1"],
        ["first", "scenario", "1"],
        ["winner", "scenario", "0"],
    ]
    assert (added.returncode, listed.returncode, dropped.returncode) == (0, 0, 0)
    assert (wrong.returncode, "did you mean fault?" in wrong.stderr) == (2, True)


@pytest.mark.parametrize("server", ["loop", "gthread", "werkzeug"])
def test_a_duplicate_answer_is_two_answers_on_one_connection(start: Starter, server: str):
    with start(SCENARIO, "--server", server) as mock:
        got = raw(mock, "{fault: DUPLICATE_ANSWER, respond: {body: {a: 1}}}")

    first, second = got.split(b"HTTP/1.")[1:]
    assert first.endswith(b'{"a": 1}')
    assert second.endswith(b'{"a": 1}')


def raw(mock: Mock, wish: str) -> bytes:
    """All bytes that come for one request on one connection."""
    place = urlsplit(mock.url)
    with socket.create_connection((place.hostname, place.port), PATIENCE) as client:
        head = f"GET /apiaccess/x HTTP/1.1\r\nHost: {place.netloc}\r\nX-Mock-Fault: {wish}\r\n"
        client.sendall(f"{head}Connection: close\r\n\r\n".encode())
        got = b""
        while data := client.recv(65536):
            got += data
    return got
