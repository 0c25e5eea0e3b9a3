"""A receiver of callbacks that answers from a pool of threads, and tells how it was called."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from socketserver import ThreadingMixIn
from threading import Condition, Thread
from typing import Any

ACCEPTED = b'{"retCode":"0","retMsg":"success"}'
Told = dict[str, Any]


@dataclass
class Receiver:
    """What came, in the order in which it came: path and body."""

    url: str = ""
    got: list[tuple[str, Told]] = field(default_factory=list)
    work: Callable[[str, Told], None] = lambda _path, _event: None  # what takes time before the answer
    news: Condition = field(default_factory=Condition)

    def take(self, path: str, event: Told) -> None:
        """Keep a callback, then do the work it makes."""
        with self.news:
            self.got.append((path, event))
            self.news.notify_all()
        self.work(path, event)

    def wait_for(self, count: int, seconds: float = 30) -> list[tuple[str, Told]]:
        """So many callbacks, or what has come when the time is up."""
        with self.news:
            self.news.wait_for(lambda: len(self.got) >= count, seconds)
            return list(self.got)


class PoolServer(ThreadingMixIn, HTTPServer):
    """A bounded number of threads, each with one connection at a time."""

    request_queue_size = 256

    def __init__(self, handler: type[BaseHTTPRequestHandler], threads: int) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.pool = ThreadPoolExecutor(threads)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Leave a connection to the pool."""
        self.pool.submit(self.process_request_thread, request, client_address)


@contextmanager
def receiving(threads: int = 80) -> Iterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1
        timeout = 5

        def do_POST(self) -> None:
            receiver.take(self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Length", str(len(ACCEPTED)))
            self.end_headers()
            self.wfile.write(ACCEPTED)

        def log_message(self, *_words: object) -> None:
            pass

    server = PoolServer(Handler, threads)
    receiver.url = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.pool.shutdown(wait=False, cancel_futures=True)
        server.server_close()
