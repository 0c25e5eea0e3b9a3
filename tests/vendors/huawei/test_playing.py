from __future__ import annotations

import pytest

from mockserver.callcentre.model import Outcome, State
from mockserver.callcentre.script import script_of
from mockserver.vendors.huawei import VENDOR
from mockserver.vendors.huawei.tables import MAGIC, OUTCOMES, REASONS, STATES


def test_every_outcome_and_state_has_a_number():
    assert set(REASONS) == set(OUTCOMES) == set(Outcome)
    assert set(STATES) == set(State)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_outcome_has_a_script_that_ends_so(outcome):
    assert script_of(OUTCOMES[outcome])[-1].outcome is outcome


# fmt: off
ENDS = [
    ("13800990000", 0), ("13800990001", 1), ("13800990002", 2), ("13800990003", 3), ("13800990004", 4),
    ("13800990005", 5), ("13800990006", 6), ("13800990007", 3), ("13800990008", 3), ("13800990009", 3),
    ("13800990010", 3), ("13800990011", 3), ("13800990101", 101), ("990114", 114),
]
# fmt: on


@pytest.mark.parametrize(("called", "reason"), ENDS)
def test_a_magic_number_ends_a_call_for_its_reason(tenant, called, reason):
    call = tenant.played(called)
    answer = tenant.ask("queryCallState", callSerialNo=call.id)["result"]
    assert (answer["state"], answer["reasonCode"]) == (3, reason)


def test_magic_numbers_are_as_many_as_documented():
    assert len(MAGIC) == 12 + 14


def test_any_other_call_is_answered_and_hung_up_by_the_customer(tenant):
    call = tenant.played("13812345678")
    assert call.outcome is Outcome.CALLED_HUNG_UP
    assert call.agent_rang < call.agent_answered <= call.rang < call.answered < call.released


@pytest.mark.parametrize("outcome", Outcome)
def test_a_scenario_may_name_an_outcome_alone(outcome):
    if outcome is not Outcome.OTHER:
        assert VENDOR.playing.course([outcome.value]).script[-1].outcome is outcome


def test_a_scenario_need_not_say_how_the_agent_is_reached(tenant):
    script = VENDOR.playing.course(["rings 1s", "answered", "talks 5s", "hung up by caller"]).script
    call = tenant.calls.place(tenant.now, "1", "2", script)
    tenant.wait(60_000)
    ended = tenant.calls.find(call.id)
    assert (ended.agent_answered - ended.created, ended.released - ended.answered) == (2_000, 5_000)


def test_a_number_of_ones_own_is_a_reason(tenant):
    script = VENDOR.playing.course(["ends with 603"]).script
    call = tenant.calls.place(tenant.now, "1", "2", script)
    tenant.wait(60_000)
    assert tenant.ask("queryCallState", callSerialNo=call.id)["result"]["reasonCode"] == 603
