"""What the three sample receivers have in common: an HTTP server whose answers a function decides."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, dict[str, str]]
Decide = Callable[[str, bytes], Answer]  # from the path and the body
ACCEPTED: Answer = (200, {"retCode": "0", "retMsg": "success"})


def refused(why: str, status: int = 200) -> Answer:
    return status, {"retCode": "1", "retMsg": why}


class Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that the other side has cut is no error of ours."""


def server_of(decide: Decide, port: int = 0) -> Server:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        timeout = 10

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            try:
                status, told = decide(self.path, body)
            except Exception as why:  # as any framework does
                status, told = 500, {"error": repr(why)}
            answer = json.dumps(told).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_args: object) -> None:
            """Silence."""

    return Server(("127.0.0.1", port), Handler)


def main(decide: Decide) -> None:
    server = server_of(decide, int(sys.argv[1]) if len(sys.argv) > 1 else 9000)
    print(f"listening on http://127.0.0.1:{server.server_port}", flush=True)
    server.serve_forever()
