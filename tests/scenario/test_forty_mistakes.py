"""A good scenario with one mistake in it, forty times over: one message each, at its place."""

import pytest

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from tests.scenario.made_up import VENDORS

GOOD = """\
name: a day at the desk
variables: {target: "http://127.0.0.1:9000", key: sesame}
seed: 7
locale: de_DE
clock: {kind: manual, start: 2026-01-12T09:00:00Z}
vendors:
  nimbus:
    users: [{Login: ann, Password: secret}]
    errors: plain
    retries: [0, 60]
  stratus: {key: "${key}"}
records:
  nimbus:
    given: [{Id: "1", Notes: first}]
    generate: {count: 5, from: 2025-01-01, to: 2025-02-01}
calls:
  - {match: {called: "5550*"}, outcome: busy}
  - {vendor: stratus, steps: [rings 4s, answered, talks 5s, hung up by called]}
together: [nimbus, stratus]
rules:
  - name: flaky
    operation: ListCalls
    when: {body: {id: {matches: "[0-9]+"}}, first: 2}
    respond: {status: 503}
  - {operation: UpdateCall, when: {state: {order: Paid}}, respond: {error: NotFound}, side: after}
  - {path: /notes, respond: {status: 200, body: {at: "{{ now }}"}}}
  - {vendor: stratus, fault: {delay: 1s..3s}}
timeline:
  - {at: 1s, call: {vendor: stratus, caller: "1", called: "2", outcome: busy}}
  - {at: 5s, state: {order: Paid}}
  - {at: 8s, rule: {name: outage, vendor: stratus, respond: {status: 503}}}
  - {at: 20s, end_rule: outage}
  - {at: 30s, request: {path: /orders, json: {id: "{{ fake.name() }}"}}}
expect:
  - {name: notes are read, operation: ListCalls, times: 1..3, within: 30s, after: flaky}
  - {name: nobody updates, operation: UpdateCall, never: true}
"""

