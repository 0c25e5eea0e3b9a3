"""What clients say and are answered: the rules of CometD 3.0.10."""

import pytest

from mockserver.bayeux.talk import NotBayeux
from tests.bayeux.listening import Client, Place

RETRY = {"interval": 0, "timeout": 30_000, "reconnect": "retry"}


@pytest.fixture
def place():
    return Place()


def test_a_handshake_gives_an_id_and_says_what_there_is(place):
    reply = Client(place).shake()

    assert len(reply.pop("clientId")) >= 20
    assert reply == {
        "version": "1.0",
        "minimumVersion": "1.0",
        "supportedConnectionTypes": ["long-polling", "callback-polling"],
        "successful": True,
        "advice": RETRY,
        "id": "1",
        "channel": "/meta/handshake",
    }


def test_a_handshake_gives_no_advice_where_the_server_is_older():
    assert "advice" not in Client(Place(handshake_advice=False)).shake()


def test_clients_have_ids_of_their_own_that_are_the_same_on_every_run():
    first, second = ([Client(place).shake()["clientId"] for _ in range(2)] for place in (Place(), Place()))

    assert first == second
    assert len(set(first)) == 2


def test_a_handshake_stands_alone(place):
    with pytest.raises(NotBayeux):
        Client(place).say({"channel": "/meta/handshake"}, {"channel": "/meta/connect"})


def test_an_id_is_echoed_only_if_it_was_given(place):
    client = place.client()

    assert client.say({"channel": "/meta/subscribe", "subscription": "/a", "id": 7})[0]["id"] == 7
    assert "id" not in client.say({"channel": "/meta/subscribe", "subscription": "/a"})[0]


def test_the_first_connect_is_not_held_and_brings_advice(place):
    client = Client(place)
    client.shake()

    assert client.connect(id="4") == [
        {"successful": True, "advice": RETRY, "id": "4", "channel": "/meta/connect"}
    ]


def test_the_second_connect_is_held(place):
    assert place.client().connect() is None


def test_advice_comes_again_when_the_client_sends_some(place):
    client = place.client("ann", "/a")
    client.connect(advice={"timeout": 5})
    place.hub.publish("ann", [("/a", 1)])

    assert client.told == [
        [
            {"data": 1, "channel": "/a"},
            {"successful": True, "advice": RETRY, "channel": "/meta/connect"},
        ]
    ]
    assert client.poll.timeout == 5


def test_a_client_that_does_not_want_to_be_held_is_not(place):
    assert place.client().connect(advice={"timeout": 0}) is not None


@pytest.mark.parametrize("wish", ["soon", True, -1, None, [], {}])
def test_a_wish_that_is_no_time_is_none(place, wish):
    client = place.client()

    assert client.connect(advice={"timeout": wish}) is None
    assert client.poll.timeout == 30_000


def test_a_connect_in_a_batch_is_not_held(place):
    client = Client(place)
    client.shake()
    client.connect()

    replies = client.say({"channel": "/meta/connect"}, {"channel": "/meta/subscribe", "subscription": "/a"})

    assert [reply["channel"] for reply in replies] == ["/meta/connect", "/meta/subscribe"]


def test_a_connect_that_finds_something_is_not_held_and_data_comes_before_the_reply(place):
    client = place.client("ann", "/a")
    place.hub.publish("ann", [("/a", 1), ("/a", 2)])

    told = client.connect()

    assert [message.get("data", message["channel"]) for message in told] == [1, 2, "/meta/connect"]


def test_what_is_published_together_comes_in_one_poll(place):
    client = place.client("ann", "/**")
    assert client.connect() is None

    place.hub.publish("ann", [("/v2/me/outbound", {"n": 1}), ("/me/internal", {"n": 2})])

    assert [list(message) for message in client.told[0]] == [
        ["data", "channel"],
        ["data", "channel"],
        ["successful", "channel"],
    ]


def test_what_waits_may_go_out_with_any_reply_of_the_session(place):
    client = place.client("ann", "/a")
    place.hub.publish("ann", [("/a", 1)])

    told = client.say({"channel": "/meta/subscribe", "subscription": "/b"})

    assert [message["channel"] for message in told] == ["/a", "/meta/subscribe"]


def test_only_the_users_own_sessions_hear_and_only_what_they_subscribed_to(place):
    mine, also_mine, others = place.client("ann", "/a"), place.client("ann", "/b"), place.client("bob", "/a")

    place.hub.publish("ann", [("/a", 1)])

    heard = [len(client.connect(advice={"timeout": 0})) for client in (mine, also_mine, others)]
    assert heard == [2, 1, 1]


