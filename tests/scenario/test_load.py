"""Good files, what is filled in, and files on a disk."""

import pickle
from dataclasses import replace

import pytest

from mockserver.callcentre.model import Event, Outcome
from mockserver.clock import DAWN, moment_of
from mockserver.scenario.asked import Where
from mockserver.scenario.bare import default
from mockserver.scenario.conditions import Condition
from mockserver.scenario.load import resolved
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import ClockSpec, Generate, Respond
from mockserver.scenario.turns import Turn
from tests.scenario.made_up import VENDORS, Lenient, NimbusSettings, fields, scenario

WHOLE = """
name: quickstart
about: one line
seed: 7
locale: de-DE
clock: {kind: paced, pace: 60, start: 2026-01-01T09:00:00Z}
vendors:
  nimbus: {users: [{Login: a, Password: b}]}
  stratus:
records:
  nimbus:
    given: [{Id: "1", Notes: x}]
    generate: {count: 1000000, from: 2025-01-01, to: 2025-12-31, first_id: 500}
calls:
  - match: {called: "+1555*", caller: "1?"}
    vendor: stratus
    steps: [rings 4s, answered, talks 30s, hung up by called]
  - outcome: powered off
  - outcome: busy
together: [stratus, nimbus]
rules:
  - name: stuck
    operation: UpdateCall
    when: {header: {X-Test: "1"}, query: {Id: {matches: "[0-9]+"}}, body: {Id: 5, a.0: null}, nth: 2}
    respond: {error: NotFound, status: 503, headers: {Retry-After: "5"}, message: later}
    side: after
  - path: /x/*
    method: post
    respond: {body: {a: [é, 1]}}
    fault: {delay: 1s..3s, truncate: 40%}
  - {operation: Place, fault: {kind: CONNECTION_RESET_BY_PEER, sent: 5}, side: after}
  - {fault: {delay: {lognormal: {median: 90ms, sigma: 0.4}}, dribble: {pieces: 5, over: 2s}}}
"""


def only_rule(respond):
    return scenario(f"rules: [{{respond: {respond}}}]").rules[0].respond


def test_a_scenario_says_what_its_file_says():
    told = scenario(WHOLE)

    assert (told.name, told.about, told.seed, told.locale) == ("quickstart", "one line", 7, "de_DE")
    assert told.clock == ClockSpec("paced", moment_of("2026-01-01T09:00:00Z"), 60.0)
    assert list(told.vendors) == ["nimbus", "stratus"]
    assert told.together == ("stratus", "nimbus")
    assert told.implied is False


def test_settings_are_the_vendors_own_with_defaults():
    told = scenario(WHOLE).vendors

    assert told["nimbus"]["users"] == [{"login": "a", "password": "b", "may_write": True}]
    assert told["nimbus"]["errors"] == "plain"
    assert told["stratus"] == {"key": "sesame"}


def test_records_are_given_and_generated():
    spec = scenario(WHOLE).records["nimbus"]

    assert [(record.id, record.notes) for record in spec.given] == [("1", "x")]
    assert spec.generate == Generate(1_000_000, moment_of("2025-01-01"), moment_of("2026-01-01"), 500)


def test_a_number_of_generated_records_is_enough():
    assert scenario("records: {nimbus: {generate: 10}}").records["nimbus"].generate == Generate(10)
    assert Generate(10).since == moment_of("2025-01-01")
    assert Generate(10).until == DAWN


def test_calls_are_courses_of_their_vendor_or_of_all_in_the_order_of_the_file():
    courses = scenario(WHOLE).courses

    ends = {name: [course.script[-1].outcome for course in row] for name, row in courses.items()}
    assert ends == {
        "nimbus": [Outcome.POWERED_OFF, Outcome.BUSY],
        "stratus": [Outcome.CALLED_HUNG_UP, Outcome.POWERED_OFF, Outcome.BUSY],
    }
    assert courses["stratus"][0].fits("12", "+15550100")
    assert not courses["stratus"][0].fits("1", "+15550100")


def test_an_outcome_takes_the_vendors_own_steps():
    courses = scenario("calls: [{outcome: busy}]").courses

    assert [beat.event for beat in courses["nimbus"][0].script] == [Event.RINGS, Event.RELEASED]
    assert [beat.event for beat in courses["stratus"][0].script][-2:] == [Event.AGENT_ANSWERS, Event.RELEASED]


@pytest.mark.parametrize("outcome", [each for each in Outcome if each is not Outcome.OTHER])
def test_every_outcome_can_be_played(outcome):
    for words in (str(outcome), outcome.replace("_", " ")):
        courses = scenario(f"calls: [{{outcome: {words}}}]").courses

        assert {courses[name][0].script[-1].outcome for name in VENDORS} == {outcome}


