"""Several files given to one server."""

import pytest

from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import ScenarioMistake
from mockserver.scenario.model import combine
from tests.scenario.made_up import VENDORS

FIRST = """
name: first
seed: 3
clock: manual
vendors: {nimbus: {errors: wrapped}}
records: {nimbus: {given: [{Id: "1"}], generate: 5}}
calls: [{outcome: busy}]
rules: [{respond: {status: 500}}]
"""


def both(*texts):
    return combine(loads(text, f"{place}.yaml", None, VENDORS) for place, text in enumerate(texts))


def test_one_file_is_itself():
    assert both(FIRST) == loads(FIRST, "0.yaml", None, VENDORS)


def test_the_first_file_gives_name_seed_and_clock():
    told = both(FIRST, "name: second\nseed: 4\nclock: real\nvendors: {stratus: }")

    assert (told.name, told.seed, told.clock.kind) == ("first", 3, "manual")


def test_vendors_are_united():
    told = both(FIRST, "vendors: {stratus: {key: k}}")

    assert told.vendors["nimbus"]["errors"] == "wrapped"
    assert told.vendors["stratus"] == {"key": "k"}


def test_lists_are_joined_in_the_order_of_the_files():
    more = """
vendors: {nimbus: }
records: {nimbus: {given: [{Id: "2"}]}}
calls: [{outcome: rejected}]
rules: [{respond: {status: 501}}, {name: mine, respond: {status: 502}}]
"""
    told = both(FIRST, more)

    assert [record.id for record in told.records["nimbus"].given] == ["1", "2"]
    assert told.records["nimbus"].generate.count == 5
    assert [str(course.script[-1].outcome) for course in told.courses["nimbus"]] == ["busy", "rejected"]
    assert [rule.name for rule in told.rules] == ["rules[0]", "rules[1]", "mine"]


@pytest.mark.parametrize("other", ["vendors: {nimbus: }", "vendors: {nimbus: {}}", "seed: 1"])
def test_a_file_that_says_nothing_of_a_vendor_leaves_it_as_it_is(other):
    assert both(FIRST, other).vendors["nimbus"]["errors"] == "wrapped"
    assert both(other, FIRST).vendors["nimbus"]["errors"] == "wrapped"


def test_a_file_that_names_no_vendor_adds_none():
    assert list(both(FIRST, "seed: 1").vendors) == ["nimbus"]
    assert list(both("seed: 1", FIRST).vendors) == ["nimbus"]


def test_a_file_that_names_no_vendor_adds_those_it_has_records_for():
    told = both("vendors: {stratus: }", 'records: {nimbus: {given: [{Id: "1"}]}}')

    assert set(told.vendors) == {"nimbus", "stratus"}


def test_files_that_all_name_no_vendor_serve_all():
    told = both("seed: 1", "seed: 2")

    assert set(told.vendors) == set(VENDORS)
    assert told.implied is True


def test_the_same_settings_twice_are_fine():
    assert both(FIRST, "vendors: {nimbus: {errors: wrapped}}").vendors["nimbus"]["errors"] == "wrapped"


def test_other_settings_for_the_same_vendor_are_refused_where_they_stand():
    with pytest.raises(ScenarioMistake) as caught:
        both(FIRST, "seed: 1\nvendors: {nimbus: {errors: plain}}")

    told = "1.yaml:2:11: found other settings for nimbus; expected the same as at 0.yaml:5, or nothing"
    assert str(caught.value) == told


def test_other_generated_records_for_the_same_vendor_are_refused():
    with pytest.raises(ScenarioMistake, match=r"1\.yaml:1:11: found other generated records for nimbus"):
        both(FIRST, "records: {nimbus: {generate: 6}}")


@pytest.mark.parametrize("other", ["seed: 1", "together: [nimbus, stratus]"])
def test_one_file_may_say_which_vendors_share_their_calls_or_both_the_same(other):
    shared = "vendors: {nimbus: , stratus: }\ntogether: [nimbus, stratus]"

    assert both(shared, other).together == both(other, shared).together == ("nimbus", "stratus")


def test_a_file_that_names_no_vendor_adds_those_that_share_their_calls():
    told = both("vendors: {stratus: }", "together: [nimbus, stratus]")

    assert set(told.vendors) == {"nimbus", "stratus"}
    assert told.together == ("nimbus", "stratus")


def test_other_vendors_that_share_their_calls_are_refused_where_they_stand():
    with pytest.raises(ScenarioMistake) as caught:
        both("seed: 1\ntogether: [nimbus, stratus]", "together: [stratus, nimbus]")

    told = "found other vendors that share their calls; expected the same as at 0.yaml:2, or nothing"
    assert str(caught.value) == f"1.yaml:1:1: {told}"
