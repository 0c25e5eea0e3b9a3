"""What a scenario's rules for callbacks make of them, up to the outbox."""

from __future__ import annotations

import json

import pytest

from mockserver.callbacks.delivery import Attempt, State
from mockserver.callbacks.misdeeds.table import MISDEEDS
from mockserver.callbacks.signing import canonical, signature
from mockserver.clock import DAWN
from mockserver.notices import tell
from mockserver.sandbox import Sandbox
from mockserver.scenario.load import loads
from mockserver.store.memory import MemoryStore
from mockserver.vendors.huawei import VENDOR

URL, HOUR = "http://127.0.0.1:9000/release", 3_600_000
FILE = """
clock: manual
vendors:
  huawei:
    shared_key: s3cret
    callbacks: {{connection: "http://127.0.0.1:9000/connection"}}
callbacks: {rules}
"""
SIGNED = ("bad_signature", "missing_signature", "stale_timestamp", "replayed_nonce")


def nothing(*_args):
    """Credentials do not matter here."""


def sandbox_of(rules):
    vendors = {"huawei": VENDOR}
    scenario = loads(FILE.format(rules=rules), "s.yaml", None, vendors)
    space = MemoryStore().space("s")
    return Sandbox("s", scenario, space, vendors, tell=tell, own=nothing, disown=nothing)


def played(rules, calls=1, report_to=URL):
    """The deliveries of so many calls, one after the other."""
    sandbox = sandbox_of(rules)
    for number in range(calls):
        at = DAWN + number * HOUR
        sandbox.calls["huawei"].place(at, "88880067", "13800990000", report_to=report_to, data="order-7")
        sandbox.catch_up(at + HOUR - 1)
    return sandbox.outbox.list()


def releases(rules, calls=1, **more):
    return [each for each in played(rules, calls, **more) if each.notice == "release"]


def is_rightly_signed(body):
    text = canonical("s3cret", body["nonce"], body["timestamp"], body)
    return body["signature"] == signature("s3cret", text)


def only(fault, calls=1):
    """The last release with a fault, and the same without."""
    return releases(f"[{{notice: release, fault: {fault}}}]", calls)[-1], releases("[]", calls)[-1]


@pytest.mark.parametrize("name", MISDEEDS)
def test_a_delivery_names_its_fault(name):
    second, _ = only(name, calls=2)

    assert second.fault == name


@pytest.mark.parametrize("name", [name for name in MISDEEDS if name not in SIGNED])
def test_what_a_scenario_leaves_alone_is_as_it_was(name):
    connection = next(each for each in played(f"[{{notice: release, fault: {name}}}]") if not each.fault)

    assert connection.notice == "connection"
    assert connection.body == next(iter(played("[]"))).body


def test_a_duplicate_is_the_same_bytes_again():
    one, other = releases("[{notice: release, fault: duplicate}]")

    assert (one.body, one.headers) == (other.body, other.headers)
    assert one.id != other.id


def test_a_duplicate_may_come_more_often():
    assert len(releases("[{notice: release, fault: {duplicate: 5}}]")) == 5


def test_a_late_one_says_what_it_would_have_said_in_time():
    late, plain = only("{late: 10m}")

    assert late.body == plain.body
    assert late.created == plain.created


def test_a_late_one_waits():
    sandbox = sandbox_of("[{notice: release, fault: {late: 10m}}]")
    sandbox.calls["huawei"].place(DAWN, "88880067", "13800990000", report_to=URL)

    sandbox.catch_up(DAWN + 60_000)

    assert [each.state for each in sandbox.outbox.list()] == [State.READY, State.WAITING]


def test_one_out_of_order_comes_after_the_next_of_its_call():
    sandbox = sandbox_of("[{notice: connection, fault: out_of_order}]")
    sandbox.calls["huawei"].place(DAWN, "88880067", "13800990000", report_to=URL)
    sandbox.catch_up(DAWN + HOUR)

    (first,) = sandbox.outbox.claim(9)
    sandbox.outbox.settle(first.id, Attempt(1, DAWN, 200), DAWN)
    (second,) = sandbox.outbox.claim(9)
    assert (first.notice, second.notice) == ("release", "connection")


def test_one_out_of_order_goes_alone_where_no_other_follows():
    sandbox = sandbox_of("[{notice: release, fault: {out_of_order: 30s}}]")
    sandbox.calls["huawei"].place(DAWN, "88880067", "13800990000", report_to=URL, data="order-7")
    plain = releases("[]")[0]
    sandbox.catch_up(plain.created + 29_999)
    waiting = sandbox.outbox.list()[-1]
    sandbox.catch_up(plain.created + 30_000)
    release = sandbox.outbox.list()[-1]

    assert (waiting.state, release.state, release.body) == (State.WAITING, State.READY, plain.body)


