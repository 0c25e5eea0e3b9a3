"""A report of what the admin API tells."""

from mockserver.report.gathering import cases, remarks, steps
from mockserver.report.model import Outcome

BEGAN = 1_000_000
LATER = "1970-01-01T00:16:41.500Z"  # 1.5 s after it began


def event(at=0, *, status=200, body="", matched=True, vendor="acme", **ours):
    known = {"number": 1, "vendor": vendor, "operation": None, "refusal": None, "rule": None, "bug": ""}
    return {
        "id": f"e-{at}",
        "request": {"method": "POST", "url": "/a?b=1", "loggedDate": BEGAN + at},
        "response": {"status": status, "reason": "Reason", "body": body},
        "wasMatched": matched,
        "mockserver": known | ours,
    }


def delivery(*attempts, state="delivered", problem="", cause=""):
    return {
        "id": "d-1",
        "vendor": "acme",
        "notice": "release",
        "url": "http://127.0.0.1:9000/released?x=1",
        "state": state,
        "cause": cause,
        "created": LATER,
        "problem": problem,
        "attempts": [
            {"number": number, "at": LATER, "status": status, "error": error}
            for number, (status, error) in enumerate(attempts, 1)
        ],
    }


def test_exchanges_and_callbacks_are_in_the_order_of_their_time():
    found = steps([event(2000), event(10)], [delivery((200, ""))], BEGAN)

    assert [(step.at, step.source, step.target, step.text) for step in found] == [
        (10, "application", "acme", "POST /a?b=1"),
        (1500, "acme", "application", "release /released"),
        (2000, "application", "acme", "POST /a?b=1"),
    ]


def test_at_one_moment_a_callback_follows_the_exchange_that_led_to_it_and_what_nobody_led_to_is_first():
    asked = [event(1500, number=7), event(1500, number=8) | {"id": "later"}]
    found = steps(asked, [delivery((200, "")), delivery((201, ""), cause="e-1500")], BEGAN)

    assert [step.id for step in found] == ["d-1", "e-1500", "d-1", "later"]
    assert found[2].answer == "201"


def test_an_answer_is_well_unless_it_refuses_is_broken_or_nobody_gave_it():
    broken = event(4)
    broken["response"]["fault"] = "EMPTY_RESPONSE"
    found = steps([event(1), event(2, status=404), event(3, matched=False), broken], [], BEGAN)

    assert [step.is_well for step in found] == [True, False, False, False]
    assert [step.answer for step in found] == ["200 Reason", "404 Reason", "200 Reason", "EMPTY_RESPONSE"]


def test_a_note_names_the_operation_the_rule_and_the_refusal():
    [step] = steps([event(operation="Update", rule="fails twice", refusal="Busy")], [], BEGAN)

    assert step.note == "Update, refused: Busy, rule: fails twice"


def test_what_no_vendor_was_asked_for_is_answered_by_the_mock():
    [step] = steps([event(vendor=None, matched=False, status=404)], [], BEGAN)

    assert (step.target, step.note) == ("mockserver", "nothing answers this")


def test_every_attempt_at_a_callback_is_a_step():
    found = steps([], [delivery((500, "answered 500"), (200, ""))], BEGAN)

    assert [(step.answer, step.is_well, step.note) for step in found] == [
        ("500: answered 500", False, ""),
        ("200", True, "attempt 2"),
    ]


def test_a_callback_that_was_never_tried_is_shown_with_its_reason():
    [step] = steps([], [delivery(state="cancelled", problem="cancelled before it was sent")], BEGAN)

    assert (step.answer, step.is_well) == ("cancelled before it was sent", False)


def test_messages_of_bayeux_are_steps_of_their_own_and_a_broken_answer_has_none():
    body = '[{"channel":"/v2/me/x","data":{}},{"channel":"/meta/connect","successful":true}]'
    found = steps([event(1, body=body), event(2, body=body[:20]), event(3, body="[" * 9_999)], [], BEGAN)

    assert [step.text for step in found if step.source == "acme"] == ["/v2/me/x"]


def test_a_verdict_becomes_a_case_with_its_near_misses():
    miss = {"where": "body.id", "expected": "7", "found": "8"}
    told = {
        "name": "writes",
        "verdict": "fail",
        "reason": "none came",
        "expected": "1 request",
        "found": 0,
        "nearMisses": [{"event": "e-1", "distance": 0.25, "differences": [miss]}],
    }

    [unknown] = cases({"expectations": [told]})
    [case] = cases({"expectations": [told]}, steps([event(1)], [], BEGAN))

    assert (case.name, case.outcome, case.found) == ("writes", Outcome.FAIL, "0")
    assert unknown.details == ("nearly: event e-1 (distance 0.25)", "  body.id: expected 7, found 8")
    assert case.details[0] == "nearly: POST /a?b=1 at 0.001s, event e-1 (distance 0.25)"


def test_remarks_tell_of_what_no_expectation_looks_at():
    refused = delivery((500, "answered 500"), state="failed", problem="answered 500")

    assert remarks([event(matched=False), event(bug="Traceback")], [refused], 3) == (
        "1 request(s) that no operation and no rule answered",
        "1 callback(s) not accepted; the first: release: answered 500",
        "3 earlier exchange(s) are not shown: they have left the journal",
        "mockserver itself failed 1 time(s); its log has the traceback",
    )
    assert remarks([event()], [delivery((200, ""))], 0) == ()