def test_a_rule_knows_its_vendor_by_its_operation():
    rule = scenario(WHOLE).rules[0]

    assert (rule.vendor, rule.operation, rule.side, rule.name) == ("nimbus", "UpdateCall", "after", "stuck")
    assert rule.when.conditions == (
        Condition(Where("header", "X-Test"), (("equals", "1"),)),
        Condition(Where("query", "Id"), (("matches", "[0-9]+"),)),
        Condition(Where("body", "Id"), (("equals", 5),)),
        Condition(Where("body", "a.0"), (("equals", None),)),
    )
    assert rule.when.turn == Turn(nth=2)
    assert rule.respond == Respond("NotFound", 503, (("Retry-After", "5"),), "later")


def test_a_rule_without_a_name_is_called_by_its_place():
    rule = scenario(WHOLE).rules[1]

    assert (rule.name, rule.vendor, rule.path, rule.method, rule.side) == (
        "rules[1]",
        "",
        "/x/*",
        "POST",
        "before",
    )


def test_a_refusal_needs_no_vendor_where_the_file_has_one():
    rule = scenario("vendors: {stratus: }\nrules: [{respond: {error: Down}}]").rules[0]

    assert rule.vendor == "stratus"


@pytest.mark.parametrize(
    ("respond", "body", "content_type"),
    [
        ("{body: hello}", b"hello", "text/plain; charset=utf-8"),
        ("{body: {a: [é, 1]}}", '{"a": ["é", 1]}'.encode(), "application/json"),
        ("{body: null}", b"null", "application/json"),
        ("{body: '', status: 204}", b"", "text/plain; charset=utf-8"),
        ("{body: <a/>, content_type: text/xml}", b"<a/>", "text/xml"),
        ("{body: <a/>, headers: {content-type: a/b}}", b"<a/>", "a/b"),
    ],
)
def test_a_body_is_bytes_with_its_type(respond, body, content_type):
    told = only_rule(respond)

    assert told.body == body
    assert [value for name, value in told.headers if name.lower() == "content-type"] == [content_type]
    assert told.fault is None


def test_a_bare_status_is_a_fault():
    fault = only_rule("{status: 503, message: later, headers: {Retry-After: '5'}}").fault

    assert (fault.status, fault.message, fault.headers) == (503, "later", (("Retry-After", "5"),))
    assert fault.refusal({503: "Down"}) == "Down"
    assert fault.refusal({}) == ""
    assert scenario("vendors: {nimbus: }\nrules: [{respond: {error: Down}}]").rules[0].respond.fault is None


def test_what_a_file_leaves_out_has_a_default():
    told = scenario("about: nothing much")

    assert (told.name, told.seed, told.locale, told.clock) == ("s", 1, "en_US", ClockSpec("real"))
    assert set(told.vendors) == set(VENDORS)
    assert told.implied is True
    assert (told.records, told.courses, told.rules) == ({}, {}, ())


def test_without_a_file_all_vendors_are_served_as_they_are_by_default():
    told = default(VENDORS)

    assert told == replace(scenario("about: nothing much"), name="default", about="")
    assert told.vendors["stratus"] == {"key": "sesame"}


def test_a_vendor_that_needs_settings_cannot_be_served_without():
    class Strict(Lenient):
        key = fields.String(required=True)

    needy = {"stratus": type(VENDORS["stratus"])("stratus", "", (), {}, Strict)}

    with pytest.raises(ScenarioMistake, match="no 'key'"):
        default(needy)


def test_a_scenario_can_be_pickled():
    told = scenario(WHOLE)

    assert pickle.loads(pickle.dumps(told)) == told  # noqa: S301 - our own bytes


def test_mistakes_can_be_pickled():
    with pytest.raises(ScenarioMistake) as caught:
        scenario("seeed: 1")

    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert (str(again), again.mistakes) == (str(caught.value), caught.value.mistakes)


def test_merge_keys_fill_in_what_is_not_there():
    told = scenario(
        """
rules:
  - &first {vendor: nimbus, respond: &late {status: 503, headers: {A: b}}}
  - {<<: *first, side: after, respond: {<<: [*late, {message: x}], status: 500}}
"""
    ).rules

    assert (told[1].vendor, told[1].side) == ("nimbus", "after")
    assert told[1].respond == Respond(None, 500, (("A", "b"),), "x")


@pytest.mark.parametrize(
    ("word", "meaning"),
    [
        ("no", "no"),
        ("2025-01-01", "2025-01-01"),
        ("12:30:00", "12:30:00"),
        ("1_000", "1_000"),
        ("-5", -5),
        ("0x1F", 31),
        ("0o17", 15),
        ("1e3", 1000.0),
        ("true", True),
        ("~", None),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_plain_words_mean_what_yaml_1_2_says(word, meaning):
    assert resolved(word) == meaning
    assert type(resolved(word)) is type(meaning)


def test_settings_are_checked_by_the_vendors_own_schema():
    assert NimbusSettings().load({})["errors"] == scenario("seed: 1").vendors["nimbus"]["errors"]
