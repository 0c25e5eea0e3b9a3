"""Each way an answer may end, as the bytes that a client gets and the way its connection ends."""

from threading import Event

import pytest

from mockserver.reply import Ending, Held, Reply, Way
from tests.server.cases import GOOD
from tests.server.wire import PATIENCE, answers_in, echo

BODY = b"0123456789"
NOISE = b"\xffnoise\r\n"
# fmt: off
ENDINGS = {
    "late":       (Ending(after=20), BODY, "closed"),
    "drip":       (Ending(Way.DRIP, pieces=3, over=20), BODY, "closed"),
    "late drip":  (Ending(Way.DRIP, after=10, pieces=20, over=20), BODY, "closed"),
    "cut":        (Ending(Way.CUT, sent=4), BODY[:4], "closed"),
    "late cut":   (Ending(Way.CUT, after=10, sent=4), BODY[:4], "closed"),
    "cut off":    (Ending(Way.CUT), b"", "closed"),
    "reset":      (Ending(Way.RESET), None, "reset"),
    "late reset": (Ending(Way.RESET, after=10), None, "reset"),
    "reset part": (Ending(Way.RESET, sent=4), BODY[:4], "reset"),
    "empty":      (Ending(Way.EMPTY), None, "closed"),
    "malformed":  (Ending(Way.MALFORMED, noise=NOISE), NOISE, "closed"),
    "garbage":    (Ending(Way.GARBAGE, noise=NOISE), NOISE, "closed"),
}
# fmt: on
WHOLE = ("late", "drip", "late drip")  # the connection stays after these
HEADLESS = ("reset", "late reset", "empty", "garbage")


def target_of(name):
    return name.replace(" ", "-").encode()


def ending(request):
    name = request.target[1:].replace("-", " ")
    return Reply(200, BODY, ending=ENDINGS[name][0]) if name in ENDINGS else echo(request)


def asking(name, method=b"GET"):
    return method + b" /" + target_of(name) + b" HTTP/1.1\r\nHost: a\r\n\r\n"


def parted(data):
    head, _, body = data.partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("name", ENDINGS)
def test_an_answer_ends_as_it_says(wire, name):
    _, wanted, how = ENDINGS[name]
    with wire(ending) as server, server.client() as client:
        client.send(asking(name))
        if name in WHOLE:
            client.end()
        data, end = client.last()

    assert end == how
    if name in HEADLESS:
        assert data == (wanted or b"")
    else:
        head, body = parted(data)
        assert body == wanted
        assert (b"Content-Length: 10" in head) == (name != "malformed")
        assert (b"Transfer-Encoding: chunked" in head) == (name == "malformed")


@pytest.mark.parametrize("name", ENDINGS)
def test_an_answer_before_one_that_breaks_is_whole_and_one_behind_it_is_not_given(wire, name):
    _, wanted, how = ENDINGS[name]
    with wire(ending) as server, server.client() as client:
        client.send(GOOD + asking(name) + GOOD)
        if name in WHOLE:
            client.end()
        data, end = client.last()

    assert end == how
    first, _, rest = data.partition(b"GET /good")
    assert first.startswith(b"HTTP/1.1 200 OK\r\n")
    assert (wanted or b"") in rest
    assert (b"GET /good" in rest) == (name in WHOLE)


@pytest.mark.parametrize("name", [*WHOLE, "cut", "reset part"])
@pytest.mark.parametrize("behind", [b"", GOOD], ids=["alone", "behind another"])
def test_to_head_no_way_sends_a_body(wire, name, behind):
    with wire(ending) as server, server.client() as client:
        client.send(behind + asking(name, b"HEAD"))
        if name in WHOLE:
            client.end()
        data, end = client.last()

    assert end == ENDINGS[name][2]
    assert data.endswith(b"Content-Length: 10\r\n\r\n")


@pytest.mark.parametrize("status", [204, 304])
@pytest.mark.parametrize("name", [*WHOLE, "cut", "reset part"])
def test_with_a_status_of_no_body_no_way_sends_one(wire, name, status):
    with (
        wire(lambda _: Reply(status, BODY, ending=ENDINGS[name][0])) as server,
        server.client() as client,
    ):
        client.send(GOOD)
        if name in WHOLE:
            client.end()
        data, _ = client.last()

    (answer,) = answers_in(data)
    assert (answer.status, answer["content-length"], answer.body) == (status, None, b"")


