"""The mailroom: which callbacks are struck, what waits behind another, and what is undone."""

from __future__ import annotations

import json

import pytest

from mockserver.callbacks.delivery import Attempt, State
from mockserver.callbacks.misdeeds import rules as misdeed_rules
from mockserver.callbacks.misdeeds.base import Draft
from mockserver.callbacks.misdeeds.carriage import Duplicate, Late, NeverSent, OutOfOrder, WrongContentType
from mockserver.callbacks.misdeeds.mailroom import Mailroom
from mockserver.callbacks.misdeeds.rules import CallbackRule, CallbackRules, Slip
from mockserver.clock import DAWN
from mockserver.frozen import replaced
from mockserver.scenario.turns import Turn

PLAIN = Draft({"a": 1}, (("Content-Type", "application/json"),), lambda members: json.dumps(members).encode())
BEHIND = CallbackRule("behind", "out_of_order", OutOfOrder(5_000), notice="begun")


def slip(notice="ended", call_id="c1", at=DAWN, vendor="acme"):
    return Slip(vendor, notice, call_id, "e1", "http://127.0.0.1:9/hook", at, (0,))


def mailroom(space, outbox, *rules):
    return Mailroom(space, outbox, CallbackRules(space, rules, seed=7, magic=True))


def leave(outbox):
    """The notices that leave now, in order, each accepted."""
    left = []
    while sent := outbox.claim(1):
        outbox.settle(sent[0].id, Attempt(1, DAWN, 200), DAWN)
        left.append(sent[0].notice)
    return left


def test_what_no_rule_is_for_leaves_as_it_is(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "never_sent", NeverSent(), vendor="other")).post(slip(), PLAIN)

    (one,) = outbox.list()
    assert (one.state, one.fault, one.body, one.schedule) == (State.READY, "", b'{"a": 1}', (0,))


def test_a_rule_counts_only_what_it_is_for(space, outbox):
    rule = CallbackRule("r", "never_sent", NeverSent(), notice="ended", turn=Turn(nth=2))
    room = mailroom(space, outbox, rule)

    for notice in ("ended", "begun", "ended", "ended"):
        room.post(slip(notice), PLAIN)

    assert [each.fault for each in outbox.list()] == ["", "", "never_sent", ""]


def test_a_fault_that_changes_nothing_says_so(space, outbox):
    same = WrongContentType("application/json")

    mailroom(space, outbox, CallbackRule("r", "wrong_content_type", same)).post(slip(), PLAIN)

    assert outbox.list()[0].fault == "wrong_content_type (without effect)"


def test_one_waits_for_the_next_of_its_own_call_only(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)

    room.post(slip("ended", "another"), PLAIN)
    assert leave(outbox) == ["ended"]

    room.post(slip("ended", at=DAWN + 10), PLAIN)
    assert leave(outbox) == ["ended", "begun"]


def test_one_follows_all_copies_of_the_next(space, outbox):
    twice = CallbackRule("twice", "duplicate", Duplicate(2), notice="ended")
    room = mailroom(space, outbox, BEHIND, twice)
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert leave(outbox) == ["ended", "ended", "begun"]


def test_one_does_not_follow_what_comes_late_or_never(space, outbox):
    later = CallbackRule("later", "late", Late(60_000), notice="ended", turn=Turn(first=1))
    never = CallbackRule("never", "never_sent", NeverSent(), notice="ended", turn=Turn(first=1))
    room = mailroom(space, outbox, BEHIND, later, never)
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert leave(outbox) == []


def test_one_that_waits_is_pending_and_can_be_cancelled(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)

    assert (outbox.pending(), outbox.list()[0].fault) == (1, "out_of_order")
    assert outbox.cancel() == 1

    room.post(slip("ended"), PLAIN)
    assert leave(outbox) == ["ended"]


def test_one_that_nothing_follows_goes_when_its_time_is_up(space, outbox):
    mailroom(space, outbox, BEHIND).post(slip("begun"), PLAIN)

    assert space.take_due(DAWN + 4_999) is None
    outbox.ripen(space.take_due(DAWN + 5_000).key, DAWN + 5_000)

    assert leave(outbox) == ["begun"]


