"""A real client in trouble, a real server, and what ``mockserver verify`` says of both."""

from __future__ import annotations

import json
import subprocess
import sys
from threading import Thread

import pytest

from mockserver.cli.verify import NOTHING
from tests.live.serving import PATIENCE, ROOT, environment

pytestmark = pytest.mark.live

OBS = "/rest/isales/v1/openapi/obs"
IDS = ("21713676089219765504", "21713676089219765505")


def verify(mock, *options):
    command = [sys.executable, "-m", "mockserver", "verify", "--url", mock.url, *options]
    return subprocess.run(
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def client(mock, *, writes=1):
    """Logs in and writes two results back; five seconds pass after a failure."""
    login = mock.post(f"{OBS}/auth/login", {"user": "mock-user", "passwd": "mock-passwd"}).json()
    token = {"Authorization": f"Bearer {login['resultData']['token']}"}
    about = {"subCCNo": 1, "vdnId": 88}
    mock.post(f"{OBS}/business/callnos", {**about, "serviceId": 1251250797, "batchCount": 2}, **token)
    for key in IDS:
        result = {**about, "uniqueId": key, "serviceId": "1251250797", "status": "6", "failCode": "00000"}
        while mock.post(f"{OBS}/business/call/result", result, **token).status_code != 200:
            mock.advance("5s")
    for _ in range(writes - 1):
        mock.post(f"{OBS}/business/call/result", result, **token)


def test_a_right_client_passes(start):
    with start("huawei-retries") as mock:
        client(mock)

        said = verify(mock)

    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout.splitlines()[-1] == "2 of 2 expectations pass"


def test_a_doubling_client_fails_and_is_told_why(start):
    with start("huawei-retries") as mock:
        client(mock, writes=2)

        said = verify(mock, "--json")

    assert said.returncode == 1
    verdicts = {row["name"]: row for row in json.loads(said.stdout)["expectations"]}
    assert verdicts["tried again"]["verdict"] == "pass"
    assert "2 requests came, exactly 1 expected" in verdicts["written once"]["reason"]


def test_what_is_under_way_is_inconclusive(start):
    scenario = """
        name: under way
        vendors: {huawei: {retry: [60000]}}
        expect: [{name: told, callback: release, delivered: true}]
    """
    with start(scenario) as mock:
        call = {"vendor": "huawei", "caller": "1", "called": "2", "outcome": "busy", "steps": None}
        call = {name: value for name, value in call.items() if value is not None}
        mock.admin("POST", "/calls", {**call, "report_to": "http://127.0.0.1:9/hook"})
        mock.admin("PUT", "/clock", {"kind": "manual"})
        mock.advance("10s")

        said = verify(mock)

    assert said.returncode == 3, said.stdout
    assert "still under way: callback" in said.stdout


def test_the_wait_ends_when_the_client_is_done(start):
    with start("huawei-retries") as mock:
        thread = Thread(target=client, args=(mock,))
        thread.start()

        said = verify(mock, "--wait", "20s")

        thread.join()
    assert said.returncode == 0, said.stdout + said.stderr


def test_a_wait_in_vain_says_what_is_missing(start):
    with start("huawei-retries") as mock:
        said = verify(mock, "--wait", "100ms")

    assert said.returncode == 1
    assert "'two failures' did not happen" in said.stdout


def test_nothing_expected_is_nothing_known(start):
    with start() as mock:
        said = verify(mock)

    assert (said.returncode, said.stdout.strip()) == (3, NOTHING)


def test_a_reset_ends_the_wait_and_nothing_is_known(start):
    with start("huawei-retries") as mock:
        waits = Thread(target=lambda: said.append(verify(mock, "--wait", "20s")))
        said = []
        waits.start()
        while waits.is_alive():  # it may not wait yet
            mock.admin("POST", "/reset")
            waits.join(0.2)

    assert said[0].returncode == 3
    assert "the sandbox was reset or dropped" in said[0].stderr


def test_a_wait_that_is_no_time_is_a_mistake(start):
    with start("huawei-retries") as mock:
        said = verify(mock, "--wait", "soon")

    assert (said.returncode, said.stderr.count("\n")) == (2, 1)
