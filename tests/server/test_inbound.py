"""What the server reads of a connection's bytes: the table of cases, and its own bounds."""

from dataclasses import replace

import pytest

from mockserver.server.bounds import Bounds
from mockserver.server.inbound import Inbound
from mockserver.server.repeats import Repeats
from tests.server.cases import CASES, GOOD
from tests.server.reading import BOUNDS, bits, read

SMALL = Bounds(line=50, head=400, fields=8, body=20)
READ_GOOD = "GET /good"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_a_case_is_read_by_the_rules_wherever_it_is_split_and_whatever_stands_around_it(case):
    step = len(case.sent) // 500 + 1
    behind = (READ_GOOD,) if case.goes_on else ()
    around = GOOD + case.sent + GOOD

    alone = {read([case.sent[:at], case.sent[at:]]) for at in range(0, len(case.sent), step)}
    among = {read(pieces) for pieces in ([around], [GOOD, case.sent, GOOD], bits(around))}

    assert alone | {read(bits(case.sent))} == {case.read}
    assert among == {(READ_GOOD, *case.read, *behind)}


def test_a_request_that_is_not_there_yet_is_waited_for():
    assert {read([GOOD[:at]]) for at in range(len(GOOD))} == {()}
    assert {read([CHUNKED[:at]]) for at in range(len(CHUNKED))} == {()}


CHUNKED = b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX: y\r\n\r\n"


def get(target=b"/", *fields):
    return b"\r\n".join((b"GET " + target + b" HTTP/1.1", b"Host: a", *fields, b"", b""))


def post(body, *fields):
    return b"\r\n".join((b"POST / HTTP/1.1", b"Host: a", *fields, b"", body))


def chunks(body, *fields):
    return post(body, b"Transfer-Encoding: chunked", *fields)


# fmt: off
BEYOND = {
    "a target as long as may be": (get(b"/" + b"a" * 49), "GET /" + "a" * 49),
    "a target that is longer":    (get(b"/" + b"a" * 50), 414),
    "a target that never ends":   (b"GET /" + b"a" * 900, 414),
    "many fields":                (get(b"/", *[b"X: y"] * 7), "GET /"),
    "too many fields":            (get(b"/", *[b"X: y"] * 8), 431),
    "a large head":               (get(b"/", b"X: " + b"y" * 394), "GET /"),
    "too large a head":           (get(b"/", b"X: " + b"y" * 395), 431),
    "a value that never ends":    (get(b"/", b"X: " + b"y" * 9_000)[:-4], 431),
    "a name that never ends":     (get(b"/", b"X" * 9_000)[:-4], 431),
    "blanks that never end":      (get(b"/", b"X:" + b" " * 9_000)[:-4], 431),
    "empty lines that never end": (b"\r\n" * 9_000, 431),
    "a body as large as may be":  (post(b"a" * 20, b"Content-Length: 20"), "POST / " + "a" * 20),
    "too large a body":           (post(b"a" * 21, b"Content-Length: 21"), "POST / too large close"),
    "too large, and it waits":    (post(b"", b"Content-Length: 21", b"Expect: 100-continue"),
                                   "POST / too large close"),
    "too large an offer":         (post(b"", b"Content-Length: 21", b"Connection: upgrade", b"Upgrade: h2c"),
                                   "POST / too large close"),
    "large in chunks":            (chunks(b"a\r\n0123456789\r\n" * 2 + b"0\r\n\r\n"),
                                   "POST / 01234567890123456789"),
    "too large in chunks":        (chunks(b"a\r\n0123456789\r\n" * 3), "POST / too large close"),
    "too large a chunk":          (chunks(b"15\r\n" + b"a" * 21), "POST / too large close"),
    "too large, in an offer":     (chunks(b"15\r\n" + b"a" * 21, b"Connection: upgrade", b"Upgrade: h2c"),
                                   "POST / too large close"),
    "an extension without end":   (chunks(b"1;" + b"a" * 9_000), 431),
    "trailers without end":       (chunks(b"0\r\n" + b"X: y\r\n" * 2_000), 431),
    "a trailer without end":      (chunks(b"0\r\nX: " + b"y" * 9_000), 431),
    "zeros without end":          (chunks(b"0" * 9_000), 431),
    "chunks of next to nothing":  (chunks((b"1;" + b"a" * 300 + b"\r\nb\r\n") * 8), 413),
}
# fmt: on


