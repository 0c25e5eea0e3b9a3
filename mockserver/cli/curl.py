"""A request of the journal as a curl command that sends the same again.

Rule: what is printed is for a shell: everything that came from outside is quoted,
and control characters are spelt out, so that pasting it does nothing else.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from shlex import quote
from typing import Any
from urllib.parse import urlsplit

_OWN = ("content-length", "transfer-encoding", "connection", "expect", "keep-alive")  # curl says these itself
_UNASKED = (
    "Accept",
    "User-Agent",
    "Content-Type",
)  # curl adds them unless they are taken away; the last to a body
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_GLOB = re.compile(r"[\[\]{}]|/\.")
_BREAK = " \\\n  "


def as_curl(request: Mapping[str, Any]) -> str:
    """The command, from a request in the shape of the admin API."""
    body = base64.b64decode(request["bodyAsBase64"])
    text = _text(body)
    words = [*_method(request["method"], body), word(request["absoluteUrl"]), *_headers(request)]
    if not body:
        return "curl -i " + _BREAK.join(words)
    if text is None:
        coded = base64.b64encode(body).decode()
        return f"echo {coded} | base64 -d | curl -i " + _BREAK.join([*words, "--data-binary @-"])
    return "curl -i " + _BREAK.join([*words, f"--data-raw {word(text)}"])


def word(text: str) -> str:
    """The text as one word of a shell; in ``$'…'`` where it holds control characters."""
    if not _CONTROL.search(text.replace("\n", "")):
        return quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{_CONTROL.sub(_escape, escaped)}'"


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x80 else f"\\u{code:04x}"


def _text(body: bytes) -> str | None:
    """The body as text, if a shell can hold it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return None
    return None if "\0" in text else text


def _method(method: str, body: bytes) -> Iterator[str]:
    if method == "HEAD":
        yield "--head"
    elif method != ("POST" if body else "GET"):
        yield f"-X {word(method)}"


def _headers(request: Mapping[str, Any]) -> Iterator[str]:
    given: Mapping[str, str] = request["headers"]
    names = {name.lower() for name in given}
    place = urlsplit(request["absoluteUrl"]).netloc
    if _GLOB.search(request["absoluteUrl"]):
        yield "--globoff --path-as-is"
    for name, value in given.items():
        if name.lower() not in _OWN and not (name.lower() == "host" and value == place):
            # A header without a value is written with a semicolon.
            yield f"-H {word(f'{name}: {value}' if value else f'{name};')}"
    for name in _UNASKED if request["bodyAsBase64"] else _UNASKED[:-1]:
        if name.lower() not in names:
            yield f"-H {word(f'{name}:')}"
