"""A Bayeux server spoken to by the real PyPI ``python-bayeux``: prints what it got, as JSON.

Run by .venv/clients/bin/python with a plan in JSON; tests/live/bayeux_clients.py makes it.
It posts single objects without a content type, and shakes hands again only after ``403::Unknown client``.
"""

from gevent import monkey

monkey.patch_all()

import gevent  # noqa: E402
import requests  # noqa: E402
from conversation import PLAN, ask, finish, is_ready, lose  # noqa: E402
from python_bayeux import BayeuxClient  # noqa: E402

told = {"got": [], "handshakes": 0}


class Client(BayeuxClient):
    def handshake(self, **more):
        told["handshakes"] += 1
        super().handshake(**more)

    def hear(self, message):
        told["got"].append([message["channel"], message["data"]])


def until(question):
    with gevent.Timeout(20):
        while not question():
            gevent.sleep(0.02)


session = requests.Session()
session.headers.update(PLAN["headers"])
client = Client(PLAN["events"], session, start=False)
for channel in PLAN["channels"]:
    client.subscribe(channel, "hear")
client.start()
running = gevent.spawn(client._execute_greenlet)
for act in PLAN["acts"]:
    until(is_ready)
    ask(act["operations"])
    until(lambda heard=act["heard"]: len(told["got"]) >= heard)
    if told["handshakes"] == 1:
        lose()
finish({**told, "closed": client.disconnect()[-1]["successful"]})
client.stop_greenlets = True
gevent.kill(running)
