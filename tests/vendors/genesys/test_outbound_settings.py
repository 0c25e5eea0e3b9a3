"""What a scenario may say of campaigns and lists, and what it may not."""

from __future__ import annotations

import pytest
from marshmallow import ValidationError

from mockserver.vendors.genesys import VENDOR

HELD = {"phone": "1", "held": {"user": "mock-agent", "handle": 5, "campaign": "C"}}
LISTS = [{"name": "L"}]


def campaign(**more):
    return {"name": "C", "lists": ["L"], **more}


def test_campaigns_and_lists_have_defaults():
    loaded = VENDOR.settings().load(
        {"lists": [{"name": "L", "records": [{"phone": "1"}]}], "campaigns": [campaign()]}
    )

    assert loaded["campaigns"][0]["state"] == "Started"
    assert loaded["lists"][0]["records"][0]["until"] == 86_399


@pytest.mark.parametrize(
    ("settings", "where"),
    [
        ({"lists": LISTS, "campaigns": [campaign(lists=["M"])]}, ["campaigns", 0, "lists"]),
        ({"lists": LISTS, "campaigns": [campaign(), campaign()]}, ["campaigns"]),
        ({"lists": [*LISTS, *LISTS], "campaigns": []}, ["lists"]),
        ({"lists": [{"name": "L", "records": [HELD, HELD]}], "campaigns": []}, ["lists"]),
        ({"lists": [{"name": "L", "generate": 101, "numbers": "##"}]}, ["lists", 0, "numbers"]),
        ({"lists": [{"name": "L", "hours": []}]}, ["lists", 0, "hours"]),
        ({"lists": [{"name": "L", "hours": [{"time_zone": "Mars"}]}]}, ["lists", 0, "hours", 0, "time_zone"]),
        ({"lists": [{"name": "L", "records": [{"phone": ""}]}]}, ["lists", 0, "records", 0, "phone"]),
        ({"lists": [{"name": "L", "records": [{"phone": "1", "from": -1}]}]},
         ["lists", 0, "records", 0, "from"]),
        ({"campaigns": [campaign(orders=[{"after": 1, "order": "dance"}])]},
         ["campaigns", 0, "orders", 0, "order"]),
        ({"campaigns": [campaign(mode="Loud")]}, ["campaigns", 0, "mode"]),
        ({"outbound_errors": "never"}, ["outbound_errors"]),
    ],
)  # fmt: skip
def test_a_mistake_is_told_where_it_is(settings, where):
    with pytest.raises(ValidationError) as wrong:
        VENDOR.settings().load(settings)

    found = wrong.value.messages
    for step in where:
        found = found[step]
    assert isinstance(found, list)
