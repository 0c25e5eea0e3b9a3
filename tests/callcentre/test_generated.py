"""Generated records: each a function of its index, and true to itself."""

from collections import Counter
from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callcentre.generated import ALL, Filter, Generated, rank
from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.people import People
from mockserver.clock import moment_of

SINCE, UNTIL = moment_of("2025-01-01"), moment_of("2026-01-01")
PEOPLE = People(1)
FIELDS = [field.name for field in fields(CallRecord)]


def generated(count=2_000, *, seed=1, vendor="acme", since=SINCE, until=UNTIL, **more):
    return Generated(count, seed=seed, vendor=vendor, people=PEOPLE, since=since, until=until, **more)


@pytest.fixture(scope="module")
def made():
    return generated()


@pytest.fixture(scope="module")
def records(made):
    return [made.at(index) for index in range(len(made))]


@given(st.lists(st.integers(0, 1999), min_size=1, max_size=30))
def test_a_record_is_the_same_whatever_was_asked_before_it_in_whatever_order(indexes):
    fresh = generated()

    assert [fresh.at(index) for index in indexes] == [generated().at(index) for index in indexes]


def test_seed_vendor_and_count_make_other_records():
    usual = generated().at(5)

    assert generated(seed=2).at(5) != usual
    assert generated(vendor="other").at(5) != usual


def test_ten_million_records_are_there_at_once():
    made = generated(10_000_000)

    assert len(made) == 10_000_000
    assert made.at(9_999_999).id == "10099999"
    assert made.at(9_999_999) == generated(10_000_000).at(9_999_999)


@pytest.mark.parametrize("index", [-1, 2_000, 10**30])
def test_there_is_no_record_beyond_the_last(made, index):
    with pytest.raises(IndexError):
        made.at(index)


def test_ids_count_up_and_lead_back(made, records):
    assert [record.id for record in records[:2]] == ["100000", "100001"]
    assert [made.index_of(record.id) for record in records] == list(range(2_000))
    assert generated(first_id=1).index_of("1") == 0


@pytest.mark.parametrize(
    "id",
    [
        "",
        "99999",
        "102000",
        "0100000",
        " 100000",
        "+100000",
        "100_000",
        "１０００００",
        "x",
        "9" * 5000,
        None,
    ],
)
def test_an_id_that_is_not_exactly_one_of_them_leads_nowhere(made, id):
    assert made.index_of(id) is None


def test_starts_grow_with_the_index_and_stay_within_the_stretch(records):
    starts = [record.started for record in records]

    assert starts == sorted(starts)
    assert starts[0] >= "2025-01-01T00:00:00"
    assert starts[-1] < "2026-01-01T00:00:00"
    assert len(set(starts)) == 2_000


@given(
    count=st.integers(0, 40),
    span=st.integers(0, 100_000) | st.integers(0, 30),
    since=st.integers(-5_000, 5_000),
    moment=st.integers(-20_000, 130_000),
)
def test_the_first_record_from_a_moment_on_is_found_by_arithmetic(count, span, since, moment):
    made = generated(count, since=since, until=since + span)
    starts = [moment_of(str(made.value(index, "started"))) for index in range(count)]

    assert starts == sorted(starts)
    assert made.index_from(moment) == sum(start < moment for start in starts)


def test_durations_add_up(records):
    for record in records:
        parts = record.ringing + record.talking + record.on_hold + record.transferring
        assert record.duration == parts > 0


def test_a_missed_call_was_never_talked_on(records):
    missed = [record for record in records if record.answered_by is None]

    assert 0.08 < len(missed) / len(records) < 0.17
    for record in missed:
        assert (record.talking, record.on_hold, record.holds, record.wrap_up) == (0, 0, 0, 0)
        assert [line.kind for line in record.interactions] == ["Hangup"]
        assert record.forms == ()


def test_the_history_tells_what_the_durations_tell(records):
    for record in records:
        at = {line.kind: moment_of(line.started) for line in record.interactions}
        kinds = Counter(line.kind for line in record.interactions)
        moments = [line.started for line in record.interactions]
        start = moment_of(record.started)

        assert moments == sorted(moments)
        assert at["Hangup"] == start + record.duration * 1000
        assert kinds["Hold"] == kinds["Resume"] == record.holds
        assert (record.on_hold > 0) == (record.holds > 0)
        assert kinds["Transfer"] == (record.transferred_to_name is not None) == (record.transferring > 0)
        if record.answered_by is not None:
            assert at["Answer"] == start + record.ringing * 1000
        if kinds["Transfer"]:
            assert at["Transfer"] == at["Hangup"] - record.transferring * 1000


