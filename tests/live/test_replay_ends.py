"""A replay that is ended, or whose sandbox somebody takes away: nothing is left behind or claimed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time

import pytest
import requests

from mockserver.bench.running import free_port
from tests.live.serving import PATIENCE, ROOT, environment

pytestmark = pytest.mark.live

SCENARIO = """
    name: long
    clock: manual
    vendors: {hostedsuite: {}}
    expect: [{name: something comes, vendor: hostedsuite}]
"""
# Says where it and the server are, and then does nothing.
IDLE = """
    import os, sys, time
    with open(sys.argv[1], "w") as file:
        file.write(f"{os.getpid()} {os.environ['MOCKSERVER_URL']}\\n")
    time.sleep(600)
"""


@pytest.fixture
def replay(tmp_path):
    """Starts a replay that waits for ever; gives it, the application's id and the server's URL."""
    scenario, app, told = (tmp_path / name for name in ("long.yaml", "idle.py", "told"))
    scenario.write_text(textwrap.dedent(SCENARIO), "utf-8")
    app.write_text(textwrap.dedent(IDLE), "utf-8")
    running = []

    def replay(*options):
        words = ("replay", scenario, "--grace", "600", "--timeout", "600", *options)
        run = subprocess.Popen(
            [sys.executable, "-m", "mockserver", *map(str, words), "--", sys.executable, str(app), str(told)],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(run)
        until = time.monotonic() + PATIENCE
        while not (told.exists() and told.read_text().endswith("\n")):
            assert time.monotonic() < until, "the application was not started"
            time.sleep(0.01)
        pid, url = told.read_text().split()
        return run, int(pid), url

    yield replay
    for run in running:
        run.kill()
        run.communicate()


def is_there(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_what_it_has_started_ends_with_it(replay, number, code):
    run, application, url = replay("--port", "0")

    run.send_signal(number)
    out, err = run.communicate(timeout=PATIENCE)

    assert (run.returncode, out, err.strip()) == (code, "", "")
    assert not is_there(application)
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/__admin/health", timeout=PATIENCE)


@pytest.mark.parametrize("again", [("POST", "/reset"), ("POST", "/sandboxes")])
def test_nothing_is_said_of_a_world_that_somebody_replaced(replay, start, again):
    method, path = again
    with start() as mock:
        run, _, url = replay("--attach", mock.url, "--timeout", "1")

        where = url if path == "/reset" else mock.url
        requests.request(method, f"{where}/__admin{path}", json={"name": "replay"}, timeout=PATIENCE)
        out, err = run.communicate(timeout=PATIENCE)

    assert (run.returncode, out) == (3, "")
    assert "somebody reset or replaced the sandbox replay" in err


def test_two_at_once_do_not_meet(replay, tmp_path):
    run, *_ = replay("--port", str(free_port()), "--timeout", "1")
    scenario = tmp_path / "long.yaml"
    other = subprocess.run(
        [sys.executable, "-m", "mockserver", "replay", str(scenario), "--port", "0", "--timeout", "1"],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        timeout=2 * PATIENCE,
        check=False,
    )
    run.communicate(timeout=PATIENCE)

    assert (run.returncode, other.returncode) == (1, 1)
