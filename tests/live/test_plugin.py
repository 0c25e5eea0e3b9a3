"""The plugin of pytest, as its users meet it: runs of pytest over files of theirs."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

import pytest

from mockserver.remote.admin import Admin, Unreachable
from mockserver.remote.process import Process
from tests.live.pytests import PLUGINS, run
from tests.live.serving import ROOT

pytestmark = pytest.mark.live

SAMPLE = ROOT / "tests" / "samples" / "app_tests"
PREFACE = """
import json
import urllib.request

import pytest

WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}


def write(url, note, record="100001"):
    body = json.dumps({**WHO, "Id": record, "Notes": note}).encode()
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url + "/api/calls/update", body, headers)) as answer:
        return json.load(answer)
"""
MANY = """
@pytest.mark.scenario("quickstart")
@pytest.mark.parametrize("number", range(100))
def test_many(sandbox, number):
    written = write(sandbox.url, f"note {number}")

    assert written["Notes"] == f"note {number}"
    assert [each.json["Notes"] for each in sandbox.requests()] == [f"note {number}"]
"""
NOTED = """
import json
import os
from pathlib import Path

import pytest

took = []


@pytest.fixture(autouse=True)
def seen(mockserver):
    Path(f"url-{os.getpid()}").write_text(mockserver.url)


def pytest_runtest_logreport(report):
    took.append([report.nodeid, report.when, report.duration])


def pytest_sessionfinish(session):
    if not hasattr(session.config, "workerinput"):
        Path("took.json").write_text(json.dumps(took))
"""


def folder_of(folder: Path, text: str, **files: str) -> Path:
    (folder / "test_it.py").write_text(PREFACE + text)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(content)
    return folder


def urls_in(folder: Path) -> set[str]:
    return {file.read_text() for file in folder.glob("url-*")}


def answers(url: str) -> bool:
    try:
        return bool(Admin(url).get("/health"))
    except Unreachable:
        return False


def overheads(folder: Path) -> list[float]:
    """Seconds that each test but the first of each worker takes before and after its own code."""
    sums: dict[str, float] = {}
    for test, when, seconds in json.loads((folder / "took.json").read_text()):
        sums[test] = sums.get(test, 0) + (seconds if when != "call" else 0)
    return sorted(sums.values())


# ------------------------------------------------------------- the sample application


def test_the_tests_of_a_sample_application_pass():
    ran = run(SAMPLE)

    assert (ran.code, ran.count("failed")) == (0, 0), ran.text


def test_the_tests_of_a_sample_application_pass_in_parallel():
    ran = run(SAMPLE, "-n", "2")

    assert ran.code == 0, ran.text


# ------------------------------------------------------------- pytest-xdist


def test_a_hundred_tests_in_parallel_share_one_server_and_nothing_else(tmp_path):
    ran = run(folder_of(tmp_path, MANY, conftest__py=NOTED), "-n", "4")

    assert (ran.code, ran.count("passed")) == (0, 100), ran.text
    [url] = urls_in(tmp_path)
    assert not answers(url), "the server outlived the run"


def test_each_worker_may_have_a_server_of_its_own(tmp_path):
    folder = folder_of(tmp_path, MANY, conftest__py=NOTED)

    ran = run(folder, "-n", "2", "--mockserver-server", "worker")

    assert ran.code == 0, ran.text
    assert len(urls_in(folder)) == 2
    assert not any(map(answers, urls_in(folder)))


def test_a_sandbox_costs_a_test_little(tmp_path):
    ran = run(folder_of(tmp_path, MANY, conftest__py=NOTED))

    assert ran.code == 0, ran.text
    median = statistics.median(overheads(tmp_path))
    assert median < 0.010, f"{median * 1000:.1f} ms"  # 2 to 4 ms here; a busy machine doubles it


def test_a_worker_that_crashes_leaves_no_server_behind(tmp_path):
    crash = """
import os


@pytest.mark.parametrize("number", range(4))
def test_crash(sandbox, number):
    if number == 1:
        os._exit(1)
"""
    folder = folder_of(tmp_path, crash, conftest__py=NOTED)

    ran = run(folder, "-n", "2")

    assert ran.count("passed") == 3, ran.text
    [url] = urls_in(folder)
    assert not answers(url)


# ------------------------------------------------------------- what is told of a test that failed


def test_a_failure_shows_verdicts_callbacks_and_journal_without_secrets(tmp_path):
    text = """
@pytest.mark.scenario("one.yaml")
def test_it(sandbox, callback_receiver, manual_clock):
    write(sandbox.url, "called back")
    sandbox.place_call("huawei", caller="13800000001", called="13800000002", steps=["rings 1s", "busy"])
    manual_clock.advance("1m")
    assert False, "the app is wrong"
"""
    scenario = """
