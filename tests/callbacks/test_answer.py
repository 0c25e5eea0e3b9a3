"""What is made of the bytes that come back, however they are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mockserver.callbacks.delivery import LONGEST_ANSWER
from mockserver.callbacks.sender.answer import LONGEST_HEAD, MOST_READ, Answer, AnswerReader, NotHttp

SIMPLE = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\no\r\n1\r\nk\r\n0\r\nX-Late: 1\r\n\r\n"
INTERIM = b"HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"


def read(*pieces: bytes) -> tuple[Answer, bool]:
    """The answer, and whether it was whole before the connection ended."""
    reader, answer = AnswerReader(), Answer()
    reader.expect(answer)
    fed = [reader.feed(piece) for piece in pieces]
    return answer, True in fed


def whole(*pieces: bytes) -> Answer:
    answer, is_whole = read(*pieces)
    assert is_whole
    return answer


@given(st.sampled_from([SIMPLE, CHUNKED, INTERIM + SIMPLE, INTERIM + CHUNKED]), st.data())
def test_an_answer_is_the_same_however_it_is_cut(raw: bytes, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(raw)), max_size=6)))
    pieces = [raw[start:end] for start, end in zip([0, *cuts], [*cuts, len(raw)], strict=True)]

    answer = whole(*filter(None, pieces))

    assert (answer.status, answer.body, answer.keeps_open, len(answer.headers)) == (200, b"ok", True, 1)


@pytest.mark.parametrize(
    ("head", "keeps_open"),
    [
        (b"HTTP/1.1 200 OK\r\n", True),
        (b"HTTP/1.1 200 OK\r\nConnection: close\r\n", False),
        (b"HTTP/1.0 200 OK\r\n", False),
        (b"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n", True),
    ],
)
def test_whether_another_may_follow_is_for_the_answer_to_say(head: bytes, keeps_open: bool) -> None:
    assert whole(head + b"Content-Length: 2\r\n\r\nok").keeps_open is keeps_open


@pytest.mark.parametrize("status", [204, 304])
def test_some_answers_have_no_body(status: int) -> None:
    answer = whole(b"HTTP/1.1 %d X\r\n\r\n" % status)

    assert (answer.status, answer.body, answer.keeps_open) == (status, b"", True)


@pytest.mark.parametrize(
    ("head", "at_the_end"),
    [
        (b"HTTP/1.1 200 OK\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", False),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n", False),
        (b"HTTP/1.1 200 OK\r\nConte", False),
        (b"HTTP/1.1 100 Continue\r\n\r\n", False),
    ],
)
def test_the_end_of_the_connection_is_the_end_of_what_says_no_other(head: bytes, at_the_end: bool) -> None:
    reader, answer = AnswerReader(), Answer()
    reader.expect(answer)

    assert reader.feed(head + b"x" * (b"\r\n\r\n" in head and b"100" not in head)) is False
    assert reader.finish() is at_the_end


def test_an_upgrade_that_nobody_asked_for_is_an_answer() -> None:
    answer = whole(b"HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n\0\1")

    assert (answer.status, answer.keeps_open, answer.error) == (101, False, "answered 101")


def test_what_follows_an_answer_unasked_is_no_part_of_it() -> None:
    answer = whole(SIMPLE + b"HTTP/1.1 500 No\r\nX: 1\r\nContent-Length: 3\r\n\r\nbad")

    assert (answer.status, answer.body, answer.headers) == (200, b"ok", (("Content-Length", "2"),))
    assert not answer.keeps_open


def test_junk_after_an_answer_does_not_spoil_it() -> None:
    answer = whole(SIMPLE + b"\0junk")

    assert (answer.status, answer.body, answer.keeps_open) == (200, b"ok", False)


def test_headers_stay_as_they_are_in_any_spelling() -> None:
    answer = whole(
        b"HTTP/1.1 200 OK\r\nX-Odd:  a b \r\nx-odd: \xe9\r\nX-U: \xc3\xa9\r\nContent-Length: 0\r\n\r\n"
    )

    assert answer.headers == (("X-Odd", "a b"), ("x-odd", "é"), ("X-U", "é"), ("Content-Length", "0"))


def test_of_a_long_answer_the_beginning_is_kept() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n"

    answer = whole(head, *[b"x" * 10_000] * 7)

    assert (len(answer.body), answer.keeps_open, answer.error) == (LONGEST_ANSWER, False, "")


def test_an_answer_in_crumbs_is_read_only_so_far() -> None:
    crumbs = b"1;" + b"e" * 1000 + b"\r\nx\r\n"
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer = whole(head, crumbs * (MOST_READ // len(crumbs) + 1))

    assert 0 < len(answer.body) < LONGEST_ANSWER


@pytest.mark.parametrize(
    "endless",
    [b"HTTP/1.1 200 OK\r\nX: " + b"x" * LONGEST_HEAD, b"HTTP/1.1 100 Continue\r\n\r\n" * 4_000],
    ids=["one header", "interim answers"],
)
def test_a_head_without_an_end_is_no_answer(endless: bytes) -> None:
    with pytest.raises(NotHttp, match=f"more than {LONGEST_HEAD} bytes"):
        read(endless)


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n",
    ],
)
def test_of_what_is_no_answer_nothing_is_kept(raw: bytes) -> None:
    reader, answer = AnswerReader(), Answer()
    reader.expect(answer)

    with pytest.raises(NotHttp, match=r"\w"):
        reader.feed(raw)
    assert (answer.status, answer.headers, answer.body) == (None, (), b"")


def test_one_reader_reads_one_answer_after_the_other() -> None:
    reader = AnswerReader()
    for body in (b"a", b"bb"):
        answer = Answer()
        reader.expect(answer)
        assert reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        assert answer.body == body


@pytest.mark.parametrize("raw", [SIMPLE, CHUNKED, INTERIM + SIMPLE])
def test_an_answer_that_comes_again_is_the_same_and_what_follows_is_read(raw: bytes) -> None:
    reader = AnswerReader()
    answers = [Answer() for _ in range(4)]

    other = b"HTTP/1.1 500 X\r\nContent-Length: 1\r\n\r\n!"
    for answer, piece in zip(answers, (raw, raw, other, raw), strict=True):
        reader.expect(answer)
        assert reader.feed(piece)

    told = [(answer.status, answer.headers, answer.body, answer.keeps_open) for answer in answers]
    assert told[0] == told[1] == told[3] == (200, answers[0].headers, b"ok", True)
    assert told[2] == (500, (("Content-Length", "1"),), b"!", True)


def test_the_answer_to_a_head_ends_with_its_head_though_the_same_bytes_have_answered_another() -> None:
    reader, answer = AnswerReader(), Answer(has_body=False)
    for each in (Answer(), answer):
        reader.expect(each)
        reader.feed(SIMPLE)

    assert (answer.status, answer.body, answer.keeps_open) == (200, b"", False)


def test_bytes_are_not_known_again_in_the_middle_of_an_answer() -> None:
    reader, answer = AnswerReader(), Answer()
    reader.expect(Answer())
    reader.feed(SIMPLE)

    reader.expect(answer)
    fed = [reader.feed(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(SIMPLE)), reader.feed(SIMPLE)]

    assert (fed, answer.body) == ([False, True], SIMPLE)


def test_an_answer_that_comes_again_though_nobody_asked_ends_its_connection() -> None:
    reader, answer = AnswerReader(), Answer()
    for each in (Answer(), answer):
        reader.expect(each)
        reader.feed(SIMPLE)
    assert answer.keeps_open

    reader.feed(SIMPLE)

    assert not answer.keeps_open
