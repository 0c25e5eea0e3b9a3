"""``record`` before two vendors: a mock that runs, and a stand-in that is not quite like it."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from tests.live.serving import PATIENCE, READY, environment, first_line

pytestmark = pytest.mark.live

TOKEN = "/apigovernance/api/oauth/tokenByAkSk"
CALLS = "/apiaccess/CC-Management/v1/mobileAgent"
KEYS = {"app_key": "mock-app-key", "app_secret": "mock-app-secret"}
NUMBERS = {"caller": "13800000001", "called": "88880067"}
LARGE = b"line\n" * 100_000
Answers = list[tuple[int, str]]


class Recorder:
    """A recorder that runs."""

    def __init__(self, process: subprocess.Popen[str], url: str) -> None:
        self.process, self.url = process, url
        self.code, self.said = -1, ""

    def stop(self, number: int = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        said, self.log = self.process.communicate(timeout=PATIENCE)
        self.code, self.said = self.process.returncode, said


@contextmanager
def recording(to: str, out: Path, *options: str) -> Iterator[Recorder]:
    words = ["record", "--vendor", "huawei", "--to", to, "--out", str(out), "--port", "0", *options]
    process = subprocess.Popen(
        [sys.executable, "-m", "mockserver", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(),
    )
    try:
        yield Recorder(process, first_line(process).removeprefix(READY).strip())
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()


def application(url: str) -> Answers:
    """What an application asks, and is answered: it says again what it was told."""
    answers: Answers = []

    def ask(path: str, body: Any, **headers: str) -> Any:
        answer = requests.post(url + path, json=body, headers=headers, timeout=PATIENCE)
        answers.append((answer.status_code, answer.text))
        return answer.json()

    token = ask(TOKEN, KEYS)["AccessToken"]
    known = {"Authorization": f"Bearer {token}"}
    ask(CALLS + "/createCall", NUMBERS)
    ids = [ask(CALLS + "/createCall", NUMBERS, **known)["result"]["callSerialNo"] for _ in range(2)]
    for id_ in reversed(ids):
        ask(CALLS + "/queryCallState", {"callSerialNo": id_}, **known)
    ask("/apiaccess/nowhere?page=1", {}, **known)
    return answers


class Different(BaseHTTPRequestHandler):
    """A vendor that differs in a member more, a type and a status; one path of its is nowhere else."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, body = {
            TOKEN: (200, {"AccessToken": "secret-token-1", "ApplyType": "Bearer", "Expires": 600}),
            CALLS + "/createCall": (201, {"result": {"callSerialNo": "1", "region": "eu"}, "retCode": "0"}),
        }.get(self.path, (200, {"elsewhere": self.path}))
        sent = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(sent)))
        self.end_headers()
        self.wfile.write(sent)

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(LARGE)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(LARGE)

    def do_HEAD(self) -> None:
        self.do_GET()

    def log_message(self, *_what: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def different() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Different) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_recording_plays_as_the_vendor_answered_and_the_mock_differs_in_nothing(start, tmp_path):
    out = tmp_path / "recorded.yaml"
    with start("quickstart") as vendor, recording(vendor.url, out) as recorder:
        heard = application(recorder.url)
        recorder.stop()
    text = out.read_text("utf-8")
    with start(text) as mock:
        played = application(mock.url)
        checked = subprocess.run([sys.executable, "-m", "mockserver", "check", str(out)], check=False)

    assert (recorder.code, recorder.said.splitlines()[-1:]) == (
        0, [f"7 of 7 exchanges recorded, as 7 rules: {out}"],
    ), recorder.log  # fmt: skip
    assert "the vendor" not in recorder.said
    assert [status for status, _ in played] == [status for status, _ in heard]
    assert [json.loads(body).keys() for _, body in played] == [json.loads(body).keys() for _, body in heard]
    assert played[1:4] == heard[1:4]  # nothing in them is hidden
    assert checked.returncode == 0
    for hidden in (*KEYS.values(), *NUMBERS.values(), json.loads(heard[0][1])["AccessToken"]):
        assert hidden not in text + recorder.said + recorder.log


