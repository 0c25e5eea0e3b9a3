"""Which format answers, as Web API's DefaultContentNegotiator decides it.

Rule: never 406. An Accept literal is better than a range of a type, that than ``*/*``, that than the
type of the request's own body, and where nothing fits, JSON answers. Each of the two formats offers
the first of the client's wishes that it can fulfil; of equal offers the first format's wins.
"""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterable
from functools import lru_cache

from mockserver.formats.base import NORMAL, Limits, Plain, Reading, Type
from mockserver.formats.datacontract import DataContract
from mockserver.formats.jsonnet import JsonNet
from mockserver.formats.negotiate import Choice
from mockserver.formats.text import encode as in_utf8
from mockserver.formats.text import mend
from mockserver.frozen import frozen
from mockserver.kit import Route
from mockserver.request import Headers, Request
from mockserver.vendors.weyi.headers import MATCH, Range, accepted, charsets, content_type
from mockserver.vendors.weyi.httperror import HTTP_ERROR, Error, as_json, as_xml

JSON_NET = JsonNet()
DATA_CONTRACT = DataContract(declaration=False, check_characters=False, detect_encoding=False)


def in_utf16(text: str) -> bytes:
    """UTF-16 with its byte order mark."""
    return codecs.BOM_UTF16_LE + mend(text).encode("utf-16-le")


class Media:
    """A formatter in one of its encodings; what it writes beside values is the framework's own error."""

    def __init__(
        self,
        name: str,
        format_: JsonNet | DataContract,
        error: Callable[[Error], str],
        encode: Callable[[str], bytes],
    ) -> None:
        self.name = name
        self._format = format_
        self._error = error
        self._encode = encode

    def read(self, body: bytes, type_: Type, *, charset: str = "utf-8", limits: Limits = NORMAL) -> Reading:
        """Understand a body as a value of a type.

        Raises:
            CannotDecode: nothing of the body can be used.
        """
        return self._format.read(body, type_, charset=charset, limits=limits)

    def write(self, value: Plain, type_: Type) -> bytes:
        """Spell a value of a type, or an error."""
        text = self._error(value) if type_ is HTTP_ERROR else self._format.text(value, type_)
        return self._encode(text)


_ENCODINGS = {"utf-8": in_utf8, "utf-16": in_utf16}  # in the formatters' order
_FORMATTERS: tuple[tuple[JsonNet | DataContract, Callable[[Error], str], tuple[str, ...]], ...] = (
    (JSON_NET, as_json, ("application/json", "text/json")),
    (DATA_CONTRACT, as_xml, ("application/xml", "text/xml")),
)
_SCRIPT = "xmlhttprequest"
OFFERS: tuple[tuple[str, ...], ...] = tuple(types for _, _, types in _FORMATTERS)
CHOICES = {
    (media_type, charset): Choice(
        Media(format_.name, format_, error, encode), f"{media_type}; charset={charset}"
    )
    for charset, encode in _ENCODINGS.items()
    for format_, error, types in _FORMATTERS
    for media_type in types
}


@frozen
class Offer:
    """What a formatter could answer: the better rank wins, then the higher quality."""

    media_type: str
    rank: int  # 0 for an Accept literal, 1 and 2 for ranges, 3 for the request's own type, 4 for anything
    quality: float = MATCH


def negotiate(_route: Route | None, request: Request) -> Choice:
    """The format of the answer, and its charset."""
    return _for(request.headers)


@lru_cache(maxsize=64)  # the same head is the same object, and nobody changes it
def _for(headers: Headers) -> Choice:
    by_script = _SCRIPT in (_lines(headers, "x-requested-with") or "").lower()
    accept, charset = _lines(headers, "accept"), _lines(headers, "accept-charset")
    return chosen(accept, charset, headers.get("content-type"), by_script=by_script)


def _lines(headers: Headers, name: str) -> str | None:
    """The lines of a header field, one below the other."""
    first = headers.get(name)
    if first is None or headers.count(name) == 1:
        return first
    return "\n".join(value for sent, value in headers.pairs if sent.lower() == name)


@lru_cache(maxsize=256)  # clients say the same thing again and again
def chosen(
    accept: str | None, accept_charset: str | None, own: str | None, *, by_script: bool = False
) -> Choice:
    """The choice for Accept and Accept-Charset (lines, one below the other) and the request's own type.

    A page's script (XMLHttpRequest, by its own word) that accepts everything gets ``application/json``.
    """
    body = content_type(own)
    wishes = accepted(*(accept or "").split("\n"))
    offers = [_offer(types, wishes, body) for types in OFFERS]
    best = min(offers, key=lambda offer: (offer.rank, -offer.quality))
    everything = all(wish.wideness == 2 for wish in wishes) and len(wishes) <= 1
    media_type = OFFERS[0][0] if by_script and everything else best.media_type
    return CHOICES[media_type, _charset((accept_charset or "").split("\n"), body)]


def _offer(types: tuple[str, ...], wishes: Iterable[Range], body: Range | None) -> Offer:
    for wish in wishes:
        found = _first(types, wish)
        if found and wish.quality > 0:
            return Offer(found, wish.wideness, wish.quality)
    found = _first(types, body) if body else None
    return Offer(found, 3) if found else Offer(types[0], 4)


def _first(types: tuple[str, ...], range_: Range) -> str | None:
    return next((name for name in types if range_.covers(*name.split("/"))), None)


def _charset(lines: Iterable[str], body: Range | None) -> str:
    """What Accept-Charset says, or else the charset of the request's body; UTF-8 where neither is known."""
    for wanted in charsets(*lines):
        found = next((name for name in _ENCODINGS if wanted in ("*", name)), None)
        if found:
            return found
    return body_charset(body)


def body_charset(body: Range | None) -> str:
    """The encoding a body of that Content-Type is read in: the formatters know two."""
    said = (body.parameter("charset") or "").lower() if body else ""
    return said if said in _ENCODINGS else "utf-8"
