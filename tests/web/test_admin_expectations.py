"""Expectations by the admin API: verdicts, what is added, who waits; and waiting for requests."""

from __future__ import annotations

from threading import Thread

import pytest

from tests.web.admin_desk import admin_desk

ONCE = {"name": "once", "operation": "Annotate", "exactly_once_per": "body.Id"}
LATER = {"name": "in time", "operation": "Annotate", "within": "30s"}


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


def verdicts(answer):
    return {each["name"]: each["verdict"] for each in answer.json["expectations"]}


def later(doing, seconds=0.05):
    """Do something while somebody waits."""
    from threading import Timer

    timer = Timer(seconds, doing)
    timer.start()
    return timer


def test_expectations_are_added_judged_and_dropped(desk):
    added = desk.ask("POST", "/expectations", {"expectations": [ONCE, LATER]})
    desk.annotate()

    listed = desk.ask("GET", "/expectations")

    assert (added.status_code, verdicts(added)) == (201, {"once": "inconclusive", "in time": "inconclusive"})
    assert (listed.json["verdict"], verdicts(listed)) == (
        "inconclusive",
        {"once": "inconclusive", "in time": "pass"},
    )
    assert desk.ask("GET", "/expectations?final=true").json["verdict"] == "pass"
    assert desk.ask("DELETE", "/expectations").json == {"dropped": 2}
    assert desk.ask("GET", "/expectations").json == {
        "verdict": "inconclusive",  # nobody said what to look for
        "expectations": [],
        "meta": {"total": 0},
    }


def test_a_verdict_names_its_exchanges(desk):
    desk.annotate()
    desk.annotate()

    (verdict,) = desk.ask("POST", "/expectations", ONCE).json["expectations"]

    assert verdict["verdict"] == "fail"
    assert verdict["events"] == [event.id for event in desk.sandbox.journal]
    assert verdict["found"] == 2
    assert "for body.Id '1'" in verdict["reason"]


@pytest.mark.parametrize(
    ("words", "pointer", "says"),
    [
        ({"opration": "Annotate"}, "/opration", "did you mean operation?"),
        ({"operation": "Anotate"}, "/operation", "did you mean Annotate?"),
        ({"operation": "Annotate", "times": "4..2"}, "/times", "2..4"),
        ({"operation": "Annotate", "answered": "6xx"}, "/answered", "a status"),
        ({"operation": "Annotate", "after": "nothing"}, "/after", "the name of a rule or an expectation"),
        ({"operation": "Annotate", "each": True}, "/each", "after beside each"),
        ({"operation": "Annotate", "never": False}, "/never", "true"),
        (
            {"callback": "released", "answered": 200},
            "/answered",
            "no 'answered' where a callback is expected",
        ),
        ({"message": "/x", "delivered": True}, "/delivered", "no 'delivered' where a message is expected"),
        ({"state": {"a": "b"}, "within": "3s"}, "/within", "no 'within' where a state is expected"),
        ({"name": "x"}, "", "none of"),
    ],
)
def test_a_mistake_is_told_by_its_pointer(desk, words, pointer, says):
    answer = desk.ask("POST", "/expectations", words)

    assert answer.status_code == 422
    (error,) = answer.json["errors"]
    assert error["source"]["pointer"] == pointer
    assert says in error["title"]
    assert desk.ask("GET", "/expectations").json["meta"]["total"] == 0


def test_a_name_is_given_once(desk):
    desk.ask("POST", "/expectations", ONCE)

    answer = desk.ask("POST", "/expectations", {"expectations": [ONCE]})

    assert answer.json["errors"][0]["source"]["pointer"] == "/expectations/0/name"


def test_without_a_name_it_is_called_by_its_place(desk):
    desk.ask("POST", "/expectations", ONCE)

    assert list(verdicts(desk.ask("POST", "/expectations", {"path": "/acme/*"}))) == ["expect[1]"]


def test_a_reset_forgets_what_was_added(desk):
    desk.ask("POST", "/expectations", ONCE)

    desk.ask("POST", "/reset")

    assert desk.ask("GET", "/expectations").json["meta"]["total"] == 0


def test_callbacks_messages_and_states_are_expected_too(desk):
    desk.deliver()
    rows = [
        {"name": "told", "callback": "released", "delivered": True, "when": {"body": {"outcome": "busy"}}},
        {"name": "never told", "callback": "answered", "never": True},
        {"name": "state", "state": {"order": "paid"}},
    ]

    desk.ask("POST", "/expectations", {"expectations": rows})
    found = desk.ask("GET", "/expectations?final=true")

    assert verdicts(found) == {"told": "pass", "never told": "pass", "state": "fail"}


