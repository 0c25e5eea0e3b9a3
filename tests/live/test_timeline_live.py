"""A timeline on a real clock: what the application under test is asked, and when, by a real server."""

import pytest

from mockserver.scenario.packing import packed
from mockserver.vendors import Installed
from tests.live.receiver import receiving

pytestmark = pytest.mark.live
TEXT = """
variables: {target: "http://127.0.0.1:1"}
clock: %s
vendors: {huawei: {}}
timeline:
  - {at: 200ms, request: {path: "/orders?n=1", json: {at: "{{ now }}", who: "{{ fake.name() }}"}}}
  - {at: 100ms, request: {path: /first, json: [1]}}
  - {at: 300ms, call: {caller: "1", called: "2", outcome: busy}}
  - {at: 400ms, request: {method: DELETE, path: /orders}}
"""


def test_the_application_is_asked_in_time_by_the_machines_own_clock(start):
    with receiving() as app, start(TEXT % "real", "--set", f"target={app.url}") as mock:
        got = app.wait_for(2, 10)

        assert [path for path, _ in got] == ["/first", "/orders?n=1"]
        assert got[1][1]["who"]
        (refused,) = mock.admin("POST", "/callbacks/wait", {"state": "failed", "timeout": "10s"})["callbacks"]
        assert (refused["method"], refused["problem"]) == ("DELETE", "answered 501")
        assert [call["caller"] for call in mock.admin("GET", "/calls")["calls"]] == ["1"]


def test_a_sandbox_of_a_packed_file_plays_it_when_its_clock_is_moved(start, tmp_path):
    (tmp_path / "mine.yaml").write_text(TEXT % "manual")
    with receiving() as app, start() as mock:
        sent = packed(tmp_path / "mine.yaml", Installed(), {"target": app.url})
        mock.admin("POST", "/sandboxes", {"name": "alice", **sent})

        mock.admin("POST", "/clock/advance?sandbox=alice", {"by": "250ms"})

        assert [path for path, _ in app.got] == ["/first", "/orders?n=1"]
        assert app.got[1][1]["at"] == "2026-01-01T00:00:00.200Z"
