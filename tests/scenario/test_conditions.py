"""What has to be at a place of a request, as rules and expectations say it."""

import pytest

from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked, path_problem, place_of, place_problem, values_at
from mockserver.scenario.conditions import findings, passes
from mockserver.scenario.rules import matching
from tests.scenario.made_up import mistakes, scenario

BODY = {"a": {"b": [{"c": 5, "x y": "z"}, {"c": "six"}]}, "n": None, "on": True, "rate": 2.0, "items": [1, 2]}


def asked(target="/x?v=1&v=2", headers=(("X-Key", "abc"),), body=BODY, text=b'{"a": 1}'):
    return Asked("nimbus", "Ping", Request("POST", target, Headers(headers), text), lambda: body)


def when(text):
    return scenario(f"rules:\n- {{when: {text}, respond: {{status: 500}}}}").rules[0]


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("a.b.0.c", [5]),
        ("$.a.b[0].c", [5]),
        ("$.a.b[0]['x y']", ["z"]),
        ('$["a"].b[1].c', ["six"]),
        ("a.b.*.c", [5, "six"]),
        ("$.a.b[*].c", [5, "six"]),
        ("$.items[*]", [1, 2]),
        ("n", [None]),
        ("a.b.2.c", []),
        ("a.b.c", []),
        ("nobody", []),
        ("$", [BODY]),
    ],
)
def test_a_path_leads_to_the_values_there(path, values):
    assert path_problem(path) == ""
    assert values_at(BODY, path) == values


@pytest.mark.parametrize("path", ["$a", "$.a.b[", "$.a[x]", "$..a", "$.a.b[0]c", "$.a[?(@.x)]"])
def test_what_is_no_path_is_a_mistake_where_it_stands(path):
    assert path_problem(path)
    assert mistakes(f"rules: [{{when: {{body: {{'{path}': 1}}}}, respond: {{status: 500}}}}]")[0].startswith(
        f"s.yaml:1:24: found the name {path!r}"
    )


# fmt: off
HOLDS = [
    ("{body: {a.b.0.c: 5}}",                           True),
    ("{body: {a.b.0.c: '5'}}",                         True),
    ("{body: {rate: 2}}",                              True),
    ("{body: {on: 'true'}}",                           True),
    ("{body: {n: null}}",                              True),
    ("{body: {a: null}}",                              False),
    ("{body: {a.b.*.c: six}}",                         True),
    ("{body: {a.b.1.c: {contains: ix}}}",              True),
    ("{body: {a.b.1.c: {contains: xi}}}",              False),
    ("{body: {items: {contains: 2}}}",                 True),
    ("{body: {items: {contains: 3}}}",                 False),
    ("{body: {a.b.0.c: {one_of: [4, 5]}}}",            True),
    ("{body: {a.b.0.c: {one_of: [4, 6]}}}",            False),
    ("{body: {a.b.0.c: {less: 6, greater: 4}}}",       True),
    ("{body: {a.b.0.c: {less: 5}}}",                   False),
    ("{body: {a.b.0.c: {greater: 5}}}",                False),
    ("{body: {a.b.1.c: {less: 6}}}",                   False),
    ("{body: {nobody: {absent: true}}}",               True),
    ("{body: {n: {absent: true}}}",                    False),
    ("{body: {n: {absent: false}}}",                   True),
    ("{body: {a.b.0.c: {not: 5}}}",                    False),
    ("{body: {a.b.0.c: {not: {less: 5}}}}",            True),
    ("{body: {nobody: {not: 5}}}",                     True),
    ("{body: {nobody: {not: 5, absent: false}}}",      False),
    ("{query: {v: '2'}}",                              True),
    ("{query: {v: {not: '2'}}}",                       False),
    ("{query: {w: {absent: true}}}",                   True),
    ("{header: {x-key: {matches: 'a.c', not: abd}}}",  True),
    ("{header: {x-key: {equals: abc}}}",               True),
    ("{text: {contains: '\"a\": 1'}}",                 True),
    ("{text: nothing}",                                False),
]
# fmt: on


