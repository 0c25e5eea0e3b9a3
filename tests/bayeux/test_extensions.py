"""The extensions ``ack`` and ``timesync``."""

import pytest

from tests.bayeux.listening import Client, Place


@pytest.fixture
def place():
    return Place()


class TestAcknowledgement:
    def test_each_answer_to_a_connect_has_a_number(self, place):
        client = Client(place)
        assert client.shake(ext={"ack": True})["ext"] == {"ack": True}

        assert [client.connect(advice={"timeout": 0}, ext={"ack": n})[-1]["ext"] for n in (0, 1)] == [
            {"ack": 1},
            {"ack": 2},
        ]

    def test_what_was_not_confirmed_comes_again(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        place.hub.publish("ann", [("/a", 1)])
        assert len(client.connect(ext={"ack": 1})) == 2
        place.hub.publish("ann", [("/a", 2)])

        again = client.connect(ext={"ack": 1})
        later = client.connect(ext={"ack": 3}, advice={"timeout": 0})

        assert [message.get("data") for message in again] == [1, 2, None]
        assert [message.get("data") for message in later] == [None]

    def test_what_was_held_comes_again_too(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        assert client.connect(ext={"ack": 1}) is None
        place.hub.publish("ann", [("/a", 1)])
        assert client.told[0][-1]["ext"] == {"ack": 2}

        assert [message.get("data") for message in client.connect(ext={"ack": 1})] == [1, None]

    def test_data_comes_with_a_connect_only(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        place.hub.publish("ann", [("/a", 1)])

        assert len(client.say({"channel": "/meta/subscribe", "subscription": "/b"})) == 1
        assert len(client.connect(ext={"ack": 1})) == 2

    def test_what_a_client_tells_itself_wakes_its_held_connect(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        client.connect(ext={"ack": 1})

        assert len(client.say({"channel": "/a", "data": 1})) == 1
        assert client.told[0][0]["data"] == 1


class TestTimesync:
    def test_a_client_is_told_the_time_and_how_wrong_it_is(self, place):
        client = place.client()
        asked = {"timesync": {"tc": 900, "l": 10, "o": 40}}

        told = client.say({"channel": "/meta/subscribe", "subscription": "/a", "ext": asked}, now=1000)

        assert told[0]["ext"] == {"timesync": {"tc": 900, "ts": 1000, "p": 0, "a": -50}}

    def test_a_connect_that_was_held_says_for_how_long(self, place):
        client = place.client()
        client.connect(ext={"timesync": {"tc": 900, "l": 0, "o": 0}})
        place.time.now += 700

        assert place.hub.expire(client.poll)[0]["ext"]["timesync"]["p"] == 700

    @pytest.mark.parametrize("ext", [None, 5, [], {"timesync": 1}, {"something": {}}])
    def test_what_is_no_extension_is_passed_over(self, place, ext):
        said = {"channel": "/meta/subscribe", "subscription": "/a", "ext": ext}

        assert "ext" not in place.client().say(said)[0]
