"""A listener that comes back: whatever happens, it asks again, or shakes hands and subscribes."""

from __future__ import annotations

import base64
import json
import os
import time
from http.client import HTTPException
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

EVENTS = os.environ.get("MOCKSERVER_URL", "http://127.0.0.1:8080") + "/api/v2/notifications"
USER = base64.b64encode(b"mock-agent:mock-password").decode()
CHANNELS = ["/v2/me/**"]
PAUSE = 0.05


class Lost(Exception):
    """The server knows us no longer."""


def said(*messages: dict[str, Any]) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Basic {USER}", "Content-Type": "application/json"}
    request = Request(EVENTS, json.dumps(messages).encode(), headers)
    with urlopen(request, timeout=60) as answer:
        replies: list[dict[str, Any]] = json.load(answer)
        return replies


def arrive() -> str:
    hands = {"channel": "/meta/handshake", "version": "1.0", "supportedConnectionTypes": ["long-polling"]}
    client: str = said(hands)[0]["clientId"]
    said({"channel": "/meta/subscribe", "clientId": client, "subscription": CHANNELS})
    return client


def listen(client: str) -> None:
    replies = said({"channel": "/meta/connect", "clientId": client, "connectionType": "long-polling"})
    if any(reply.get("successful") is False for reply in replies):
        raise Lost


def main() -> None:
    client = ""
    while True:
        try:
            client = client or arrive()
            listen(client)
        except Lost:
            client = ""
        except (URLError, HTTPException, OSError, ValueError):
            time.sleep(PAUSE)  # noqa: TID251 (an application has a clock of its own)


if __name__ == "__main__":
    main()