@pytest.mark.parametrize(("condition", "holds"), HOLDS)
def test_a_condition_holds_or_not(condition, holds):
    assert matching(when(condition), asked()) is holds


def test_a_finding_says_what_was_expected_and_found():
    body = "{a.b.*.c: {one_of: [5, 7], not: {matches: s.x}}, no: {absent: true}}"
    conditions = when(f"{{header: {{x-key: abd}}, body: {body}}}").when.conditions

    found = [(each.where, each.expected, each.found, each.holds) for each in findings(conditions, asked())]

    assert found == [
        ("header.x-key", "'abd'", "'abc'", False),
        ("body.a.b.*.c", "one of 5, 7 and not matches 's.x'", "5, 'six'", False),
        ("body.no", "nothing", None, True),
    ]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("body.a.b.0.c", "5"),
        ("header.X-Key", "abc"),
        ("query.v", "1"),
        ("path", "/x"),
        ("method", "POST"),
        ("text", '{"a": 1}'),
        ("body.a", None),
        ("body.nobody", None),
    ],
)
def test_a_place_of_a_request_has_a_value_or_none(place, value):
    assert place_problem(place) == ""
    assert place_of(place).text(asked()) == value


@pytest.mark.parametrize("place", ["", "bdy.x", "body", "header.", "path.x", "body.$["])
def test_what_is_no_place_is_refused(place):
    assert place_problem(place)


@pytest.mark.parametrize(
    ("condition", "slip"),
    [
        ("{header: {X: 1}}", "found the number 1; expected text"),
        ("{body: {x: {contain: a}}}", "did you mean contains?"),
        ("{body: {x: {}}}", "expected a value, or a mapping"),
        ("{body: {x: {not: {not: 1}}}}", "found the key 'not'"),
        ("{body: {x: {absent: 1}}}", "expected true or false"),
        ("{body: {x: {one_of: []}}}", "expected a list that is not empty"),
        ("{per: body.x}", "one of nth, first, every, over, flapping beside per"),
        ("{first: 1, per: bdy.x}", "one of header, query, body, text, path, method first"),
        ("{first: 1, nth: 2}", "only one of"),
        ("{chance: 0%}", "expected a share such as 20%"),
        ("{chance: 20}", "did you mean 20%?"),
        ("{over: {times: 1, per: 0s}}", "expected a time above nothing"),
        ("{flapping: {up: 1, down: 2s}}", "two numbers of requests, or two times"),
        ("{since: 2026-01-02, until: 2026-01-01T00:00:00Z}", "since before until"),
        ("{between: 30s..5s}", "the shorter one first"),
        ("{between: 5s}", "two times, the first below the second"),
        ("{body: {x: {less: '5'}}}", "found '5'; expected a number"),
    ],
)
def test_a_slip_in_a_condition_is_told(condition, slip):
    (told,) = mistakes(f"rules: [{{when: {condition}, respond: {{status: 500}}}}]")

    assert slip in told


@pytest.mark.parametrize("value", ["1_000", "inf", "nan", "\u0663", "0x10", "", "1 2", True, None])
def test_what_no_client_writes_for_a_number_is_none(value):
    assert not passes((("greater", 0),), [value])
    assert not passes((("less", 1e9),), [value])


@pytest.mark.parametrize("value", ["7", " 7.5 ", "7e0", ".7e1", "+7.", 7, 7.5])
def test_a_number_is_one_however_it_is_written(value):
    assert passes((("greater", 6.9), ("less", 8)), [value])


def test_a_template_without_quotes_is_told_what_it_lacks():
    (told,) = mistakes("rules: [{respond: {body: {{ count }}}}]")

    assert "a template {{ … }} stands in quotes" in told
