"""Rules that never answer are found, and none that might."""

import pytest

from mockserver.scenario.reachable import unreachable
from tests.scenario.made_up import scenario

DOWN = "respond: {status: 500}"


def found(*rules):
    text = "rules:\n" + "".join(f"  - {{{rule}, {DOWN}}}\n" for rule in rules)
    return [each.rule.name for each in unreachable(scenario(text).rules)]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("name: a", "name: b, operation: Ping, vendor: nimbus"),
        ("vendor: nimbus", "operation: ListCalls"),
        ("operation: ListCalls", "operation: ListCalls, when: {first: 3}"),
        ("path: '/a/*'", "path: /a/b"),
        ("path: '/a/*'", "path: '/a/b/*'"),
        ("path: '*'", "operation: ListCalls"),
        ("method: GET", "method: GET, path: /a"),
        ("when: {header: {X: a}}", "when: {header: {X: a}, body: {b: c}}"),
        ("when: {state: {a: b}}", "when: {state: {a: b}, query: {c: d}}"),
    ],
)
def test_a_rule_behind_one_that_takes_everything_never_answers(first, second):
    assert found(first, second) == ["b" if "name: b" in second else "rules[1]"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("when: {first: 2}", "name: b"),
        ("when: {chance: 50%}", "name: b"),
        ("when: {between: 1s..2s}", "name: b"),
        ("ttl: 5s", "name: b"),
        ("sets: {a: b}, when: {state: {a: Started}}", "name: b, when: {state: {a: Started}}"),
        ("vendor: nimbus", "vendor: stratus"),
        ("vendor: nimbus", "name: b"),
        ("operation: ListCalls", "operation: UpdateCall"),
        ("method: GET", "method: POST"),
        ("path: /a", "operation: ListCalls"),
        ("path: /a", "path: '/a*'"),
        ("path: '/a/?'", "path: '/a/*'"),
        ("when: {header: {X: a}}", "when: {header: {X: b}}"),
        ("when: {header: {X: a}}", "name: b"),
        ("when: {state: {a: b}}", "when: {state: {a: c}}"),
    ],
)
def test_a_rule_that_may_be_left_something_is_not_said_to_be_unreachable(first, second):
    assert found(first, second) == []
