"""Clients of WireMock's admin API, unmodified: PyPI ``wiremock`` and npm ``wiremock-rest-client``.

Each reads journal, counts, near misses and scenario states of a server of ours, after the same requests.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.live.serving import PATIENCE, ROOT, Mock, Starter

pytestmark = pytest.mark.live

HERE = Path(__file__).parent
PYTHON = ROOT / ".venv/clients/bin/python"
NODE_CLIENT = HERE / "node/node_modules/wiremock-rest-client"
# fmt: off
LIBRARIES = {  # name -> (what has to be there, command)
    "PyPI wiremock":            (PYTHON,      (str(PYTHON), str(HERE / "clients/wiremock_admin.py"))),
    "npm wiremock-rest-client": (NODE_CLIENT, ("node", str(HERE / "node/wiremock_admin.mjs"))),
}
# fmt: on
SCENARIO = """\
name: a door
vendors: {hostedsuite: {}}
records: {hostedsuite: {given: [{Id: call-1}]}}
rules:
  - name: opens
    path: /api/door
    when: {state: {door: ""}}
    sets: {door: open}
    respond: {status: 503, body: {door: opened}}
"""
NOTE = {
    "CustomerName": "acme",
    "UserName": "api",
    "Password": "secret",
    "Id": "call-1",
    "Notes": "called back",
}
Told = dict[str, Any]


@pytest.fixture(scope="module", params=["own", "gthread"])
def mock(request: pytest.FixtureRequest, start: Starter) -> Iterator[Mock]:
    options = () if request.param == "own" else ("--server", request.param)
    with start(SCENARIO, *options) as mock:
        yield mock


def prepare(mock: Mock) -> None:
    """Three requests: one that the vendor answers, one that a rule does, one that nobody does."""
    mock.admin("POST", "/reset")
    accept = {"Accept": "application/json"}
    assert mock.post("/api/calls/update", NOTE, X_Kind="gold", **accept).status_code == 200
    assert (
        requests.get(f"{mock.url}/api/door", headers={"X-Kind": "silver"}, timeout=PATIENCE).status_code
        == 503
    )
    assert mock.post("/api/call/update", NOTE, X_Kind="gold", **accept).status_code == 404


@pytest.fixture(scope="module", params=LIBRARIES)
def told(request: pytest.FixtureRequest, mock: Mock, require: Callable[[Path, str], None]) -> Told:
    """What a client read."""
    needed, command = LIBRARIES[request.param]
    require(needed, "run `make env`")
    prepare(mock)
    done = subprocess.run([*command, mock.url], capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return {"library": request.param, **json.loads(done.stdout)}


BODY = json.dumps(NOTE)


def test_the_journal_is_read_newest_first(told: Told) -> None:
    assert (told["total"], told["disabled"]) == (3, False)
    assert told["newest"] == ["POST", "/api/call/update", "gold", BODY, 404]
    assert told["dated"] == [True, "20"]


def test_one_request_is_read_by_its_id(told: Told) -> None:
    assert told["one"] == told["newest"]


def test_requests_are_counted_by_patterns(told: Told) -> None:
    assert told["counts"] == {"path": 1, "method": 1, "header": 2, "nothing": 0}


def test_requests_are_found_by_patterns(told: Told) -> None:
    assert told["found"] == [["GET", "/api/door", "silver", ""]]


def test_what_nobody_answered_is_read(told: Told) -> None:
    assert told["unmatched"] == [["POST", "/api/call/update", "gold", BODY]]


@pytest.mark.parametrize(
    ("whose", "url"),
    [
        ("near", "/api/call/update"),
        ("near request", "/api/calls/updat"),
        ("near pattern", "/api/calls/update"),
    ],
)
def test_near_misses_are_read_the_nearest_first(told: Told, whose: str, url: str) -> None:
    first, *others = told[whose]

    assert first[0] == url
    assert 0 < first[1] < 0.1
    assert all(first[1] <= distance <= 1 for _, distance in others)


def test_scenario_states_are_read_set_and_reset(told: Told, mock: Mock) -> None:
    possible = ["Started", "open"]
    if "states" in told:  # the Python client can only reset
        states = ["open", "Started", "open", "Started", "Started"]
        assert told["states"] == [[["door", state, possible]] for state in states]
    assert [each["state"] for each in mock.admin("GET", "/scenarios")["scenarios"]] == ["Started"]


def test_the_journal_is_reset(told: Told) -> None:
    assert told["left"] == 0
