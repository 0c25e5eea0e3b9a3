"""Two clients of one browser share its few connections, so only one of them is held."""

import pytest

from tests.bayeux.listening import Place

RETRY = {"interval": 0, "timeout": 30_000, "reconnect": "retry"}


@pytest.fixture
def place():
    return Place()


def test_the_second_is_not_held_and_is_told_to_come_again_later(place):
    first = place.client(browser="b1")
    second = place.client(browser="b1")
    assert first.connect() is None

    told = second.connect()[0]

    assert told["successful"]
    assert told["advice"] == {"interval": 2_000, "reconnect": "retry", "multiple-clients": True}


def test_it_gets_usual_advice_once_it_is_alone_again(place):
    first, second = place.client(browser="b1"), place.client(browser="b1")
    first.connect()
    second.connect()
    first.say({"channel": "/meta/disconnect"})

    assert second.connect() is None
    place.hub.expire(second.poll)
    assert second.poll.reply["advice"] == RETRY


def test_it_is_refused_where_there_is_no_interval_for_it():
    place = Place(multi_session_interval=0)
    place.client(browser="b1").connect()

    told = place.client(browser="b1").connect()[0]

    assert not told["successful"]
    assert told["advice"]["reconnect"] == "none"


def test_any_number_may_be_allowed():
    place = Place(sessions_per_browser=-1)

    assert [place.client(browser="b1").connect() for _ in range(3)] == [None] * 3


def test_clients_without_cookies_are_browsers_of_their_own(place):
    assert [place.client().connect() for _ in range(3)] == [None] * 3


def test_a_client_id_counts_only_with_its_cookie_where_clients_are_not_trusted():
    place = Place(trusts_client=False)
    client = place.client(browser="b1")
    client.browser = "other"

    assert client.connect()[0]["error"] == "402::Unknown client"
