"""Made-up records: any of millions, with numbers that lead back to them, at hours in time zones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callcentre.lists.model import CallingList
from mockserver.callcentre.lists.rows import ListRecords
from mockserver.callcentre.lists.zones import ZONES, Window, is_zone, offset
from mockserver.clock import LATEST, moment_of
from mockserver.store.memory import MemorySpace
from tests.callcentre.listed import HOUR, NOW, lists_of, numbers, record, row, taken

MANY = 10_000_000
WINTER, SUMMER = moment_of("2026-01-15T12:00"), moment_of("2026-07-15T12:00")


def test_a_record_of_ten_million_is_made_when_it_is_asked_for():
    space = MemorySpace()
    lists = lists_of(generate=MANY, space=space)

    assert record(lists, MANY).number == MANY
    assert record(lists, MANY + 1) is None
    assert space.count("acme.lists.records") == 0


def test_the_same_seed_makes_the_same_records():
    assert [record(lists_of(generate=9), number) for number in range(1, 10)] == [
        record(lists_of(generate=9), number) for number in range(1, 10)
    ]


@given(st.integers(1, 1000), st.integers(0, 2**63))
def test_a_number_leads_to_the_one_record_that_has_it(number, seed):
    rows = ListRecords(MemorySpace(), "acme", seed=seed)
    rows.begin(CallingList("all", generate=1000, numbers="+1 555 ###"), [])

    phone = rows.find("all", number).phone

    assert phone.startswith("+1 555 ")
    assert [each.number for each in rows.with_phone("all", phone)] == [number]


@pytest.mark.parametrize("phone", ["", "1", "648000000a", "6470000", "64700000000", "647٠٠٠٠٠٠٠"])
def test_a_number_of_another_form_is_nobodys(phone):
    assert list(lists_of(generate=MANY).records.with_phone("all", phone)) == []


def test_a_changed_number_is_found_and_the_old_one_is_not():
    lists = lists_of(row("1"))
    lists.update(taken(lists)[1], phone="2")

    assert [list(lists.records.with_phone("all", phone)) == [] for phone in "12"] == [True, False]


def test_records_that_were_forgotten_leave_nothing_behind():
    space = MemorySpace()
    lists = lists_of(row("1"), row("2"), row("3"), space=space, kept=1)

    while (got := taken(lists)) is not None:
        lists.complete(got[1], NOW)

    left = [space.count(f"acme.lists.{table}") for table in ("records", "phones", "chains", "handles")]
    assert left == [1, 1, 1, 0]


def test_made_up_records_have_the_hours_of_their_list_in_turn():
    day, night = Window(8 * 3600, 18 * 3600), Window(20 * 3600, 4 * 3600)
    lists = lists_of(generate=5, windows=(day, night))

    assert numbers(lists, now=NOW) == [2, 4]
    assert numbers(lists, now=NOW + 12 * HOUR) == [1, 3, 5]


def test_a_record_is_offered_at_its_own_hours_only():
    lists = lists_of(row(window=Window(8 * 3600, 18 * 3600, "EST")))
    opens = NOW + 13 * HOUR  # eight o'clock in New York, in winter

    assert [taken(lists, now=moment) for moment in (opens - 1, opens)] == [None, (1, 1)]


@pytest.mark.parametrize(
    ("second", "is_open"), [(0, True), (14_399, True), (14_401, False), (72_000, True), (71_999, False)]
)
def test_hours_may_span_midnight(second, is_open):
    assert Window(72_000, 14_400).is_open(NOW + second * 1000) is is_open


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [("PST", -8, -7), ("EST", -5, -4), ("CET", 1, 2), ("WET", 0, 1), ("JST", 9, 9), ("GMT", 0, 0),
     ("UTC+5:30", 5.5, 5.5), ("GMT-3", -3, -3), ("IST", 5.5, 5.5)],
)  # fmt: skip
def test_a_zone_has_its_offset_in_winter_and_in_summer(zone, winter, summer):
    assert (offset(zone, WINTER), offset(zone, SUMMER)) == (winter * 3600, summer * 3600)


@pytest.mark.parametrize(
    ("zone", "change", "before", "after"),
    [
        ("PST", "2026-03-08T10:00", -8, -7),
        ("PST", "2026-11-01T09:00", -7, -8),
        ("EST", "2015-03-08T07:00", -5, -4),
        ("CET", "2026-03-29T01:00", 1, 2),
        ("CET", "2026-10-25T01:00", 2, 1),
        ("WET", "2024-03-31T01:00", 0, 1),
    ],
)
def test_summer_time_begins_and_ends_at_its_moment(zone, change, before, after):
    moment = moment_of(change)

    assert (offset(zone, moment - 1) / 3600, offset(zone, moment) / 3600) == (before, after)


def test_the_offset_of_the_vendors_sample_is_that_of_its_day():
    assert offset("PST", 1_433_917_552_000) == -25_200


@pytest.mark.parametrize("zone", ["", "XYZ", "pst", "UTC+", "GMT+100", "UTC+1:99", "GMT+15", "Europe/Paris"])
def test_what_is_no_zone_is_refused(zone):
    assert not is_zone(zone)
    with pytest.raises(LookupError):
        offset(zone, NOW)


@given(st.sampled_from([*ZONES, "UTC", "GMT-11"]), st.integers(0, 2 * LATEST))
def test_every_zone_has_an_offset_at_every_moment(zone, moment):
    assert is_zone(zone)
    assert abs(offset(zone, moment)) <= 14 * 3600
