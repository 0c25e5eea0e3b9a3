"""Connects that a Bayeux server holds: what ends them, and what faults do to their answers."""

import json

import pytest

from mockserver.bayeux import meta
from mockserver.clock import DAWN, stopwatch
from mockserver.reply import Held, Way
from tests.bayeux.vendor import SCENARIO
from tests.web.events import Server, answered


@pytest.fixture
def make(tmp_path):
    return lambda scenario=SCENARIO: Server(tmp_path, scenario)


@pytest.fixture
def server(make):
    return make()


class TestWhatIsHeld:
    def test_a_connect_is_answered_when_something_is_published(self, server):
        held = server.client()()
        assert answered(held) is None

        server.tell("one", "two")

        messages = answered(held)
        assert [message.get("data") for message in messages] == [{"text": "one"}, {"text": "two"}, None]
        assert messages[-1] == {"successful": True, "channel": "/meta/connect"}

    def test_it_is_answered_at_once(self, server):
        began, took = 0, []
        for _ in range(20):
            held = server.client()()
            began = stopwatch()
            server.tell("now")
            assert answered(held)
            took.append(stopwatch() - began)

        assert sorted(took)[10] < 20_000  # microseconds

    @pytest.mark.parametrize(("then", "status"), [("refuse", 503), ("stumble", 500)])
    def test_what_was_refused_is_not_published(self, server, then, status):
        held = server.client()()

        assert server.tell("never", then=then).status == status
        assert answered(held) is None

        server.tell("but this")
        assert answered(held)[0]["data"] == {"text": "but this"}

    def test_its_time_is_the_servers(self, make):
        connect = make(SCENARIO.replace("acme: {}", "acme: {bayeux_timeout: 1500}")).client()

        assert connect().timeout == 1500

    def test_when_its_time_has_passed_it_is_answered(self, server):
        held = server.client()(id="7")

        held.expire()

        assert answered(held) == [{"successful": True, "id": "7", "channel": "/meta/connect"}]

    def test_a_new_one_ends_the_old_one(self, server):
        connect = server.client()
        old, told = connect(), []
        old.when_released(told.append)

        assert isinstance(connect(), Held)
        assert told[0].status == 408

    def test_what_came_while_the_client_was_away_comes_later(self, server):
        connect = server.client()
        connect().abandon()

        server.tell("meanwhile")

        assert [message.get("data") for message in connect()] == [{"text": "meanwhile"}, None]

    def test_what_could_not_be_said_any_more_comes_later(self, server):
        connect = server.client()
        held = connect()
        (poll,) = server.hub.polls._by_session.values()
        tell = poll.tell

        def go_first(messages):
            held.abandon()
            return tell(messages)

        poll.tell = go_first
        server.tell("nearly")

        assert connect()[0]["data"] == {"text": "nearly"}

    def test_the_journal_keeps_it_when_it_ends_in_the_order_of_ends(self, server):
        held, gone = server.client()(), server.client("bob")()
        assert [event.operation for event in server.events] == ["handshake", "subscribe", "connect"] * 2

        server.tell("one")
        gone.abandon()

        told, answer, nothing = server.events[6:]
        assert (told.operation, answer.operation, nothing.operation) == ("Tell", "connect", "connect")
        assert json.loads(answer.reply.body) == answered(held)
        assert nothing.reply.status == 0
        assert len({event.id for event in server.events}) == len(server.events)

    def test_a_client_is_told_when_the_sandbox_is_reset(self, server):
        held = server.client()()

        server.world.sandboxes.reset()

        assert answered(held)[0]["error"] == "402::Unknown client"
        assert answered(held)[0]["advice"]["reconnect"] == "handshake"
        assert len(server.hub) == 0

    def test_what_happens_to_calls_is_published_by_a_notice(self, server):
        held = server.client(channel="/calls")()
        server.act("/acme/calls", From="1", To="2")

        server.sandbox.clock.move_to(DAWN + 5_000)
        server.sandbox.catch_up()

        (call,) = server.sandbox.calls["acme"]
        assert answered(held)[0] == {"data": {"call": call.id, "at": DAWN + 1_000}, "channel": "/calls"}

    def test_a_connect_finds_what_is_due_by_now(self, server):
        connect = server.client(channel="/calls")
        server.act("/acme/calls", From="1", To="2")
        server.sandbox.clock.move_to(DAWN + 5_000)

        assert connect()[0]["channel"] == "/calls"

    def test_clients_of_another_sandbox_hear_nothing(self, server):
        held = server.client()()
        other = server.client(**{"x-mock-sandbox": "other"})()

        server.tell("here")

        assert answered(held)
        assert answered(other) is None


