"""Server-sent events: what happens in a sandbox, told in order as it happens."""

import json

import pytest

from mockserver.request import Headers, Request
from mockserver.stream import Stream
from mockserver.web.admin import answer
from tests.web.admin_desk import admin_desk


@pytest.fixture
def desk(tmp_path):
    with admin_desk(tmp_path) as made:
        yield made


class Reader:
    """Follows the events of a sandbox: takes what waits, and waits for nothing."""

    def __init__(self, desk, path="/events", headers=()):
        asked = Request("GET", f"/__admin{path}", Headers(headers), host="127.0.0.1", client="127.0.0.1")
        self.reply = answer(desk.world, asked)
        self.stream = self.reply.ending.stream

    def heard(self):
        """What has come since the last look."""
        return parsed(b"".join(iter(self.stream.take, b"")))

    def all(self):
        """What came, to the end."""
        heard = self.heard()
        assert self.stream.is_over
        return heard


def parsed(data):
    """Events as a browser reads them: name, data, id."""
    events = []
    for block in data.decode().split("\n\n"):
        fields = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if "event" in fields:
            events.append((fields["event"], json.loads(fields["data"]), fields.get("id")))
    return events


def kinds(events):
    return [kind for kind, _, _ in events]


def test_an_exchange_is_told_as_the_journal_has_it(desk):
    reader = Reader(desk, "/events?limit=1")

    desk.annotate()
    ((kind, data, id),) = reader.all()

    assert kind == "exchange"
    assert data == desk.ask("GET", f"/requests/{id}").json


def test_the_answer_says_what_it_is(desk):
    reply = Reader(desk).reply

    assert reply.header("Content-Type") == "text/event-stream"
    assert reply.header("Cache-Control") == "no-store"


def test_a_call_and_its_callback_are_told_with_each_of_their_states(desk):
    reader = Reader(desk, "/events?kinds=call,callback")

    key = desk.deliver()
    heard = reader.heard()

    calls = [data["state"] for kind, data, _ in heard if kind == "call"]
    callbacks = [data["state"] for kind, data, _ in heard if kind == "callback"]
    assert calls == ["waiting", "calling", "ended"]
    assert callbacks == ["ready", "sending", "delivered"]
    assert heard[-1][1] == desk.ask("GET", f"/callbacks/{key}").json


def test_a_rule_that_answers_is_told_behind_its_exchange(desk):
    desk.ask("POST", "/rules", {"name": "busy", "operation": "Annotate", "respond": {"status": 503}})
    reader = Reader(desk, "/events?limit=2")

    desk.annotate()
    exchange, rule = reader.all()

    assert kinds([exchange, rule]) == ["exchange", "rule"]
    assert rule[1] == {"rule": "busy", "event": exchange[2], "vendor": "acme", "operation": "Annotate"}


def test_only_the_kinds_that_are_asked_for_are_told(desk):
    reader = Reader(desk, "/events?kinds=exchange&limit=1")

    desk.place()
    desk.annotate()

    assert kinds(reader.all()) == ["exchange"]


def test_who_comes_again_gets_what_it_has_missed(desk):
    desk.annotate()
    desk.annotate(text="second")
    desk.annotate(text="third")
    first, second, third = [event.id for event in desk.events]

    heard = Reader(desk, "/events?limit=2", [("Last-Event-ID", first)]).all()

    assert [id for _, _, id in heard] == [second, third]


def test_who_comes_again_after_a_reset_gets_all_that_there_is(desk):
    desk.annotate()
    old = desk.events[0].id
    desk.ask("POST", "/requests/reset")
    desk.annotate()

    heard = Reader(desk, "/events?limit=1", [("Last-Event-ID", old)]).all()

    assert [id for _, _, id in heard] == [desk.events[0].id]


def test_a_replay_begins_with_what_the_journal_keeps_and_goes_on(desk):
    desk.annotate()
    reader = Reader(desk, "/events?replay=true&limit=2")

    desk.annotate(text="new")
    heard = reader.all()

    assert [id for _, _, id in heard] == [event.id for event in desk.events]


def test_what_has_left_the_journal_is_told_as_lost(desk, monkeypatch):
    desk.annotate()
    monkeypatch.setattr(desk.sandbox.space, "_evicted", 7)

    lost, exchange = Reader(desk, "/events?limit=1", [("Last-Event-ID", "gone")]).all()

    assert lost[:2] == ("lost", {"count": 7})
    assert exchange[0] == "exchange"


def test_what_a_slow_reader_leaves_no_room_for_is_told_as_lost(desk, monkeypatch):
    monkeypatch.setattr(Stream.__init__, "__kwdefaults__", {**Stream.__init__.__kwdefaults__, "most": 1})
    reader = Reader(desk, "/events?kinds=exchange")

    for _ in range(3):
        desk.annotate()

    assert [(kind, data.get("count")) for kind, data, _ in reader.heard()] == [
        ("exchange", None),
        ("lost", 2),
    ]


@pytest.mark.parametrize("how", [("POST", "/reset"), ("DELETE", "/sandboxes/default")])
def test_it_ends_with_its_sandbox(desk, how):
    reader = Reader(desk)

    desk.ask(*how)

    assert reader.all() == [("end", {"reason": "the sandbox was reset or dropped"}, None)]


def test_nobody_is_told_of_what_was_undone(desk):
    reader = Reader(desk, "/events?limit=1")

    with pytest.raises(LookupError), desk.sandbox.transaction():
        desk.sandbox.calls["acme"].place(0, "1", "2")
        raise LookupError
    desk.annotate()

    assert kinds(reader.all()) == ["exchange"]


def test_who_has_gone_costs_nothing_any_more(desk):
    answer = desk.ask("GET", "/events")
    pieces = answer.iter_encoded()
    first = next(pieces) + next(pieces)

    answer.close()

    assert first == b"retry: 1000\n\n"

    assert desk.sandbox.journal._hearing == ()
    assert desk.sandbox.space._watching == ()


def test_each_sandbox_has_its_own_events(desk):
    reader = Reader(desk, "/events?limit=1&sandbox=default")

    desk.annotate(path="/~bob/acme/notes")
    desk.annotate()

    ((_, data, _),) = reader.all()
    assert data["request"]["url"] == "/acme/notes"
    assert data["id"] == desk.events[0].id


def test_a_question_for_the_head_gets_no_stream(desk):
    answer = desk.ask("HEAD", "/events")

    assert answer.data == b""
    assert desk.sandbox.space._watching == ()
