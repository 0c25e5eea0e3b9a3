"""Clients under test: one that answers as it is told, and one that breaks off."""

from __future__ import annotations

import socket
import ssl
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

OK = (200, (("Content-Type", "application/json"),), b'{"retCode":"0"}')
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


@dataclass
class Receiver:
    """A client under test: keeps what it got, answers as it is told."""

    url: str = ""
    answer: Callable[[BaseHTTPRequestHandler], Answer | None] = lambda _request: OK
    got: list[tuple[str, list[tuple[str, str]], bytes]] = field(default_factory=list)
    connections: Counter[Any] = field(default_factory=Counter)
    lock: Any = field(default_factory=Lock)


class Server(ThreadingHTTPServer):
    request_queue_size = 512
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A connection that is cut on purpose is no error."""


@contextmanager
def receiving(tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> Iterator[Receiver]:
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            with receiver.lock:
                receiver.got.append((self.path, self.headers.items(), body))
                receiver.connections[self.client_address] += 1
            answer = receiver.answer(self)
            if answer is None:
                self.close_connection = True
                return
            self.send_response_only(answer[0])
            for name, value in (*answer[1], ("Content-Length", str(len(answer[2])))):
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answer[2])

        def log_message(self, *_args: Any) -> None:
            pass

    server = Server((host, 0), Handler)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    receiver.url = f"{'https' if tls else 'http'}://{host}:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def raw(answer: bytes | None, reset: bool = False) -> tuple[str, Thread]:
    """A server for one connection that sends these bytes, or resets, and hangs up."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            connection, _ = listener.accept()
            with connection:
                connection.recv(65536)
                if reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                elif answer:
                    connection.sendall(answer)

    thread = Thread(target=serve, daemon=True)
    thread.start()
    return f"http://127.0.0.1:{listener.getsockname()[1]}/", thread
