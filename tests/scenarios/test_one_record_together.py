"""One record, played through Genesys and written back at Huawei: number, attempts, times and result agree."""

from __future__ import annotations

import pytest

from mockserver.callcentre.model import Outcome
from mockserver.chance import pick
from mockserver.clock import moment_of
from mockserver.vendors.genesys.outbound.tables import NUMBERS
from mockserver.vendors.genesys.outbound.tables import UNANSWERED as THEIRS
from mockserver.vendors.huawei.obs.push import moment
from mockserver.vendors.huawei.obs.tables import FAIL_CODES, UNANSWERED
from tests.scenarios.bridge import FIRST, HOUR, MINUTE, PHONES, SECOND, Bridge, task
from tests.scenarios.worlds import named

RING = ("rings {}ms", "answered", "talks {}ms")
PAIRS = {  # how a call goes -> Genesys's result and Huawei's failCode
    (*RING, "hung up by called"): ("Answer", "00000"),
    (*RING, "hung up by caller"): ("Answer", "00000"),
    ("rings {}ms", "busy"): ("Busy", "00537"),
    ("rings {}ms", "no answer"): ("NoAnswer", "00603"),
    ("rings {}ms", "rejected"): ("Busy", "00604"),
    ("rings {}ms", "powered off"): ("SitIntercept", "00548"),
    ("rings {}ms", "out of area"): ("SitNocircuit", "00549"),
    ("rings {}ms", "wrong number"): ("SitInvalidnum", "00538"),
    ("rings {}ms", "hung up by caller"): ("Cleared", "00601"),
    ("rings {}ms", "hung up by called"): ("Abandoned", "00531"),
    ("rings {}ms", "call to called failed"): ("GeneralError", "00605"),
    ("waits {}ms", "call to caller failed"): ("DialError", "01048"),
    ("waits {}ms", "caller no answer"): ("DialError", "01046"),
    ("waits {}ms", "not started"): ("NoProgress", "34608"),
    ("rings {}ms", "ends with 104"): ("SystemError", "34611"),
}
SCRIPTS = tuple(PAIRS)
RECORDS, CALLS = 24, 60
COUNTS = tuple(place % 4 + 1 for place in range(RECORDS))  # calls of each record
DATA = tuple(f"6470{place:02d}" for place in range(RECORDS))
TASKS = (  # a third of the numbers each: called once, called again, previewed
    task(*DATA[0::3], service_id="7"),
    task(*DATA[1::3], service_id="8", retries=2, callback_url="http://127.0.0.1:9000/result"),
    task(*DATA[2::3], service_id="9", device_type=5, callback_url="http://127.0.0.1:9000/result"),
)


def script_of(place, nth):
    """How the nth call of a record goes, and what it is drawn from."""
    words = SCRIPTS[(sum(COUNTS[:place]) + nth) % len(SCRIPTS)]
    times = [pick(29, 90_000, "together", place, nth, step) for step in range(len(words))]
    return words, [step.format(time) for step, time in zip(words, times, strict=True)]


@pytest.fixture(scope="module")
def played():
    """All calls of all records, one after another; each record is rescheduled, and previewed again."""
    rows = [
        {"vendor": "genesys", "match": {"caller": PHONES[nth], "called": DATA[place]},
         "steps": script_of(place, nth)[1]}
        for place in range(RECORDS)
        for nth in range(COUNTS[place])
    ]  # fmt: skip
    world = Bridge(*TASKS, numbers=DATA, calls=rows)
    calls, seen = {}, {}
    for place in range(RECORDS):
        offered = world.preview()
        assert (offered["GSW_PHONE"], offered["GSW_ATTEMPTS"]) == (DATA[place], 0)
        handle = offered["GSW_RECORD_HANDLE"]
        for nth in range(COUNTS[place]):
            id = world.dial(DATA[place], handle, PHONES[nth])
            world.wait(5 * MINUTE + pick(29, SECOND, "pause", place, nth))
            calls[place, nth] = id, world.record("UpdateRecord", handle)["GSW_CALL_RESULT"]
        due = (world.sandbox.clock.now() + 24 * HOUR) // SECOND
        world.record("RescheduleRecord", handle, callbackType="Campaign", timestamp=due)
        world.record("CompleteRecord", handle)
    world.wait(48 * HOUR)
    for _ in range(RECORDS):
        again = world.preview()
        seen[again["GSW_PHONE"]] = again
    return world, calls, seen


