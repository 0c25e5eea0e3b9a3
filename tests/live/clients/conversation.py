"""What every Bayeux client of tests/live does: it is told where the server is, which operations to ask for,
and after how many messages it has heard them all."""

import json
import sys

import requests

PLAN = json.loads(sys.argv[1])
PATIENCE = 10  # seconds


def ask(operations):
    for operation in operations:
        requests.post(
            operation["url"], json=operation["body"], headers=operation["headers"], timeout=PATIENCE
        ).raise_for_status()


def lose():
    requests.delete(PLAN["clients"], timeout=PATIENCE).raise_for_status()


def is_ready():
    """Whether the server has a client that has subscribed to everything, and is held."""
    clients = requests.get(PLAN["clients"], timeout=PATIENCE).json()["clients"]
    return any(set(PLAN["channels"]) <= set(one["subscriptions"]) and one["held"] for one in clients)


def finish(told):
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
