"""How a rule spells its faults."""

import pytest

from mockserver.faults.base import Part
from mockserver.faults.broken import ConnectionResetByPeer, TruncatedBody
from mockserver.faults.delay import LONGEST, FixedDelay, LognormalDelay, UniformDelay
from mockserver.faults.dribble import ChunkedDribble
from mockserver.faults.table import KINDS
from tests.scenario.made_up import scenario

LOGNORMAL = "{delay: {lognormal: {median: 90ms, sigma: 0.4%s}}}"


def rule(text):
    return scenario(f"rules: [{text}]").rules[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fault_is_named(kind):
    assert rule(f"{{fault: {kind}}}").faults == (KINDS[kind],)
    assert rule(f"{{fault: {{kind: {kind}}}}}").faults == (KINDS[kind],)


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("{kind: CONNECTION_RESET_BY_PEER, sent: 5}", (ConnectionResetByPeer(Part(5)),)),
        ("{kind: CONNECTION_RESET_BY_PEER, sent: 5%}", (ConnectionResetByPeer(Part(percent=5)),)),
        ("{truncate: 40%}", (TruncatedBody(Part(percent=40)),)),
        ("{truncate: 12.5 %}", (TruncatedBody(Part(percent=12.5)),)),
        ("{truncate: 0}", (TruncatedBody(Part(0)),)),
        ("{dribble: {pieces: 5, over: 2s}}", (ChunkedDribble(5, 2000),)),
        ("{delay: 2s}", (FixedDelay(2000),)),
        ("{delay: 1m 30s}", (FixedDelay(90_000),)),
        ("{delay: 1h}", (FixedDelay(LONGEST),)),
        ("{delay: {fixed: 250ms}}", (FixedDelay(250),)),
        ("{delay: 1s..3s}", (UniformDelay(1000, 3000),)),
        ("{delay: {uniform: 1s..3s}}", (UniformDelay(1000, 3000),)),
        ("{delay: {uniform: 1s .. 3s}}", (UniformDelay(1000, 3000),)),
        (LOGNORMAL % "", (LognormalDelay(90, 0.4),)),
        (LOGNORMAL % ", most: 2s", (LognormalDelay(90, 0.4, 2000),)),
        ("{delay: 1s, kind: HANG}", (KINDS["HANG"], FixedDelay(1000))),
        ("{delay: 1s, dribble: {pieces: 2, over: 0s}}", (ChunkedDribble(2, 0), FixedDelay(1000))),
    ],
)
def test_a_fault_is_described(text, faults):
    assert rule(f"{{fault: {text}}}").faults == faults


def test_a_rule_with_a_fault_needs_no_answer_of_its_own():
    told = rule("{operation: ListCalls, fault: EMPTY_RESPONSE, side: after}")

    assert (told.respond, told.vendor, told.side) == (None, "nimbus", "after")


def test_a_rule_without_a_fault_has_none():
    assert rule("{respond: {status: 503}}").faults == ()


def test_a_rules_own_answer_may_be_late_or_cut_short():
    told = rule("{respond: {status: 503}, fault: {delay: 1s, truncate: 4}, side: after}")

    assert told.respond.status == 503
    assert told.faults == (TruncatedBody(Part(4)), FixedDelay(1000))
