"""Every bundled scenario is replayed against the sample application; other applications are told from it."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
import requests

from mockserver.bench.running import free_port
from tests.docs.pages import SCENARIOS
from tests.live.serving import PATIENCE, ROOT, environment
from tests.report.junit_schemas import ANT, JENKINS, complaints

pytestmark = pytest.mark.live

APP = ROOT / "tests" / "samples" / "app" / "app.py"
# The sample application waits a tenth of a second where this scenario wants one to thirty: time runs faster.
# In the other eighteen callbacks come one after another, and each is followed by a moment's quiet.
OPTIONS = {
    "huawei-retries": ("--pace", "20", "--grace", "0.3"),
    "huawei-callback-faults": ("--quiet", "0.02"),
}
FIRST_LOOK = "quickstart"  # expects nothing of anybody
LONGEST = 1.0  # seconds for a play, the start of processes not counted
CALLED = """
    name: called
    clock: {kind: manual, start: 2026-02-22T10:04:28Z}
    vendors:
      huawei:
        callbacks: {connection: "http://elsewhere.test:1/connected", release: "http://elsewhere.test:1/released"}
    timeline:
      - {at: 5s, call: {caller: "13800000001", called: "88880067", outcome: called_no_answer}}
    expect:
      - {name: the end is accepted, callback: release, delivered: true}
      - {name: nobody asks for anything, vendor: huawei, never: true}
"""
DEAF = """
    import http.server, os
    from urllib.parse import urlsplit

    class No(http.server.BaseHTTPRequestHandler):
        def do_POST(self):
            self.send_error(500)

    port = urlsplit(os.environ["MOCKSERVER_TARGET"]).port
    http.server.HTTPServer(("127.0.0.1", port), No).serve_forever()
"""


@dataclass
class Replayed:
    """A replay that has ended."""

    code: int
    out: str
    err: str
    folder: Path

    @property
    def json(self):
        return json.loads((self.folder / "report.json").read_text())

    @property
    def verdicts(self):
        return {case["name"]: case["verdict"] for case in self.json["cases"]}


@pytest.fixture
def replay(tmp_path):
    """Runs ``mockserver replay``, all reports written; an application's command stands behind ``--``."""

    def replay(scenario, *options, app=(), target=None):
        files = [f"--{kind}={tmp_path / f'report.{kind}'}" for kind in ("json", "junit", "html")]
        where = [] if target is None else ["--target", target]
        words = [scenario, "--port", "0", *where, *files, *options, *(("--", *app) if app else ())]
        command = [sys.executable, "-m", "mockserver", "replay", *map(str, words)]
        ran = subprocess.run(
            command,
            cwd=ROOT,
            env=environment(),
            capture_output=True,
            text=True,
            timeout=2 * PATIENCE,
            check=False,
        )
        return Replayed(ran.returncode, ran.stdout, ran.stderr, tmp_path)

    return replay


@pytest.fixture
def target():
    return f"http://127.0.0.1:{free_port()}"


@pytest.fixture
def written(tmp_path):
    """A file with this text."""

    def written(name, text):
        file = tmp_path / name
        file.write_text(textwrap.dedent(text), "utf-8")
        return file

    return written


def sample(job):
    return (sys.executable, str(APP), job)


@pytest.mark.parametrize("path", SCENARIOS, ids=[path.stem for path in SCENARIOS])
def test_the_sample_application_passes_every_bundled_scenario(replay, target, path):
    ran = replay(path, "--quiet", "0.05", *OPTIONS.get(path.stem, ()), app=sample(path.stem), target=target)

    expected = (3, set()) if path.stem == FIRST_LOOK else (0, {"pass"})
    assert (ran.code, set(ran.verdicts.values())) == expected, ran.out + ran.err
    assert float(ran.json["facts"]["played in"].split()[0]) < LONGEST
    assert ran.json["facts"]["ended"].startswith("everything had come")
    for schema in (ANT, JENKINS):
        assert complaints((ran.folder / "report.junit").read_bytes(), schema) == []


