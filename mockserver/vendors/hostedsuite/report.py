"""The two formats only HostedSuite needs: the HTML report of ServiceStack, and none at all.

Rule: the real report is a page of scripts; ours holds the same data and says the same type.
"""

from __future__ import annotations

from html import escape

from mockserver.formats.base import CannotDecode, Limits, Plain, Reading, Type
from mockserver.formats.json import ServiceStackJson

_PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{name} Snapshot</title></head>
<body><h1>Snapshot of <i>{name}</i></h1>
<p>To get this in another format use the HTTP Accept header, append the .json suffix or ?format=json</p>
<pre id="dto">{json}</pre>
</body></html>
"""


class HtmlReport:
    """``text/html``: an answer as a page for people."""

    name = "html"

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = Limits()) -> Reading:
        """Nothing reads HTML; a body of that type is ignored before it comes here."""
        raise CannotDecode("HTML is not read")

    def write(self, value: Plain, type_: Type) -> bytes:
        """A page that shows the value as JSON."""
        json = ServiceStackJson().write(value, type_).decode()
        return _PAGE.format(name=escape(_name(type_)), json=escape(json)).encode()


class NoFormat:
    """What a client gets that accepts anything and sent a type nobody knows."""

    name = ""

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = Limits()) -> Reading:
        """Nothing is read."""
        raise CannotDecode("no format reads this")

    def write(self, value: Plain, type_: Type) -> bytes:
        """Nothing is written."""
        return b""


def _name(type_: Type) -> str:
    inner = getattr(type_, "item", type_)
    return str(getattr(inner, "name", "Response"))
