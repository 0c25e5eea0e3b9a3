"""The same value has the same stand-in everywhere, as long as itself, and tells nothing of it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mockserver.recording.standins import NUMBER, StandIns
from mockserver.recording.tape import Exchange
from tests.recording.conftest import asked, told


def test_a_number_is_the_same_however_it_is_spelt():
    standins = StandIns()

    assert standins.shown("+44 20 7946 0000, 442079460000, %2B442079460000") == (
        "+55 50 0000 0001, 555000000001, %2B555000000001"
    )


def test_moments_stay():
    text = "1768208400000 1768208400 20260112090000 2026-01-12T09:00:00Z"

    assert StandIns().shown(text) == text


@given(st.lists(st.from_regex(r"[2-9][0-9]{6,11}", fullmatch=True), unique=True, min_size=1, max_size=30))
def test_different_numbers_have_different_stand_ins_of_their_length(numbers):
    standins = StandIns()
    shown = [standins.shown(number) for number in numbers]

    assert len(set(shown)) == len(shown)
    assert list(map(len, shown)) == list(map(len, numbers))
    assert [standins.shown(number) for number in numbers] == shown


def test_who_said_a_number_first_decides_whose_it_is():
    standins = StandIns()
    standins.learn((Exchange(1, asked(body={"to": "13800000001"}), told({"id": "77770001"})),))

    assert standins.mould("13800000001") == NUMBER
    assert standins.mould("77770001") == standins.shown("77770001")


def test_a_cookie_keeps_its_name_and_its_attributes():
    assert (
        StandIns().header("Set-Cookie", "sid=abc123; Path=/; HttpOnly") == "sid=redacted-1; Path=/; HttpOnly"
    )


def test_a_word_that_is_a_secret_somewhere_is_a_word_elsewhere():
    standins = StandIns()
    standins.learn((Exchange(1, asked(body={"password": "password"}), told("your password")),))

    assert (
        standins.shown('{"password": "password"} your password') == '{"password": "redacted-1"} your password'
    )