def datum_of(world, place):
    return world.kept(FIRST + place // 3, "789"[place % 3])


def test_there_are_sixty_calls_of_all_outcomes(played):
    _, calls, _ = played

    assert len(calls) == CALLS
    assert {script_of(*key)[0] for key in calls} == set(SCRIPTS)
    assert {pair[1] for pair in PAIRS.values()} == {"00000", *UNANSWERED.values()}


def test_the_result_of_each_call_is_the_same(played):
    world, calls, _ = played

    for key, (id, theirs) in calls.items():
        result, code = PAIRS[script_of(*key)[0]]
        ours = world.result(id)
        assert theirs == NUMBERS[result], key
        assert (ours["failCode"], ours["callStatus"]) == (code, "6" if result == "Answer" else "5"), key


def test_the_number_and_the_times_of_each_call_are_the_same(played):
    world, calls, _ = played

    for (place, _), (id, _) in calls.items():
        call, ours = world.sandbox.calls["genesys"].find(id), world.result(id)
        told = world.released(id)
        assert (ours["callId"], ours["called"]) == (told["id"], told["dnis"]) == (id, DATA[place])
        assert ours["ackBeginTime"] == moment(call.created)
        assert ours["callBeginTime"] == ("" if call.answered is None else moment(call.answered))
        assert ours["callEndTime"] == moment(call.released)
        assert told["duration"] == str((call.released - call.created) // SECOND)


def test_the_last_call_of_each_record_is_the_last_of_its_datum_to_the_millisecond(played):
    world, calls, _ = played

    for place, count in enumerate(COUNTS):
        call = world.sandbox.calls["genesys"].find(calls[place, count - 1][0])
        row = world.sandbox.space.get("genesys.lists.records", f"Customers {place + 1}")
        datum = datum_of(world, place)
        assert (row.phone, row.called) == (datum.number, call.created)
        assert (datum.written.call_id, datum.at) == (call.id, call.released)


def test_each_record_was_called_as_often_at_both_and_the_last_result_stays(played):
    world, calls, seen = played

    for place, count in enumerate(COUNTS):
        offered, datum = seen[DATA[place]], datum_of(world, place)
        results = [world.result(calls[place, nth][0]) for nth in range(count)]
        assert offered["GSW_ATTEMPTS"] == datum.attempts == len(results) == count
        last = PAIRS[script_of(place, count - 1)[0]]
        assert (offered["GSW_CALL_RESULT"], results[-1]["failCode"]) == (NUMBERS[last[0]], last[1])


def test_the_application_is_told_of_each_datum_once_by_the_call_with_which_it_was_done(played):
    world, calls, _ = played

    pushed = world.pushed()
    numbers = [each["called"] for each in pushed]
    assert len(numbers) == len(set(numbers))
    for each in pushed:
        ours = world.result(each["callId"])
        assert (each["called"], str(each["callStatus"])) == (ours["called"], ours["callStatus"])
        assert each["callTimeStr"] == (ours["callBeginTime"] or ours["ackBeginTime"])
        assert each["callId"] in {id for id, _ in calls.values()}
    assert set(numbers) >= set(DATA[2::3])  # of a previewed task the first result is the result


def test_both_vendors_have_a_word_for_every_outcome():
    assert set(THEIRS) == set(UNANSWERED) == set(Outcome)
    assert set(THEIRS.values()) <= set(NUMBERS)
    assert set(UNANSWERED.values()) <= set(FAIL_CODES)


def test_a_datum_that_failed_is_handed_out_again_while_retries_remain_whoever_called_it():
    numbers = ("647000", "647001", "647002")
    rows = [{"match": {"called": "*1"}, "outcome": "busy"}]
    world = Bridge(task(*numbers, retries=1), numbers=numbers, calls=rows)

    for number in numbers[:2]:
        world.dial(number, world.preview()["GSW_RECORD_HANDLE"])
        world.wait(HOUR)

    assert world.read() == ["647001", "647002"]


def test_the_scenario_in_the_box_plays_both_sides():
    world = named("one-record-two-vendors")
    fields = {"Authorization": "Basic YW5uOnMzY3JldA=="}
    world.post("/api/v2/me", {"operationName": "StartContactCenterSession", "channels": ["voice"]}, **fields)

    for phone in ("phone-of-ann", "mobile-of-ann"):
        asked = {"operationName": "Dial", "destination": {"phoneNumber": "647002"}}
        assert world.post(f"/api/v2/me/devices/{phone}/calls", asked, **fields).json == {"statusCode": 0}
    world.let_pass()

    datum = world.sandbox.space.get("huawei.obs.data", "88 1251250797 21713676089219765505")
    assert (datum.attempts, datum.written.fail_code) == (2, "00603")
    told = world.http.get("/__admin/calls?vendor=genesys").json["calls"]
    last = next(each for each in told if each["id"] == datum.written.call_id)
    assert (moment(moment_of(last["created"])), last["called"]) == (datum.written.fetch_time, datum.number)
