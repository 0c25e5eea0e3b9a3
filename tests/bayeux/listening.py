"""A hub whose time moves when told to, and a client of it that speaks in plain messages."""

from __future__ import annotations

from mockserver.bayeux.hub import Hub
from mockserver.bayeux.rules import Rules
from mockserver.bayeux.talk import Answer, Asking, converse


class Time:
    """Real time, as a test has it."""

    def __init__(self):
        self.now = 1_000_000

    def __call__(self):
        return self.now


class Place:
    """A hub, and what its clients hear."""

    def __init__(self, **rules):
        self.time = Time()
        self.hub = Hub(Rules(**rules), seed=1, clock=self.time)

    def client(self, user="ann", *subscriptions, browser="", **handshake):
        """A client that has shaken hands, subscribed and connected once."""
        client = Client(self, user, browser)
        client.shake(**handshake)
        if subscriptions:
            client.say({"channel": "/meta/subscribe", "subscription": list(subscriptions)})
        client.connect()
        return client


class Client:
    """One client: ``told`` is every answer to a connect of its that was held."""

    def __init__(self, place, user="ann", browser=""):
        self.place, self.user, self.browser = place, user, browser
        self.id = None
        self.told = []
        self.hears = True
        self.poll = None

    def ask(self, *messages, now=0) -> Answer:
        asking = Asking(self.user, self.browser, now, self._waits)
        answer = converse(self.place.hub, messages, asking)
        self.place.hub.wake(answer.woken)
        return answer

    def _waits(self, poll):
        def tell(messages):
            if self.hears:
                self.told.append(messages)
            return self.hears

        poll.tell = tell
        self.poll = poll

    def say(self, *messages, **more):
        """Messages of this client; what it is answered."""
        return self.ask(*({"clientId": self.id, **message} for message in messages), **more).messages

    def shake(self, **more):
        answer = self.ask({"channel": "/meta/handshake", "version": "1.0", "id": "1", **more})
        reply = answer.messages[0]
        self.id, self.browser = reply.get("clientId"), self.browser or answer.cookie
        return reply

    def connect(self, **more):
        """The answer to a connect; None if it is held."""
        answer = self.ask(
            {"channel": "/meta/connect", "clientId": self.id, "connectionType": "long-polling", **more}
        )
        return None if answer.poll else answer.messages