vendors:
  hostedsuite: {users: [{CustomerName: acme, UserName: api, Password: secret}]}
  huawei: {callbacks: {release: "http://127.0.0.1:9/released"}}
records: {hostedsuite: {generate: {count: 3, first_id: 100001}}}
expect: [{name: written twice, operation: UpdateCallRecordRequest, times: 2}]
"""
    ran = run(folder_of(tmp_path, text, one__yaml=scenario))

    assert ran.count("failed") == 1, ran.text
    assert "the app is wrong" in ran.text
    assert "verdicts in t1-" in ran.text
    assert "written twice" in ran.text
    assert "POST /api/calls/update  200 OK  hostedsuite UpdateCallRecordRequest" in ran.text
    assert "/released  " in ran.text
    assert '"Notes": "called back"' in ran.text
    assert '"Password": "[redacted]"' in ran.text
    assert "13800000002" not in ran.text.partition("mockserver: callbacks")[2]


def test_a_test_fails_when_its_scenario_expects_more_than_came(tmp_path):
    text = """
@pytest.mark.scenario("two.yaml")
@pytest.mark.parametrize("times", [1, 2, 3])
def test_it(sandbox, times):
    for _ in range(times):
        write(sandbox.url, "called back")
"""
    scenario = """
vendors: {hostedsuite: {users: [{CustomerName: acme, UserName: api, Password: secret}]}}
records: {hostedsuite: {generate: {count: 3, first_id: 100001}}}
expect: [{name: written twice, operation: UpdateCallRecordRequest, times: 2}]
"""
    ran = run(folder_of(tmp_path, text, two__yaml=scenario))

    assert (ran.count("passed"), ran.count("failed")) == (1, 2), ran.text
    assert "FAILED test_it.py::test_it[1]" in ran.text
    assert "FAILED test_it.py::test_it[3]" in ran.text
    assert "AssertionError: 1 of 1 expectations did not pass" in ran.text
    assert "found     3" in ran.text


def test_a_test_that_failed_by_itself_is_told_by_its_own_reason(tmp_path):
    text = '''
SCENARIO = """
vendors: {hostedsuite: {}}
expect: [{operation: UpdateCallRecordRequest}]
"""


@pytest.mark.scenario(SCENARIO)
def test_it(sandbox):
    assert "the app" == "right"
'''
    ran = run(folder_of(tmp_path, text))

    assert (ran.count("failed"), ran.count("error")) == (1, 0), ran.text
    assert "assert 'the app' == 'right'" in ran.text


def test_what_is_waited_for_in_vain_is_told_with_what_came(tmp_path):
    text = """
def test_requests(sandbox):
    sandbox.wait_for_requests(2, timeout=0.1, path="/api/calls/update")


def test_callbacks(sandbox):
    sandbox.wait_for_callbacks(notice="release", timeout=0.1)


def test_receiver(callback_receiver):
    urllib.request.urlopen(callback_receiver.url + "/somewhere")
    callback_receiver.wait(2, timeout=0.1)
"""
    ran = run(folder_of(tmp_path, text))

    assert ran.count("failed") == 3, ran.text
    assert "0 of 2 requests (path='/api/calls/update') within 0.1 s" in ran.text
    assert "0 of 1 callbacks (notice='release') within 0.1 s" in ran.text
    assert "1 of 2 came within 0.1 s; what came: GET /somewhere" in ran.text


# ------------------------------------------------------------- what is asked wrongly


@pytest.mark.parametrize(
    ("marker", "said"),
    [
        ('"quickstrat"', "no file and no bundled scenario is called 'quickstrat'; did you mean quickstart?"),
        ('"wrong.yaml"', "wrong.yaml:2:1: found"),
        ('"open.yaml"', "open.yaml:1:8: found the variable 'region'"),
        ('"one", "two"', "takes one word, not 2"),
    ],
    ids=["no such scenario", "a mistake", "a variable without a value", "two words"],
)
def test_a_scenario_that_cannot_be_used_is_an_error_with_the_reason(tmp_path, marker, said):
    text = f"@pytest.mark.scenario({marker})\ndef test_it(sandbox):\n    pass\n"
    wrong, unset = "vendors: {huawei: {}}\nrulse: []\n", "about: in ${region}\nvendors: {huawei: {}}\n"

    ran = run(folder_of(tmp_path, text, wrong__yaml=wrong, open__yaml=unset))

    assert ran.count("error") == 1, ran.text
    assert said in ran.text


def test_the_server_says_why_it_does_not_start(tmp_path):
    folder = folder_of(tmp_path, "def test_it(sandbox):\n    pass\n")
    (folder / "pytest.ini").write_text("[pytest]\nmockserver_scenarios = nowhere.yaml\n")

    alone, parallel = run(folder), run(folder, "-n", "1")

    assert "there is no file nowhere.yaml" in alone.text
    assert "there is no file nowhere.yaml" in parallel.text


# ------------------------------------------------------------- settings


def test_the_servers_own_scenario_is_that_of_tests_without_a_marker(tmp_path):
    text = """
