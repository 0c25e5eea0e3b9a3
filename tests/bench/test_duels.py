"""Whom we are loaded in turns with, and in what."""

from __future__ import annotations

from pathlib import Path

import pytest

from mockserver.bench.contestants import MOCKSERVER, OURS, WIREMOCK
from mockserver.bench.duels import rivals
from mockserver.bench.findings import Findings
from mockserver.bench.load import CannotLoad
from mockserver.bench.peers import PEERS
from mockserver.bench.rounds import Field, Plan
from mockserver.bench.workloads import workloads
from tests.bench.made_up import slice_of

PLAN = Plan(tuple(workloads().values()), (1, 16, 64), rounds=1, seconds=1)


@pytest.fixture
def field() -> Field:
    def cannot(*_what: object) -> None:
        raise CannotLoad("nothing is loaded here")

    return Field((MOCKSERVER, *PEERS), Path(), {}, Findings(), cannot, lambda _text: None)


def test_rivals_are_the_best_two_by_each_figure_and_the_one_that_is_named(field):
    found = field.findings
    found.loaded(OURS, "json", 16, slice_of(9_000))
    for name, rate in (("stubby", 500), ("prism", 400), ("moto", 300), (WIREMOCK, 20)):
        found.loaded(name, "json", 16, slice_of(rate))
    for name, rate, p99 in (("stubby", 500, 90), ("prism", 400, 80), ("moto", 300, 70), (WIREMOCK, 20, 99)):
        found.loaded(name, "json", 64, slice_of(rate, p99))
    found.loaded("mountebank", "xml", 64, slice_of(10))

    assert rivals(field, PLAN) == {
        "stubby": {"json": {16, 64}},
        "prism": {"json": {16, 64}},
        WIREMOCK: {"json": {16, 64}},
        "moto": {"json": {64}},
        "mountebank": {"xml": {64}},
    }


def test_everybody_who_can_is_a_rival_where_nobody_was_loaded_before(field):
    found = rivals(field, PLAN)

    assert set(found) == {each.name for each in PEERS}
    assert {name for name, bouts in found.items() if "xml" in bouts} == {
        each.name for each in PEERS if "xml" in each.serves
    }


def test_only_what_was_asked_for_is_compared(field):
    plan = Plan((workloads()["json"],), (1, 16), rounds=1, seconds=1)

    assert all(bouts == {"json": {16}} for bouts in rivals(field, plan).values())
