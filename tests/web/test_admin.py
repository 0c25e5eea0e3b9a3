"""The admin API: every route does what it says, and what is asked wrongly is refused and changes nothing."""

import pytest

from mockserver.web.admin import ROUTES
from tests.web.admin_desk import APP, admin_desk
from tests.web.admin_tables import EXAMPLES, FAULTY, NOTHING, WRONG, made

DAWN = 1_767_225_600_000
DAY = 86_400_000


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


@pytest.mark.parametrize(("method", "path"), [row[:2] for row in ROUTES], ids=lambda part: part)
def test_every_route_answers(desk, method, path):
    example = NOTHING | EXAMPLES[method, path]
    key = example["prepare"](desk)
    for part, value in (("name", example.get("name")), ("vendor", example.get("vendor"))):
        path = path.replace(f"<{part}>", str(value))
    path = path.replace("<path:key>", "<key>").replace("<key>", example.get("key") or str(key))

    answer = desk.ask(method, path, example["body"])

    assert answer.status_code == example["status"]
    assert answer.content_type == example.get("type", "application/json")
    assert "members" not in example or example["members"] <= answer.json.keys()


def test_no_example_is_of_a_route_that_is_gone():
    assert {row[:2] for row in ROUTES} == EXAMPLES.keys()


def test_the_index_lists_every_route(desk):
    assert len(desk.ask("GET", "/").json["routes"]) == len(ROUTES)


def shown(row):
    method, path, body, _status = row
    return f"{method} {path} {body}"[:90]


def check_refused(desk, method, path, body, status):
    desk.place()
    desk.annotate()
    before = desk.seen()

    answer = desk.ask(method, path, body)

    assert answer.status_code == status
    assert all(error["title"] and error["code"] == status for error in answer.json["errors"])
    assert desk.seen() == before
    assert desk.ask("GET", "/clock").status_code == 200


@pytest.mark.parametrize("row", WRONG, ids=shown)
def test_what_is_asked_wrongly_is_refused_and_changes_nothing(desk, row):
    check_refused(desk, *row)


@pytest.mark.parametrize("row", FAULTY, ids=shown)
def test_what_is_asked_wrongly_should_be_refused_and_change_nothing(tmp_path, row):
    with admin_desk(tmp_path) as desk:
        desk.app.testing = False
        check_refused(desk, *row)


BODIES = ("{", "[", "[1]", "7", '"x"', "null", "\x00", "{'a': 1}", "[" * 10_000, '{"a":' + "9" * 5_000 + "}")


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body[:8])
@pytest.mark.parametrize(
    "path", ["/sandboxes", "/clock/advance", "/calls", "/records/acme", "/requests/count"]
)
def test_a_body_that_is_no_json_object_is_refused(desk, path, body):
    before = desk.seen()

    answer = desk.ask("POST", path, data=body, content_type="application/json")

    assert answer.status_code == 400
    assert "JSON" in answer.json["errors"][0]["title"]
    assert desk.seen() == before


def test_a_body_that_is_not_declared_as_json_is_refused(desk):
    answer = desk.ask("POST", "/calls", data='{"vendor":"acme"}', content_type="text/plain")

    assert answer.status_code == 415


def test_a_body_over_the_cap_is_refused(tmp_path):
    with admin_desk(tmp_path, body_limit=100) as desk:
        assert desk.ask("POST", "/calls", {"vendor": "x" * 200}).status_code == 413


# Clock


def test_a_manual_clock_is_moved_by_a_duration_to_a_time_and_to_what_is_next(desk):
    desk.place()

    moves = [
        desk.ask("POST", "/clock/advance", {"to": "next"}).json,
        desk.ask("POST", "/clock/advance", {"by": "30m"}).json,
        desk.ask("POST", "/clock/advance", {"to": "2026-01-02T00:00:00Z"}).json,
        desk.ask("PUT", "/clock", {"now": DAWN + 2 * DAY}).json,
        desk.ask("POST", "/clock/advance", {"to": "next"}).json,
    ]

    millis = [move["millis"] - DAWN for move in moves]
    assert millis == [0, 30 * 60_000, DAY, 2 * DAY, 2 * DAY]
    assert moves[-1]["next"] is None


