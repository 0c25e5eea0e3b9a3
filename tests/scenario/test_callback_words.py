"""``callbacks``: what a file may say of callbacks that go wrong, and what it is told where it may not."""

from __future__ import annotations

import pytest

from mockserver.callbacks.misdeeds.carriage import Duplicate, Late, Truncated
from mockserver.callbacks.misdeeds.table import MISDEEDS
from mockserver.faults.base import Part
from mockserver.scenario.model import combine
from mockserver.scenario.turns import Turn
from tests.scenario.made_up import mistakes, scenario


def rules(text):
    return scenario(f"vendors: {{nimbus: {{}}}}\ncallbacks: {text}").callbacks


@pytest.mark.parametrize("name", MISDEEDS)
def test_every_fault_can_be_named(name):
    (rule,) = rules(f"[{{fault: {name}}}]")

    assert (rule.fault, rule.name, rule.misdeed) == (name, name, MISDEEDS[name]())


@pytest.mark.parametrize(
    ("text", "misdeed"),
    [
        ("{late: 2h}", Late(7_200_000)),
        ("{duplicate: 3}", Duplicate(3)),
        ("{truncated: 40%}", Truncated(Part(percent=40))),
        ("{truncated: 7}", Truncated(Part(size=7))),
    ],
)
def test_a_fault_may_have_its_setting(text, misdeed):
    assert rules(f"[{{fault: {text}}}]")[0].misdeed == misdeed


def test_a_rule_says_which_callbacks_it_is_for():
    (rule,) = rules("[{name: r, vendor: nimbus, notice: ended, when: {first: 2, chance: 50%}, fault: late}]")

    assert (rule.name, rule.vendor, rule.notice) == ("r", "nimbus", "ended")
    assert rule.turn == Turn(first=2, chance=0.5)


def test_several_files_have_the_rules_of_all():
    one, other = (scenario(f"callbacks: [{{fault: {name}}}]") for name in ("late", "slow"))

    assert [each.fault for each in combine([one, other]).callbacks] == ["late", "slow"]


@pytest.mark.parametrize(
    ("text", "where", "says"),
    [
        ("[{fault: layte}]", "2:21", "late"),
        ("[{notice: ended}]", "2:13", "'fault'"),
        ("[{notice: endet, fault: late}]", "2:22", "ended"),
        ("[{fault: {late: 2h, slow: 3s}}]", "2:32", "only one of"),
        ("[{fault: {duplicate: 1}}]", "2:33", "from 2 to 1000"),
        ("[{fault: late, when: {nth: 1, every: 2}}]", "2:42", "only one of"),
        ("[{fault: late, when: {chance: 200%}}]", "2:42", "20%"),
        ("[{fault: {slow: 2m}}]", "2:28", "1 minutes at the most"),
    ],
)
def test_a_mistake_has_its_place_and_what_would_be_right(text, where, says):
    (told,) = mistakes(f"vendors: {{nimbus: {{}}}}\ncallbacks: {text}")

    assert told.startswith(f"s.yaml:{where}:")
    assert says in told


def test_a_notice_is_one_of_the_rules_own_vendor():
    told = mistakes("callbacks: [{vendor: stratus, notice: ended, fault: late}]")

    assert "stratus" in told[0]