# What stands there, what stands there instead (^ is where the mistake is), what is found, the word meant.
# fmt: off
MISTAKES = [
    ("seed: 7", "^sede: 7", "the key 'sede'", "seed"),
    ("seed: 7", "seed: ^seven", "'seven'", ""),
    ("seed: 7", "seed: ^-1", "the number -1", ""),
    ("seed: 7", "seed: 7\n^seed: 8", "the key 'seed' a second time", ""),
    ("name: a day at the desk", "name: ^12", "the number 12", '"12"'),
    ("locale: de_DE", "locale: ^de_DEE", "'de_DEE'", "de_DE"),
    ("kind: manual", "kind: ^manuel", "'manuel'", "manual"),
    ("2026-01-12T09:00:00Z", "^2026-13-12", "'2026-13-12'", ""),
    ("kind: manual", "kind: ^paced", "'paced'", ""),
    ("  nimbus:\n    users", "  ^nimbsu:\n    users", "the key 'nimbsu'", "nimbus"),
    ("errors: plain", "errors: ^plian", "'plian'", "plain"),
    ("errors: plain", "^error: plain", "the key 'error'", "errors"),
    ("{Login: ann, ", "^{", "no 'Login'", ""),
    ("retries: [0, 60]", "retries: [0, ^often]", "'often'", ""),
    ('"${key}"', '^"${kee}"', "the variable 'kee'", "key"),
    ("key: sesame", "key: ^[sesame]", "a list", ""),
    ('Id: "1"', "Id: ^1", "the number 1", '"1"'),
    ("Notes: first", "^Note: first", "the key 'Note'", "Notes"),
    ("count: 5", "count: ^lots", "'lots'", ""),
    ("to: 2025-02-01", "to: ^2024-02-01", "'2024-02-01'", ""),
    ("outcome: busy}\n  - {vendor", "outcome: ^bussy}\n  - {vendor", "'bussy'", "busy"),
    ("rings 4s, answered", "rings 4s, ^anwsered", "'anwsered'", "answered"),
    ("rings 4s, answered", "^rings 4 seconds, answered", "'rings 4 seconds'", ""),
    ("answered, talks 5s, hung up by called]", "^answered, talks 5s]", "'answered'", ""),
    ("vendor: stratus, steps", "vendor: ^status, steps", "'status'", "stratus"),
    ("together: [nimbus, stratus]", "together: ^[nimbus]", "a list", ""),
    ("operation: ListCalls\n", "operation: ^ListCall\n", "'ListCall'", "ListCalls"),
    ("error: NotFound", "error: ^NotFoud", "'NotFoud'", "NotFound"),
    ("first: 2", "first: ^0", "the number 0", ""),
    ("first: 2", "first: 2, ^nth: 3", "'nth' as well", ""),
    ('matches: "[0-9]+"', 'matches: ^"[0-9"', "'[0-9'", ""),
    ("{status: 503}\n  - {operation", "{status: ^5003}\n  - {operation", "the number 5003", ""),
    ("respond: {status: 503}\n  - {op", "^respnod: {status: 503}\n  - {op", "the key 'respnod'", "respond"),
    ("side: after", "side: ^affter", "'affter'", "after"),
    ('at: "{{ now }}"', 'at: ^"{{ nwo }}"', "'{{ nwo }}'", "now"),
    ('at: "{{ now }}"', 'at: ^"{{ now"', "'{{ now'", ""),
    ("delay: 1s..3s", "delay: ^3s..1s", "'3s..1s'", "1s..3s"),
    ("delay: 1s..3s", "delay: ^2", "the number 2", "2s"),
    ("at: 1s, call", "at: ^soon, call", "'soon'", ""),
    ("at: 1s, call", "at: ^9000h, call", "'9000h'", ""),
    ('caller: "1", called', "caller: ^1, called", "the number 1", '"1"'),
    ("end_rule: outage", "end_rule: ^outrage", "'outrage'", "outage"),
    ("at: 20s", "at: ^2s", "'2s'", ""),
    ("path: /orders", "path: ^orders", "'orders'", ""),
    ('"{{ fake.name() }}"', '^"{{ fake.nmae() }}"', "'{{ fake.nmae() }}'", "name"),
    ('fake.name() }}"}', 'fake.name() }}"}, ^text: a', "'text' as well", ""),
    ("times: 1..3", "times: ^3..1", "'3..1'", "1..3"),
    ("after: flaky", "after: ^flakey", "'flakey'", "flaky"),
    ("operation: UpdateCall, never", "operation: ^UpdatCall, never", "'UpdatCall'", "UpdateCall"),
    ("never: true", "never: ^perhaps", "'perhaps'", ""),
    ("within: 30s", "within: ^30", "the number 30", "30s"),
    ("expect:\n", "expect:\n^\t", "'\\t'", ""),
    ("[nimbus, stratus]\nrules:", "[nimbus, stratus\nrules^:", "':'", ""),
]
# fmt: on


def mistakes(text):
    with pytest.raises(ScenarioMistake) as caught:
        loads(text, "s.yaml", None, VENDORS)
    return caught.value.mistakes


def test_the_scenario_without_a_mistake_is_good():
    scenario = loads(GOOD, "s.yaml", None, VENDORS)

    assert (len(scenario.rules), len(scenario.timeline)) == (4, 5)


def test_there_are_forty():
    assert len({new for _, new, _, _ in MISTAKES}) >= 40


@pytest.mark.parametrize(("good", "wrong", "found", "near"), MISTAKES, ids=[row[1] for row in MISTAKES])
def test_a_mistake_is_one_message_at_its_place(good, wrong, found, near):
    assert GOOD.count(good) == 1
    text = GOOD.replace(good, wrong)
    before, _, after = text.partition("^")
    text = before + after

    (only,) = mistakes(text)

    assert (only.line, only.column) == (before.count("\n") + 1, len(before) - before.rfind("\n"))
    assert only.found == found
    assert near == only.nearest or f"did you mean {near}?" in only.expected  # a template says it by itself
