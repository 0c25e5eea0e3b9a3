"""Rules with faults, on a made-up vendor: what happens, what does not, and what the journal keeps."""

import pytest

from mockserver.formats.base import NORMAL
from mockserver.reply import AT_ONCE, Ending, Way
from mockserver.request import Headers, Request
from mockserver.web.pipeline import answer
from tests.web.conftest import KEY, SCENARIO, Client

NOTE = b'{"Id": "1", "Text": "new"}'
WHOLE = b'{"Id":"1","Notes":"new"}'
LOST = ["CONNECTION_RESET_BY_PEER", "EMPTY_RESPONSE", "RANDOM_DATA_THEN_CLOSE", "HANG"]
PARTLY = [
    "MALFORMED_RESPONSE_CHUNK",
    "{truncate: 40%}",
    "{kind: CONNECTION_RESET_BY_PEER, sent: 4}",
    "{delay: 1s, truncate: 4}",
]
LATE = ["{delay: 2s}", "{delay: 1s..3s}", "{dribble: {pieces: 3, over: 1s}}"]


class World:
    """A server with one rule, and what it answers; nothing is waited for."""

    def __init__(self, rule, tmp):
        self.client = Client(SCENARIO + f"rules:\n  - {rule}\n", tmp)
        self.sandbox = self.client.sandbox

    def ask(self, path="/acme/notes", body=NOTE):
        headers = Headers([("Content-Type", "application/json"), *KEY.items()])
        request = Request("POST", path, headers, body, "http", "localhost", "127.0.0.1")
        return answer(self.client.world.vendors["acme"], self.sandbox, request, NORMAL)

    @property
    def note(self):
        return self.sandbox.records["acme"].find("1").notes

    @property
    def event(self):
        return self.client.events[-1]


@pytest.fixture
def world(tmp_path):
    return lambda rule: World(rule, tmp_path)


@pytest.mark.parametrize("fault", LOST + PARTLY)
def test_before_nothing_happens(world, fault):
    told = world(f"{{operation: Annotate, fault: {fault}}}")

    told.ask()

    assert told.note == "old"


@pytest.mark.parametrize("fault", LOST + PARTLY)
def test_after_it_has_happened(world, fault):
    told = world(f"{{operation: Annotate, fault: {fault}, side: after}}")

    reply = told.ask()

    assert told.note == "new"
    assert (reply.status, reply.body) == (200, WHOLE)
    assert reply.ending.way is not Way.WHOLE


@pytest.mark.parametrize("fault", LATE)
def test_an_answer_that_is_only_late_is_the_vendors_own_and_it_happens(world, fault):
    told = world(f"{{operation: Annotate, fault: {fault}}}")

    reply = told.ask()

    assert told.note == "new"
    assert (reply.status, reply.body) == (200, WHOLE)
    assert reply.ending != AT_ONCE


@pytest.mark.parametrize("fault", PARTLY)
def test_a_part_of_an_answer_is_a_part_of_what_the_vendor_would_have_answered(world, fault):
    reply = world(f"{{operation: Annotate, fault: {fault}}}").ask()

    assert (reply.status, reply.body) == (200, WHOLE)


@pytest.mark.parametrize("fault", LOST)
def test_where_nothing_goes_out_and_nothing_happened_the_journal_has_no_status(world, fault):
    told = world(f"{{operation: Annotate, fault: {fault}}}")

    told.ask()

    assert (told.event.reply.status_line, told.event.reply.body) == ("0 no answer", b"")


def test_a_call_that_is_placed_before_a_fault_is_nowhere_afterwards(world):
    told = world("{operation: Place, fault: {truncate: 4}}")

    reply = told.ask("/acme/calls", b'{"From": "1", "To": "2"}')

    assert b'"CallId"' in reply.body
    assert list(told.sandbox.calls["acme"]) == []
    assert told.sandbox.next_due() is None


def test_a_refusal_can_be_late(world):
    told = world("{operation: Annotate, fault: {delay: 1s}}")

    reply = told.ask(body=b'{"Id": "9"}')

    assert (reply.status, reply.ending) == (404, Ending(after=1000))
    assert told.event.refusal == "RecordNotFound"


def test_a_rules_own_answer_can_be_late_and_slow(world):
    told = world("{respond: {status: 503}, fault: {delay: 1s, dribble: {pieces: 5, over: 2s}}}")

    reply = told.ask()

    assert reply.status == 503
    assert reply.ending == Ending(Way.DRIP, after=1000, pieces=5, over=2000)
    assert told.note == "old"


@pytest.mark.parametrize(("side", "note"), [("before", "old"), ("after", "new")])
def test_a_rules_own_answer_can_be_cut_short_on_either_side(world, side, note):
    told = world(f"{{respond: {{status: 200, body: hello}}, fault: {{truncate: 40%}}, side: {side}}}")

    reply = told.ask()

    assert (reply.body, reply.ending) == (b"hello", Ending(Way.CUT, sent=2))
    assert told.note == note


def test_a_path_that_leads_nowhere_can_hang(world):
    reply = world("{path: /acme/nowhere, fault: HANG}").ask("/acme/nowhere")

    assert reply.ending == Ending(Way.NEVER)


def test_a_bug_of_ours_is_still_said_so(world):
    told = world("{operation: Stumble, fault: {truncate: 10}}")

    reply = told.ask("/acme/stumble", b"")

    assert reply.header("X-Mock-Bug") == told.event.id
    assert told.event.bug


def test_the_journal_keeps_the_rule_and_the_ending(world):
    told = world("{name: broken, operation: Annotate, when: {first: 1}, fault: EMPTY_RESPONSE, side: after}")

    told.ask()
    told.ask()

    first, second = told.client.events
    assert (first.rule, first.reply.ending) == ("broken", Ending(Way.EMPTY))
    assert (second.rule, second.reply.ending) == ("", AT_ONCE)


def test_what_is_drawn_depends_on_the_event_and_not_on_what_was_asked_before(tmp_path):
    def drawn(before):
        told = World("{method: POST, fault: {delay: 0s..1h}}", tmp_path)
        for path in before:
            told.ask(path)
        return told.ask().ending.after

    assert drawn(["/acme/find", "/acme/find"]) == drawn(["/acme/notes", "/acme/nowhere"])
    assert drawn(["/acme/find"]) != drawn([])
