"""The command line as processes: started, asked, stopped."""

import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

pytestmark = pytest.mark.live
COMMAND = [sys.executable, "-m", "mockserver"]
SERVERS = ["loop", "gthread", "werkzeug"]
ACCEPTS = b'{"retCode": "0", "retMsg": "success"}'


def ended(*words, **more):
    return subprocess.run([*COMMAND, *words], capture_output=True, text=True, timeout=30, check=False, **more)


class Running:
    """A process whose lines are waited for."""

    def __init__(self, *words):
        # Interrupted as by Ctrl-C in a terminal: the whole group of processes at once.
        self.process = subprocess.Popen(
            [*COMMAND, *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def line(self, seconds=15):
        assert select.select([self.process.stdout], [], [], seconds)[0], "nothing was printed"
        return self.process.stdout.readline().rstrip("\n")

    def interrupt(self, number=signal.SIGINT):
        os.killpg(self.process.pid, number)
        out, err = self.process.communicate(timeout=15)
        return self.process.returncode, out, err

    def end(self):
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        with self.process:  # closes the pipes
            pass


@contextmanager
def running(*words):
    process = Running(*words)
    try:
        yield process
    finally:
        process.end()


@contextmanager
def serving(*words):
    with running("run", *words, "--port", "0") as server:
        ready = server.line()
        assert ready.startswith("ready http://127.0.0.1:"), ready
        server.url = ready.removeprefix("ready ")
        yield server


@contextmanager
def receiver(body=ACCEPTS, status=200):
    got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", got
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def ask(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    try:
        with urlopen(Request(url, data, {"Content-Type": "application/json"}), timeout=10) as answer:
            return answer.read()
    except HTTPError as why:
        with why:
            return why.read()


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_run_says_ready_serves_and_stops_cleanly(server, number):
    with serving("quickstart", "--server", server) as running:
        assert json.loads(ask(running.url + "/__admin/health"))["status"] == "healthy"

        code, out, err = running.interrupt(number)

    assert (code, out) == (0, "")
    assert "Traceback" not in err
    assert f"curl -s {running.url}/api/calls/update" in err  # what is to be tried, with the port that it has
    assert "admin token" not in err


@pytest.mark.parametrize("server", SERVERS)
def test_sigterm_to_the_process_alone_stops_it_with_all_it_has_started(server):
    with serving("--server", server) as running:
        running.process.terminate()
        running.process.communicate(timeout=15)

        assert running.process.returncode == 0
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), 1)


@pytest.mark.parametrize("server", SERVERS)
def test_a_taken_port_is_one_line(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = ended("run", "--port", str(taken.getsockname()[1]), "--server", server)

    assert (ran.returncode, ran.stdout, ran.stderr.count("\n")) == (2, "", 1)
    assert "(Address already in use); try --port 0" in ran.stderr


def test_beyond_loopback_an_admin_token_is_made_up_and_asked_for():
    with running("run", "--listen", "0.0.0.0", "--port", "0") as server:
        url = server.line().removeprefix("ready ")
        refused = json.loads(ask(url + "/__admin/health"))
        _, _, err = server.interrupt()

    assert refused["errors"][0]["code"] == 401
    assert err.count("admin token: ") == 1


def test_the_journal_asks_with_the_admin_token_it_is_given():
    with serving("--admin-token", "let me in") as server:
        without = ended("journal", "--url", server.url)
        with_it = ended(
            "journal", "--url", server.url, env={**os.environ, "MOCKSERVER_ADMIN_TOKEN": "let me in"}
        )

    assert (without.returncode, without.stderr.count("\n")) == (1, 1)
    assert "--admin-token" in without.stderr
    assert with_it.returncode == 0


def test_journal_lists_what_came_and_hides_secrets():
    with serving("quickstart") as server:
        ask(
            server.url + "/api/calls/update",
            {"CustomerName": "acme", "Password": "hush", "Id": "+31612345678"},
        )
        ask(server.url + "/nowhere?token=hush")
        table = ended("journal", "--url", server.url)
        told = ended("journal", "list", "--url", server.url, "--json")
        whole = ended("journal", "--url", server.url, "--json", "--no-redact")

    assert [line.split()[0] for line in table.stdout.splitlines()] == ["NO", "1", "2"]
    assert table.stdout.rstrip().endswith("unmatched")
    assert "hush" not in table.stdout + told.stdout
    assert "31612345678" not in told.stdout
    assert len(json.loads(told.stdout)["requests"]) == 2
    assert "hush" in whole.stdout


def test_journal_as_curl_sends_the_same_again():
    with serving("quickstart") as server:
        ask(server.url + "/api/calls/update", {"CustomerName": "acme", "Password": "it's", "Id": "1\n"})
        told = ended("journal", "--url", server.url, "curl", "1", "--no-redact").stdout
        subprocess.run(["bash", "-c", told], capture_output=True, timeout=20, check=True)
        events = json.loads(ended("journal", "--url", server.url, "--json", "--no-redact").stdout)["requests"]

    first, again = ({**event["request"], "loggedDate": 0, "loggedDateString": ""} for event in events)
    for request in (first, again):
        request["headers"] = {
            name: value
            for name, value in request["headers"].items()
            if name not in ("Accept-Encoding", "Connection")
        }
    assert again == first


def test_journal_follow_prints_what_comes_and_ends_on_ctrl_c():
    with (
        serving("quickstart") as server,
        running("journal", "--follow", "--json", "--url", server.url) as journal,
    ):
        ask(server.url + "/first")
        first = json.loads(journal.line())
        ask(server.url + "/second")
        second = json.loads(journal.line())
        code, out, err = journal.interrupt()

    assert [first["request"]["url"], second["request"]["url"]] == ["/first", "/second"]
    assert (code, out, err) == (0, "", "")


def test_verbose_says_each_exchange_redacted():
    with serving("--verbose") as server:
        ask(server.url + "/nowhere?token=hush")
        _, _, err = server.interrupt()

    assert "GET /nowhere?token=[redacted] -> 404 in " in err


def test_fire_delivers_a_signed_release_to_a_receiver():
    with receiver() as (url, got):
        ran = ended(
            "fire", "huawei", "--to", url + "/release", "--secret", "s3cret", "--outcome", "busy", "--json"
        )

    told = json.loads(ran.stdout)
    ((path, members),) = got
    assert (ran.returncode, told["delivered"], told["answer"]["status"], path) == (0, True, 200, "/release")
    assert json.loads(told["sent"]["body"]) == members
    assert members["releaseReason"] == "3"
    assert abs(int(members["timestamp"]) / 1000 - time.time()) < 60


@pytest.mark.parametrize(
    ("answer", "why"),
    [((b"{}", 200), "no retCode"), ((ACCEPTS, 500), "500"), ((b'{"retCode":"1"}', 200), 'retCode "1"')],
)
def test_fire_says_why_an_answer_does_not_count(answer, why):
    with receiver(*answer) as (url, got):
        ran = ended("fire", "huawei", "--to", url)

    assert ran.returncode == 1
    assert why in ran.stdout.splitlines()[-1]
    assert len(got) == 1  # sent once


def test_fire_says_that_nobody_listens():
    ran = ended("fire", "huawei", "--to", "http://127.0.0.1:9/x")

    assert ran.returncode == 1
    assert ran.stdout.splitlines()[-1] == "not delivered: nobody listens at 127.0.0.1:9: connection refused"


def test_sign_reads_standard_input():
    given = '{"secret":"s","nonce":"n","timestamp":"t","params":{"a":"1"}}'

    ran = ended("sign", "huawei", "--json", input=given)

    assert json.loads(ran.stdout)["canonical"] == "s_t_n_a=1"


def test_output_into_a_pipe_that_closes_is_no_traceback():
    ran = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m mockserver vendors huawei --json | head -1"],
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )

    assert ran.stdout == "{\n"
    assert "Traceback" not in ran.stderr
