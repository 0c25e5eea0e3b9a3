"""ListCallRecordsRequest, whose answer is assumed."""

import json

import pytest

ALL = {"ItemsPerPage": 1000}


def ids(answer):
    return [row["Id"] for row in answer["Results"]]


def test_a_page_has_as_many_as_were_asked_for(suite):
    first, second = suite.list(ItemsPerPage=2), suite.list(ItemsPerPage=2, Page=2)

    assert ids(first) == ["1", "2"]
    assert ids(second) == ["full", "bare"]
    assert (first["Total"], first["Page"], first["ItemsPerPage"]) == (33, 1, 2)


def test_a_page_has_25_unless_asked(suite):
    assert len(suite.list()["Results"]) == 25


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"CallRecordId": "2"}, ["2"]),
        ({"ClientId": "10"}, ["1"]),
        ({"CenterId": "2", "ClientId": "10"}, ["1"]),
        ({"MinCallDuration": 60, "MaxCallDuration": 70}, ["1"]),
        ({"ClientId": "10", "MinCallDuration": 0, "MaxCallDuration": 0}, ["1"]),  # as .NET writes no limit
        ({"ClientId": "20", "CallType": "Incoming"}, []),
        ({"StartDate": "2024-05-01", "EndDate": "2024-05-02", "ClientId": "10"}, ["1"]),
    ],
)
def test_the_members_of_the_request_narrow_the_list(suite, asked, found):
    assert ids(suite.list(**asked)) == found


def test_the_list_is_sorted_by_a_member_of_the_record(suite):
    rows = suite.list(SortField="holdcount", SortDir="Desc", **ALL)["Results"]

    assert rows[0]["HoldCount"] == 2147483647


def test_what_changed_is_in_the_list(suite):
    suite.update(Notes="new")

    assert suite.list(CallRecordId="1")["Results"][0]["Notes"] == "new"


def test_stats_may_be_left_out(suite):
    assert suite.list(ClientId="10")["Stats"] == {
        "TotalDurationInSeconds": 65,
        "AverageDurationInSeconds": 65,
    }
    assert "Stats" not in suite.list(DisableStats=True)


@pytest.mark.parametrize(
    ("asked", "line"),
    [({"StartDate": "soon"}, "400 FormatException"), ({"SortField": "Shoe"}, "400 ArgumentException")],
)
def test_what_makes_no_sense_is_refused(suite, asked, line):
    who = {"CustomerName": "c", "UserName": "u", "Password": "p"}

    assert suite.post("/api/calls", {**who, **asked}).status_line == line


@pytest.mark.parametrize(("client", "found"), [("10", 1), ("nobody", 0)])
def test_the_envelope_can_be_switched_off(make_suite, client, found):
    suite = make_suite(list_envelope="bare")

    assert len(suite.list(ClientId=client)) == found


@pytest.mark.parametrize("suffix", ["json", "xml", "jsv", "csv", "html"])
@pytest.mark.parametrize("envelope", ["results", "bare"])
def test_the_list_can_be_written_in_every_format(make_suite, suffix, envelope):
    who = {"CustomerName": "c", "UserName": "u", "Password": "p", "ItemsPerPage": 4}

    reply = make_suite(list_envelope=envelope).post(f"/api/calls.{suffix}", who)

    assert reply.status == 200
    assert b"Jane Roe" in reply.body


def test_lists_come_in_batches_too(make_suite):
    who = {"CustomerName": "c", "UserName": "u", "Password": "p"}
    items = [{**who, "CallRecordId": "1"}, {**who, "CallRecordId": "2"}]

    for envelope in ("results", "bare"):
        reply = make_suite(list_envelope=envelope).post("/api/json/reply/ListCallRecordsRequest[]", items)
        rows = json.loads(reply.body)
        assert [(row if envelope == "bare" else row["Results"])[0]["Id"] for row in rows] == ["1", "2"]
