"""Four clients are told apart by nine lines of a scenario."""

from __future__ import annotations

import pytest

from tests.scenarios.worlds import FILES, named
from tests.verify.retrying import APPS, IDS, Client

EXPECTED = {  # the client -> what the verdicts are, and a part of the first reason that is no pass
    "correct": ("pass", "pass", ""),
    "impatient": ("fail", "pass", "20ms after 'two failures'"),
    "doubling": ("pass", "fail", "2 requests came, exactly 1 expected: event"),
    "silent": ("fail", "fail", "no requests came between 1s and 30s after"),
}


def verdicts(name, final="?final=true"):
    world = named("huawei-retries")
    client = Client(world)
    client.begin()
    APPS[name](client)
    return world.http.get(f"/__admin/expectations{final}").json["expectations"]


@pytest.mark.parametrize("name", APPS)
def test_a_client_is_told_apart_by_its_verdicts(name):
    retried, written, reason = EXPECTED[name]

    found = verdicts(name)

    assert [each["verdict"] for each in found] == [retried, written], found
    wrong = [each["reason"] for each in found if each["verdict"] != "pass"]
    assert reason in (wrong or [""])[0]


def test_a_reason_names_the_value_that_it_is_about():
    (_, written) = verdicts("doubling")

    assert f"for body.uniqueId '{IDS[1]}'" in written["reason"]
    assert written["found"] == 3


def test_the_scenario_is_under_ten_lines():
    (path,) = (path for path in FILES if path.stem == "huawei-retries")

    lines = [line for line in path.read_text("utf-8").splitlines() if line[:1] != "#"]

    assert len(lines) < 10


def test_a_client_that_never_began_fails():
    found = named("huawei-retries").http.get("/__admin/expectations?final=true").json

    assert found["verdict"] == "fail"
    assert "'two failures' did not happen" in found["expectations"][0]["reason"]
