"""The Bayeux server of a made-up vendor, over HTTP: what is accepted, and who asks."""

import json
from urllib.parse import quote, urlencode

import pytest

from mockserver.app import app_of
from mockserver.reply import Held
from mockserver.request import Request
from mockserver.web.straight import exchange
from tests.bayeux.vendor import VENDOR
from tests.web.events import HANDSHAKE, JSON, Server

FORM = "application/x-www-form-urlencoded"
SHAKEN = json.dumps([HANDSHAKE]).encode()
# fmt: off
NO_BAYEUX = [
    ("POST", "",                              b"[{",                                JSON),
    ("POST", "",                              b"",                                  JSON),
    ("POST", "",                              b"[1]",                               JSON),
    ("POST", "",                              b"5",                                 JSON),
    ("POST", "",                              b'[{"channel": "/x\xff"}]',           JSON),
    ("POST", "",                              b"[" * 500,                           JSON),
    ("POST", "",                              SHAKEN,                               "text/plain"),
    ("POST", "",                              json.dumps([HANDSHAKE] * 2).encode(), JSON),
    ("POST", "",                              b"x=1",                               FORM),
    ("POST", "",                              SHAKEN,                               FORM),
    ("GET",  "",                              b"",                                  ""),
    ("GET",  "?message=[]",                   b"",                                  ""),
    ("GET",  "?jsonp=f",                      b"",                                  ""),
    ("GET",  "?jsonp=f(&message=[]",          b"",                                  ""),
    ("GET",  f"?jsonp={'f' * 65}&message=[]", b"",                                  ""),
    ("PUT",  "",                              SHAKEN,                               JSON),
]
# fmt: on


@pytest.fixture
def server(tmp_path):
    return Server(tmp_path)


class TestWhatIsAccepted:
    @pytest.mark.parametrize("path", ["", "/", "/handshake", "/connect", "/disconnect", "/x/y", "?a=b"])
    def test_a_path_below_is_the_same_server(self, server, path):
        assert server.say(HANDSHAKE, path=f"/acme/events{path}")[0]["successful"]

    def test_a_path_that_only_begins_alike_is_not(self, server):
        assert server.ask(path="/acme/eventsx").status == 404

    @pytest.mark.parametrize("media", ["", JSON, "application/json;charset=UTF-8", "text/json"])
    @pytest.mark.parametrize("single", [True, False])
    def test_an_array_or_one_object_with_or_without_a_content_type(self, server, media, single):
        body = json.dumps(HANDSHAKE if single else [HANDSHAKE]).encode()

        reply = server.ask(body=body, media=media)

        assert (reply.status, reply.header("Content-Type")) == (200, "application/json;charset=UTF-8")
        assert json.loads(reply.body)[0]["successful"]

    def test_a_form_with_messages(self, server):
        body = urlencode([("message", json.dumps(HANDSHAKE))]).encode()

        assert json.loads(server.ask(body=body, media="application/x-www-form-urlencoded").body)[0][
            "successful"
        ]

    def test_an_empty_array_is_answered_with_one(self, server):
        assert server.say() == []

    @pytest.mark.parametrize(("method", "path", "body", "media"), NO_BAYEUX)
    def test_what_is_no_bayeux_is_a_bad_request(self, server, method, path, body, media):
        assert server.ask(method, f"/acme/events{path}", body, media=media).status == 400

    def test_a_form_with_too_many_fields_is_a_bad_request(self, server):
        assert server.ask(body=b"&".join([b"a=1"] * 100_001), media=FORM).status == 400

    def test_options_are_answered(self, server):
        assert server.ask("OPTIONS").status == 200

    def test_a_body_that_is_too_large_is_refused_as_the_vendor_does(self, server):
        request = Request("POST", "/acme/events", too_large=True)

        assert exchange(VENDOR, server.world, request).status == 413

    def test_jsonp_wraps_the_array(self, server):
        message = quote(json.dumps([HANDSHAKE]))

        reply = server.ask("GET", f"/acme/events/handshake?jsonp=my.cb_1&message={message}", media="")

        assert reply.header("Content-Type") == "text/javascript;charset=UTF-8"
        assert reply.body.startswith(b"my.cb_1([{")
        assert reply.body.endswith(b"}])")

    def test_jsonp_may_be_held_too(self, server):
        key = server.say(HANDSHAKE)[0]["clientId"]
        connect = quote(json.dumps({"channel": "/meta/connect", "clientId": key}))
        path = f"/acme/events/connect?jsonp=cb&message={connect}"
        server.ask("GET", path)
        held = server.ask("GET", path)
        told = []
        held.when_released(told.append)

        held.expire()

        assert told[0].body == b'cb([{"successful":true,"channel":"/meta/connect"}])'


class TestWhoAsks:
    def test_a_stranger_is_refused_as_the_vendor_does(self, server):
        assert server.ask(user="", body=b"[]").status == 401

    def test_a_browser_gets_a_name_once(self, server):
        reply = server.ask(body=json.dumps(HANDSHAKE).encode())
        cookie = reply.header("Set-Cookie")

        assert cookie.startswith("BAYEUX_BROWSER=")
        assert cookie.endswith(";Path=/;HttpOnly")
        again = server.ask(body=json.dumps(HANDSHAKE).encode(), cookie=f"a=b; {cookie.partition(';')[0]}")
        assert again.header("Set-Cookie") is None

    def test_two_clients_of_one_browser_are_told(self, server):
        first, second = (server.client(cookie="BAYEUX_BROWSER=b1") for _ in range(2))
        assert isinstance(first(), Held)

        assert second()[0]["advice"]["multiple-clients"] is True


def test_both_ways_to_the_server_are_one(server):
    """By Flask, as servers that are not ours do it; there a connect is waited for by a thread."""
    http = app_of(server.world).test_client()
    headers = {"Authorization": "Bearer open sesame ann"}
    key = http.post("/acme/events/handshake", json=[HANDSHAKE], headers=headers).json[0]["clientId"]
    connect = [{"channel": "/meta/connect", "clientId": key, "advice": {"timeout": 20}}]

    told = [http.post("/acme/events/connect", json=connect, headers=headers).json for _ in range(2)]

    assert [reply[0]["successful"] for reply in told] == [True, True]