def test_a_message_that_a_connect_brought_is_found(desk):
    client = desk.shake()
    headers = {"Authorization": "Bearer open sesame ann"}
    subscribe = {"channel": "/meta/subscribe", "clientId": client, "subscription": "/calls"}
    desk.post("/acme/events", subscribe, headers)
    desk.sandbox.publish("acme", "ann", ("/calls", {"state": "busy"}))
    waiting = desk.ask(
        "POST", "/expectations", {"name": "told", "message": "/calls", "when": {"body": {"state": "busy"}}}
    )
    connect = {"channel": "/meta/connect", "clientId": client, "connectionType": "long-polling"}
    desk.post("/acme/events", {**connect, "advice": {"timeout": 0}}, headers)

    assert "waits for its client" in waiting.json["expectations"][0]["reason"]
    assert verdicts(desk.ask("GET", "/expectations")) == {"told": "pass"}


# Waiting


def test_the_wait_ends_when_the_last_has_come(desk):
    desk.ask("POST", "/expectations", LATER)
    timer = later(desk.annotate)

    answer = desk.ask("POST", "/expectations/wait", {"timeout": "20s"})

    timer.join()
    assert (answer.status_code, verdicts(answer)) == (200, {"in time": "pass"})


def test_what_may_become_too_much_is_settled_when_it_is_quiet(desk):
    desk.ask("POST", "/expectations", ONCE)
    desk.annotate()

    answer = desk.ask("POST", "/expectations/wait", {"timeout": "20s", "quiet": "10ms"})

    assert (answer.status_code, answer.json["verdict"]) == (200, "pass")


def test_a_second_one_within_the_quiet_is_heard(desk):
    desk.ask("POST", "/expectations", ONCE)
    desk.annotate()
    timer = later(desk.annotate)

    answer = desk.ask("POST", "/expectations/wait", {"timeout": "20s", "quiet": "10s"})

    timer.join()
    assert (answer.status_code, answer.json["verdict"]) == (200, "fail")


def test_the_wait_ends_when_the_clock_decides(desk):
    desk.ask("POST", "/expectations", LATER)
    timer = later(lambda: desk.ask("POST", "/clock/advance", {"by": "31s"}))

    answer = desk.ask("POST", "/expectations/wait", {"timeout": "20s"})

    timer.join()
    assert (answer.status_code, answer.json["verdict"]) == (200, "fail")
    assert desk.sandbox.next_due() is None


def test_the_moment_that_decides_is_what_is_due_next(desk):
    desk.ask("POST", "/expectations", LATER)
    thread = Thread(target=lambda: desk.ask("POST", "/expectations/wait", {"timeout": "20s"}))
    thread.start()

    while desk.sandbox.next_due() is None:
        thread.join(0.001)
    desk.ask("POST", "/clock/advance", {"to": "next"})
    thread.join(10)

    assert not thread.is_alive()


def test_a_wait_in_vain_is_408_with_final_verdicts(desk):
    desk.ask("POST", "/expectations", {**ONCE, "name": "a"})

    answer = desk.ask("POST", "/expectations/wait", {"timeout": "20ms"})

    assert (answer.status_code, verdicts(answer)) == (408, {"a": "fail"})


def test_nobody_listens_when_the_wait_is_over(desk):
    desk.ask("POST", "/expectations", LATER)

    desk.ask("POST", "/expectations/wait", {"timeout": "10ms"})

    assert desk.sandbox.journal.listeners == 0
    assert desk.sandbox.next_due() is None


@pytest.mark.parametrize(
    "words",
    [
        {"method": "POST", "urlPath": "/acme/notes"},
        {"operation": "Annotate"},
        {"vendor": "acme", "when": {"body": {"Id": {"one_of": ["1", "2"]}}}},
        {"path": "/acme/*", "answered": "2xx"},
    ],
)
def test_requests_are_waited_for_by_a_pattern_or_by_words(desk, words):
    desk.annotate()
    timer = later(desk.annotate)

    answer = desk.ask("POST", "/requests/wait", {**words, "count": 2, "timeout": "20s"})

    timer.join()
    assert answer.status_code == 200
    assert [each["id"] for each in answer.json["requests"]] == [event.id for event in desk.sandbox.journal]


def test_requests_that_do_not_come_are_408_with_those_that_did(desk):
    desk.annotate()

    answer = desk.ask("POST", "/requests/wait", {"operation": "Annotate", "count": 2, "timeout": "10ms"})

    assert (answer.status_code, answer.json["meta"]) == (408, {"total": 1})
    assert desk.sandbox.journal.listeners == 0


@pytest.mark.parametrize(
    ("words", "pointer"),
    [
        ({"operation": "Anotate"}, "/operation"),
        ({"urlPat": "/x"}, "/urlPat"),
        ({"count": 0}, "/count"),
        ({"timeout": "1h"}, "/timeout"),
    ],
)
def test_a_wait_for_something_wrong_is_refused(desk, words, pointer):
    answer = desk.ask("POST", "/requests/wait", words)

    assert (answer.status_code, answer.json["errors"][0]["source"]["pointer"]) == (422, pointer)
