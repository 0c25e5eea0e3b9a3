"""The admin API asked from outside: what goes over the wire, and what is made of each answer."""

from __future__ import annotations

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from mockserver.remote.admin import Admin, AdminRefused, NoURL, Unreachable

pytestmark = pytest.mark.live


class Answering(BaseHTTPRequestHandler):
    """Answers as its server was told, and keeps what it was asked."""

    def do_GET(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {
            name: self.headers[name] for name in ("Authorization", "Content-Type") if self.headers[name]
        }
        self.server.asked.append((self.command, self.path, headers, body))
        status, answer = self.server.answer
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(answer)

    def do_POST(self):
        self.do_GET()

    def do_PUT(self):
        self.do_GET()

    def do_DELETE(self):
        self.do_GET()

    def log_message(self, *_args):
        """Says nothing."""


@pytest.fixture
def server():
    made = HTTPServer(("127.0.0.1", 0), Answering)
    made.asked, made.answer = [], (200, b"{}")
    thread = Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


@pytest.fixture
def url(server):
    return f"http://127.0.0.1:{server.server_port}"


def test_it_asks_below_the_path_of_a_sandbox_with_token_and_query(server, url):
    Admin(f"{url}/~alice/", token="t", sandbox="bob").get("/requests", limit=3, since=None)

    assert server.asked == [
        ("GET", "/~alice/__admin/requests?sandbox=bob&limit=3", {"Authorization": "Bearer t"}, b"")
    ]


@pytest.mark.parametrize(("method", "body"), [("post", b"{}"), ("put", b"{}"), ("delete", b"")])
def test_what_is_sent_is_json_and_nothing_is_an_empty_object(server, url, method, body):
    getattr(Admin(url), method)("clock")

    [(command, path, headers, sent)] = server.asked
    assert (command, path, sent) == (method.upper(), "/__admin/clock", body)
    assert headers == ({"Content-Type": "application/json"} if body else {})


def test_any_success_is_the_value_that_was_answered(server, url):
    server.answer = (201, b'{"name": "alice"}')

    assert Admin(url).post("sandboxes", {"name": "alice"}) == {"name": "alice"}
    assert json.loads(server.asked[0][3]) == {"name": "alice"}


def test_a_refusal_has_its_status_its_titles_and_the_whole_value(server, url):
    value = {"errors": [{"title": "first"}, {"title": "second"}], "more": 1}
    server.answer = (422, json.dumps(value).encode())

    with pytest.raises(AdminRefused, match="answered 422: first") as caught:
        Admin(url).post("sandboxes")

    assert (caught.value.status, caught.value.titles, caught.value.body) == (422, ("first", "second"), value)


def test_a_refusal_that_gives_no_reason_is_one_all_the_same(server, url):
    server.answer = (408, b'{"callbacks": []}')

    with pytest.raises(AdminRefused, match="it does not say why"):
        Admin(url).post("callbacks/wait")


def test_a_redirect_is_not_followed(server, url):
    server.answer = (302, b"{}")

    with pytest.raises(AdminRefused):
        Admin(url, token="t").get("clock")
    assert len(server.asked) == 1


def test_somebody_who_answers_otherwise_is_no_mockserver(server, url):
    server.answer = (200, b"<html>")

    with pytest.raises(Unreachable, match="not as mockserver does"):
        Admin(url).get("clock")


def test_nobody_there_is_said_with_the_place_and_the_reason():
    with pytest.raises(Unreachable, match=r"no server answers at http://127\.0\.0\.1:9 \(.+\)"):
        Admin("http://127.0.0.1:9").get("clock")


@pytest.mark.parametrize("url", ["", "ftp://a", "http://", "http://a:99999", "http://[a"])
def test_what_is_no_url_is_not_asked(url):
    with pytest.raises(NoURL, match="is no URL of a server"):
        Admin(url).get("clock")
