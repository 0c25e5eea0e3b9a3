"""Rules that come and go while a sandbox lives, and words of files that came as JSON."""

import pytest

from mockserver.scenario import standing
from mockserver.scenario.fromjson import Unfit, read
from mockserver.scenario.grammar import RULE
from mockserver.scenario.magic import rule_asked_for, rule_said
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.rules import RuleNotFound, Rules
from mockserver.store.memory import MemorySpace
from tests.scenario.made_up import VENDORS, scenario
from tests.scenario.test_turns import asked


def rule(text="fault: HANG"):
    return scenario(f"rules: [{{{text}}}]").rules[0]


def live(text):
    return read(RULE, {"path": "*", **text}, VENDORS)


@pytest.fixture
def told():
    return Rules(MemorySpace(), [rule("name: own, fault: HANG")])


def name(told, at=0):
    found = told.first(asked(at))
    return found and found.name


def test_the_newest_live_rule_stands_before_all_others(told):
    told.add(live({"name": "one", "fault": "HANG"}), 0)
    told.add(live({"name": "two", "fault": "HANG"}), 0)

    assert [row.rule.name for row in told] == ["two", "one", "own"]
    assert name(told) == "two"


def test_a_live_rule_without_a_name_is_called_by_its_number(told):
    added = [told.add(live({"fault": "HANG"}), 0).rule.name for _ in range(2)]

    assert added == ["live[1]", "live[2]"]


def test_its_time_to_live_begins_when_it_is_added(told):
    at = 1_767_225_600_000 + 60_000
    told.add(live({"name": "short", "fault": "HANG", "ttl": "10s"}), at)

    assert [name(told, seconds * 1000) for seconds in (60, 69, 70)] == ["short", "short", "own"]


def test_a_rule_is_dropped_by_its_name_or_its_id_with_all_it_has_counted(told):
    first = told.add(live({"name": "once", "fault": "HANG", "when": {"first": 1, "per": "path"}}), 0)
    assert (name(told), told.answered(first)) == ("once", 1)

    told.drop("once")
    again = told.add(live({"name": "once", "fault": "HANG", "when": {"first": 1}}), 0)

    assert told.answered(first) == 0
    assert (name(told), name(told)) == ("once", "own")
    assert told.drop(again.key) == again


def test_a_rule_of_the_scenario_can_be_ended(told):
    told.drop("own")

    assert name(told) is None
    assert [told.has_ended(row) for row in told] == [True]
    with pytest.raises(RuleNotFound):
        told.drop("own")


def test_each_rule_knows_how_often_it_has_answered(told):
    found = [told.first(asked()) for _ in range(3)]

    assert [told.answered(row) for row in told] == [3]
    assert told.count_of(found[0]) == 3
    assert told.count_of(rule()) == 0


def test_there_may_be_rules_where_there_are_none_yet():
    told = Rules(MemorySpace())
    assert not told

    told.add(live({"fault": "HANG"}), 0)

    assert told
    assert Rules(MemorySpace(), magic=True)


def test_words_from_json_mean_what_they_mean_in_a_file():
    words = {
        "operation": "UpdateCall",
        "when": {"body": {"a.0": None}, "first": 2},
        "respond": {"status": 503},
    }

    text = "name: same, operation: UpdateCall, when: {body: {a.0: null}, first: 2}, respond: {status: 503}"

    assert read(RULE, {**words, "name": "same"}, VENDORS) == rule(text)


@pytest.mark.parametrize(
    ("words", "pointers"),
    [
        ({"operation": "UpdateCal", "fault": "HANG"}, ["/operation"]),
        ({"falt": "HANG", "path": "*"}, ["/falt"]),
        (
            {"fault": "HANG", "when": {"body": {"a/b": {"less": "x"}}, "nth": 0}},
            ["/when/body/a~1b/less", "/when/nth"],
        ),
        ({"respond": {"body": {"list": [1, "{{ nobody }}"]}}}, ["/respond/body/list/1"]),
        ([1], [""]),
        ("HANG", [""]),
    ],
)
def test_a_mistake_in_words_from_json_is_told_by_a_pointer(words, pointers):
    with pytest.raises(Unfit) as caught:
        read(RULE, words, VENDORS)

    assert sorted(slip.pointer for slip in caught.value.slips) == sorted(pointers)


def test_json_that_is_nested_too_deeply_is_refused():
    value = []
    for _ in range(200):
        value = [value]

    with pytest.raises(Unfit, match="levels of nesting"):
        read(RULE, {"fault": value}, VENDORS)


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("HANG", "fault: HANG"),
        ("{delay: 2s}", "fault: {delay: 2s}"),
        ("503", "respond: {status: 503}"),
        ("{respond: {error: Down}, side: after}", "respond: {error: Down}, side: after, vendor: nimbus"),
        ("{fault: {truncate: 40%}, when: {first: 2}}", "fault: {truncate: 40%}, when: {first: 2}"),
    ],
)
def test_a_line_says_a_rule(text, means):
    said = rule_asked_for(text, "nimbus", VENDORS)

    wanted = rule(means)
    assert (said.respond, said.faults, said.side, said.when) == (
        wanted.respond,
        wanted.faults,
        wanted.side,
        wanted.when,
    )


@pytest.mark.parametrize("text", ["", "HNAG", "{", "302", "{fault: HANG, x: 1}", "[HANG]"])
def test_a_line_that_says_no_rule_is_a_mistake_and_a_wish_for_it_is_answered_so(text):
    with pytest.raises(ScenarioMistake):
        rule_said(text, "--fault", VENDORS)

    answer = rule_asked_for(text, "nimbus", VENDORS).respond
    assert answer.status == 400
    assert b"X-Mock-Fault:" in answer.body


def test_live_rules_have_a_bound_and_those_that_are_over_leave_first(told, monkeypatch):
    monkeypatch.setattr(standing, "MOST_LIVE", 2)
    told.add(live({"name": "short", "fault": "HANG", "ttl": "1s"}), 0)
    told.add(live({"name": "long", "fault": "HANG"}), 0)

    told.add(live({"name": "later", "fault": "HANG"}), 1000)

    assert [row.rule.name for row in told] == ["later", "long", "own"]
    with pytest.raises(standing.TooManyRules, match="there are 2 live rules"):
        told.add(live({"fault": "HANG"}), 1000)