def test_one_that_is_never_sent_has_failed_and_says_why():
    never, _ = only("never_sent")

    assert (never.state, never.attempts) == (State.FAILED, ())
    assert never.problem == "never sent: the scenario keeps it back"


def test_a_slow_one_has_its_time():
    assert only("{slow: 5s}")[0].over == 5_000


def test_a_bad_signature_is_that_of_nothing():
    bad, plain = (json.loads(each.body) for each in only("bad_signature"))

    assert not is_rightly_signed(bad)
    assert len(bad.pop("signature")) == len(plain.pop("signature"))
    assert bad == plain


def test_a_missing_signature_takes_nonce_and_timestamp_with_it():
    missing, plain = (json.loads(each.body) for each in only("missing_signature"))

    assert plain.keys() - missing.keys() == {"nonce", "timestamp", "signature"}


def test_a_stale_timestamp_is_rightly_signed():
    stale, plain = (json.loads(each.body) for each in only("{stale_timestamp: 2h}"))

    assert int(plain["timestamp"]) - int(stale["timestamp"]) == 2 * HOUR
    assert is_rightly_signed(stale)


def test_a_replayed_nonce_is_that_of_the_call_before_and_rightly_signed():
    first, second = (
        json.loads(each.body) for each in releases("[{notice: release, fault: replayed_nonce}]", 2)
    )

    assert (second["nonce"], second["timestamp"]) == (first["nonce"], first["timestamp"])
    assert second["callSerialNo"] != first["callSerialNo"]
    assert is_rightly_signed(second)


@pytest.mark.parametrize("name", SIGNED)
def test_a_callback_that_is_not_signed_cannot_be_forged_and_says_so(name):
    (release,) = (
        each
        for each in played("[{notice: connection, fault: %s}]" % name)  # noqa: UP031
        if each.notice == "connection"
    )

    assert release.fault == f"{name} (without effect)"


def test_a_truncated_body_has_the_length_of_what_is_left():
    cut, plain = only("{truncated: 40%}")

    assert cut.body == plain.body[: int(len(plain.body) * 0.4)]


def test_a_wrong_content_type_stands_in_the_header_alone():
    wrong, plain = only("{wrong_content_type: text/plain}")

    assert wrong.headers == (("Content-Type", "text/plain"),)
    assert wrong.body == plain.body


def test_null_members_leave_what_has_to_be_there():
    body = json.loads(only("null_members")[0].body)

    assert {name for name, value in body.items() if value is not None} == {
        "callSerialNo",
        "called",
        "nonce",
        "timestamp",
        "signature",
    }
    assert is_rightly_signed(body)


def test_unknown_members_are_signed_with_the_others():
    more, plain = (json.loads(each.body) for each in only("unknown_members"))

    assert more.keys() - plain.keys() == {"xNew", "xCount", "xNone"}
    assert is_rightly_signed(more)


def test_maximum_lengths_fill_every_member_that_has_one():
    body = json.loads(only("maximum_lengths")[0].body)

    assert (len(body["callSerialNo"]), len(body["called"])) == (50, 32)
    assert body["callSerialNo"].isdigit()
    assert is_rightly_signed(body)


def test_unicode_stands_where_an_application_may_write_what_it_likes():
    body = json.loads(only("unicode")[0].body)

    assert "客户" in body["callData"]
    assert is_rightly_signed(body)


@pytest.mark.parametrize(
    ("when", "struck"),
    [
        ("{first: 2}", [1, 1, 0, 0]),
        ("{nth: 3}", [0, 0, 1, 0]),
        ("{every: 2}", [0, 1, 0, 1]),
        ("{chance: 100%}", [1, 1, 1, 1]),
    ],
)
def test_a_rule_strikes_those_whose_turn_it_is(when, struck):
    found = releases(f"[{{notice: release, when: {when}, fault: truncated}}]", 4)

    assert [int(bool(each.fault)) for each in found] == struck


def test_chance_is_the_same_on_every_run_and_strikes_some():
    rules = "[{fault: truncated, notice: release, when: {chance: 50%}}]"
    found, again = ([each.fault for each in releases(rules, 20)] for _ in range(2))

    assert found == again
    assert 0 < sum(map(bool, found)) < 20


def test_the_first_rule_that_fits_strikes_alone():
    rules = "[{notice: release, when: {first: 1}, fault: truncated}, {fault: never_sent}]"

    assert [each.fault for each in releases(rules, 2)] == ["truncated", "never_sent"]
