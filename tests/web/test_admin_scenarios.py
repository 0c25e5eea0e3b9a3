"""Scenario states by the admin API, as WireMock's clients read and set them."""

import pytest

from tests.web.admin_desk import admin_desk
from tests.web.admin_tables import staged


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        staged(made)
        yield made


def door(desk):
    (only,) = desk.ask("GET", "/scenarios").json["scenarios"]
    return only


def opened(desk):
    return desk.post("/acme/open").status


def test_a_scenario_is_told_with_its_states_and_the_rules_that_know_it(desk):
    shown = door(desk)

    (mapping,) = shown.pop("mappings")
    assert shown == {"id": "door", "name": "door", "state": "Started", "possibleStates": ["Started", "open"]}
    assert mapping["name"] == "opens"
    assert mapping["scenarioName"] == "door"
    assert (mapping["requiredScenarioState"], mapping["newScenarioState"]) == ("Started", "open")


def test_what_a_rule_sets_is_told(desk):
    first, second = opened(desk), opened(desk)

    assert (first, second) == ("503 Service Unavailable", "404 Not Found")
    assert door(desk)["state"] == "open"


def test_a_scenario_that_is_put_into_a_state_is_in_it(desk):
    answer = desk.ask("PUT", "/scenarios/door/state", {"state": "open"})

    assert (answer.status_code, answer.json) == (200, {})
    assert door(desk)["state"] == "open"
    assert opened(desk) == "404 Not Found"


@pytest.mark.parametrize("again", [("PUT", "/scenarios/door/state"), ("POST", "/scenarios/reset")])
def test_it_begins_anew_when_it_is_reset(desk, again):
    desk.ask("PUT", "/scenarios/door/state", {"state": "open"})

    desk.ask(*again)

    assert door(desk)["state"] == "Started"
    assert opened(desk) == "503 Service Unavailable"


def test_a_state_that_no_rule_knows_is_refused_with_those_that_there_are(desk):
    answer = desk.ask("PUT", "/scenarios/door/state", {"state": "ajar"})

    (error,) = answer.json["errors"]
    assert answer.status_code == 422
    assert error["title"] == "Scenario door does not support state ajar; there is Started, open"
    assert door(desk)["state"] == "Started"


def test_a_scenario_that_no_rule_knows_does_not_exist(desk):
    (error,) = desk.ask("PUT", "/scenarios/window/state", {"state": "open"}).json["errors"]

    assert error["title"] == "Scenario window does not exist"


def test_each_sandbox_has_its_own_states(desk):
    desk.ask("PUT", "/scenarios/door/state", {"state": "open"})
    desk.ask("POST", "/sandboxes", {"name": "bob"})

    assert desk.ask("GET", "/scenarios?sandbox=bob").json == {"scenarios": []}


def test_a_rule_that_was_taken_away_is_no_mapping(desk):
    desk.ask("DELETE", "/rules/opens")

    assert desk.ask("GET", "/scenarios").json == {"scenarios": []}
