"""The bench itself, short: a real server, a real load, and what is told of it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.bench import callbacks, delays, held, scenes
from mockserver.bench.client import load
from mockserver.bench.contestants import MOCKSERVER, OURS
from mockserver.bench.findings import Findings
from mockserver.bench.rounds import Field
from mockserver.bench.workloads import workloads

pytestmark = pytest.mark.live


@pytest.fixture
def field() -> Field:
    """Ourselves alone, loaded by the bench's own client, so that the test needs no wrk."""
    return Field((MOCKSERVER,), Path(), {}, Findings(), load, lambda _text: None)


def test_a_short_run_tells_what_every_workload_did():
    words = ["--quick", "--connections", "2", "--seconds", "1", "--json"]
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", "bench", *words], capture_output=True, text=True, timeout=120
    )

    data = json.loads(ran.stdout)
    assert set(data["load"][OURS]) == set(workloads())
    for figures in data["load"][OURS].values():
        assert figures["2"]["rate"][0] > 0
        assert figures["2"]["cpu"][0] > 0
        assert (figures["2"]["refused"], figures["2"]["lost"]) == ([0], [0])
    assert not data.get("problems")


def test_the_clients_own_load_answers_like_wrks():
    with scenes.scene("bench") as server:
        told = load(scenes.target(server), 4, 1)

    assert told.requests > 10
    assert told.size == len('{"result":0}')
    assert (told.refused, told.lost) == (0, 0)
    assert 0 < told.p50 <= told.p99 <= told.worst


def test_delayed_requests_are_counted_from_their_own_sending(field):
    delays.measure(field, 50)

    told = field.findings.data["delayed"][OURS]
    assert told["answered"] == 50
    assert told["least"] >= delays.DELAY


def test_held_requests_are_answered_when_their_event_comes_and_no_other_is(field):
    held.measure(field, 60, 10)

    told = field.findings.data["held"]
    assert (told["answered"], told["early"]) == (10, 0)
    assert told["p50"] > 0


def test_every_callback_arrives_after_it_was_due(field):
    callbacks.measure(field, 100)

    told = field.findings.data["callbacks"]
    assert (told["count"], told["lost"], told["twice"]) == (100, 0, 0)
    assert told["p50"] > 0
