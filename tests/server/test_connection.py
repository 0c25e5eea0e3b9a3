"""What a client gets on its connection: every case over a socket, order, ends, limits."""

import pytest

from mockserver.reply import Reply
from mockserver.server.bounds import Bounds
from tests.server.cases import CASES, GOOD
from tests.server.reading import bits

LAST = GOOD.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")


def told(case):
    """The statuses that a case is answered with, and then those of a good request, if it gets there."""
    words = {"continue": 100}
    statuses = [word if isinstance(word, int) else words.get(word, 200) for word in case.read]
    return [*statuses, 200] if case.goes_on else statuses


def test_every_case_is_answered_by_the_rules_and_then_the_connection_is_good_or_closed(wire):
    wrong = []
    with wire() as server:
        for case in CASES:
            with server.client() as client:
                client.send(case.sent + LAST)
                answers = client.answers(heads=int(case.sent.startswith(b"HEAD")))
            statuses = [answer.status for answer in answers]
            if statuses != told(case) or answers[-1]["connection"] != "close":
                wrong.append((str(case), statuses, told(case)))

    assert not wrong


def test_an_answer_says_what_was_read(wire):
    with wire() as server:
        (answer,) = server.said(b"POST /x?y HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc")

    assert answer.body == b"POST /x?y abc"
    assert [name for name, _ in answer.fields] == ["content-type", "date", "content-length"]
    assert answer["date"].endswith(" GMT")


def test_pipelined_requests_are_answered_in_their_order(wire):
    sent = b"".join(b"GET /%d HTTP/1.1\r\nHost: a\r\n\r\n" % number for number in range(500))
    with wire() as server:
        whole, split = server.said(sent), server.said_in(bits(sent[:600]))

    assert [answer.body for answer in whole] == [b"GET /%d" % number for number in range(500)]
    assert [answer.body for answer in split] == [b"GET /%d" % number for number in range(len(split))]


HEAD = b"HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b"abc"),
        Reply(200, b"abc", (("Content-Length", "3"),)),
        Reply(200, b"", (("Content-Length", "3"),)),
    ],
    ids=["ours", "its own", "as Flask leaves it"],
)
def test_head_has_the_length_and_no_body_and_the_connection_stays(wire, reply):
    with wire(lambda _: reply) as server:
        answers = server.said(HEAD + HEAD, heads=2)

    assert [(one["content-length"], one["connection"], one.body) for one in answers] == [("3", None, b"")] * 2


@pytest.mark.parametrize("status", [204, 304])
def test_an_answer_that_has_no_body_sends_none(wire, status):
    with wire(lambda _: Reply(status, b"abc")) as server:
        answers = server.said(GOOD + GOOD)

    assert [(answer.status, answer["content-length"]) for answer in answers] == [(status, None)] * 2


@pytest.mark.parametrize(
    "field", [("Connection", "Close"), ("Content-Length", "2"), ("Transfer-Encoding", "chunked")]
)
def test_an_answer_that_ends_or_lies_by_a_field_of_its_own_is_the_last(wire, field):
    with wire(lambda _: Reply(200, b"abc", (field,))) as server, server.client() as client:
        client.send(GOOD + GOOD)
        data = client.rest()

    assert data.count(b"HTTP/1.1 200 OK") == 1
    assert data.count(b"%s: %s\r\n" % (field[0].encode(), field[1].encode())) == 1


def test_what_a_client_sent_splits_no_answer(wire):
    with wire(lambda _: Reply(200, b"", (("X-Said", "a\r\nX-Evil: 1\r\n\r\nb\0"),), "O\r\nK")) as server:
        (answer,) = server.said(GOOD)

    assert answer["x-evil"] is None
    assert answer["x-said"] == "a  X-Evil: 1    b"


def test_http_1_0_is_told_that_its_connection_stays(wire):
    asked = b"GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    with wire() as server:
        answers = server.said(asked + b"GET / HTTP/1.0\r\n\r\n")

    assert [answer["connection"] for answer in answers] == ["keep-alive", "close"]


def test_a_fault_of_the_application_is_a_plain_500_and_the_connection_stays(wire, caplog):
    def fail(request):
        raise LookupError(request.target)

    with wire(fail) as server:
        answers = server.said(GOOD + GOOD)
    failures = [record for record in caplog.records if record.exc_info]
    caplog.clear()

    assert [(answer.status, answer["x-mock-bug"]) for answer in answers] == [(500, "server")] * 2
    assert len(failures) == 2


def test_a_client_that_waits_is_told_to_send_on_when_its_turn_has_come(wire):
    with wire() as server, server.client() as client:
        client.send(b"POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
        interim = client.some()
        client.send(b"abc")
        answer = client.answer()

    assert interim == b"HTTP/1.1 100 Continue\r\n\r\n"
    assert answer.body == b"POST / abc"


SMALL = Bounds(body=1_000_000)
HUGE = 8_000_000


@pytest.mark.parametrize(
    "head",
    [
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % HUGE,
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n" % HUGE,
        b"POST / HTTP/1.1\r\nHost:\r\nBad\r\n\r\n",
    ],
    ids=["too large", "too large in chunks", "malformed"],
)
def test_an_early_refusal_reaches_a_client_that_is_still_sending(wire, head):
    refused = {True: 413, False: 200}
    with (
        wire(lambda request: Reply(refused[request.too_large]), SMALL) as server,
        server.client() as client,
    ):
        client.send(head)
        client.send(bytes(HUGE))
        (answer,) = client.answers()

    assert answer.status == (400 if b"Bad" in head else 413)
    assert answer["connection"] == "close"


def test_what_comes_after_the_last_answer_is_not_answered(wire):
    with wire() as server, server.client() as client:
        client.send(b"GET /1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" + GOOD + b"\0 garbage")
        answers = client.answers()

    assert [answer.body for answer in answers] == [b"GET /1"]


def test_a_client_that_sends_no_more_gets_what_it_asked_for(wire):
    with wire() as server:
        answers = server.said(GOOD * 3 + b"GET /half")

    assert len(answers) == 3
