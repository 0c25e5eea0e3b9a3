"""The Bayeux server on a socket: bodies in chunks, clients that go, a server that stops while one is held."""

import json

import pytest

from mockserver.app import app_of
from mockserver.clock import stopwatch
from tests.server.wire import Wire
from tests.web.events import HANDSHAKE, Server

LOST = {"interval": 0, "reconnect": "handshake"}


class Line:
    """A client on a connection of its own, for as long as it likes."""

    def __init__(self, wire, sandbox="default"):
        self._connection = wire.client()
        self.client = self._connection.__enter__()
        self._sandbox = sandbox

    def send(self, *messages, protocol="1.1"):
        body = json.dumps(messages).encode()
        self.client.send(self.head(protocol, f"Content-Length: {len(body)}") + body)

    def head(self, protocol, *fields):
        lines = (
            f"POST /acme/events HTTP/{protocol}",
            "Host: localhost",
            "Authorization: Bearer open sesame ann",
            "Content-Type: application/json",
            f"X-Mock-Sandbox: {self._sandbox}",
            *fields,
        )
        return "\r\n".join((*lines, "", "")).encode()

    def hear(self):
        return json.loads(self.client.answer().body)

    def say(self, *messages):
        self.send(*messages)
        return self.hear()

    def go(self):
        self._connection.__exit__(None, None, None)


class Place:
    """A server on a socket, and clients that have subscribed and are held."""

    def __init__(self, server, wire):
        self.server, self.wire = server, wire
        self._lines = []

    def line(self, **more):
        line = Line(self.wire, **more)
        self._lines.append(line)
        return line

    def listener(self, **more):
        line = self.line(**more)
        key = line.say(HANDSHAKE)[0]["clientId"]
        line.connect = {
            "channel": "/meta/connect",
            "clientId": key,
            "connectionType": "long-polling",
            "id": "7",
        }
        line.say({"channel": "/meta/subscribe", "clientId": key, "subscription": "/news"})
        line.say(line.connect)
        line.send(line.connect)
        self.until_held(more.get("sandbox", "default"))
        return line

    def until_held(self, sandbox="default", count=1):
        self.wire.until(lambda: self.held(sandbox) == count)

    def held(self, sandbox="default"):
        hub = self.server.world.sandboxes.get(sandbox).hubs["acme"]
        return sum(session.id in hub.polls for session in hub.sessions())

    def close(self):
        for line in self._lines:
            line.go()


@pytest.fixture
def place(tmp_path):
    server = Server(tmp_path)
    with Wire("uvloop", app_of(server.world).extensions["mockserver.lane"]) as wire:
        place = Place(server, wire)
        yield place
        place.close()
    server.world.dispatcher.stop()


def test_a_body_in_chunks_is_read_as_any_other(place):
    line, body = place.line(), json.dumps([HANDSHAKE]).encode()
    pieces = (body[:1], body[1:20], body[20:])

    line.client.send(line.head("1.1", "Transfer-Encoding: chunked"))
    for piece in pieces:
        line.client.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    line.client.send(b"0\r\n\r\n")

    assert line.hear()[0]["successful"]


def test_an_old_client_is_answered_and_its_connection_closed(place):
    line = place.line()

    line.send(HANDSHAKE, protocol="1.0")

    head, _, body = line.client.rest().partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200")
    assert json.loads(body)[0]["successful"]


def test_what_is_published_is_heard_at_once(place):
    line, took = place.listener(), []

    for _ in range(9):
        began = stopwatch()
        place.server.tell("now")
        assert line.hear()[0]["data"] == {"text": "now"}
        took.append(stopwatch() - began)
        line.send(line.connect)
        place.until_held()

    assert sorted(took)[4] < 100_000  # microseconds


@pytest.mark.parametrize("how", ["closes", "resets"])
def test_a_client_that_goes_while_it_is_held_is_held_no_longer_and_finds_what_came_meanwhile(place, how):
    line = place.listener()
    line.go() if how == "closes" else line.client.vanish()
    place.until_held(count=0)
    place.server.tell("meanwhile")

    again = place.line().say(line.connect)

    assert [message.get("data") for message in again] == [{"text": "meanwhile"}, None]


def test_a_connect_on_another_connection_ends_the_one_that_is_held(place):
    line, other = place.listener(), place.line()

    other.send(line.connect)

    assert line.client.answer().status == 408
    place.server.tell("here")
    assert other.hear()[0]["data"] == {"text": "here"}


@pytest.mark.parametrize("what", ["reset", "drop"])
def test_a_client_is_told_when_its_sandbox_ends_while_it_is_held(place, what):
    line = place.listener(sandbox="own")

    getattr(place.server.world.sandboxes, what)("own")

    (told,) = line.hear()
    assert (told["error"], told["advice"], told["id"]) == ("402::Unknown client", LOST, "7")


def test_a_client_that_is_held_is_answered_when_the_server_stops(place):
    line = place.listener()

    place.wire.stop(grace=5.0)

    assert line.hear() == [{"successful": True, "id": "7", "channel": "/meta/connect"}]
    assert line.client.rest() == b""
