"""When it is a rule's turn: counters, quotas, chance, and times of the sandbox's clock."""

import pytest

from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked, Where
from mockserver.scenario.rules import Rules
from mockserver.scenario.turns import SINGLY, WINDOWS, Quota, Turn, Turns
from mockserver.store.memory import MemorySpace
from tests.scenario.made_up import scenario

DAWN = 1_767_225_600_000


def rules(when, seed=1):
    told = scenario(f"rules: [{{when: {when}, respond: {{status: 500}}}}]").rules
    return Rules(MemorySpace(), told, seed=seed, began=DAWN)


def asked(at=0, body=None, target="/x", headers=()):
    return Asked("nimbus", "Ping", Request("POST", target, Headers(headers)), lambda: body, DAWN + at)


def answered(told, requests):
    """Which of the requests the rule answers, counted from 1."""
    return [number for number, each in enumerate(requests, 1) if told.first(each)]


def times(*seconds):
    return [asked(round(each * 1000)) for each in seconds]


@pytest.mark.parametrize(
    ("when", "turns"),
    [
        ("{nth: 3}", [3]),
        ("{first: 2}", [1, 2]),
        ("{every: 4}", [4, 8]),
        ("{flapping: {up: 3, down: 2}}", [4, 5, 9, 10]),
        ("{over: {times: 7, per: 1m}}", [8, 9, 10]),
    ],
)
def test_a_counter_says_whose_turn_it_is(when, turns):
    assert answered(rules(when), times(*[0] * 10)) == turns


def test_a_stretch_counts_from_the_beginning_of_the_sandbox():
    assert answered(rules("{between: 5s..30s}"), times(0, 4.999, 5, 29.999, 30)) == [3, 4]


def test_moments_bound_a_rule_and_a_mere_day_is_included():
    told = rules("{since: 2026-01-01T00:00:10Z, until: 2026-01-01}")

    assert answered(told, times(9, 10, 86_399, 86_400)) == [2, 3]


def test_a_quota_begins_anew_with_each_window():
    told = rules("{over: {times: 2, per: 10s}}")

    assert answered(told, times(0, 1, 2, 9.999, 10, 11, 12, 55)) == [3, 4, 7]


def test_flapping_goes_by_the_clock_where_it_has_times():
    told = rules("{flapping: {up: 30s, down: 10s}}")

    assert answered(told, times(0, 29.999, 30, 39.999, 40, 71)) == [3, 4, 6]


def test_chance_is_drawn_by_the_seed_and_the_same_on_every_run():
    def drawn(seed):
        return answered(rules("{chance: 20%}", seed), times(*[0] * 2000))

    assert drawn(7) == drawn(7) != drawn(8)
    assert 320 < len(drawn(7)) < 480


def test_chance_is_drawn_for_those_that_a_counter_lets_through():
    assert set(answered(rules("{first: 50, chance: 50%}"), times(*[0] * 100))) < set(range(1, 51))


@pytest.mark.parametrize(
    ("per", "make"),
    [
        ("body.id", lambda value: asked(body={"id": value})),
        ("header.X-Key", lambda value: asked(headers=[("x-key", value)])),
        ("query.v", lambda value: asked(target=f"/x?v={value}")),
        ("path", lambda value: asked(target=f"/{value}")),
    ],
)
def test_each_value_of_a_place_is_counted_by_itself(per, make):
    told = rules(f"{{first: 2, per: {per}}}")

    assert answered(told, [make(value) for value in "abaacbcac"]) == [1, 2, 3, 5, 6, 7]


def test_requests_without_the_value_are_counted_together():
    assert answered(
        rules("{first: 1, per: body.id}"), [asked(body={}), asked(), asked(body={"id": "none"})]
    ) == [
        1,
        3,
    ]


def test_a_long_value_is_told_from_another_and_takes_little_room():
    told, longest = rules("{first: 1, per: body.id}"), "x" * 100_000
    space = told._space

    assert answered(told, [asked(body={"id": longest + end}) for end in "aab"]) == [1, 3]
    assert max(len(key) for key, _ in space.rows(SINGLY)) < 100


def test_a_quota_is_kept_for_each_value():
    told = rules("{over: {times: 1, per: 10s}, per: query.v}")
    requests = [
        asked(at, target=f"/x?v={value}") for at, value in ((0, "a"), (1, "b"), (2, "a"), (11_000, "a"))
    ]

    assert answered(told, requests) == [3]


def test_a_value_is_only_a_value_whatever_it_is_called():
    told = rules("{over: {times: 1, per: 10s}, per: query.v}")
    values = ["x", "x%20window", "none", "", "x", "window", "is%20x", "x%20window"]

    assert answered(told, [asked(target=f"/x?v={value}") for value in values]) == [5, 8]


def test_what_has_been_forgotten_is_counted_anew():
    space = MemorySpace()
    turn = Turn(over=Quota(1, 3_600_000), per=Where("query", "v"))
    turns = Turns(space)
    turns.comes("0", "r", turn, asked(target="/x?v=a"))

    turns.forget("0")

    assert not any(list(space.rows(table)) for table in (SINGLY, WINDOWS))


def test_of_too_many_values_the_oldest_leave():
    space = MemorySpace()
    turns, turn = (
        Turns(space, most_values=100),
        scenario("rules: [{when: {first: 1, per: query.v}, fault: HANG}]").rules[0].when.turn,
    )

    for number in range(105):
        assert turns.comes("0", "r", turn, asked(target=f"/x?v={number}"))

    assert space.count(SINGLY) <= 100
    assert turns.comes("0", "r", turn, asked(target="/x?v=0"))
    assert not turns.comes("0", "r", turn, asked(target="/x?v=104"))


def test_a_rule_that_is_not_for_a_request_does_not_count_it():
    told = rules("{between: 5s..30s, state: {order: open}, nth: 1}")

    assert answered(told, times(0, 10)) == []
    told.states.put("order", "open")
    assert answered(told, times(40, 10)) == [2]


def test_a_turn_that_says_nothing_is_always():
    assert Turn().falls_on(1)


def test_time_to_live_is_counted_since_the_sandbox_began():
    told = Rules(MemorySpace(), scenario("rules: [{fault: HANG, ttl: 10s}]").rules, began=DAWN)

    assert answered(told, times(0, 9.999, 10)) == [1, 2]