def test_an_application_that_does_nothing_fails_and_is_told_what_was_missing(replay, target):
    ran = replay("huawei-write-back", "--grace", "0.2", app=sample("nothing"), target=target)

    assert ran.code == 1
    assert "no requests came, exactly 1 expected" in ran.out
    suite = Xml.fromstring((ran.folder / "report.junit").read_bytes()).find("testsuite")  # noqa: S314 (our own)
    assert (suite.get("tests"), suite.get("failures")) == ("2", "2")


def test_callbacks_go_to_the_target_whatever_the_scenario_says(replay, target, written):
    ran = replay(written("called.yaml", CALLED), app=sample(""), target=target)

    assert ran.code == 0, ran.out + ran.err
    assert [(step["text"], step["answer"]) for step in ran.json["steps"]] == [("release /released", "200")]


def test_an_application_that_refuses_a_callback_fails(replay, target, written):
    app = (sys.executable, str(written("deaf.py", DEAF)))
    ran = replay(written("called.yaml", CALLED), app=app, target=target)

    assert (ran.code, ran.verdicts) == (
        1,
        {"the end is accepted": "fail", "nobody asks for anything": "pass"},
    )
    assert "callback(s) not accepted" in ran.out


def test_a_scenario_that_expects_nothing_passes_nobody(replay, written):
    ran = replay(written("empty.yaml", "name: empty\nclock: manual\n"))

    assert ran.code == 3
    assert "the scenario expects nothing" in ran.out


def test_a_scenario_with_mistakes_is_not_played(replay, written):
    file = written("wrong.yaml", "name: wrong\nexpct: []\n")
    ran = replay(file)

    assert (ran.code, ran.out) == (2, "")
    assert f"{file}:2:1" in ran.err
    assert len(ran.err.splitlines()) == 1


def test_an_application_that_never_listens_is_said_so_with_its_own_words(replay, target, written):
    app = (sys.executable, "-c", "raise SystemExit('no database')")
    ran = replay(written("called.yaml", CALLED), app=app, target=target)

    assert ran.code == 1
    assert f"nobody listens at {target}" in ran.err


def test_an_application_that_fails_is_noted_with_its_last_words(replay):
    app = (sys.executable, "-c", "raise SystemExit('no database')")
    ran = replay("hostedsuite-notes", app=app)

    assert ran.code == 1
    assert "the application ended with 1; it last said: no database" in ran.out
    assert "nothing was asked of the mock; is the application pointed at it?" in ran.out
    assert ran.json["facts"]["ended"] == "the application had ended"


def test_a_running_server_plays_it_in_a_sandbox_of_its_own(replay, start, target, written):
    folder = written("called.yaml", CALLED).parent
    (folder / "more.yaml").write_text("include: [called.yaml]\nname: more\n", "utf-8")
    with start() as mock:
        ran = replay(folder / "more.yaml", "--attach", mock.url, app=sample(""), target=target)

        assert ran.code == 0, ran.out + ran.err
        assert ran.json["facts"]["server"] == f"{mock.url}/~replay"
        told = requests.get(f"{mock.url}/__admin/sandboxes/replay", timeout=PATIENCE).json()
        assert (told["scenario"], told["requests"]) == ("more", 0)
        assert requests.get(f"{mock.url}/__admin/callbacks", timeout=PATIENCE).json()["callbacks"] == []


ASKING = """
    import os, urllib.error, urllib.request
    try:
        where = os.environ["MOCKSERVER_URL"] + "/nowhere?token=abcdefgh12&phone=%2B447700900123"
        urllib.request.urlopen(where)
    except urllib.error.HTTPError:
        pass
"""


@pytest.mark.parametrize(("options", "is_shown"), [((), False), (("--no-redact",), True)])
def test_reports_hide_secrets_and_numbers_unless_told_otherwise(replay, written, options, is_shown):
    ran = replay("quickstart", *options, app=(sys.executable, str(written("asking.py", ASKING))))

    written_files = "".join(file.read_text("utf-8") for file in ran.folder.glob("report.*"))
    for place in (ran.out, written_files):
        assert "/nowhere?token=" in place
        assert ("abcdefgh12" in place, "447700900123" in place) == (is_shown, is_shown)
