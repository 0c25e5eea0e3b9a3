"""A client of Huawei's two-way calls, as somebody who integrates it would write it.

It knows the vendor's documents and nothing of the mock. Run it by hand with
``python tests/live/sample_client.py http://127.0.0.1:8080``.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Condition, Thread
from types import TracebackType
from typing import Any

import requests

CONNECTED, RELEASED = "/connected", "/released"
ACCEPTED = {"retCode": "0", "retMsg": "success"}


@dataclass(frozen=True)
class Received:
    """A callback as it came, and what the app made of it."""

    path: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    at: float
    genuine: bool
    status: int

    @property
    def event(self) -> dict[str, Any]:
        """What it says."""
        told: dict[str, Any] = json.loads(self.body)
        return told


@dataclass
class CallApp:
    """Places calls and is called back about them."""

    vendor: str = ""  # base URL
    shared_key: str = "s3cret"
    received: list[Received] = field(default_factory=list)
    trouble: list[int] = field(default_factory=list)  # statuses to answer release callbacks with, once each
    before_answer: Callable[[dict[str, Any]], None] = lambda _event: None

    def forget(self) -> None:
        """Begin anew."""
        self.received, self.trouble, self.shared_key = [], [], "s3cret"
        self.before_answer = lambda _event: None

    def __enter__(self) -> CallApp:
        self._news = Condition()
        app = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                status = app.receive(self.path, tuple(self.headers.items()), body)
                answer = json.dumps(ACCEPTED if status == 200 else {"error": "try again"}).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json;charset=UTF-8")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        return self

    def __exit__(
        self, _type: type[BaseException] | None, _value: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def log_in(self, key: str = "mock-app-key", secret: str = "mock-app-secret") -> dict[str, str]:
        """Headers with a token for an application's key and secret."""
        answer = requests.post(
            f"{self.vendor}/apigovernance/api/oauth/tokenByAkSk",
            json={"app_key": key, "app_secret": secret},
            headers={"X-Token-Expire": "600"},
            timeout=10,
        )
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['AccessToken']}", "X-APP-Key": key}

    def place_call(self, caller: str, called: str, data: str | None = None) -> str:
        """Let the vendor call both; gives the call's serial number."""
        wanted = {
            "caller": caller,
            "called": called,
            "agentWorkNo": 10001,
            "callData": data,
            "callBackUrl": base64.b64encode((self.url + RELEASED).encode()).decode(),
        }
        answer = requests.post(
            f"{self.vendor}/apiaccess/CC-Management/v1/mobileAgent/createCall",
            json=wanted,
            headers=self.log_in(),
            timeout=10,
        )
        answer.raise_for_status()
        told = answer.json()
        if str(told["retCode"]) != "0":
            raise RuntimeError(f"no call: {told}")
        return str(told["result"]["callSerialNo"])

    def receive(self, path: str, headers: tuple[tuple[str, str], ...], body: bytes) -> int:
        """Take a callback in; gives the status to answer."""
        event = json.loads(body)
        self.before_answer(event)
        with self._news:
            status = self.trouble.pop(0) if path == RELEASED and self.trouble else 200
            genuine = is_genuine(event, self.shared_key)
            self.received.append(Received(path, headers, body, time.monotonic(), genuine, status))
            self._news.notify_all()
        return status

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """So many callbacks, or what has come when the time is up."""
        with self._news:
            self._news.wait_for(lambda: len(self.received) >= count, seconds)
            return list(self.received)


def is_genuine(event: dict[str, Any], shared_key: str) -> bool:
    """Whether a release callback carries the signature that the vendor's page describes."""
    params = dict(event)
    trio = [params.pop(name, None) for name in ("signature", "timestamp", "nonce")]
    if not all(isinstance(part, str) for part in trio):
        return False
    signature, timestamp, nonce = map(str, trio)
    pairs = (f"{name}={'null' if params[name] is None else params[name]}" for name in sorted(params))
    text = f"{shared_key}_{timestamp}_{nonce}_{', '.join(pairs).replace(' ', '')}"
    digest = hmac.new(shared_key.encode(), text.encode(), hashlib.sha256).digest()
    return hmac.compare_digest(base64.b64encode(digest).decode(), signature)


if __name__ == "__main__":
    with CallApp(sys.argv[1]) as demo:
        print("call", demo.place_call("13800000001", "88880067"))
        for found in demo.wait_for(1, 120):
            print(found.path, "genuine" if found.genuine else "not signed by us", found.event)
