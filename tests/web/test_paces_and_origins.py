"""What a replay asks of a server: a clock of any pace, and callbacks that go to another origin."""

import pytest

from mockserver.clock import DAWN
from tests.web.admin_desk import admin_desk


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


def make(desk, **more):
    return desk.ask("POST", "/sandboxes", {"name": "bob", **more})


def test_a_stopped_clock_goes_on_from_where_it_stood_at_the_pace_that_is_asked_for(desk):
    told = desk.ask("PUT", "/clock", {"kind": "paced", "pace": 0.001}).json

    assert (told["kind"], told["millis"]) == ("paced", DAWN)
    assert desk.sandbox.clock.pace == 0.001


def test_the_pace_of_a_paced_clock_is_changed_and_without_one_it_is_the_machines(desk):
    desk.ask("PUT", "/clock", {"kind": "paced", "pace": 5})
    desk.ask("PUT", "/clock", {"kind": "paced", "pace": 0.001})
    assert desk.sandbox.clock.pace == 0.001

    desk.ask("PUT", "/clock", {"kind": "manual"})
    desk.ask("PUT", "/clock", {"kind": "paced"})
    assert desk.sandbox.clock.pace == 1.0


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"kind": "paced", "pace": 0}, "/pace"),
        ({"kind": "paced", "pace": "fast"}, "/pace"),
        ({"kind": "paced", "pace": True}, "/pace"),
        ({"kind": "paced", "pace": 1e9}, "/pace"),
        ({"kind": "real", "pace": 2}, "/pace"),
        ({"pace": 2}, "/pace"),
        ({"kind": "quick"}, "/kind"),
    ],
)
def test_a_pace_that_is_none_changes_nothing(desk, body, pointer):
    answer = desk.ask("PUT", "/clock", body)

    assert (answer.status_code, answer.json["errors"][0]["source"]["pointer"]) == (422, pointer)
    assert desk.sandbox.clock.kind == "manual"


def test_the_callbacks_of_one_sandbox_go_to_another_origin(desk):
    make(desk, callbackOrigin="http://127.0.0.1:7")
    call = {"vendor": "acme", "caller": "1", "called": "2", "report_to": "http://127.0.0.1:9/hook?a=1"}
    for sandbox in ("bob", "default"):
        desk.ask("POST", f"/calls?sandbox={sandbox}", {**call, "outcome": "busy"})
        desk.ask("POST", f"/clock/advance?sandbox={sandbox}", {"by": "1m"})

    sent = [
        desk.ask("GET", f"/callbacks?sandbox={sandbox}").json["callbacks"][0]["url"]
        for sandbox in ("bob", "default")
    ]
    assert sent == ["http://127.0.0.1:7/hook?a=1", "http://127.0.0.1:9/hook?a=1"]


@pytest.mark.parametrize("origin", ["http://app.test", "http://169.254.169.254", "nowhere", 7])
def test_an_origin_that_nothing_may_be_sent_to_makes_no_sandbox(desk, origin):
    answer = make(desk, callbackOrigin=origin)

    assert (answer.status_code, answer.json["errors"][0]["source"]["pointer"]) == (422, "/callbackOrigin")
    assert desk.ask("GET", "/sandboxes/bob").status_code == 404
