"""Sessions come, wait, are lost and are forgotten."""

import threading

import pytest

from mockserver.bayeux import hub as hubs
from mockserver.bayeux import meta
from mockserver.bayeux.polls import End
from tests.bayeux.listening import Client, Place

LONG = 10_001


@pytest.fixture
def place():
    return Place()


def test_a_client_that_is_not_heard_of_is_forgotten(place):
    client = place.client()
    place.time.now += LONG

    assert client.connect()[0]["error"] == "402::Unknown client"
    assert len(place.hub) == 0


def test_a_client_that_is_heard_of_in_time_is_not(place):
    client = place.client()
    for _ in range(3):
        place.time.now += LONG - 1
        assert client.connect(advice={"timeout": 0})[0]["successful"]


def test_a_client_may_say_that_it_will_wait_longer(place):
    client = place.client()
    client.connect(advice={"timeout": 0, "interval": 5_000})
    place.time.now += LONG

    assert client.connect() is None


def test_a_client_that_is_held_is_not_forgotten(place):
    client = place.client("ann", "/a")
    client.connect()
    place.time.now += 10 * LONG

    place.hub.publish("ann", [("/a", 1)])

    assert len(client.told[0]) == 2
    assert client.connect() is None


def test_those_who_went_without_a_word_are_swept_when_another_comes(place):
    for _ in range(5):
        place.client()
    place.time.now += LONG

    place.client()

    assert len(place.hub) == 1


def test_subscriptions_are_lost_with_the_session(place):
    client = place.client("ann", "/a")
    place.time.now += LONG
    client.shake()
    client.connect()
    place.hub.publish("ann", [("/a", 1)])

    assert client.connect() is None


def test_a_connect_whose_time_has_passed_is_answered(place):
    client = place.client()
    client.connect(id="8")

    assert place.hub.expire(client.poll) == [{"successful": True, "id": "8", "channel": "/meta/connect"}]
    assert client.connect() is None


def test_a_client_that_goes_while_it_is_held_finds_everything_when_it_comes_again(place):
    client = place.client("ann", "/a")
    client.connect()
    assert place.hub.abandon(client.poll)
    place.hub.publish("ann", [("/a", 1)])

    assert [message.get("data") for message in client.connect()] == [1, None]


def test_what_was_on_its_way_to_a_client_that_had_gone_comes_first_when_it_comes_again(place):
    client = place.client("ann", "/a")
    client.connect()
    client.hears = False
    place.hub.publish("ann", [("/a", 1)])
    place.hub.publish("ann", [("/a", 2)])

    assert [message.get("data") for message in client.connect()] == [1, 2, None]


def test_a_client_that_is_answered_cannot_go_any_more(place):
    client = place.client("ann", "/a")
    client.connect()
    place.hub.publish("ann", [("/a", 1)])

    assert not place.hub.abandon(client.poll)


@pytest.mark.parametrize("who", ["the client", "the user", "everybody"])
def test_a_lost_session_is_told_so_in_the_middle_of_its_connect(place, who):
    client = place.client("ann", "/a")
    client.connect(id="5")

    lost = place.hub.lose({"the client": client.id, "the user": "ann", "everybody": None}[who])

    assert lost == 1
    assert client.told == [
        [
            {
                "successful": False,
                "error": "402::Unknown client",
                "advice": {"interval": 0, "reconnect": "handshake"},
                "id": "5",
                "channel": "/meta/connect",
            }
        ]
    ]


def test_what_is_published_until_a_lost_client_has_subscribed_again_is_gone(place):
    client = place.client("ann", "/a")
    place.hub.publish("ann", [("/a", "in the queue")])
    place.hub.lose("ann")
    place.hub.publish("ann", [("/a", "in the gap")])
    client.shake()
    place.hub.publish("ann", [("/a", "before the subscription")])
    client.say({"channel": "/meta/subscribe", "subscription": "/a"})
    place.hub.publish("ann", [("/a", "now")])

    assert [message.get("data") for message in client.connect()] == ["now", None]


