"""What a battery holds, for a made-up vendor that signs nothing and knows nothing of its members."""

from __future__ import annotations

import pytest

from mockserver.certify.battery import Battery, Wanted
from mockserver.certify.trials import HOSTILE, NAMES
from mockserver.clock import DAWN
from tests.acme import VENDOR

URL = "http://127.0.0.1:9/hook"
ENDED = tuple(each for each in VENDOR.notices if each.on is not None)


def battery(seed=7, burst=20):
    settings = VENDOR.settings().load({})
    urls = {notice.name: URL for notice in ENDED}
    return Battery(Wanted(VENDOR, ENDED, urls, settings, seed, DAWN, burst))


def bodies(trials, name):
    return [each.delivery.body for trial in trials if trial.name == name for each in trial.sendings]


def test_every_case_is_tried_save_those_that_need_what_the_vendor_has_not():
    tried = {trial.name for trial in battery().trials()}

    sealed = {name for name, case in HOSTILE.items() if case.needs_seal}
    assert set(NAMES) - tried == {"replayed_nonce", "maximum_lengths", "unicode", *sealed}


def test_the_same_seed_and_moment_give_the_same_bytes():
    one, other = (
        [each.delivery for trial in battery().trials() for each in trial.sendings] for _ in range(2)
    )

    assert one == other


def test_a_duplicate_is_the_same_delivery_twice():
    one, other, *_ = bodies(battery().trials(), "duplicate")

    assert one == other


def test_a_burst_is_of_different_calls_that_go_together():
    (trial,) = (each for each in battery().trials() if each.name == "burst" and each.notice == ENDED[-1].name)

    assert trial.together
    assert len({each.delivery.body for each in trial.sendings}) == 20


def test_no_two_trials_share_a_call():
    changed = ("duplicate", "out_of_order", "truncated", "null_members")  # twice, or its call is gone from it
    trials = [each for each in battery().trials() if each.name not in changed]
    alike = [each.delivery.body for trial in trials for each in trial.sendings]

    assert len(set(alike)) == len(alike)


@pytest.mark.parametrize("name", ["afterwards", "documented"])
def test_plain_ones_stand_at_both_ends(name):
    trials = list(battery().trials())

    assert trials[0].name == "documented"
    assert trials[-1].name == "afterwards"
    assert bodies(trials, name)
