"""What the comments of the bundled scenarios promise beyond that."""

from __future__ import annotations

import json

import pytest

from mockserver.callcentre.model import Outcome
from tests.scenarios.worlds import LOGIN, named

UPDATE, LIST = "/api/calls/update", "/api/calls"
JSON = {"Accept": "application/json"}
REASONS = {  # the number called -> releaseReason
    **{f"7000000{reason}": str(reason) for reason in range(7)},
    **{f"7000001{place}": "3" for place in range(5)},
    "70000104": "104",
}


@pytest.mark.parametrize(("called", "reason"), REASONS.items())
def test_huawei_outcomes_gives_each_reason_by_its_number(called, reason):
    world = named("huawei-outcomes")

    id = world.call(called)
    world.let_pass()

    release = json.loads(world.deliveries(id)[-1].body)
    assert release["releaseReason"] == reason


def test_huawei_outcomes_has_every_outcome_there_is():
    world = named("huawei-outcomes")

    ids = [world.call(called) for called in REASONS]
    world.let_pass()

    assert {world.found(id).outcome for id in ids} == set(Outcome)


def test_huawei_release_callbacks_keeps_to_the_moments_of_the_vendors_sample():
    world = named("huawei-release-callbacks")

    id = world.call("88880067")
    world.let_pass()

    release = json.loads(world.deliveries(id)[-1].body)
    assert release["createCallTime"] == "2026/02/22,10:04:28:000"
    assert release["talkingTime"] == "2026/02/22,10:04:30:414"
    assert release["releaseTime"] == "2026/02/22,10:04:36:314"
    assert release["talkDuration"] == "5"
    assert "signature" not in release  # the configured URL gets none, only one that createCall gave


def test_huawei_release_callbacks_go_where_the_scenario_says():
    world = named("huawei-release-callbacks")

    id = world.call("88880067")
    world.let_pass()

    urls = {each.notice: each.url for each in world.deliveries(id)}
    assert urls == {
        "connection": "http://127.0.0.1:9000/connected",
        "release": "http://127.0.0.1:9000/released",
    }
    assert {each.schedule for each in world.deliveries(id)} == {(0, 600_000, 0)}


@pytest.mark.parametrize(
    ("notes", "left"), [(None, "asked for a quote"), ("", ""), ("new", "new")], ids=["null", "empty", "text"]
)
def test_hostedsuite_notes_null_leaves_a_note_and_an_empty_text_clears_it(notes, left):
    world = named("hostedsuite-notes")

    answer = world.post(UPDATE, {**LOGIN, "Id": "call-1", "Notes": notes}, **JSON)

    assert answer.status_code == 200
    assert answer.json["Notes"] == left


def test_hostedsuite_notes_an_xml_body_out_of_order_loses_the_credentials():
    world = named("hostedsuite-notes")
    space = "http://schemas.datacontract.org/2004/07/Evo.HostedSuite.Core.ServiceModel"
    members = (
        "<Id>call-1</Id><CustomerName>acme</CustomerName><Password>secret</Password><UserName>api</UserName>"
    )
    body = f'<UpdateCallRecordRequest xmlns="{space}">{members}</UpdateCallRecordRequest>'

    answer = world.http.post(UPDATE, data=body, headers={"Content-Type": "application/xml", **JSON})

    assert answer.status_code == 400
    assert answer.json["ResponseStatus"]["ErrorCode"] == "ArgumentNullException"
    event = world.http.get("/__admin/requests?limit=1").json["requests"][0]
    assert event["mockserver"]["losses"]


def test_hostedsuite_notes_a_reader_may_not_write():
    world = named("hostedsuite-notes")

    answer = world.post(UPDATE, {**LOGIN, "UserName": "reader", "Id": "call-1", "Notes": "x"}, **JSON)

    assert answer.status_code == 403


def test_hostedsuite_notes_lists_a_page_of_a_client_newest_first():
    world = named("hostedsuite-notes")
    asked = {
        **LOGIN,
        "ClientId": "10",
        "Page": 1,
        "ItemsPerPage": 5,
        "SortField": "StartTime",
        "SortDir": "Desc",
    }

    records = world.post(LIST, asked, **JSON).json["Results"]

    assert [record["ClientId"] for record in records] == ["10"] * len(records)
    assert [record["Id"] for record in records][:2] == ["call-2", "call-1"]


def test_quickstart_has_fifty_records_from_100001_on():
    world = named("quickstart")

    answer = world.post(LIST, {**LOGIN, "Page": 1, "ItemsPerPage": 100}, **JSON).json

    assert answer["Total"] == 50
    assert [record["Id"] for record in answer["Results"]] == [str(100_001 + number) for number in range(50)]