def test_it_says_where_the_mock_differs_and_what_cannot_be_played(different, tmp_path):
    out = tmp_path / "recorded.yaml"
    with recording(different, out) as recorder:
        token = requests.post(recorder.url + TOKEN, json=KEYS, timeout=PATIENCE).json()["AccessToken"]
        known = {"Authorization": f"Bearer {token}"}
        requests.post(recorder.url + CALLS + "/createCall", json=NUMBERS, headers=known, timeout=PATIENCE)
        requests.post(recorder.url + "/new/api", json={}, timeout=PATIENCE)
        recorder.stop(signal.SIGINT)

    said = [line.strip() for line in recorder.said.splitlines()]
    assert recorder.code == 1, recorder.log
    for line in (
        "body.Expires: the vendor number, the mock text",
        "status: the vendor 201, the mock 200",
        "body.result.region: the vendor text, the mock has none",
        "missing: #3 POST /new/api: no path of Huawei Cloud AICC's that the mock knows",
        f"2 of 3 exchanges recorded, as 2 rules: {out}",
    ):
        assert line in said
    assert "# body.result.region: the vendor text, the mock has none" in out.read_text("utf-8")


def test_large_answers_pass_whole_and_those_without_a_body_at_once(different, tmp_path):
    with recording(different, tmp_path / "recorded.yaml") as recorder:
        head = requests.head(recorder.url + "/apiaccess/large", timeout=5)
        got = requests.get(recorder.url + "/apiaccess/large", timeout=PATIENCE)
        recorder.stop()

    assert (head.status_code, head.content) == (200, b"")
    assert got.content == LARGE
    assert recorder.code == 0, recorder.said


def test_a_vendor_that_cannot_be_reached_is_said_to_the_application_and_at_the_end(tmp_path):
    out = tmp_path / "recorded.yaml"
    with recording("http://127.0.0.1:1", out) as recorder:
        answer = requests.get(recorder.url + "/apiaccess/x", timeout=PATIENCE)
        recorder.stop()

    assert (answer.status_code, recorder.code) == (502, 1)
    assert "nobody listens at 127.0.0.1:1" in answer.text
    assert "missing: nobody listens at 127.0.0.1:1: connection refused" in recorder.said


def test_nothing_is_forwarded_to_another_place_than_the_one_named(different, tmp_path):
    with recording(different, tmp_path / "recorded.yaml") as recorder:
        host, _, port = recorder.url.removeprefix("http://").partition(":")
        answers = []
        for target in ("http://192.0.2.1/x", "//192.0.2.1/x", "@192.0.2.1/x", "*"):
            with socket.create_connection((host, int(port)), PATIENCE) as line:
                line.sendall(f"POST {target} HTTP/1.0\r\nContent-Length: 0\r\n\r\n".encode())
                answers.append(b"".join(iter(lambda: line.recv(4096), b"")).decode())
        recorder.stop()

    assert [answer.split()[1] for answer in answers] == ["200", "200", "400", "400"]
    assert '{"elsewhere": "/x"}' in answers[0]  # the absolute form names a path, and no place
    assert '192.0.2.1/x"}' in answers[1]  # two slashes, or one: Python's servers read them so


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--vendor", "nobody", "--to", "http://127.0.0.1:1"], "no vendor is called 'nobody'"),
        (["--vendor", "huawei", "--to", "http://169.254.169.254/"], "never sent to 169.254.169.254"),
        (["--vendor", "huawei", "--to", "ftp://127.0.0.1/"], "has to begin with http:// or https://"),
        (["--vendor", "huawei", "--to", "http://127.0.0.1:1/?x=1"], "more than a place and a path"),
        (
            ["--vendor", "huawei", "--to", "http://127.0.0.1:1", "--out", "nowhere/x.yaml"],
            "no folder nowhere",
        ),
        (["--vendor", "huawei", "--to", "http://127.0.0.1:1", "--out", "ARCHITECTURE.md"], "there already"),
        (["--vendor", "huawei", "--to", "http://127.0.0.1:1", "--beside", "quickstat"], "quickstart"),
    ],
)
def test_a_wrong_command_is_one_line_and_exit_code_2(options, why):
    ran = subprocess.run(
        [sys.executable, "-m", "mockserver", "record", *options],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
        timeout=PATIENCE,
    )

    assert (ran.returncode, len(ran.stderr.splitlines())) == (2, 1), ran.stderr
    assert why in ran.stderr