@pytest.mark.parametrize("name", BEYOND)
def test_a_bound_holds_whatever_stands_before_it_and_however_it_is_split(name):
    sent, wanted = BEYOND[name]

    for many in (0, 1, 40):
        before = GOOD * many
        told = (*[READ_GOOD] * many, wanted)
        assert read([before + sent] if len(sent) < 800 else [before, *bits(sent)], SMALL) == told
        assert read(bits(before + sent), SMALL) == told
        assert read([before + sent[:7], sent[7:200], *bits(sent[200:])], SMALL) == told


def test_a_body_in_many_small_chunks_is_kept_as_one_piece():
    inbound = Inbound(Repeats(BOUNDS), "http", "", lambda _: None, lambda: None)

    inbound.feed(chunks(b"1\r\na\r\n" * 10_000))

    assert inbound._body == b"a" * 10_000


def test_ever_so_many_offers_of_another_protocol_at_once_are_read():
    offer = post(b"abc", b"Content-Length: 3", b"Connection: Upgrade", b"Upgrade: h2c")

    assert read([offer * 2_000]) == ("POST / abc",) * 2_000


def test_a_fault_of_ours_is_not_the_clients():
    def take(_):
        raise LookupError("ours")

    inbound = Inbound(Repeats(BOUNDS), "http", "", take, lambda: None)

    with pytest.raises(Exception, match="callback") as seen:
        inbound.feed(GOOD)

    assert isinstance(seen.value.__context__, LookupError)


@pytest.mark.parametrize(
    ("sent", "host"),
    [
        (get(), "a"),
        (get(b"http://b:80/x"), "b:80"),
        (get(b"http://[::1]?x"), "[::1]"),
        (b"GET / HTTP/1.0\r\n\r\n", "localhost"),
        (b"GET / HTTP/1.1\r\nHost:\r\n\r\n", "localhost"),
    ],
    ids=["Host", "target", "IPv6 target", "none", "empty"],
)
def test_the_host_is_what_the_target_names_or_else_the_field(sent, host):
    arrived = []

    Inbound(Repeats(BOUNDS), "http", "", arrived.append, lambda: None).feed(sent)

    assert arrived[0].request.host == host


def test_what_stands_in_the_trailers_is_no_header():
    arrived = []

    inbound = Inbound(Repeats(BOUNDS), "http", "", arrived.append, lambda: None)
    inbound.feed(chunks(b"0\r\nX-Mock-Sandbox: b\r\n\r\n"))

    assert "x-mock-sandbox" not in arrived[0].request.headers


def test_no_more_hosts_are_remembered_than_there_is_room_for():
    wide = replace(BOUNDS, fields=10)

    for number in range(2_000):
        assert read([b"GET / HTTP/1.1\r\nHost: h%d\r\n\r\n" % number], wide) == ("GET /",)


def test_a_head_that_was_read_before_is_read_the_same_without_the_parser():
    repeats, arrived = Repeats(BOUNDS), []
    sent = post(b"abc", b"Content-Length: 3") + post(b"defg", b"Content-Length: 4")
    ask(repeats, arrived, sent)

    ask(repeats, arrived, sent)
    ask(repeats, arrived, sent[:-1])

    said = [(one.request.body, one.request.target, one.keep, one.old) for one in arrived]
    first, second = ((body, "/", True, False) for body in (b"abc", b"defg"))
    assert said == [first, second, first, second, first]
    assert len({id(one.request.headers) for one in arrived}) == 2


def ask(repeats, arrived, sent):
    Inbound(repeats, "http", "", arrived.append, lambda: None).feed(sent)


@pytest.mark.parametrize(
    "sent",
    [
        get(b"/", b"Connection: close"),
        get(b"/", b"X: " + b"y" * 3000),
        get(b"http://b/"),
        chunks(b"0\r\n\r\n"),
        post(b"a", b"Content-Length: 1", b"Expect: 100-continue"),
        b"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n",
        b"\r\n\r\n" + get(),
    ],
)
def test_a_head_with_anything_unusual_is_not_learnt(sent):
    repeats = Repeats(BOUNDS)

    ask(repeats, [], sent)

    assert not repeats.known


def test_no_more_heads_are_kept_than_there_is_room_for():
    repeats = Repeats(BOUNDS)

    for number in range(2100):
        ask(repeats, [], get(b"/%d" % number))

    assert 0 < len(repeats.known) <= 1024
