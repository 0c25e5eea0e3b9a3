"""Records as scenarios give them, and as they travel."""

import json
import math
from pathlib import Path

import pytest
from marshmallow import ValidationError

from mockserver.scenario.load import load
from mockserver.vendors.hostedsuite import VENDOR
from mockserver.vendors.hostedsuite.wire import CallRecordInfo, record_info
from mockserver.wire import schema_of

ORACLES = Path(__file__).parents[2] / "oracles"
GIVEN = json.loads((ORACLES / "hostedsuite-records.json").read_text())["records"]


@pytest.mark.parametrize("given", GIVEN, ids=lambda given: given["Id"])
def test_a_given_record_travels_as_it_was_given(given):
    (record,) = VENDOR.records_of([given])

    numbers = {name: float(value) for name, value in given.items() if name.endswith("Seconds")}
    assert json.dumps(record_info(record)) == json.dumps(given | numbers)


def test_the_quick_dump_is_the_schemas_own():
    for record in VENDOR.records_of([row for row in GIVEN if row["Id"] != "dbl-special"]):
        assert record_info(record) == schema_of(CallRecordInfo).dump(record)


def test_doubles_that_json_cannot_hold_are_given_as_words():
    (record,) = VENDOR.records_of([{"Id": "1", "DurationInSeconds": "-Infinity", "TalkTimeInSeconds": "NaN"}])

    assert record.duration == -math.inf
    assert math.isnan(record.talking)


def test_a_record_with_a_wrong_member_is_refused_with_its_place():
    with pytest.raises(ValidationError) as refused:
        VENDOR.records_of([{"Id": "1"}, {"Id": "2", "HoldCount": "many"}])

    assert refused.value.messages == {1: {"HoldCount": ["Not a valid integer."]}}


def test_the_oracles_scenario_loads():
    scenario = load(ORACLES / "hostedsuite.yaml", {VENDOR.name: VENDOR})

    assert len(scenario.records["hostedsuite"].given) == len(GIVEN)
    assert [user["customer"] for user in scenario.vendors["hostedsuite"]["users"]] == ["c"]