class TestFaults:
    RULE = (
        "rules: [{path: /acme/events*, fault: {kind: EMPTY_RESPONSE}, side: %s, "
        "when: {nth: 2, body: {0.channel: /meta/connect}}}]\n"
    )

    @pytest.mark.parametrize("kind", ["handshake", "subscribe", "connect", "disconnect", "publish"])
    def test_a_rule_may_name_the_kind_of_message(self, make, kind):
        server = make(SCENARIO + f"rules: [{{operation: {kind}, fault: EMPTY_RESPONSE}}]\n")

        empty = server.say({"channel": "/x" if kind == "publish" else f"/meta/{kind}"})

        assert empty.ending.way is Way.EMPTY
        assert server.events[-1].operation == kind
        assert server.say({"channel": "/meta/unsubscribe"})[0]["error"] == "402::Unknown client"

    def test_the_first_message_says_what_a_batch_is(self, make):
        server = make(SCENARIO + "rules: [{operation: connect, fault: EMPTY_RESPONSE}]\n")
        connect, subscribe = {"channel": "/meta/connect"}, {"channel": "/meta/subscribe"}

        assert server.say(connect, subscribe).ending.way is Way.EMPTY
        assert [reply["channel"] for reply in server.say(subscribe, connect)] == [
            "/meta/subscribe",
            "/meta/connect",
        ]

    def test_a_bug_in_the_midst_of_a_batch_undoes_what_came_before_it(self, server, monkeypatch):
        connect = server.client()
        held, key = connect(), server.hub.sessions()[0].id
        monkeypatch.setitem(meta.HANDLERS, "/meta/unsubscribe", lambda *_: 1 / 0)

        bug = server.ask(
            body=json.dumps(
                [
                    {"channel": "/meta/subscribe", "clientId": key, "subscription": "/more"},
                    {"channel": "/meta/connect", "clientId": key},
                    {"channel": "/meta/unsubscribe", "clientId": key},
                ]
            ).encode()
        )

        assert bug.status == 500
        assert server.hub.sessions()[0].subscriptions == {"/news"}
        server.tell("still held")
        assert answered(held)[0]["data"] == {"text": "still held"}

    def test_a_request_that_holds_no_message_is_no_operation_of_these(self, server):
        server.ask(body=b"{")
        server.say()

        assert [event.operation for event in server.events] == ["Bayeux", "Bayeux"]

    @pytest.fixture
    def server_that_fails(self, make):
        return lambda side: make(SCENARIO + self.RULE % side)

    def test_a_message_is_delivered_and_its_answer_is_dropped(self, server_that_fails):
        server = server_that_fails("after")
        connect = server.client()
        told = []
        held = connect()
        held.when_released(told.append)

        server.tell("lost")

        assert told[0].ending.way is Way.EMPTY
        assert isinstance(connect(), Held)

    def test_a_fault_before_the_act_leaves_the_queue_as_it_was(self, server_that_fails):
        server = server_that_fails("before")
        connect = server.client()
        server.tell("kept")

        dropped = connect()

        assert dropped.ending.way is Way.EMPTY
        assert connect()[0]["data"] == {"text": "kept"}

    def test_a_part_of_an_answer_that_goes_out_before_the_act_leaves_everything_as_it_was(self, make):
        rule = self.RULE.replace("{kind: EMPTY_RESPONSE}", "{truncate: 50%%}")
        server = make(SCENARIO + rule % "before")
        connect = server.client()
        server.tell("kept")

        assert connect().ending.way is Way.CUT
        assert connect()[0]["data"] == {"text": "kept"}

    def test_a_connect_that_would_be_cut_before_the_act_is_not_held(self, make):
        server = make(SCENARIO + self.RULE.replace("{kind: EMPTY_RESPONSE}", "{truncate: 50%%}") % "before")
        connect = server.client()

        assert connect().ending.way is Way.CUT

    def test_a_rule_may_answer_instead_after_the_act(self, make):
        rule = self.RULE.replace("fault: {kind: EMPTY_RESPONSE}", "respond: {status: 503}")
        server = make(SCENARIO + rule % "after")
        connect = server.client()
        server.tell("lost")

        assert connect() == {"error": "down", "message": "later"}
        assert isinstance(connect(), Held)

    def test_a_rule_may_answer_instead_and_nothing_happens(self, make):
        rule = self.RULE.replace("fault: {kind: EMPTY_RESPONSE}", "respond: {status: 503}")
        server = make(SCENARIO + rule % "before")
        connect = server.client()
        server.tell("kept")

        assert connect() == {"error": "down", "message": "later"}
        assert connect()[0]["data"] == {"text": "kept"}

    def test_a_stranger_is_refused_under_a_rule_too(self, make):
        server = make(SCENARIO + self.RULE.replace("nth: 2", "nth: 1") % "after")

        assert server.ask(body=b'[{"channel": "/meta/connect"}]', user="").status == 401
