"""Demands are met, missed or not measured, by the figures alone."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.bench.judge import DEMANDS, verdicts
from tests.bench.made_up import findings

# A change of the findings, and the demands that are no longer met by it.
# fmt: off
MISSED: tuple[tuple[str, Any, set[str]], ...] = (
    ("load/mockserver/json/16/rate", [14_000], {"16 connections: at least 5", "16 connections: at least 1."}),
    ("load/mockserver/json/64/rate", [17_000], {"64 connections: at least 5", "64 connections: at least 1."}),
    ("load/stubby/json/64/rate",     [13_000], {"64 connections: at least 1.8"}),
    ("load/mockserver/xml/64/rate",  [10_000], {"half of the JSON writes"}),
    ("load/wiremock/xml/64/rate",    [14_000], {"more than every peer's"}),
    ("load/stubby/json/64/p99",      [3.9],    {"p99 of JSON writes"}),
    ("delayed/mockserver/answered",  9_999,    {"delayed by 1 s"}),
    ("delayed/mockserver/least",     999.0,    {"delayed by 1 s"}),
    ("delayed/mockserver/worst",     1_501.0,  {"delayed by 1 s"}),
    ("held/answered",                99,       {"requests held"}),
    ("held/early",                   1,        {"requests held"}),
    ("held/p99",                     50.0,     {"requests held"}),
    ("held/bytes",                   10_240,   {"under 10 KB"}),
    ("start/mockserver",             [0.3, 0.4, 0.5], {"under 0.4 s"}),
    ("start/wiremock",               [0.2],    {"ahead of WireMock"}),
    ("endurance/cpu_grown",          0.051,    {"500,000 requests"}),
    ("endurance/memory_grown",       0.051,    {"500,000 requests"}),
    ("callbacks/lost",               1,        {"10,000 callbacks"}),
    ("callbacks/twice",              1,        {"10,000 callbacks"}),
    ("callbacks/p99",                50.0,     {"10,000 callbacks"}),
    ("callbacks/beside",             13_999.0, {"at least 70 %"}),
)
# fmt: on


def test_every_demand_is_met_when_everything_went_as_it_should():
    assert all(each.met for each in verdicts(findings()))


@pytest.mark.parametrize(("place", "value", "missed"), MISSED, ids=[f"{row[0]} {row[1]}" for row in MISSED])
def test_a_demand_is_missed_by_its_own_figure(place, value, missed):
    data = findings()
    *path, last = place.split("/")
    here = data
    for name in path:
        here = here[name]
    here[last] = value

    wrong = [each.demand for each in verdicts(data) if not each.met]

    assert len(wrong) == len(missed)
    assert all(any(part in demand for demand in wrong) for part in missed)


def test_nothing_is_met_or_missed_when_nothing_was_measured():
    assert [each.met for each in verdicts({})] == [None] * len(DEMANDS)


def test_the_static_answer_of_wiremock_is_told_beside_its_own():
    data = findings()
    data["load"]["wiremock-static"] = {"json": {"64": {"rate": [5_500], "p99": [50.0]}}}
    data["servers"]["wiremock-static"] = {"title": "WireMock, static"}

    found = next(each.found for each in verdicts(data) if "64 connections: at least 5" in each.demand)

    assert found == "22,000 to 4,000 (Wiremock): 5.50 × (its static answer: 5,500, 4.00 ×)"
