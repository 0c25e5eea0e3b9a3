"""What is recorded is answered again, byte for byte but for what is hidden."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mockserver.app import make_world
from mockserver.recording.conditions import Reader
from mockserver.recording.rehearsal import strays
from mockserver.recording.standins import StandIns
from mockserver.recording.tape import Exchange
from mockserver.recording.writing import written
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.settings import Settings
from tests.acme import VENDOR
from tests.recording.conftest import asked, told

NOTE = {"Id": "7", "Text": "a"}


def test_a_recorded_request_is_answered_as_the_vendor_did(record):
    reply = told('{ "Id":"7",\n"N": 1.10 }', 201, ("X-Trace", "t"), ("Set-Cookie", "a=b; Path=/"))

    played = record((asked(body=NOTE), reply)).play(asked(body=NOTE))

    assert (played.status, played.body, played.header("x-trace")) == (201, reply.body, "t")


def test_another_request_is_left_to_the_mock(record):
    recording = record((asked(body=NOTE), told("recorded")))

    assert recording.play(asked(body={"Id": "8", "Text": "a"})).status == 401


def test_of_several_answers_each_comes_in_its_turn_and_the_last_one_stays(record):
    bodies = ["one", "one", "two", "one", "three"]
    recording = record(*((asked(body=NOTE), told(body)) for body in bodies))

    played = [recording.play(asked(body=NOTE)).body.decode() for _ in range(7)]

    assert played == [*bodies, "three", "three"]
    assert recording.made.rules == 4


def test_what_asks_for_more_is_not_answered_by_what_asks_for_less(record):
    less, more = asked(body={"Id": "7"}), asked(body=NOTE)
    recording = record((less, told("less")), (more, told("more")))

    assert (recording.play(more).body, recording.play(less).body) == (b"more", b"less")


def test_members_that_are_ignored_may_be_anything_or_nothing(record):
    recording = record((asked("/acme/notes?at=1", NOTE), told("ok")), ignored=frozenset({"at", "Text"}))

    answers = [
        recording.play(each).body for each in (asked("/acme/notes?at=2", {"Id": "7"}), asked(body=NOTE))
    ]

    assert answers == [b"ok", b"ok"]


def test_a_body_that_is_not_decoded_is_asked_for_as_text(record):
    broken = Request("POST", "/acme/notes", asked().headers, b"{no json")
    recording = record((broken, told("as it came")))

    assert recording.play(broken).body == b"as it came"


def test_a_number_of_the_applications_own_may_be_another_one_and_comes_back(record):
    placed = {"From": "13800000001", "To": "+49 30 1234567"}
    recording = record(
        (asked("/acme/calls", placed), told({"caller": "13800000001", "to": "+49 30 1234567"}))
    )

    played = recording.play(asked("/acme/calls", {"From": "13900000002", "To": "0301234567"}))

    assert played.body == told({"caller": "13900000002", "to": "0301234567"}).body
    assert "13800000001" not in recording.made.text


def test_a_number_that_the_vendor_said_first_is_known_again(record):
    find = [asked("/acme/find", {"CallId": id_}) for id_ in ("88880001", "88880002")]
    recording = record(
        (asked(body=NOTE), told({"ids": ["88880001", "88880002"]})),
        (find[0], told("first")),
        (find[1], told("second")),
    )

    ids = recording.standins.shown("88880001 88880002").split()

    assert [recording.play(asked("/acme/find", {"CallId": id_})).body for id_ in ids] == [b"first", b"second"]
    assert "8888000" not in recording.made.text


def test_a_member_whose_name_is_a_number_is_not_asked_for_by_it(record):
    by_number = asked(body={"Id": "7", "13800000001": "13900000002"})
    recording = record((by_number, told({"13800000001": "13900000002"})))

    assert "13800000001" not in recording.made.text
    assert recording.play(by_number).body == b'{"55500000001": "55500000002"}'


def test_secrets_are_in_no_line_of_the_file_wherever_they_come_again(record):
    secret = "5f4dcc3b5aa765d61d83"
    recording = record(
        (asked(body={"Id": "7", "password": secret}), told({"token": 12345, "echo": f"you said {secret}"})),
        (
            asked(f"/acme/by/{secret}", Authorization=f"Bearer {secret}"),
            told("x", 200, ("X-Api-Key", secret)),
        ),
    )

    assert secret not in recording.made.text
    assert recording.play(asked(body={"Id": "7", "password": "another"})).body == (
        b'{"token": "redacted-2", "echo": "you said redacted-1"}'
    )


@pytest.mark.parametrize(
    ("request_", "reply", "why"),
    [
        (asked("/elsewhere"), told("x"), "no path of Acme's that the mock knows"),
        (asked(method="TRACE"), told("x"), "the method TRACE"),
        (asked(), Reply(200, b"\xff"), "a body that is no text in UTF-8"),
        (asked(), Reply(799), "the status 799"),
    ],
)
def test_what_no_scenario_can_say_is_left_out_and_said(record, request_, reply, why):
    made = record((request_, reply)).made

    assert (made.rules, made.left_out) == (0, (f"#1 {request_.method} {request_.path}: {why}",))


@settings(max_examples=150, deadline=None)
@given(
    body=st.text(
        st.one_of(st.sampled_from("{}%#$\"'\\\n\r\t:- 79"), st.characters(codec="utf-8")), max_size=40
    ),
    value=st.text(st.one_of(st.sampled_from("{}$*[?]\"'\\.\n"), st.characters(codec="utf-8")), max_size=12),
    echo=st.booleans(),
)
def test_any_text_comes_out_as_it_went_in(body, value, echo):
    number = "13800000001"
    request = asked("/acme/notes", {"Id": number, value: value})
    reply = told(f"{body}{number}{body}" if echo else body)
    standins, exchange = StandIns(), Exchange(1, request, reply)
    standins.learn((exchange,))
    made = written([exchange], Reader(VENDOR, standins), "recorded", (), {})
    with TemporaryDirectory() as folder:
        file = Path(folder, "recorded.yaml")
        file.write_text(made.text, "utf-8")
        world = make_world(Settings(scenarios=(str(file),)), {"acme": VENDOR})

    assert list(strays(made.played, standins, VENDOR, world)) == []
    assert made.left_out == () or "\0" in body or any("\ue000" <= sign <= "\ue003" for sign in body)
