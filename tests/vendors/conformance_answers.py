"""Whether a body is what its Content-Type says: read by parsers that are not ours where there are any."""

from __future__ import annotations

import codecs
import csv
import io
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from xml.parsers import expat  # only our own answers are read with it

_NO_CHARACTER = re.compile(rb"&#x(?:[0-8BCEF]|1[0-9A-F]|FFF[EF]);")
_QUOTED = re.compile(r'"[^"]*"')


class NotWhatItSays(AssertionError):
    """The body cannot be read as its Content-Type says."""


def check(content_type: str, body: bytes) -> None:
    """Read the body.

    Raises:
        NotWhatItSays: it cannot be read, or nobody here knows the type.
    """
    media_type = content_type.partition(";")[0].strip()
    if media_type not in READERS:
        raise NotWhatItSays(f"nobody here reads {content_type!r}: {body[:80]!r}")
    try:
        READERS[media_type](_in_utf8(body, content_type))
    except (ValueError, csv.Error, expat.ExpatError, RecursionError) as why:
        raise NotWhatItSays(f"{content_type}: {why}: {body[:200]!r}") from why


def _in_utf8(body: bytes, content_type: str) -> bytes:
    """The body, if it is UTF-16 and says so, in the encoding that all readers here know."""
    is_utf16 = "charset=utf-16" in content_type and body.startswith(codecs.BOM_UTF16_LE)
    return body.decode("utf-16").encode() if is_utf16 else body


def _json(body: bytes) -> None:
    json.loads(body.decode(), parse_constant=_refuse)


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _script(body: bytes) -> None:
    found = re.fullmatch(rb"([A-Za-z_][A-Za-z0-9_]*)\((.*)\)", body, re.DOTALL)
    if not found:
        raise ValueError("no function is called")
    _json(found[2])


def _xml(body: bytes) -> None:
    expat.ParserCreate().Parse(body, True)


def is_xml_of_no_characters(body: bytes) -> bool:
    """Whether a document is right but for references to what is no character in XML."""
    try:
        _xml(_NO_CHARACTER.sub(b"", body))
    except expat.ExpatError:
        return False
    return True


def is_cut_xml(body: bytes) -> bool:
    """Whether a body is the beginning of a document, and nothing is wrong but its end."""
    try:
        expat.ParserCreate().Parse(body, False)
    except expat.ExpatError:
        return False
    return True


def _jsv(body: bytes) -> None:
    text = _QUOTED.sub("", body.decode())
    if any(text.count(opening) != text.count(closing) for opening, closing in ("{}", "[]")):
        raise ValueError("brackets do not match")


def _csv(body: bytes) -> None:
    csv.field_size_limit(16 * 1024 * 1024)
    list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def _html(body: bytes) -> None:
    parser = HTMLParser()
    parser.feed(body.decode())
    parser.close()
    if b"<script>alert(" in body:
        raise ValueError("what the client sent stands in the page as mark-up")


def _plain(body: bytes) -> None:
    body.decode()


def _wave(body: bytes) -> None:
    if not body.startswith(b"RIFF"):
        raise ValueError("no sound")


READERS: dict[str, Callable[[bytes], None]] = {
    "application/json": _json,
    "text/json": _json,
    "text/javascript": _script,
    "application/xml": _xml,
    "text/xml": _xml,
    "application/jsv": _jsv,
    "text/jsv": _jsv,
    "text/csv": _csv,
    "text/html": _html,
    "text/plain": _plain,
    "audio/wav": _wave,
}
