"""A stock gunicorn serves the application by the command line of the Procfile."""

from __future__ import annotations

import base64
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from tests.live.receiver import receiving
from tests.live.serving import PATIENCE, ROOT, Mock, environment, stop

pytestmark = pytest.mark.live

LISTENING = re.compile(r"Listening at: (http://\S+)")
BIN = Path(sys.executable).parent
SCENARIO = """\
name: under gunicorn
seed: 2
vendors: {hostedsuite: {}, huawei: {shared_key: s3cret}}
records:
  hostedsuite: {generate: {count: 10, first_id: 1}}
calls:
  - steps: [agent rings 10ms, agent answers, rings 10ms, answered, talks 10ms, hung up by called]
"""


def command() -> str:
    """What the Procfile says of its web process."""
    name, _, line = (ROOT / "Procfile").read_text("utf-8").strip().partition(": ")
    assert name == "web"
    return line


def launch(log: Path, **env: str) -> subprocess.Popen[str]:
    path = {"PATH": f"{BIN}:{environment()['PATH']}"}
    with log.open("w") as sink:
        return subprocess.Popen(
            ["sh", "-c", f"exec {command()}"],
            cwd=ROOT,
            env=environment(PORT="0", **path, **env),
            stdout=subprocess.PIPE,
            stderr=sink,
            text=True,
        )


@contextmanager
def gunicorn(folder: Path, **env: str) -> Iterator[Mock]:
    log = folder / "gunicorn.log"
    process = launch(log, **env)
    try:
        yield Mock(url_in(log, process), process, log)
    finally:
        code = stop(process)
    assert code == 0, log.read_text()


def url_in(log: Path, process: subprocess.Popen[str]) -> str:
    """Where it listens, by its log, once it answers."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        if (found := LISTENING.search(log.read_text())) and answers(found[1]):
            return found[1]
        time.sleep(0.02)
    pytest.fail(f"gunicorn does not serve; its log:\n{log.read_text()}")


def answers(url: str) -> bool:
    try:
        return requests.get(f"{url}/__admin/health", timeout=5).ok
    except requests.ConnectionError:
        return False


def test_the_procfiles_command_serves_and_calls_back(tmp_path: Path) -> None:
    scenario = tmp_path / "scenario.yaml"
    scenario.write_text(SCENARIO)
    with receiving() as receiver, gunicorn(tmp_path, MOCKSERVER_SCENARIOS=str(scenario)) as mock:
        who = {"CustomerName": "c", "UserName": "u", "Password": "p", "Id": "3", "Notes": "hello"}
        note = mock.post("/api/calls/update", who, Accept="application/json").json()["Notes"]
        where = base64.b64encode(f"{receiver.url}/released".encode()).decode()
        call = {"caller": "13800000001", "called": "70000001", "callBackUrl": where}
        answer = mock.post("/apiaccess/CC-Management/v1/mobileAgent/createCall", call, **mock.token()).json()
        ((path, event),) = receiver.wait_for(1)
        (kept,) = mock.delivered(1)

    assert note == "hello"
    assert path == "/released"
    assert event["callSerialNo"] == answer["result"]["callSerialNo"]
    assert "signature" in event
    assert kept["state"] == "delivered"


def end_of(process: subprocess.Popen[str], log: Path) -> int | None:
    """The exit code of a server that should not start; None if it serves all the same."""
    deadline = time.monotonic() + PATIENCE
    try:
        while process.poll() is None and time.monotonic() < deadline:
            if (found := LISTENING.search(log.read_text())) and answers(found[1]):
                return None
            time.sleep(0.02)
        return process.poll()
    finally:
        stop(process)


def said(log: Path) -> list[str]:
    """What is worth reading in a log."""
    return [line for line in log.read_text().splitlines() if "[INFO]" not in line]


@pytest.mark.parametrize(
    "env",
    [
        pytest.param({"WEB_CONCURRENCY": "2"}, id="WEB_CONCURRENCY"),
        pytest.param({"GUNICORN_CMD_ARGS": "--workers=2"}, id="--workers"),
    ],
)
def test_several_workers_are_refused_in_one_line(tmp_path: Path, env: dict[str, str]) -> None:
    log = tmp_path / "gunicorn.log"

    code = end_of(launch(log, **env), log)

    assert code not in (0, None)
    assert len(said(log)) == 1, said(log)
    assert "memory store" in said(log)[0]


@pytest.mark.parametrize(
    ("env", "wrong"),
    [
        pytest.param({"MOCKSERVER_STORE": "paper:"}, "paper:"),
        pytest.param({"MOCKSERVER_SEED": "many"}, "MOCKSERVER_SEED"),
        pytest.param({"MOCKSERVER_SCENARIOS": "nowhere.yaml"}, "nowhere.yaml"),
    ],
)
def test_a_wrong_setting_ends_gunicorn_in_one_line(tmp_path: Path, env: dict[str, str], wrong: str) -> None:
    log = tmp_path / "gunicorn.log"

    code = end_of(launch(log, **env), log)

    assert code not in (0, None)
    assert len(said(log)) == 1, said(log)
    assert wrong in said(log)[0]


def test_nothing_is_left_in_the_home_directory(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with gunicorn(tmp_path, HOME=str(home), XDG_RUNTIME_DIR="") as mock:
        mock.admin("GET", "/health")
        while_serving = list(home.rglob("*"))

    assert while_serving == []
