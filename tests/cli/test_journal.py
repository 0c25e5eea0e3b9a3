"""The journal's commands over answers of the admin API, without a server."""

import base64
import shlex
import subprocess

import pytest

from mockserver.cli import journal
from mockserver.cli.curl import as_curl, word
from mockserver.cli.show import columns, printable


def event(number=1, body=b'{"Password":"p","called":"13800990000"}', **request):
    return {
        "id": f"{number:08x}-0000-4000-8000-000000000000",
        "request": {
            "url": "/api?token=abc",
            "absoluteUrl": "http://127.0.0.1:8080/api?token=abc",
            "method": "POST",
            "headers": {"Host": "127.0.0.1:8080", "Content-Length": "9", "Authorization": "Bearer abcdefgh"},
            "loggedDateString": "2026-01-01T09:00:00.000Z",
            "body": body.decode("utf-8", "replace"),
            "bodyAsBase64": base64.b64encode(body).decode(),
            **request,
        },
        "response": {"status": 200, "headers": {}, "body": "", "bodyAsBase64": ""},
        "wasMatched": True,
        "mockserver": {
            "number": number,
            "vendor": "acme",
            "operation": "Place",
            "refusal": "",
            "rule": "",
            "losses": [],
            "bug": "",
        },
    }


class Server:
    """Gives what each look at a server's journal would find."""

    def __init__(self, *looks):
        self.looks = list(looks)
        self.now = []

    def get(self, *_path, limit=None, **_query):
        if limit != 1:
            self.now = self.looks.pop(0)
        return {"requests": self.now[:limit]}


def test_an_event_is_shown_without_secrets_and_phone_numbers():
    request = journal.shown(event(), hide=True)["request"]

    assert request["url"] == "/api?token=[redacted]"
    assert request["headers"]["Authorization"] == "Bearer [redacted]"
    assert request["body"] == '{"Password":"[redacted]","called":"*********00"}'
    assert base64.b64decode(request["bodyAsBase64"]).decode() == request["body"]


def test_an_event_is_shown_whole_when_asked_for():
    assert journal.shown(event(), hide=False) == event()


def test_a_remarkable_exchange_has_a_note():
    told = event()
    told["wasMatched"] = False
    told["mockserver"] |= {"refusal": "Invalid", "losses": ["Id came first"]}

    assert journal.note(told) == "Invalid; Id came first; unmatched"


def test_following_gives_each_event_once_and_begins_anew_after_a_reset(monkeypatch):
    monkeypatch.setattr(journal, "WAIT", 0)
    one, two, three = event(1), event(2), event(3)
    server = Server([two, one], [two, one], [three, two, one], [one], [one])

    arriving = journal._arriving(server, {"limit": 50, "unmatched": False})

    assert [[found["mockserver"]["number"] for found in next(arriving)] for _ in range(3)] == [
        [1, 2],
        [3],
        [1],
    ]


def test_following_looks_further_back_when_a_page_is_not_enough(monkeypatch):
    monkeypatch.setattr(journal, "WAIT", 0)
    monkeypatch.setattr(journal, "PAGE", 2)
    many = [event(number) for number in range(5, 0, -1)]
    server = Server([many[-1]], many[:2], many)

    arriving = journal._arriving(server, {"limit": 2, "unmatched": False})

    assert [len(next(arriving)) for _ in range(2)] == [1, 4]


def test_a_request_as_curl_says_what_was_sent_and_nothing_else():
    assert as_curl(event()["request"]) == (
        "curl -i 'http://127.0.0.1:8080/api?token=abc' \\\n"
        "  -H 'Authorization: Bearer abcdefgh' \\\n"
        "  -H Accept: \\\n"
        "  -H User-Agent: \\\n"
        "  -H Content-Type: \\\n"
        '  --data-raw \'{"Password":"p","called":"13800990000"}\''
    )


def test_a_body_that_no_shell_can_hold_comes_through_a_pipe():
    told = as_curl(event(body=b"\0\xff")["request"])

    assert told.startswith("echo AP8= | base64 -d | curl -i ")
    assert told.endswith("--data-binary @-")


@pytest.mark.parametrize(
    "text", ["plain", "it's", "a\nb", "tab\there", "esc\x1b[31m 'q' \\n", "$(x) `y` \u202e", ""]
)
def test_a_word_is_one_word_for_bash_and_holds_no_control_character(text):
    told = word(text)

    echoed = subprocess.run(
        ["bash", "-c", f"printf %s {told}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert echoed.stdout.decode() == text
    assert told.replace("\n", "") == printable(told.replace("\n", ""))


def test_a_get_request_needs_no_method_and_odd_urls_are_taken_as_they_are():
    told = as_curl(event(body=b"", method="GET", absoluteUrl="http://h/a/../b?x=[1]")["request"])

    assert "-X" not in told
    assert "--globoff --path-as-is" in told
    assert shlex.split(told)[2] == "http://h/a/../b?x=[1]"


def test_control_characters_are_spelt_out():
    assert printable("a\x1b[31m\u202eb\ud800\tc") == "a\\x1b[31m\\u202eb\\ud800\tc"


def test_columns_are_as_wide_as_their_widest_cell():
    assert columns([["A", "B"], ["long", "x"]]) == ["A     B", "long  x"]


def test_nobody_at_the_url_is_one_line(fails):
    assert "no server answers at http://127.0.0.1:9" in fails(
        "journal", "--url", "http://127.0.0.1:9", code=1
    )


@pytest.mark.parametrize("url", ["http://[x", "ftp://x", "http://", "http://h:x"])
def test_no_url_is_one_line(fails, url):
    assert "is no URL of a server" in fails("journal", "--url", url)


def test_curl_needs_an_id(fails):
    assert "journal curl ID" in fails("journal", "curl")
