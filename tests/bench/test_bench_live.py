"""The bench itself, short: a real server, a real load, and what is told of it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from mockserver.bench import callbacks, delays, duels, held, scenes
from mockserver.bench.client import load
from mockserver.bench.contestants import MOCKSERVER, OURS, Contestant, Place
from mockserver.bench.findings import Findings
from mockserver.bench.load import Load, Target
from mockserver.bench.processes import cost, tree
from mockserver.bench.rounds import Field, Plan
from mockserver.bench.running import Running
from mockserver.bench.slices import Side, in_pairs, interleaved
from mockserver.bench.workloads import workloads

pytestmark = pytest.mark.live
RIVAL = """
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

class Fine(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"{}")

ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Fine).serve_forever()
"""


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


def test_a_run_that_is_ended_takes_its_servers_with_it():
    words = ["--measure", "load", "--workload", "json", "--seconds", "30"]
    command = [sys.executable, "-m", "mockserver", "bench", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        while "is loaded" not in ran.stderr.readline():
            assert ran.poll() is None
        while len(started := set(tree(ran.pid)) - {ran.pid}) < 2:  # a server, and its worker or its load
            assert ran.poll() is None

        ran.terminate()
        ran.communicate(timeout=30)

    assert ran.returncode == 128 + signal.SIGTERM
    assert not any(cost(pid).memory for pid in started)


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
    callbacks.measure(field, 100, 1)

    told = field.findings.data["callbacks"]
    assert (told["count"], told["lost"], told["twice"]) == (100, [0], [0])
    assert min(told[name][0] for name in ("p50", "jitter", "alone", "beside")) > 0


def is_stopped(server: Running) -> bool:
    """Whether the system gives it no processor time, by proc(5)."""
    return Path(f"/proc/{server.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"


def test_slices_of_two_servers_alternate_and_whoever_waits_stands_still():
    with scenes.scene("bench") as one, scenes.scene("bench") as other:
        sides = [Side(server, scenes.target(server), 2) for server in (one, other)]
        loaded = []

        def generator(target: Target, connections: int, seconds: int) -> Load:
            told = load(target, connections, seconds)
            loaded.append((target.port, is_stopped(one), is_stopped(other)))
            return told

        pairs = list(islice(in_pairs(generator, *sides), 2))

    first, second = (one.port, False, True), (other.port, True, False)
    assert loaded == [first, second, second, first]
    assert all(each.load.requests > 10 for pair in pairs for each in pair)


def test_two_servers_are_loaded_at_once_and_have_the_machine_by_turns():
    with scenes.scene("bench") as one, scenes.scene("bench") as other:
        sides = [Side(server, scenes.target(server), 2) for server in (one, other)]
        seen = []

        def generator(target: Target, connections: int, seconds: int) -> Load:
            seen.extend((is_stopped(one), is_stopped(other)) for _ in range(5_000))
            return load(target, connections, seconds)

        pair = interleaved(generator, *sides, 1)

    assert {(True, False), (False, True)} <= set(seen)
    assert all(each.load.requests > 10 and each.load.seconds == pytest.approx(0.5, rel=0.3) for each in pair)


def test_a_rival_is_met_in_pairs_and_one_that_does_not_come_up_is_named(field):
    rival = Contestant("rival", "Rival", "", "", _rival, lambda _peers: "1", serves=("json",), warm=1)
    absent = replace(rival, name="absent", title="Absent", command=lambda _place: ["/bin/false"])
    field = replace(field, contestants=(MOCKSERVER, absent, rival))
    plan = Plan((workloads()["json"],), (16,), rounds=1, seconds=1)

    duels.measure(field, plan, pairs=2)

    told = field.findings.data["pairs"]["rival"]["json"]["16"]
    assert list(field.findings.data["pairs"]) == ["rival"]
    assert [len(told[name]) for name in ("rate", "p99")] == [2, 2]
    assert min(rate for pair in told["rate"] for rate in pair) > 0
    assert "it ended with 1" in field.findings.data["failed"]["pairs, Absent"]


def _rival(place: Place) -> list[str]:
    return [sys.executable, "-c", RIVAL, str(place.port)]
