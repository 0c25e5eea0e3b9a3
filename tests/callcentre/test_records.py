"""Call records of one vendor in one sandbox: found, changed, added, and made of ended calls."""

from dataclasses import replace

import pytest

from mockserver.callcentre.calls import Calls
from mockserver.callcentre.errors import RecordNotFound
from mockserver.callcentre.model import Call, CallRecord, Course, Interaction
from mockserver.callcentre.records import RecordQuery, record_of
from mockserver.callcentre.script import script_of
from mockserver.store.memory import MemorySpace
from tests.callcentre.kept import PEOPLE, SINCE, UNTIL, WEIRD, generated, ids, records_of


def test_given_and_generated_records_are_found_by_their_exact_id():
    records = records_of()

    assert records.find("A").caller_name == "Zoë"
    assert records.find("100007") == generated().at(7)
    assert records.find("") == WEIRD[5]


@pytest.mark.parametrize("id", ["b", " a", "0100007", "100060", "\t0"])
def test_an_unknown_id_is_refused_with_the_id(id):
    with pytest.raises(RecordNotFound) as why:
        records_of().find(id)

    assert why.value.facts == {"id": id}


def test_of_records_with_one_id_the_first_is_found_and_changed():
    records = records_of()

    records.annotate("a", "new")
    records.annotate("100003", "mine")

    assert [record.notes for record in records.page(RecordQuery(record_id="a")).records] == [
        "new",
        "second of its name",
    ]
    assert [record.notes for record in records.page(RecordQuery(record_id="100003")).records] == [
        "mine",
        generated().at(3).notes,
    ]


@pytest.mark.parametrize(("notes", "kept"), [("new", "new"), ("", ""), (None, "old")])
def test_notes_are_set_cleared_or_left(notes, kept):
    records = records_of()

    answered = records.annotate("a", notes)

    assert answered.notes == kept
    assert records.find("a") == answered == replace(WEIRD[0], notes=kept)


def test_only_what_changed_is_stored():
    space = MemorySpace()
    records = records_of(space)

    records.annotate("a", "old")
    records.annotate("100007", None)
    assert space.count("acme.records") == 0

    records.annotate("100007", "new")
    assert [key for key, _ in space.rows("acme.records")] == ["100007"]


def test_notes_of_a_record_that_is_full_of_oddities_can_be_changed_again_and_again():
    records = records_of()

    for notes in ("one", "two", "", "three"):
        records.annotate("a", notes)

    assert records.find("a").notes == "three"


def test_a_change_that_is_undone_leaves_no_trace():
    space = MemorySpace()
    records = records_of(space)

    with pytest.raises(RuntimeError), space.transaction():
        records.annotate("100007", "half done")
        records.add(CallRecord("new"))
        raise RuntimeError

    assert records.find("100007") == generated().at(7)
    assert len(records) == 66


def test_what_one_changed_another_on_the_same_space_sees():
    space = MemorySpace()

    records_of(space).annotate("100007", "new")
    records_of(space).add(CallRecord("added"))

    assert records_of(space).find("100007").notes == "new"
    assert records_of(space).find("added") == CallRecord("added")


def test_an_added_record_stands_at_the_end():
    records = records_of(given=(), made=2)

    records.add(CallRecord("z"))
    records.add(CallRecord("b"))
    records.annotate("z", "new")

    assert ids(records.page(RecordQuery())) == ["100000", "100001", "z", "b"]
    assert records.page(RecordQuery()).records[2].notes == "new"
    assert len(records) == 4


@pytest.mark.parametrize("id", ["A", "100007", "added"])
def test_an_added_record_takes_the_place_of_the_one_with_its_id(id):
    records = records_of()
    records.add(CallRecord("added", duration=5.0))
    records.annotate(id, "old")

    records.add(CallRecord(id, client_id="new"))

    assert records.find(id) == CallRecord(id, client_id="new")
    assert len(records) == 67
    everything = records.page(RecordQuery(size=100))
    assert everything.total == 67
    assert ids(everything).count(id) == 1
    assert ids(everything)[-1] == id


def test_records_without_an_id_are_listed_and_never_found():
    records = records_of(made=0)

    records.add(CallRecord(None, notes="first"))
    records.add(CallRecord(None, notes="second"))

    assert [record.notes for record in records.page(RecordQuery()).records[-2:]] == ["first", "second"]
    with pytest.raises(RecordNotFound):
        records.find("\t0")


def ended(*steps, **facts):
    """A call that played out."""
    space = MemorySpace()
    calls = Calls(space, "acme", seed=1, courses=[Course(script_of(steps))])
    call = calls.place(SINCE, "1001", "5550100", **facts)
    while (due := space.take_due(UNTIL)) is not None:
        calls.play(due.key, due.at)
    return calls.find(call.id)


def test_a_call_that_was_talked_on_becomes_a_record():
    call = ended(
        "rings 4s", "answered", "talks 10s", "holds 5s", "talks 1.5s", "hung up by called", agent="42"
    )

    record = record_of(call, PEOPLE)

    assert record == CallRecord(
        id=call.id,
        started="2025-01-01T00:00:00",
        caller_name=PEOPLE.name("caller", "1001"),
        caller_number="1001",
        duration=20.5,
        ringing=4.0,
        talking=11.5,
        on_hold=5.0,
        holds=1,
        interactions=(
            Interaction("2025-01-01T00:00:00", "Ring", "Call to 5550100"),
            Interaction("2025-01-01T00:00:04", "Answer", "Answered by 5550100"),
            Interaction("2025-01-01T00:00:20", "Hangup", "Called hung up"),
        ),
        answered_by="42",
        forms=(),
        kind="Outgoing",
    )


def test_a_call_that_nobody_answered_rang_until_its_end():
    record = record_of(ended("rings 30s", "no answer", agent="42"))

    assert (record.duration, record.ringing, record.talking, record.answered_by) == (30.0, 30.0, 0.0, None)
    assert record.interactions[-1] == Interaction("2025-01-01T00:00:30", "Hangup", "Called no answer")
    assert record.caller_name is None


def test_a_call_that_never_rang_becomes_a_record_too():
    record = record_of(ended("waits 2s", "not started"))

    assert (record.duration, record.ringing) == (2.0, 0.0)
    # no line says that the called party's phone rang: the last one says whose it would have been
    assert record.interactions == (
        Interaction("2025-01-01T00:00:02", "Hangup", "Not started: call to 5550100"),
    )


def test_a_call_of_two_legs_rings_from_its_first_leg_on():
    record = record_of(
        ended("agent rings 2s", "agent answers", "rings 3s", "answered", "talks 5s", "caller hung up")
    )

    assert (record.ringing, record.talking, record.duration) == (5.0, 5.0, 10.0)
    assert [line.kind for line in record.interactions] == ["Ring", "Answer", "Ring", "Answer", "Hangup"]


def test_a_call_that_has_not_ended_has_no_duration_yet():
    assert record_of(Call("1", 1, "a", "b", SINCE)).duration == 0.0
