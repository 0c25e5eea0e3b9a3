"""Whatever happens in whatever order, every message reaches its client once and in order."""

from hypothesis import given
from hypothesis import strategies as st

from tests.bayeux.listening import Place

STEPS = ("publish", "publish two", "connect", "connect at once", "subscribe", "go", "time passes", "breaks")


class Story:
    """A client, what was published for it, and what it has got."""

    def __init__(self, acks):
        self.place = Place()
        self.client = self.place.client("ann", "/a", **({"ext": {"ack": True}} if acks else {}))
        self.acks = acks
        self.published = 0
        self.got = []
        self.batch = 1

    def hear(self, messages):
        """What a client does that gets an answer."""
        for message in messages or ():
            if "data" in message:
                self.got.append(message["data"])
            self.batch = message.get("ext", {}).get("ack", self.batch)

    def hear_held(self):
        while self.client.told:
            self.hear(self.client.told.pop(0))

    def publish(self, count=1):
        self.place.hub.publish("ann", [("/a", self.published + each) for each in range(count)])
        self.published += count

    def connect(self, **more):
        if self.acks:
            more["ext"] = {"ack": self.batch}
        self.hear(self.client.connect(**more))

    def step(self, name):
        {
            "publish": self.publish,
            "publish two": lambda: self.publish(2),
            "connect": self.connect,
            "connect at once": lambda: self.connect(advice={"timeout": 0}),
            "subscribe": lambda: self.hear(
                self.client.say({"channel": "/meta/subscribe", "subscription": "/a"})
            ),
            "go": self.go,
            "time passes": self.time_passes,
            "breaks": self.breaks,
        }[name]()
        self.hear_held()

    def go(self):
        if self.client.poll:
            self.place.hub.abandon(self.client.poll)

    def time_passes(self):
        poll = self.client.poll
        if poll and poll.end is None:
            self.hear(self.place.hub.expire(poll))

    def breaks(self):
        """The client goes at the very moment when it is answered."""
        self.client.hears = False
        self.publish()
        self.client.hears = True


@given(st.booleans(), st.lists(st.sampled_from(STEPS), max_size=30))
def test_every_message_comes_once_and_in_order(acks, steps):
    story = Story(acks)

    for step in steps:
        story.step(step)
    story.step("connect at once")

    assert story.got == list(range(story.published))
