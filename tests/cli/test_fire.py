"""What ``fire`` makes, without sending it."""

import json

import pytest

from mockserver.callbacks.signing import canonical, signature
from mockserver.cli.failing import Mistake
from mockserver.cli.firing import firing_of, loaded
from mockserver.clock import DAWN
from mockserver.vendors.huawei import VENDOR

URL = "http://127.0.0.1:9000/release"
NOTHING = dict.fromkeys(("notice", "outcome", "steps", "secret", "agent", "data", "caller_shown"))


def fired(at=DAWN, seed=7, **given):
    asked = {**NOTHING, "url": URL, "pairs": (), "caller": "88880067", "called": "13800138000", **given}
    _, delivery = loaded(firing_of(VENDOR, at=at, seed=seed, **asked), at)
    return delivery


def body(**given):
    return json.loads(fired(**given).body)


def test_the_same_seed_and_moment_give_the_same_bytes():
    assert fired(secret="s") == fired(secret="s")


def test_the_callback_happens_at_the_moment_asked_for():
    assert body()["releaseTime"] == "2026/01/01,00:00:00:000"
    assert body(secret="s")["timestamp"] == str(DAWN)


def test_another_moment_is_another_call_with_another_nonce():
    one, other = body(secret="s", seed=None), body(secret="s", seed=None, at=DAWN + 1)

    assert one["callSerialNo"] != other["callSerialNo"]
    assert one["nonce"] != other["nonce"]


def test_with_a_secret_the_callback_is_signed():
    members = body(secret="s3cret")

    text = canonical("s3cret", members["nonce"], members["timestamp"], members)
    assert members["signature"] == signature("s3cret", text)


def test_without_a_secret_it_is_not():
    assert "signature" not in body()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"outcome": "busy"}, "3"),
        ({"outcome": "Called no-answer"}, "5"),
        ({"called": "13800990004"}, "4"),
        ({"steps": "rings 2s, answered, talks 5s, hung up by caller"}, "1"),
        ({"steps": "rings 2s, ends with 603"}, "603"),
    ],
)
def test_an_outcome_steps_or_a_magic_number_say_how_the_call_ends(given, reason):
    assert body(**given)["releaseReason"] == reason


def test_what_is_said_of_the_call_is_told():
    told = body(data="order-7", agent="101", caller="1", called="2", caller_shown="3")

    assert [told[name] for name in ("callData", "serviceNo", "caller", "called", "callerPresent")] == [
        "order-7", "101", "1", "2", "3",
    ]  # fmt: skip


def test_another_notice():
    assert list(body(notice="connection")) == ["callSerialNo", "serviceNo", "called", "callData"]


def test_a_setting():
    assert body(pairs=("absent=empty",))["callData"] == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"notice": "relese"}, "did you mean release?"),
        ({"notice": "connection", "outcome": "busy"}, "ends as busy"),
        ({"outcome": "bussy"}, "did you mean busy?"),
        ({"steps": "dances"}, "'dances' is no step"),
        ({"steps": "busy", "outcome": "busy"}, "not both"),
        ({"pairs": ("absent",)}, "NAME=VALUE"),
        ({"pairs": ("vdn=0",)}, "vdn"),
        ({"pairs": ("nonsense=0",)}, "nonsense"),
    ],
)
def test_what_cannot_be_fired_is_told(given, says):
    with pytest.raises(Mistake) as told:
        fired(**given)
    assert says in told.value.message


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://x", "http://"),
        ("http://169.254.169.254/", "never"),
        ("http://u:p@h/", "password"),
        ("http://[x", "cannot be read"),
        ("nonsense", "http://"),
    ],
)
def test_where_nothing_is_sent_is_one_line(fails, url, says):
    assert says in fails("fire", "huawei", "--to", url)


def test_a_vendor_without_callbacks_says_who_has_them(fails):
    assert "huawei" in fails("fire", "hostedsuite", "--to", URL)


def test_a_moment_that_is_none(fails):
    assert "2026-01-01T09:00:00Z" in fails("fire", "huawei", "--to", URL, "--at", "noon")
