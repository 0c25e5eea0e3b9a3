"""What goes wrong is said in messages, in the words of the make of server."""

import pytest

from mockserver.bayeux import PROFILES
from tests.bayeux.listening import Client, Place

DENIED = "denied_by_security_policy"
SHAKE_AGAIN = {"interval": 0, "reconnect": "handshake"}

# fmt: off
MISTAKES = [
    ({"channel": "/meta/subscribe"},                                  "403::subscription_missing"),
    ({"channel": "/meta/subscribe", "subscription": None},            "403::subscription_missing"),
    ({"channel": "/meta/subscribe", "subscription": 5},               "403::subscription_invalid"),
    ({"channel": "/meta/subscribe", "subscription": []},              "403::subscription_invalid"),
    ({"channel": "/meta/subscribe", "subscription": ["/a", {}]},      "403::subscription_invalid"),
    ({"channel": "/meta/subscribe", "subscription": "a"},             "403::subscription_invalid"),
    ({"channel": "/meta/subscribe", "subscription": "/*/a"},          "403::subscription_invalid"),
    ({"channel": "/meta/subscribe", "subscription": "/meta/x"},       f"403:{DENIED}:create_denied"),
    ({"channel": "/meta/subscribe", "subscription": "/meta/connect"}, f"403:{DENIED}:subscribe_denied"),
    ({"channel": "/meta/unsubscribe"},                                "403::subscription_missing"),
    ({"channel": "/meta/unsubscribe", "subscription": 5},             "403::subscription_invalid"),
    ({"channel": "/meta/unsubscribe", "subscription": "/nobody"},     "400::channel_missing"),
    ({},                                                              "400::channel missing"),
    ({"channel": 5},                                                  "400::channel missing"),
    ({"channel": "/meta/nothing"},                                    f"403:{DENIED}:create denied"),
    ({"channel": "nothing"},                                          f"403:{DENIED}:create denied"),
]
# fmt: on


@pytest.fixture
def place():
    return Place()


def test_an_unknown_client_is_told_to_shake_hands_by_a_connect_and_by_nothing_else(place):
    client = Client(place)
    client.id = "nobody"
    error = {"successful": False, "error": "402::Unknown client"}

    assert client.connect() == [{**error, "advice": SHAKE_AGAIN, "channel": "/meta/connect"}]
    for channel in ("/meta/subscribe", "/meta/unsubscribe", "/meta/disconnect", "/x"):
        assert client.say({"channel": channel}) == [{**error, "channel": channel}]


@pytest.mark.parametrize(("message", "error"), MISTAKES)
def test_what_goes_wrong_is_said_as_comet_d_says_it(place, message, error):
    reply = place.client().say(message)[0]

    assert (reply["successful"], reply["error"]) == (False, error)


@pytest.mark.parametrize(
    ("profile", "error"),
    [
        ("cometd-3", "402::Unknown client"),
        ("cometd-5", "402::session_unknown"),
        ("salesforce", "403::Unknown client"),
    ],
)
def test_each_make_of_server_has_its_own_words(profile, error):
    client = Client(Place(profile=PROFILES[profile]))
    client.id = "nobody"

    assert client.connect()[0]["error"] == error


def test_good_channels_before_a_bad_one_are_kept(place):
    client = place.client()

    reply = client.say({"channel": "/meta/subscribe", "subscription": ["/a", "/meta/x", "/b"]})[0]
    place.hub.publish("ann", [("/a", 1), ("/b", 2)])

    assert (reply["subscription"], reply["successful"]) == (["/a", "/meta/x", "/b"], False)
    assert [message.get("data") for message in client.connect()] == [1, None]


def test_a_client_may_not_subscribe_without_end(place):
    many = [f"/a/{number}" for number in range(10_001)]

    assert place.client().say({"channel": "/meta/subscribe", "subscription": many})[0]["error"] == (
        "403::subscribe_failed"
    )
