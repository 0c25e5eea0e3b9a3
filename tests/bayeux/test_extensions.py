"""The extensions ``ack`` and ``timesync``."""

import pytest

from mockserver.bayeux import hub as hubs
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

    def test_it_comes_again_until_it_is_confirmed(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        for number in (1, 2):
            place.hub.publish("ann", [("/a", number)])
            client.connect(ext={"ack": 1})

        told = client.connect(ext={"ack": 2})
        last = client.connect(ext={"ack": 4})

        assert [message.get("data") for message in told] == [2, None]
        assert told[-1]["advice"]["reconnect"] == "retry"
        assert last is None

    def test_what_a_client_has_missed_waits_if_it_says_so(self, place):
        client = place.client("ann", "/a", ext={"ack": True})
        place.hub.publish("ann", [("/a", 1)])
        client.connect(ext={"ack": 1})

        assert client.connect(ext={"ack": 1}, advice={"timeout": 50}) is None
        assert [message.get("data") for message in place.hub.expire(client.poll)] == [1, None]

    def test_a_client_that_never_says_what_it_got_is_lost_at_last(self, place, monkeypatch):
        monkeypatch.setattr(hubs, "MOST_QUEUED", 3)
        client = place.client("ann", "/a", ext={"ack": True})
        for number in range(4):
            place.hub.publish("ann", [("/a", number)])
            client.connect(advice={"timeout": 0})

        assert client.connect()[0]["error"] == "402::Unknown client"

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

    @pytest.mark.parametrize(
        ("guess", "told"),
        [
            ({"l": 10, "o": 114}, None),
            ({"l": 10, "o": 115}, {"a": 25}),
            ({"l": 10, "o": 66}, None),
            ({"l": 10, "o": 65}, {"a": -25}),
            ({"l": 0, "o": 100}, {"a": 0}),
            ({}, {}),
        ],
    )
    def test_a_client_whose_guess_is_good_is_told_nothing(self, place, guess, told):
        said = {"channel": "/meta/subscribe", "subscription": "/a", "ext": {"timesync": {"tc": 900, **guess}}}

        reply = place.client().say(said, now=1000)[0]

        timesync = None if told is None else {"tc": 900, "ts": 1000, "p": 0, **told}
        assert reply.get("ext") == (timesync and {"timesync": timesync})

    def test_what_is_published_asks_no_time(self, place):
        told = place.client().say({"channel": "/a", "ext": {"timesync": {"tc": 1, "l": 0, "o": 0}}})

        assert told == [{"successful": True, "channel": "/a"}]

    @pytest.mark.parametrize("ext", [None, 5, [], {"timesync": 1}, {"something": {}}])
    def test_what_is_no_extension_is_passed_over(self, place, ext):
        said = {"channel": "/meta/subscribe", "subscription": "/a", "ext": ext}

        assert "ext" not in place.client().say(said)[0]