def test_it(sandbox):
    assert write(sandbox.url, "called back")["Notes"] == "called back"
"""
    folder = folder_of(tmp_path, text)
    (folder / "pytest.ini").write_text("[pytest]\nmockserver_scenarios = quickstart\n")

    ran = run(folder)

    assert ran.code == 0, ran.text


def test_variables_come_from_the_marker_and_the_environment(tmp_path, monkeypatch):
    text = """
@pytest.mark.scenario("set.yaml", record="100002")
def test_it(sandbox):
    with pytest.raises(OSError) as raised:
        write(sandbox.url, "called back", "100002")
    assert raised.value.code == 418
    assert write(sandbox.url, "called back", "100001")
"""
    scenario = """
variables: {record: "1", status: {env: TEAPOT}}
vendors: {hostedsuite: {users: [{CustomerName: acme, UserName: api, Password: secret}]}}
records: {hostedsuite: {generate: {count: 3, first_id: 100001}}}
rules:
  - when: {body: {Id: "${record}"}}
    respond:
      status: ${status}
"""
    monkeypatch.setenv("TEAPOT", "418")

    ran = run(folder_of(tmp_path, text, set__yaml=scenario))

    assert ran.code == 0, ran.text


def test_a_server_that_runs_already_is_used_and_left_as_it_was(tmp_path):
    folder = folder_of(tmp_path, MANY, conftest__py=NOTED)

    with Process.start() as server:
        ran = run(folder, "--mockserver-url", server.url, "-n", "2")
        left = [each["name"] for each in Admin(server.url).get("/sandboxes")["sandboxes"]]

    assert ran.code == 0, ran.text
    assert urls_in(folder) == {server.url}
    assert left == ["default"]


def test_a_server_with_a_token_is_told_it(tmp_path, monkeypatch):
    folder = folder_of(tmp_path, 'def test_it(sandbox):\n    sandbox.expect(path="/x", never=True)\n')
    options = "--listen 0.0.0.0"
    (folder / "pytest.ini").write_text(f"[pytest]\nmockserver_options = {options}\n")
    monkeypatch.setattr("tests.live.pytests.environment", lambda **more: {**os.environ, **more})
    monkeypatch.setenv("MOCKSERVER_ADMIN_TOKEN", "let me in")

    ran = run(folder)

    assert ran.code == 0, ran.text


# ------------------------------------------------------------- other people's tests


def test_a_run_that_asks_for_nothing_of_ours_loads_nothing_and_starts_nothing(tmp_path):
    text = """
import sys


def test_it():
    loaded = {name for name in sys.modules if name.partition(".")[0] == "mockserver"}
    assert loaded == {"mockserver", "mockserver.testing", "mockserver.testing.plugin"}


@pytest.mark.scenario("theirs", "of", "another", kind=True)
def test_their_marker():
    pass


@pytest.fixture
def sandbox():
    return "a box of sand"


def test_their_fixture(sandbox):
    assert sandbox == "a box of sand"
"""
    ran = run(folder_of(tmp_path, text), "--strict-markers", "-W", "error")

    assert (ran.code, ran.count("passed")) == (0, 3), ran.text


# ------------------------------------------------------------- as it is installed


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The Python of a fresh environment with the wheel, pytest and pytest-xdist, and nothing else of ours."""
    folder = tmp_path_factory.mktemp("installed")
    pip = ("-m", "pip", "--disable-pip-version-check", "--quiet")
    quick = ("--no-deps", "--no-build-isolation", "-w", str(folder), str(ROOT))
    subprocess.run([sys.executable, *pip, "wheel", *quick], check=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder / "venv")], check=True)
    python = str(folder / "venv" / "bin" / "python")
    [wheel] = folder.glob("*.whl")
    done = subprocess.run(
        [python, *pip, "install", f"{wheel}[pytest]", "pytest-xdist"],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        missing = pytest.fail if os.environ.get("MOCKSERVER_REQUIRE_ALL") == "1" else pytest.skip
        missing(f"the wheel cannot be installed here: {done.stderr.strip()[-400:]}")
    return python


def test_the_wheel_brings_the_plugin_and_the_sample_passes_with_it(installed, tmp_path):
    (tmp_path / "tests").mkdir()
    for file in SAMPLE.iterdir():
        if file.is_file():
            (tmp_path / "tests" / file.name).write_bytes(file.read_bytes())

    ran = run(tmp_path / "tests", "-n", "2", "--strict-markers", python=installed, plugins=PLUGINS[-2:])

    assert ran.code == 0, ran.text
