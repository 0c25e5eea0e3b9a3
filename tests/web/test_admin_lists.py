"""The records of calling lists, over the admin API: how far each is, and who holds it."""

import pytest

from mockserver.callcentre.lists import Agent
from mockserver.callcentre.lists.model import Callback, Kind
from tests.web.admin_desk import admin_desk
from tests.web.admin_tables import calling_list

ANN = Agent("ann", "/phones/ann", "spring")


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as desk:
        yield desk


def numbers(desk, query):
    return [each["number"] for each in desk.ask("GET", f"/lists/acme/customers{query}").json["records"]]


def test_a_list_says_how_many_records_it_has_and_how_many_are_held(desk):
    calling_list(desk).retrieve(["customers"], ANN, 10)

    told = desk.ask("GET", "/lists").json["lists"]

    assert told == [{"vendor": "acme", "name": "customers", "records": 5, "held": 1}]


def test_a_held_record_says_who_has_it_and_what_has_become_of_it(desk):
    lists = calling_list(desk)
    lists.retrieve(["customers"], ANN, 10)
    lists.dial(1, 1_000, "call-7")
    lists.reschedule(1, Callback(Kind.CAMPAIGN_RESCHEDULED, 3_000))

    first, second = desk.ask("GET", "/lists/acme/customers?size=2").json["records"]

    assert first == {
        "number": 1,
        "phone": "1",
        "chain": 1,
        "kind": "general",
        "status": "retrieved",
        "result": None,
        "attempts": 3,
        "called": "1970-01-01T00:00:01.000Z",
        "due": "1970-01-01T00:00:00.005Z",
        "hours": {"from": 0, "until": 86_399, "zone": "UTC"},
        "agent": "ann",
        "campaign": "spring",
        "handle": {
            "number": 1,
            "user": "ann",
            "device": "/phones/ann",
            "stage": "dialled",
            "call": "call-7",
            "callback": {"kind": "campaign_rescheduled", "due": "1970-01-01T00:00:03.000Z"},
        },
        "others": {},
    }
    assert (second["status"], second["result"], second["handle"]) == ("ready", "Busy", None)


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("?size=2&page=2", [3, 4]),
        ("?size=2&page=3", [5]),
        ("?page=9", []),
        ("?size=0", [1]),
    ],
)
def test_records_come_by_the_page(desk, query, wanted):
    calling_list(desk)

    assert numbers(desk, query) == wanted


def test_to_look_at_a_list_touches_no_record(desk):
    calling_list(desk)
    before = desk.sandbox.space.count("acme.lists.records")

    numbers(desk, "")

    assert desk.sandbox.space.count("acme.lists.records") == before