def test_all_kinds_of_calls_are_there(records):
    kinds = Counter(record.kind for record in records)

    assert set(kinds) == {"Incoming", "Outgoing"}
    assert 0.68 < kinds["Incoming"] / len(records) < 0.82
    assert {record.holds for record in records} == {0, 1, 2}
    assert any(record.transferred_to_number for record in records)


def test_about_one_in_twenty_is_flagged_and_says_why(records):
    flagged = [record for record in records if record.flagged]

    assert 0.03 < len(flagged) / len(records) < 0.07
    assert all(bool(record.flag_notes) == record.flagged for record in records)
    assert 0.15 < sum(record.notes is not None for record in records) / len(records) < 0.35


@pytest.mark.parametrize("other", ["client_name", "centre_id", "server"])
def test_what_belongs_to_a_client_stays_together(records, other):
    pairs = {(record.client_id, getattr(record, other)) for record in records}

    assert len(pairs) == 40


def test_callers_call_again_with_the_same_name_and_number(records):
    incoming = [record for record in records if record.kind == "Incoming"]
    names = {record.caller_number: record.caller_name for record in incoming}

    assert len(names) < len(incoming) * 0.6
    assert all(names[record.caller_number] == record.caller_name for record in incoming)


@pytest.mark.parametrize("field", FIELDS)
def test_one_field_is_drawn_as_in_the_whole_record(made, records, field):
    assert [made.value(index, field) for index in range(0, 2_000, 37)] == [
        getattr(record, field) for record in records[::37]
    ]


filters = st.builds(
    Filter,
    client_id=st.sampled_from([None, "1001", "1040", "x"]),
    centre_id=st.sampled_from([None, "1", "4", ""]),
    kind=st.sampled_from([None, "Incoming", "Outgoing", "incoming"]),
    min_duration=st.sampled_from([None, 0, 60.5, 300, float("nan")]),
    max_duration=st.sampled_from([None, 0, 60, 400, float("inf")]),
)


def fits(record, sought):
    return (
        sought.client_id in (None, record.client_id)
        and sought.centre_id in (None, record.centre_id)
        and sought.kind in (None, record.kind)
        and (sought.min_duration is None or record.duration >= sought.min_duration)
        and (sought.max_duration is None or record.duration <= sought.max_duration)
    )


@given(filters, st.integers(0, 2000), st.integers(0, 2000))
def test_a_scan_finds_what_looking_at_every_record_finds(sought, low, high):
    made, low, high = generated(), min(low, high), max(low, high)
    expected = [index for index in range(low, high) if fits(made.at(index), sought)]

    assert list(made.chosen(sought, low, high)) == expected


@given(filters, st.sampled_from(["duration", "client_name", "flag_notes", "id", "started", "flagged"]))
def test_an_order_by_a_field_keeps_equals_oldest_first(sought, field):
    made = generated(300)
    chosen = [index for index in range(300) if fits(made.at(index), sought)]
    expected = sorted(chosen, key=lambda index: rank(getattr(made.at(index), field)))

    assert list(made.ordered(field, sought, 0, 300)) == expected


def test_long_scans_are_remembered_but_not_for_ever():
    made = generated(5_000)
    seconds = [Filter(min_duration=number) for number in range(9)]
    first = made.chosen(seconds[0], 0, 5_000)

    assert made.chosen(seconds[0], 0, 5_000) is first
    for each in seconds[1:]:
        made.chosen(each, 0, 5_000)
    assert made.chosen(seconds[0], 0, 5_000) is not first
    assert made.chosen(seconds[0], 0, 5_000) == first
    assert made.chosen(ALL, 7, 9) == range(7, 9)


def test_missing_values_and_what_is_not_a_number_come_first_in_a_sort():
    values = ["b", 2.0, None, float("nan"), "a", -1]

    assert sorted(values, key=rank)[2:] == [-1, 2.0, "a", "b"]