def test_what_is_for_everybody_reaches_all(place):
    clients = [place.client("ann", "/a"), place.client("bob", "/*")]

    place.hub.publish(None, [("/a", 1)])

    assert [len(client.connect()) for client in clients] == [2, 2]


def test_a_subscription_below_one_branch_does_not_hear_another(place):
    client = place.client("ann", "/v2/me/*")

    place.hub.publish("ann", [("/me/internal", 1), ("/v2/me/outbound", 2), ("/v2/me/a/b", 3)])

    assert [message["channel"] for message in client.connect()] == ["/v2/me/outbound", "/meta/connect"]


def test_a_client_that_unsubscribed_hears_no_more(place):
    client = place.client("ann", "/a")

    reply = client.say({"channel": "/meta/unsubscribe", "subscription": "/a"})
    place.hub.publish("ann", [("/a", 1)])

    assert reply == [{"subscription": "/a", "successful": True, "channel": "/meta/unsubscribe"}]
    assert client.connect() is None


def test_disconnect_wakes_the_held_connect_which_is_told_not_to_come_again(place):
    client = place.client()
    client.connect(id="5")

    assert client.say({"channel": "/meta/disconnect"}) == [
        {"successful": True, "channel": "/meta/disconnect"}
    ]

    assert client.told == [
        [{"successful": True, "advice": {"reconnect": "none"}, "id": "5", "channel": "/meta/connect"}]
    ]
    assert client.say({"channel": "/meta/connect"})[0]["error"] == "402::Unknown client"


def test_a_new_connect_supersedes_the_one_that_is_held(place):
    client = place.client("ann", "/a")
    client.connect()
    assert client.connect() is None

    assert client.told == [None]
    place.hub.publish("ann", [("/a", 1)])
    assert len(client.told[1]) == 2


def test_a_message_without_an_id_of_its_own_is_of_the_session_before_it(place):
    client = place.client()

    told = client.ask(
        {"channel": "/meta/subscribe", "subscription": "/a", "clientId": client.id},
        {"channel": "/meta/subscribe", "subscription": "/b"},
    ).messages

    assert [reply["successful"] for reply in told] == [True, True]


def test_what_a_client_publishes_reaches_subscribers_and_itself_with_the_reply(place):
    ann, bob = place.client("ann", "/chat"), place.client("bob", "/chat")
    bob.connect()

    told = ann.say({"channel": "/chat", "data": {"text": "hi"}, "id": "9"})

    said = {"data": {"text": "hi"}, "channel": "/chat", "id": "9"}
    assert told == [said, {"successful": True, "id": "9", "channel": "/chat"}]
    assert bob.told[0][0] == said


def test_what_a_batch_publishes_is_heard_at_once_by_those_who_had_subscribed_when_it_was_said(place):
    ann, bob = place.client("ann"), place.client("bob", "/chat")
    bob.connect()

    told = ann.say(
        {"channel": "/chat", "data": 1},
        {"channel": "/meta/subscribe", "subscription": "/chat"},
        {"channel": "/chat", "data": 2},
    )

    assert [[message.get("data") for message in poll] for poll in bob.told] == [[1, 2, None]]
    assert [message.get("data") for message in told] == [2, None, None, None]


def test_what_clients_of_one_batch_tell_each_other_goes_out_with_its_answer(place):
    ann, also_ann = place.client("ann", "/chat"), place.client("ann", "/chat")
    also_ann.connect()

    told = ann.ask(
        {"channel": "/chat", "data": 1, "clientId": ann.id},
        {"channel": "/meta/subscribe", "subscription": "/b", "clientId": also_ann.id},
    ).messages

    assert [message.get("data") for message in told] == [1, 1, None, None]
    assert also_ann.told == []


def test_a_held_connect_is_not_woken_by_what_went_out_with_the_clients_own_reply(place):
    client = place.client("ann", "/chat")
    client.connect()

    client.say({"channel": "/chat", "data": 1})

    assert client.told == []
    place.hub.publish("ann", [("/chat", 2)])
    assert client.told[0][0]["data"] == 2


def test_what_a_client_tells_a_service_goes_nowhere(place):
    client, other = place.client("ann", "/service/x"), place.client("bob", "/**")

    assert client.say({"channel": "/service/x", "data": 1}) == [{"successful": True, "channel": "/service/x"}]
    assert other.connect() is None
