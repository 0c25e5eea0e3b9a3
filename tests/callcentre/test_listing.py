"""Pages of call records, against a plain list that does the same slowly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callcentre.generated import rank
from mockserver.callcentre.model import CallRecord
from mockserver.callcentre.records import RecordQuery
from mockserver.clock import moment_of
from tests.callcentre.kept import NAN, generated, ids, records_of


def test_without_any_record_every_page_is_empty():
    page = records_of(given=(), made=0).page(RecordQuery(kind="Incoming", sort_field="started", page=3))

    assert (page.records, page.total) == ((), 0)


def test_a_page_deep_in_a_million_records_with_changes_over_it():
    records = records_of(given=(), made=1_000_000)
    records.annotate("600005", "new")

    page = records.page(RecordQuery(page=10_001, size=50, sort_field="started"))

    assert page.total == 1_000_000
    assert ids(page) == [str(600_000 + number) for number in range(50)]
    assert page.records[5].notes == "new"


def test_a_page_beyond_the_end_is_empty_and_still_tells_the_total():
    page = records_of().page(RecordQuery(page=10**30, size=10**30))

    assert (page.records, page.total) == ((), 66)


def test_a_date_alone_is_its_first_moment_and_both_ends_are_included():
    records = records_of(made=0)

    assert ids(records.page(RecordQuery(started_from="2025-01-01", started_to="2025-01-01"))) == ["100003"]
    assert ids(records.page(RecordQuery(started_to="2025-01-01T04:00:00Z"))) == ["100003", "A"]
    assert ids(records.page(RecordQuery(started_from="2025-01-01T12:00:00.250"))) == ["a"]


@pytest.mark.parametrize("text", ["yesterday", "", "2025-13-01", "9999-12-31T24:00"])
def test_a_time_that_is_none_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 # the text is datetime's
        records_of().page(RecordQuery(started_from=text))


def slowly(records, query):
    """The page, by trying every record of the whole list."""
    found = [record for record in records if fits(record, query)]
    if query.sort_field not in (None, "interactions", "nonsense"):
        found.sort(key=lambda record: rank(sort_value(record, query.sort_field)))
    if query.descending:
        found.reverse()
    start = (query.page - 1) * query.size
    return found[start : start + query.size], len(found)


def started(record):
    try:
        return moment_of(record.started)
    except (ValueError, AttributeError):
        return None


def sort_value(record, field):
    return started(record) if field == "started" else getattr(record, field)


def fits(record, query):
    low = None if query.started_from is None else moment_of(query.started_from)
    high = None if query.started_to is None else moment_of(query.started_to)
    at = started(record)
    return (
        (low is None or (at is not None and at >= low))
        and (high is None or (at is not None and at <= high))
        and all(
            wanted in (None, getattr(record, name))
            for name, wanted in [
                ("id", query.record_id),
                ("client_id", query.client_id),
                ("centre_id", query.centre_id),
                ("kind", query.kind),
            ]
        )
        and (query.min_duration is None or record.duration >= query.min_duration)
        and (query.max_duration is None or record.duration <= query.max_duration)
    )


FIRST = generated().at(20)
TIMES = [
    None,
    None,
    "2025-01-01",
    "2025-01-01T12:00:00.250Z",
    FIRST.started,
    "2025-01-03",
    "2024-12-31T23:00:00-02:00",
]
queries = st.builds(
    RecordQuery,
    started_from=st.sampled_from(TIMES),
    started_to=st.sampled_from(TIMES),
    client_id=st.sampled_from([None, None, None, FIRST.client_id, "1001", "nobody"]),
    centre_id=st.sampled_from([None, None, None, "1", "2"]),
    record_id=st.sampled_from([None, None, None, None, "a", "100003", "100007", "x1"]),
    min_duration=st.sampled_from([None, None, 0.0, 61, NAN]),
    max_duration=st.sampled_from([None, None, 300.0, float("inf")]),
    kind=st.sampled_from([None, None, None, "Incoming", "Outgoing", ""]),
    page=st.integers(1, 6),
    size=st.sampled_from([0, 1, 7, 20, 100]),
    sort_field=st.sampled_from(
        [
            None,
            "started",
            "started",
            "duration",
            "id",
            "client_name",
            "notes",
            "flagged",
            "interactions",
            "nonsense",
        ]
    ),
    descending=st.booleans(),
)
additions = st.lists(
    st.builds(
        CallRecord,
        id=st.sampled_from(["x1", "x2", "100007", "A", None]),
        started=st.sampled_from([None, "soon", "2025-01-01", FIRST.started, "2025-01-01T23:59:59"]),
        kind=st.sampled_from([None, "Outgoing"]),
        duration=st.sampled_from([0.0, 61.0, NAN, FIRST.duration]),
    ),
    max_size=4,
)
changes = st.dictionaries(
    st.sampled_from(["a", "100020", "100003", "A", ""]), st.sampled_from(["", "new"]), max_size=3
)


@given(queries, additions, changes, st.sampled_from([0, 1, 60]))
def test_every_page_is_what_trying_every_record_gives(query, added, changed, made):
    records = records_of(made=made)
    for record in added:
        records.add(record)
    for id, notes in changed.items():
        if made == 60 or id in ("a", "A", ""):
            records.annotate(id, notes)
    whole = records.page(RecordQuery(size=1000))

    expected, total = slowly(whole.records, query)
    page = records.page(query)

    assert page.total == total
    assert list(map(repr, page.records)) == list(map(repr, expected))
    assert len(records) == whole.total == len(whole.records)


def test_a_sort_by_notes_goes_by_what_they_are_now():
    records = records_of(given=(), made=60)
    records.annotate("100020", "\U0010ffff")

    page = records.page(RecordQuery(size=1, sort_field="notes", descending=True))

    assert ids(page) == ["100020"]
