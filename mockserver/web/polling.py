"""How Bayeux travels by HTTP: long-polling in JSON, callback-polling in JSONP.

Rule: what is accepted and how it is answered is CometD's (3.0.10, ``JSONTransport`` and
``JSONPTransport``); a path below the server's own means nothing, the messages say all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs

from mockserver.bayeux import Message
from mockserver.bayeux.talk import NotBayeux
from mockserver.formats.base import CannotDecode, Kind, Limits
from mockserver.formats.json import PlainJson
from mockserver.formats.negotiate import charset
from mockserver.frozen import frozen
from mockserver.kit import Refused
from mockserver.reply import Reply
from mockserver.request import Request

COOKIE = "BAYEUX_BROWSER"
_CALLBACK = re.compile(r"[a-zA-Z0-9._-]{1,64}")
_FORM = "application/x-www-form-urlencoded"
_JSON_TYPES = frozenset({"", "application/json", "text/json"})
_JSON = PlainJson()
_AS_JSON = (("Content-Type", "application/json;charset=UTF-8"),)
_AS_SCRIPT = (("Content-Type", "text/javascript;charset=UTF-8"),)


@frozen
class Said:
    """What a client says in one request, and how it wants to be answered."""

    messages: Sequence[Message]
    callback: str = ""  # the function of JSONP; empty: plain JSON


def said_in(request: Request, limits: Limits) -> Said:
    """What a client says.

    Raises:
        NotBayeux: it is no Bayeux.
        Refused: ``TooLarge``.
    """
    if request.too_large:
        raise Refused("TooLarge", limit=limits.size)
    if request.method == "POST":
        return Said(_posted(request, limits))
    if request.method == "GET":
        query = _query(request.query, limits)
        if "jsonp" in query:
            return Said(_batches(query, limits), _callback(query["jsonp"][0]))
    raise NotBayeux("Unknown Bayeux Transport")


def _posted(request: Request, limits: Limits) -> list[Message]:
    if request.media_type in _JSON_TYPES:
        return _read(request.body, charset(request.headers.get("content-type")), limits)
    if request.media_type == _FORM:
        return _batches(_query(request.body.decode("latin-1"), limits), limits)
    raise NotBayeux(f"Invalid Content-Type {request.media_type}")


def _query(text: str, limits: Limits) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, max_num_fields=limits.nodes)
    except ValueError as why:
        raise NotBayeux(str(why)) from why


def _batches(query: dict[str, list[str]], limits: Limits) -> list[Message]:
    """The messages in all ``message`` parameters."""
    if "message" not in query:
        raise NotBayeux("there is no parameter named message")
    return [message for text in query["message"] for message in _read(text.encode(), "utf-8", limits)]


def _callback(name: str) -> str:
    if not _CALLBACK.fullmatch(name):
        raise NotBayeux("Invalid JSONP callback")
    return name


def _read(body: bytes, code: str, limits: Limits) -> list[Message]:
    """The messages of a body: an array, or a single one."""
    try:
        value = _JSON.read(body, Kind.ANY, charset=code, limits=limits).value
    except CannotDecode as why:
        raise NotBayeux(str(why)) from why
    found: list[Any] = value if isinstance(value, list) else [value]
    if not all(isinstance(message, dict) for message in found):
        raise NotBayeux("a message is a JSON object")
    return found


def browser_of(request: Request) -> str:
    """What a request's cookie says the browser is called; empty if there is none."""
    fields = [value for name, value in request.headers.pairs if name.lower() == "cookie"]
    for part in ";".join(fields).split(";"):
        name, _, value = part.strip().partition("=")
        if name == COOKIE:
            return value
    return ""


def reply_of(messages: Sequence[Message], callback: str = "", cookie: str = "") -> Reply:
    """The answer that carries messages; always an array."""
    body = _JSON.write(list(messages), Kind.ANY)
    named = (("Set-Cookie", f"{COOKIE}={cookie};Path=/;HttpOnly"),) if cookie else ()
    if callback:
        return Reply(200, callback.encode() + b"(" + body + b")", (*_AS_SCRIPT, *named))
    return Reply(200, body, (*_AS_JSON, *named))