def test_a_move_tells_how_much_was_sent(desk):
    desk.place(outcome="busy")

    answer = desk.ask("POST", "/clock/advance", {"by": "10s"}).json

    assert (answer["sent"], len(desk.sender.sent)) == (1, 1)
    assert desk.sender.sent[0].url == APP


def test_a_clock_that_runs_is_stopped_before_it_is_moved(desk):
    assert desk.ask("PUT", "/clock", {"kind": "real"}).json["kind"] == "real"
    refused = desk.ask("POST", "/clock/advance", {"by": "1s"})
    assert refused.status_code == 409
    assert "stop it first" in refused.json["errors"][0]["title"]
    assert desk.ask("PUT", "/clock", {"kind": "manual"}).json["kind"] == "manual"
    assert desk.ask("POST", "/clock/advance", {"by": "1s"}).status_code == 200


def test_the_clock_of_one_sandbox_is_not_anothers(desk):
    made(desk, "alice")
    desk.ask("POST", "/clock/advance?sandbox=alice", {"by": "1h"})

    assert desk.ask("GET", "/clock").json["millis"] == DAWN
    assert desk.ask("GET", "/clock", headers={"X-Mock-Sandbox": "alice"}).json["millis"] == DAWN + 3_600_000


# Sandboxes


def test_a_sandbox_made_anew_is_new(desk):
    made(desk, "bob")
    desk.annotate(path="/~bob/acme/notes")

    again = made(desk, "bob", seed=9)

    assert (again.status_code, again.json["seed"], again.json["requests"]) == (201, 9, 0)
    assert desk.ask("GET", "/records/acme/1?sandbox=bob").json["Notes"] == "old"


def test_a_sandbox_of_its_own_settings_keeps_them_when_it_is_reset(desk):
    made(desk, "bob", vendors={"acme": {"key": "bob's"}})

    desk.ask("POST", "/sandboxes/bob/reset")

    headers = {"Authorization": "Bearer bob's"}
    assert desk.http.post("/acme/notes", json={"Id": "1"}, headers=headers).status_code == 200
    assert desk.ask("GET", "/sandboxes/bob").json["requests"] == 1


def test_a_dropped_sandbox_is_gone_with_its_credentials(desk):
    made(desk, "bob", vendors={"acme": {"key": "bob's"}})

    desk.ask("DELETE", "/sandboxes/bob")

    headers = {"Authorization": "Bearer bob's"}
    assert desk.http.post("/acme/notes", json={"Id": "1"}, headers=headers).status_code == 401
    assert [each["name"] for each in desk.ask("GET", "/sandboxes").json["sandboxes"]] == ["default"]


def test_a_drop_cancels_what_is_pending_there_and_nowhere_else(desk):
    desk.place()
    made(desk, "bob")
    desk.ask("POST", "/calls?sandbox=bob", {"vendor": "acme", "caller": "1", "called": "2", "report_to": APP})
    for name in ("bob", "default"):
        sandbox = desk.world.sandboxes.get(name)
        sandbox.clock.move_to(DAWN + 1_500)  # both callbacks are worded now, and nothing sends here
        with sandbox.transaction():
            sandbox.catch_up()

    assert desk.ask("DELETE", "/sandboxes/bob").json == {"dropped": "bob", "cancelledCallbacks": 1}
    assert desk.ask("GET", "/health").json["callbacksPending"] == 1


def test_one_sandbox_too_many_is_refused(tmp_path):
    with admin_desk(tmp_path, sandbox_limit=1) as desk:
        assert made(desk, "bob").status_code == 409
        assert desk.ask("GET", "/clock", headers={"X-Mock-Sandbox": "bob"}).status_code == 400
        assert made(desk, "default", seed=5).status_code == 201


def test_a_sandbox_that_nobody_made_is_not_made_by_a_question(desk):
    assert desk.ask("GET", "/clock?sandbox=typo").status_code == 404
    assert [each.name for each in desk.world.sandboxes] == ["default"]


def test_a_bug_of_ours_is_said_to_be_one(desk, monkeypatch):
    monkeypatch.setattr(type(desk.sandbox), "next_due", lambda sandbox: 1 / 0)

    answer = desk.ask("GET", "/clock")

    assert (answer.status_code, answer.content_type) == (500, "application/json")
    assert "has a bug" in answer.json["errors"][0]["title"]
    assert "ZeroDivisionError" not in answer.text
