"""Demands are met, missed or not measured, by the figures alone."""

from __future__ import annotations

from typing import Any

import pytest

from mockserver.bench.judge import DEMANDS, verdicts
from tests.bench.made_up import findings

# A change of the findings, and the demands that are no longer met by it.
# fmt: off
MISSED: tuple[tuple[str, Any, set[str]], ...] = (
    ("pairs/wiremock/json/16/rate",  [[14, 3]], {"16 connections: at least 5"}),
    ("pairs/wiremock/json/64/rate",  [[14, 3]], {"64 connections: at least 5"}),
    ("pairs/stubby/json/16/rate",    [[17, 10]], {"16 connections: at least 1.8"}),
    ("pairs/stubby/json/64/rate",    [[17, 10], [90, 10], [5, 10]], {"64 connections: at least 1.8"}),
    ("pairs/mockserver/xml/64/rate", [[49, 100]], {"half of the JSON writes"}),
    ("pairs/wiremock/xml/64/rate",   [[13, 14]], {"more than every peer's"}),
    ("pairs/stubby/json/64/p99",     [[4, 3.9]], {"p99 of JSON writes"}),
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
    ("endurance/micros_grown",       0.051,    {"500,000 requests"}),
    ("endurance/memory_grown",       0.051,    {"500,000 requests"}),
    ("callbacks/lost",               [0, 0, 1], {"10,000 callbacks"}),
    ("callbacks/twice",              [0, 1, 0], {"10,000 callbacks"}),
    ("callbacks/p99",                [50.0, 50.0, 3.0], {"10,000 callbacks"}),
    ("callbacks/beside",             [13_999.0, 6_000.0, 14_000.0], {"at least 70 %"}),
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

    found = next(each.found for each in verdicts(data) if "64 connections: at least 5" in each.demand)

    assert found == (
        "22,000 to 4,000 a second (Wiremock): 5.50 ×, median of 3 pairs from 5.50 to 5.50; "
        "its static answer, in the table below: 4.00 ×"
    )


def test_a_pair_is_held_against_itself_alone():
    data = findings()
    # The machine was ten times slower in the second pair: ours stays 6 × the other in each.
    data["pairs"]["wiremock"]["json"]["64"]["rate"] = [[24_000, 4_000], [2_400, 400], [24_000, 4_000]]

    found = next(each for each in verdicts(data) if "64 connections: at least 5" in each.demand)

    assert found.met
    assert "6.00 ×, median of 3 pairs from 6.00 to 6.00" in found.found
