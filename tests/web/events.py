"""The made-up vendor and its Bayeux server, asked as the server of ours asks it."""

import json

from mockserver.app import make_world
from mockserver.reply import AT_ONCE, Held
from mockserver.request import Headers, Request
from mockserver.settings import Settings
from mockserver.web.straight import exchange
from tests.bayeux.vendor import SCENARIO, VENDOR

JSON = "application/json"
HANDSHAKE = {"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}


class Server:
    """The application; requests are asked of it as the server of ours asks them."""

    def __init__(self, tmp, scenario=SCENARIO):
        path = tmp / "scenario.yaml"
        path.write_text(scenario)
        self.world = make_world(Settings(scenarios=(str(path),)), {"acme": VENDOR})

    @property
    def sandbox(self):
        return self.world.sandboxes.get()

    @property
    def hub(self):
        return self.sandbox.hubs["acme"]

    @property
    def events(self):
        return list(self.sandbox.journal)

    def ask(self, method="POST", path="/acme/events", body=b"", user="ann", media=JSON, **more):
        fields = [("Authorization", f"Bearer open sesame {user}")] if user else []
        fields += [("Content-Type", media)] if media else []
        fields += [(name.title(), value) for name, value in more.items()]
        request = Request(method, path, Headers(fields), body)
        return exchange(VENDOR, self.world, request)

    def say(self, *messages, **more):
        answer = self.ask(body=json.dumps(messages).encode(), **more)
        return answer if isinstance(answer, Held) or answer.ending is not AT_ONCE else json.loads(answer.body)

    def act(self, path, **asked):
        return self.ask(
            path=path, body=json.dumps(asked).encode(), user="", authorization="Bearer open sesame"
        )

    def tell(self, *texts, user="ann", then=""):
        return self.act("/acme/tell", User=user, Channel="/news", Texts=texts, Then=then)

    def client(self, user="ann", channel="/news", **more):
        """A client that has subscribed and connected once: what connects it again, and is held."""
        key = self.say(HANDSHAKE, user=user, **more)[0]["clientId"]
        connect = {"channel": "/meta/connect", "clientId": key, "connectionType": "long-polling"}
        self.say({"channel": "/meta/subscribe", "clientId": key, "subscription": channel}, user=user, **more)
        self.say(connect, user=user, **more)
        return lambda **also: self.say({**connect, **also}, user=user, **more)


def answered(held):
    """The messages a connect that was held is answered; None while it is held."""
    told = []
    held.when_released(told.append)
    return json.loads(told[0].body) if told else None
