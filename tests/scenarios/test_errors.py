"""errors-400-to-500: each status in the vendor's own body and format, for both vendors, in JSON and XML."""

from __future__ import annotations

import json

import pytest
import xmltodict

from mockserver.reply import standard_reason
from tests.scenarios.worlds import CREATE, LOGIN, Played, named

STATUSES = (400, 401, 403, 404, 415, 429, 500, 503)
UPDATE = "/api/calls/update"
MEDIA = {"json": "application/json", "xml": "application/xml"}
NOTE = {**LOGIN, "Id": "1", "Notes": "changed"}


@pytest.fixture
def world() -> Played:
    return named("errors-400-to-500")


def wanted(world: Played, status: int, path: str, media: str):
    return world.post(path, NOTE if path == UPDATE else {}, X_Want=str(status), Accept=media)


def reason(answer) -> str:
    return str(answer.status).partition(" ")[2]


def note(world: Played, id: str) -> str | None:
    found: str | None = world.http.get(f"/__admin/records/hostedsuite/{id}").json["Notes"]
    return found


@pytest.mark.parametrize("status", STATUSES)
def test_hostedsuite_says_a_status_in_json(world, status):
    answer = wanted(world, status, UPDATE, MEDIA["json"])

    said = answer.json["ResponseStatus"]
    assert answer.status_code == status
    assert answer.content_type.startswith(MEDIA["json"])
    assert list(answer.json) == ["ResponseStatus"]
    assert said["ErrorCode"] == reason(answer)
    assert said["Message"]


@pytest.mark.parametrize("status", STATUSES)
def test_hostedsuite_says_a_status_in_xml(world, status):
    answer = wanted(world, status, UPDATE, MEDIA["xml"])

    tree = xmltodict.parse(answer.data)
    assert answer.status_code == status
    assert answer.content_type.startswith(MEDIA["xml"])
    assert tree["ErrorResponse"]["@xmlns"] == "http://schemas.servicestack.net/types"
    assert tree["ErrorResponse"]["ResponseStatus"]["ErrorCode"] == reason(answer)


@pytest.mark.parametrize("status", STATUSES)
def test_huawei_says_a_status_in_json(world, status):
    answer = wanted(world, status, CREATE, MEDIA["json"])

    assert answer.status_code == status
    assert answer.content_type.startswith(MEDIA["json"])
    assert list(answer.json) == ["retCode", "retMsg"]
    assert answer.json["retCode"] == str(status)
    assert answer.json["retMsg"]
    assert reason(answer).lower() == standard_reason(status).lower()


@pytest.mark.parametrize("status", STATUSES)
def test_huawei_says_a_status_in_xml(world, status):
    answer = wanted(world, status, CREATE, MEDIA["xml"])

    said = xmltodict.parse(answer.data)["response"]
    assert answer.status_code == status
    assert answer.content_type.startswith(MEDIA["xml"])
    assert said["retCode"] == str(status)
    assert said["retMsg"] == wanted(world, status, CREATE, MEDIA["json"]).json["retMsg"]


@pytest.mark.parametrize("path", [UPDATE, CREATE])
@pytest.mark.parametrize(("status", "seconds"), [(429, "5"), (503, "30")])
def test_who_is_too_early_is_told_when_to_come_again(world, path, status, seconds):
    assert wanted(world, status, path, MEDIA["json"]).headers["Retry-After"] == seconds


def test_a_request_that_is_answered_with_an_error_changes_nothing(world):
    for status in STATUSES:
        wanted(world, status, UPDATE, MEDIA["json"])

    assert note(world, "1") == "one"


def test_without_the_header_the_vendor_answers_itself(world):
    answer = world.post(UPDATE, NOTE, Accept=MEDIA["json"])

    assert answer.status_code == 200
    assert note(world, "1") == "changed"


def test_a_flaky_record_fails_twice_and_then_works(world):
    flaky = {**LOGIN, "Id": "flaky", "Notes": "third time"}

    statuses = [world.post(UPDATE, flaky, Accept=MEDIA["json"]).status_code for _ in range(4)]

    assert statuses == [500, 500, 200, 200]
    assert note(world, "flaky") == "third time"


@pytest.mark.parametrize("media", MEDIA.values())
def test_a_lost_answer_is_an_error_although_the_note_is_written(world, media):
    lost = {**LOGIN, "Id": "lost-answer", "Notes": "once"}

    first = world.post(UPDATE, lost, Accept=media)
    written = note(world, "lost-answer")
    second = world.post(UPDATE, lost, Accept=media)

    assert first.status_code == 500
    assert first.content_type.startswith(media)
    assert written == "once"
    assert second.status_code == 200


def test_the_journal_says_which_rule_answered(world):
    world.post(UPDATE, {**LOGIN, "Id": "flaky"}, Accept=MEDIA["json"])

    event = json.loads(world.http.get("/__admin/requests?limit=1").data)["requests"][0]

    assert event["mockserver"]["rule"] == "fails twice, then works"
