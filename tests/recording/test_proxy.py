"""What the proxy tells the application: the vendor's answer, as long as it is."""

from __future__ import annotations

import pytest
from werkzeug.test import create_environ

from mockserver.recording.proxy import Proxy
from mockserver.reply import Reply


class Forwarder:
    """A vendor that always answers the same."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply

    def answer(self, _request: object) -> Reply:
        return self._reply


@pytest.mark.parametrize(
    ("method", "status", "body", "length"),
    [("GET", 200, b"four", "4"), ("GET", 200, b"", "0"), ("HEAD", 200, b"", None), ("GET", 204, b"", None)],
)
def test_an_answer_says_how_long_it_is_only_where_a_body_may_come(method, status, body, length):
    heads: list[dict[str, str]] = []
    proxy = Proxy(Forwarder(Reply(status, body)), lambda _request, _reply: None)

    given = proxy(create_environ(method=method), lambda _status, fields: heads.append(dict(fields)))

    assert (b"".join(given), heads[0].get("Content-Length")) == (body, length)