@pytest.mark.parametrize(
    "way", [Ending(after=60_000), Ending(Way.DRIP, pieces=5, over=60_000), Ending(Way.NEVER)], ids=str
)
def test_a_client_that_goes_is_not_waited_for(wire, way):
    with wire(lambda _: Reply(200, BODY, ending=way)) as server, server.client() as client:
        client.send(GOOD)
        connection = server.only()
        server.until(lambda: connection._current.request.target)
        client.vanish()

        assert server.is_left()


def test_one_that_hangs_answers_nothing_behind_it_and_notices_that_its_client_goes(wire):
    with wire(lambda _: Reply(200, ending=Ending(Way.NEVER))) as server:
        with server.client() as client:
            client.send(GOOD * 5_000)
            connection = server.only()
            server.until(lambda: connection._deaf)
            client.send(GOOD * 5_000)
            client._one.settimeout(0.02)
            with pytest.raises(TimeoutError):
                client.some()
        assert server.is_left()


class Desk:
    """An application that holds its answers: it knows those it gave."""

    def __init__(self, timeout=60_000):
        self.timeout = timeout
        self.held = []
        self.done = Event()

    def __call__(self, request):
        if request.target == "/good":
            return echo(request)
        self.held.append(Held(self.timeout, lambda: Reply(408, b"late"), self.done.set))
        return self.held[-1]


HOLD = b"GET /hold HTTP/1.1\r\nHost: a\r\n\r\n"


def test_a_held_answer_goes_out_when_it_is_released_and_in_its_turn(wire):
    desk = Desk()
    with wire(desk) as server, server.client() as client:
        client.send(GOOD + HOLD + GOOD + HOLD)
        server.until(lambda: desk.held)
        answers = [client.answer()]
        released = desk.held[0].release(Reply(200, b"now"))
        answers += [client.answer(), client.answer()]
        server.until(lambda: len(desk.held) == 2)
        desk.held[1].release(Reply(200, BODY, ending=Ending(Way.DRIP, pieces=2, over=10)))
        answers += [client.answer()]

    assert released
    assert [answer.body for answer in answers] == [b"GET /good", b"now", b"GET /good", BODY]


def test_a_held_answer_is_what_there_is_when_its_time_has_passed(wire):
    desk = Desk(timeout=20)
    with wire(desk) as server, server.client() as client:
        client.send(HOLD + GOOD)
        client.until(b"late")
        late = client.answer()

    assert late.body == b"GET /good"
    assert not desk.held[0].release(Reply(200, b"too late"))


@pytest.mark.parametrize("go", ["vanish", "close", "end"])
def test_a_held_answer_is_given_up_when_its_client_goes(wire, go):
    desk = Desk()
    with wire(desk) as server:
        with server.client() as client:
            client.send(HOLD)
            server.until(lambda: desk.held)
            if go != "close":
                getattr(client, go)()
            if go == "end":
                assert client.rest() == b""
        given_up = desk.done.wait(PATIENCE)
        assert server.is_left()

    assert given_up
    assert not desk.held[0].release(Reply(200, b"too late"))


def test_a_held_answer_that_is_known_at_once_is_sent_at_once(wire):
    def known(_request):
        held = Held(60_000, lambda: Reply(408))
        held.release(Reply(200, b"known"))
        return held

    with wire(known) as server, server.client() as client:
        client.send(GOOD)
        answer = client.answer()

    assert answer.body == b"known"


@pytest.mark.parametrize("method", [b"GET", b"HEAD"])
def test_a_duplicate_answer_is_the_same_bytes_twice_and_the_connection_stays(wire, method):
    with (
        wire(lambda request: Reply(200, BODY, ending=Ending(Way.TWICE))) as server,
        server.client() as client,
    ):
        client.send(method + b" / HTTP/1.1\r\nHost: a\r\n\r\n")
        client.end()
        data, end = client.last()

    half = len(data) // 2
    assert data[:half] == data[half:]
    assert data[:half].endswith(BODY if method == b"GET" else b"\r\n\r\n")
    assert (data.count(b"HTTP/1.1 200 OK"), end) == (2, "closed")