def test_others_keep_their_sessions(place):
    ann, bob = place.client("ann"), place.client("bob")

    assert place.hub.lose("bob") == 1

    assert ann.connect() is None
    assert bob.connect()[0]["error"] == "402::Unknown client"


def test_a_fault_may_hold_a_connect_longer_than_advised():
    place = Place(held_past=9_000)
    client = place.client()
    client.connect()

    assert client.poll.timeout == 39_000


def test_a_fault_may_lose_a_client_after_so_many_connects():
    client = Place(lost_after=3).client("ann", "/a")
    at_once = {"timeout": 0}

    told = [client.connect(advice=at_once)[0].get("error") for _ in range(4)]

    assert told == [None, None, "402::Unknown client", "402::Unknown client"]


def test_a_client_that_never_fetches_is_lost_at_last(place, monkeypatch):
    monkeypatch.setattr(hubs, "MOST_QUEUED", 3)
    client = place.client("ann", "/a")
    for number in range(4):
        place.hub.publish("ann", [("/a", number)])

    assert client.connect()[0]["error"] == "402::Unknown client"


def test_a_handshake_is_denied_where_there_are_too_many(place, monkeypatch):
    monkeypatch.setattr(hubs, "MOST_SESSIONS", 1)
    place.client()

    reply = Client(place).shake()

    assert (reply["error"], reply["advice"]) == ("403::Handshake denied", {"reconnect": "none"})


def test_what_is_undone_has_not_happened(place):
    client = place.client("ann", "/a")
    client.connect()
    place.hub.publish("bob", [])

    with place.hub.undone():
        Client(place, "bob").shake()
        place.hub.drop(client.id)
        place.hub.polls.take(client.id, End.LOST)

    assert [session.id for session in place.hub.sessions()] == [client.id]
    place.hub.publish("ann", [("/a", 1)])
    assert len(client.told[0]) == 2


def test_what_fails_has_not_happened(place, monkeypatch):
    ann, bob = place.client("ann", "/a"), place.client("bob", "/a")
    bob.connect()
    before = place.hub.sessions()
    monkeypatch.setitem(meta.HANDLERS, "/meta/unsubscribe", lambda *_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        ann.say(
            {"channel": "/meta/subscribe", "subscription": "/b"},
            {"channel": "/a", "data": "never"},
            {"channel": "/meta/disconnect", "clientId": bob.id},
            {"channel": "/meta/unsubscribe"},
        )

    assert place.hub.sessions() == before
    assert not place.hub.is_known("/b")
    assert bob.told == []
    place.hub.publish(None, [("/a", 1), ("/b", 2)])
    assert [message.get("data") for message in bob.told[0]] == [1, None]
    assert [message.get("data") for message in ann.connect()] == [1, None]


def test_a_client_that_drowns_in_what_it_says_itself_is_lost_in_the_middle_of_its_connect(place, monkeypatch):
    monkeypatch.setattr(hubs, "MOST_QUEUED", 1)
    client = place.client("ann", "/a")
    client.connect()

    client.say({"channel": "/a", "data": 1}, {"channel": "/a", "data": 2})

    assert client.told[0][0]["error"] == "402::Unknown client"
    assert client.poll.session not in place.hub.polls


def test_an_answer_that_somebody_else_gives_at_this_moment_is_a_whole_one(place):
    client = place.client()
    client.connect(id="5")
    place.hub.polls.take(client.id, End.DATA)

    assert place.hub.expire(client.poll) == [{"successful": True, "id": "5", "channel": "/meta/connect"}]


def test_publishing_from_many_threads_loses_and_doubles_nothing(place):
    client = place.client("ann", "/a")
    client.connect()
    got = []

    def tell(name):
        for number in range(200):
            place.hub.publish("ann", [("/a", (name, number)), ("/a", (name, -number))])

    threads = [threading.Thread(target=tell, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        got.append(client.connect() or [])
    got.append(client.connect(advice={"timeout": 0}))

    polls = [poll for poll in [*client.told, *got] if poll]
    data = [message["data"] for poll in polls for message in poll if "data" in message]
    assert sorted(data) == sorted(
        (name, sign * n) for name in range(4) for n in range(200) for sign in (1, -1)
    )