def test_one_that_was_tried_keeps_to_its_schedule_whatever_comes(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(replaced(slip("begun"), schedule=(60_000,)), PLAIN)
    outbox.ripen(space.take_due(DAWN + 5_000).key, DAWN + 5_000)
    (sent,) = outbox.claim(9)
    outbox.settle(sent.id, Attempt(1, DAWN, 500, error="no"), DAWN + 5_000)

    room.post(slip("ended", at=DAWN + 6_000), PLAIN)

    assert leave(outbox) == ["ended"]
    assert space.next_due().at == DAWN + 65_000


def test_one_that_has_left_does_not_leave_again_when_its_time_is_up(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert space.take_due(DAWN + 5_000) is None


def test_two_do_not_wait_for_each_other(space, outbox):
    room = mailroom(space, outbox, CallbackRule("all", "out_of_order", OutOfOrder()))
    room.post(slip("begun"), PLAIN)
    room.post(slip("ended"), PLAIN)

    assert {each.notice: each.fault for each in outbox.list()} == {
        "ended": "out_of_order (without effect)",
        "begun": "out_of_order",
    }
    assert leave(outbox) == ["ended", "begun"]


def test_two_of_no_call_that_wait_at_one_moment_both_leave(space, outbox):
    room = mailroom(space, outbox, BEHIND)
    room.post(slip("begun", call_id=""), PLAIN)
    room.post(slip("begun", call_id=""), PLAIN)

    while (due := space.take_due(DAWN + 5_000)) is not None:
        outbox.ripen(due.key, due.at)

    assert leave(outbox) == ["begun", "begun"]


def test_copies_are_of_one_call_and_leave_one_after_the_other(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "duplicate", Duplicate(3))).post(slip(), PLAIN)

    assert len(outbox.claim(9)) == 1
    assert len(outbox.list()) == 3


def test_a_late_one_is_created_in_time_and_due_later(space, outbox):
    mailroom(space, outbox, CallbackRule("r", "late", Late(60_000))).post(slip(), PLAIN)

    (one,) = outbox.list()
    assert (one.created, one.due.at) == (DAWN, DAWN + 60_000)


def test_what_is_undone_has_not_been_counted_and_waits_no_more(space, outbox):
    room = mailroom(space, outbox, BEHIND)

    with pytest.raises(RuntimeError), space.transaction():
        room.post(slip("begun"), PLAIN)
        raise RuntimeError

    room.post(slip("ended"), PLAIN)
    assert leave(outbox) == ["ended"]


def test_what_a_request_wished_for_strikes_its_own_callbacks_alone(space, outbox):
    rules = CallbackRules(space, [CallbackRule("r", "late", Late())], magic=True)
    room = Mailroom(space, outbox, rules)
    rules.wish("e1", CallbackRule("w", "never_sent", NeverSent(), turn=Turn(first=1)), DAWN)

    for cause in ("e2", "e1", "e1"):
        room.post(replaced(slip(), cause=cause), PLAIN)

    assert [each.fault for each in outbox.list()] == ["late", "never_sent", "late"]


def test_wishes_are_bounded_and_the_oldest_is_forgotten(space, outbox, monkeypatch):
    monkeypatch.setattr(misdeed_rules, "MOST_WISHES", 2)
    rules = CallbackRules(space, magic=True)
    room = Mailroom(space, outbox, rules)
    for cause in ("e1", "e2", "e3"):
        rules.wish(cause, CallbackRule("w", "never_sent", NeverSent()), DAWN)

    for cause in ("e1", "e2", "e3"):
        room.post(replaced(slip(), cause=cause), PLAIN)

    assert [each.fault for each in outbox.list()] == ["", "never_sent", "never_sent"]


def test_a_live_rule_comes_first_and_holds_for_its_time(space, outbox):
    rules = CallbackRules(space, [CallbackRule("r", "late", Late())])
    room = Mailroom(space, outbox, rules)
    live = rules.add(CallbackRule("n", "never_sent", NeverSent(), ttl=1_000), DAWN)
    room.post(slip(), PLAIN)
    room.post(slip(at=DAWN + 1_000), PLAIN)

    assert [each.fault for each in outbox.list()] == ["never_sent", "late"]
    assert rules.answered(live) == 1
    rules.drop("n")
    rules.drop("callbacks[0]")
    room.post(slip(), PLAIN)
    assert outbox.list()[-1].fault == ""


def test_a_rule_for_numbers_strikes_what_tells_of_such_calls(space, outbox):
    room = mailroom(space, outbox, CallbackRule("r", "never_sent", NeverSent(), caller="88*", called="555?"))

    for caller, called in (("880", "5551"), ("770", "5551"), ("880", "55512"), ("", "")):
        room.post(replaced(slip(), caller=caller, called=called), PLAIN)

    assert [each.fault for each in outbox.list()] == ["never_sent", "", "", ""]
