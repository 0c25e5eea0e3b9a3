"""Near misses: what almost answered, what almost fitted, and by how much."""

from __future__ import annotations

import pytest

from tests.web.admin_desk import AdminDesk


@pytest.fixture
def desk(tmp_path):
    made = AdminDesk(tmp_path)
    yield made
    made.world.dispatcher.stop()


def test_an_unmatched_request_is_told_which_operation_it_almost_was(desk):
    desk.annotate(path="/acme/note")

    answer = desk.ask("GET", "/requests/unmatched/near-misses").json

    first = answer["nearMisses"][0]
    assert first["request"]["url"] == "/acme/note"
    assert first["stubMapping"]["name"] == "Annotate"
    assert first["stubMapping"]["request"] == {"method": "POST", "urlPath": "/acme/notes"}
    assert 0 < first["matchResult"]["distance"] < 0.1
    assert first["mockserver"]["differences"] == [
        {"where": "path", "expected": "/acme/notes", "found": "/acme/note"}
    ]
    assert answer["meta"] == {"total": 3, "unmatched": 1}


def test_a_rule_that_almost_fitted_is_told_with_what_it_lacked(desk):
    desk.ask(
        "POST",
        "/rules",
        {
            "name": "vip",
            "path": "/acme/vip",
            "when": {"header": {"X-Kind": "gold"}},
            "respond": {"status": 503},
        },
    )
    desk.http.post("/acme/vip", headers={"X-Kind": "silver", "Authorization": "Bearer open sesame"})

    first = desk.ask("GET", "/requests/unmatched/near-misses").json["nearMisses"][0]

    assert first["stubMapping"]["metadata"]["kind"] == "rule"
    assert first["mockserver"]["differences"] == [
        {"where": "header.X-Kind", "expected": "'gold'", "found": "'silver'"}
    ]
    assert "header.X-Kind: expected 'gold', found 'silver'" in first["mockserver"]["text"]


def test_a_matched_request_has_no_near_misses(desk):
    desk.annotate()

    assert desk.ask("GET", "/requests/unmatched/near-misses").json["nearMisses"] == []


def test_a_request_that_nobody_sent_is_looked_at_too(desk):
    sent = {"url": "/acme/notes", "method": "PUT", "headers": {}, "body": "{}"}

    first = desk.ask("POST", "/near-misses/request", sent).json["nearMisses"][0]

    assert first["stubMapping"]["name"] == "Annotate"
    assert [each["where"] for each in first["mockserver"]["differences"]] == ["method"]
    assert desk.events == []


@pytest.mark.parametrize(
    ("body", "pointer"), [({}, "/url"), ({"url": "x"}, "/url"), ({"url": "/x", "headers": []}, "/headers")]
)
def test_what_is_no_request_is_refused(desk, body, pointer):
    answer = desk.ask("POST", "/near-misses/request", body)

    assert (answer.status_code, answer.json["errors"][0]["source"]["pointer"]) == (422, pointer)


def test_a_pattern_is_told_the_nearest_requests_and_what_they_lacked(desk):
    desk.annotate("1")
    desk.annotate("2", path="/acme/find")
    pattern = {
        "method": "POST",
        "urlPath": "/acme/notes",
        "headers": {"X-Try": {"equalTo": "1"}},
        "bodyPatterns": [{"contains": '"Id"'}],
    }

    misses = desk.ask("POST", "/near-misses/request-pattern", pattern).json["nearMisses"]

    assert [miss["request"]["url"] for miss in misses] == ["/acme/notes", "/acme/find"]
    assert misses[0]["requestPattern"] == pattern
    assert misses[0]["matchResult"] == {"distance": 0.0667}
    assert misses[0]["mockserver"]["differences"] == [
        {"where": "headers.X-Try", "expected": "1", "found": None}
    ]


def test_a_request_that_fits_is_no_near_miss(desk):
    desk.annotate()

    assert desk.ask("POST", "/near-misses/request-pattern", {"method": "POST"}).json["nearMisses"] == []


def test_a_pattern_with_a_word_that_nobody_knows_is_refused(desk):
    answer = desk.ask("POST", "/near-misses/request-pattern", {"metod": "POST"})

    assert (answer.status_code, answer.json["errors"][0]["source"]["pointer"]) == (422, "/metod")
