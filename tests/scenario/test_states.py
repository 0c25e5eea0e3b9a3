"""Scenario states: which rules they let through, and that two requests never both make a transition."""

from threading import Barrier, Thread

import pytest

from mockserver.scenario.rules import Rules
from mockserver.scenario.states import STARTED, States, Transition
from mockserver.store.base import Conflict
from mockserver.store.memory import MemorySpace
from tests.scenario.made_up import scenario
from tests.scenario.test_turns import asked

STEPS = """
rules:
  - {name: open, when: {state: {order: Started}}, sets: {order: paid}, respond: {status: 501}}
  - {name: pay,  when: {state: {order: paid}}, sets: {order: shipped, log: written}, fault: HANG}
"""


@pytest.fixture
def told():
    return Rules(MemorySpace(), scenario(STEPS).rules)


def names(told, times):
    return [found and found.name for found in (told.first(asked()) for _ in range(times))]


def test_a_state_lets_a_rule_through_and_the_rule_moves_it_on(told):
    assert names(told, 3) == ["open", "pay", None]
    assert told.states.all() == {"order": "shipped", "log": "written"}


def test_a_state_that_nobody_has_set_is_started_and_so_is_an_empty_one(told):
    assert told.states.all() == {"order": STARTED, "log": STARTED}

    told.states.put("order", "")

    assert told.states.get("order") == STARTED
    assert names(told, 1) == ["open"]


def test_the_states_that_rules_name_are_known(told):
    told.states.put("order", "lost")

    assert told.states.possible("order") == (STARTED, "paid", "shipped", "lost")
    assert told.states.possible("log") == (STARTED, "written")


def test_a_reset_lets_each_begin_again(told):
    names(told, 2)

    told.states.reset()

    assert told.states.all() == {"order": STARTED, "log": STARTED}


def test_a_live_rule_names_states_too(told):
    live = scenario("rules: [{name: x, when: {state: {door: ''}}, sets: {door: open}}]").rules[0]
    told.add(live, 0)

    assert told.states.possible("door") == (STARTED, "open")
    assert names(told, 2) == ["x", "open"]


def test_a_rule_that_only_moves_states_lets_the_vendor_answer(told):
    (rule,) = scenario("rules: [{sets: {a: b}}]").rules

    assert (rule.respond, rule.faults, rule.sets) == (None, (), (("a", "b"),))


def test_a_transition_whose_need_is_gone_is_a_conflict():
    states = States(MemorySpace())
    transition = Transition((("order", STARTED),), (("order", "paid"),))
    states.move(transition)

    with pytest.raises(Conflict):
        states.move(transition)


def test_what_a_failed_exchange_has_moved_is_moved_back(told):
    with pytest.raises(RuntimeError), told._space.transaction():
        told.first(asked())
        raise RuntimeError

    assert told.states.get("order") == STARTED


def test_of_many_requests_at_once_exactly_one_makes_a_transition_in_each_of_a_thousand_rounds():
    space, threads, rounds = MemorySpace(), 4, 1000
    told = Rules(space, scenario(STEPS).rules[:1])
    wins = [0] * rounds
    ready = Barrier(threads, action=told.states.reset, timeout=10)

    def ask():
        for number in range(rounds):
            ready.wait()
            with space.transaction():
                wins[number] += told.first(asked()) is not None

    each = [Thread(target=ask) for _ in range(threads)]
    for thread in each:
        thread.start()
    for thread in each:
        thread.join()

    assert wins == [1] * rounds
