"""Which rule answers, and when its counter moves."""

import pytest

from mockserver.request import Headers, Request
from mockserver.scenario.rules import TABLE, Asked, Rules
from mockserver.store.memory import MemorySpace
from tests.scenario.made_up import scenario


def rules(text, space=None):
    return Rules(MemorySpace() if space is None else space, scenario(f"rules:\n{text}").rules)


def asked(target="/x", *, vendor="nimbus", operation="UpdateCall", method="POST", headers=(), body=None):
    request = Request(method, target, Headers(headers))
    return Asked(vendor, operation, request, body if callable(body) else lambda: body)


def name(found):
    return found and found.name


def test_no_rules_cost_nothing():
    def never():
        raise AssertionError("the body was decoded")

    assert Rules(MemorySpace()).first(asked(body=never)) is None


def test_the_first_rule_that_fits_answers():
    told = rules("- {operation: ListCalls, respond: {status: 500}}\n- {name: b, respond: {status: 501}}")

    assert name(told.first(asked(operation="ListCalls"))) == "rules[0]"
    assert name(told.first(asked(operation="UpdateCall"))) == "b"


@pytest.mark.parametrize(
    ("rule", "request_", "fits"),
    [
        ("vendor: nimbus", asked(), True),
        ("vendor: nimbus", asked(vendor="stratus"), False),
        ("operation: UpdateCall", asked(operation=""), False),
        ("path: /api/*", asked("/api/calls/5?x=1"), True),
        ("path: /api/*", asked("/API/calls"), False),
        ("path: '/a b'", asked("/a%20b"), True),
        ("method: get", asked(method="GET"), True),
        ("method: get", asked(method="POST"), False),
        ("when: {header: {x-test: '1'}}", asked(headers=[("X-Test", "1")]), True),
        ("when: {header: {x-test: '1'}}", asked(headers=[("X-Test", "12")]), False),
        ("when: {header: {x-test: '1'}}", asked(), False),
        ("when: {header: {x-test: {matches: '1.'}}}", asked(headers=[("X-Test", "12")]), True),
        ("when: {header: {x-test: {matches: '1'}}}", asked(headers=[("X-Test", "12")]), False),
        ("when: {query: {Id: '5'}}", asked("/x?Id=4&Id=5"), True),
        ("when: {query: {Id: '5'}}", asked("/x?id=5"), False),
        ("when: {query: {Id: ''}}", asked("/x?Id"), True),
        ("when: {query: {Id: {matches: '\\d+'}}}", asked("/x?Id=a"), False),
        ("when: {body: {Id: '5'}}", asked(body={"Id": "5"}), True),
        ("when: {body: {Id: '5'}}", asked(body={"Id": 5}), True),
        ("when: {body: {Id: 5}}", asked(body={"Id": "5"}), True),
        ("when: {body: {Id: 5}}", asked(body={"Id": 5.0}), True),
        ("when: {body: {Id: true}}", asked(body={"Id": True}), True),
        ("when: {body: {Id: true}}", asked(body={"Id": 1}), False),
        ("when: {body: {Id: null}}", asked(body={"Id": None}), True),
        ("when: {body: {Id: null}}", asked(body={"Id": "x"}), False),
        ("when: {body: {Id: null}}", asked(body={}), False),
        ("when: {body: {Id: {matches: '[45]'}}}", asked(body={"Id": 5}), True),
        ("when: {body: {Id: {matches: '.*'}}}", asked(body={"Id": None}), False),
        ("when: {body: {Id: {matches: '.*'}}}", asked(body={"Id": {"a": 1}}), False),
        ("when: {body: {a.b.0.c: x}}", asked(body={"a": {"b": [{"c": "x"}]}}), True),
        ("when: {body: {a.b.1.c: x}}", asked(body={"a": {"b": [{"c": "x"}]}}), False),
        ("when: {body: {a.b.c: x}}", asked(body={"a": {"b": [{"c": "x"}]}}), False),
        ("when: {body: {a: x}}", asked(body=None), False),
        ("when: {body: {a: x}}", asked(body=["a"]), False),
        ("when: {header: {a: b}, query: {a: b}}", asked("/?a=b"), False),
        ("when: {header: {a: b}, query: {a: b}}", asked("/?a=b", headers=[("A", "b")]), True),
    ],
)
def test_all_conditions_must_hold(rule, request_, fits):
    told = rules(f"- respond: {{status: 500}}\n  {rule}")

    assert (told.first(request_) is not None) is fits


@pytest.mark.parametrize(
    ("when", "answers"),
    [
        ("nth: 2", [False, True, False, False]),
        ("first: 3", [True, True, True, False]),
        ("every: 2", [False, True, False, True]),
    ],
)
def test_a_rule_may_answer_only_some_of_its_requests(when, answers):
    told = rules(f"- {{when: {{{when}}}, respond: {{status: 500}}}}")

    assert [told.first(asked()) is not None for _ in answers] == answers


def test_only_requests_that_fit_are_counted():
    told = rules("- {when: {query: {a: b}, nth: 2}, respond: {status: 500}}")

    assert [bool(told.first(asked(target))) for target in ("/?a=b", "/", "/", "/?a=b")] == [
        False,
        False,
        False,
        True,
    ]


def test_nothing_is_counted_behind_the_rule_that_answers():
    space = MemorySpace()
    told = rules(
        "- {when: {first: 1}, respond: {status: 500}}\n- {when: {first: 1}, respond: {status: 501}}", space
    )

    answers = [name(told.first(asked())) for _ in range(3)]

    assert answers == ["rules[0]", "rules[1]", None]
    assert dict(space.rows(TABLE)) == {"0": 3, "1": 2}


def test_counters_live_in_the_space():
    space = MemorySpace()
    text = "- {when: {nth: 2}, respond: {status: 500}}"
    rules(text, space).first(asked())

    assert rules(text, space).first(asked()) is not None


def test_a_failed_transaction_takes_its_counts_back():
    space = MemorySpace()
    told = rules("- {when: {nth: 1}, respond: {status: 500}}", space)

    with pytest.raises(RuntimeError), space.transaction():
        assert told.first(asked()) is not None
        raise RuntimeError

    assert told.first(asked()) is not None


def test_a_body_is_decoded_once_and_only_for_rules_that_look_at_it():
    decoded = []
    told = rules(
        "- {when: {header: {a: b}, body: {a: b}}, respond: {status: 500}}\n"
        "- {when: {body: {a: b}}, respond: {status: 500}}\n"
        "- {when: {body: {a: c}}, respond: {status: 500}}"
    )

    assert told.first(asked(body=lambda: decoded.append(1))) is None
    assert decoded == [1]
