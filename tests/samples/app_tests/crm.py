"""The application under test: it calls customers back, is told how the calls went, and notes it.

Only the standard library is used, and nothing of mockserver: an application knows no mock.
"""

from __future__ import annotations

import base64
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

WHO = {"CustomerName": "acme", "UserName": "api", "Password": "secret"}
KEYS = {"app_key": "mock-app-key", "app_secret": "mock-app-secret"}
TRIES = 4


class Crm:
    """The vendors are at ``api``; it listens on a port of its own."""

    def __init__(self, api: str) -> None:
        self.api = api
        self.released: list[dict[str, Any]] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def save_note(self, record: str, note: str) -> dict[str, Any]:
        """The changed record; a vendor that fails is tried again."""
        body = {**WHO, "Id": record, "Notes": note}
        for number in range(TRIES):
            try:
                return self._ask("/api/calls/update", body)
            except HTTPError as why:
                if why.code < 500 or number == TRIES - 1:
                    raise
        raise AssertionError("not reached")

    def call_back(self, customer: str) -> str:
        """The serial number of the call."""
        token = self._ask("/apigovernance/api/oauth/tokenByAkSk", KEYS)["AccessToken"]
        told = base64.b64encode(f"{self.url}/released".encode()).decode()
        body = {"caller": "13800000001", "called": customer, "callBackUrl": told}
        path = "/apiaccess/CC-Management/v1/mobileAgent/createCall"
        answer = self._ask(path, body, Authorization=f"Bearer {token}")
        return str(answer["result"]["callSerialNo"])

    def _ask(self, path: str, body: dict[str, Any], **headers: str) -> dict[str, Any]:
        sent = {"Content-Type": "application/json", "Accept": "application/json", **headers}
        request = Request(self.api + path, json.dumps(body).encode(), sent)
        with urlopen(request, timeout=10) as answer:
            return dict(json.load(answer))


def _handler(crm: Crm) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            crm.released.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            body = b'{"retCode":"0","retMsg":"success"}'
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            pass

    return Handler
