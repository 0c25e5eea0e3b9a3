"""What a vendor does that does nothing unusual: JSON, and XML by our own convention.

Rule: every function here fills a slot of ``kit.Vendor``; a vendor takes those
that fit and writes the others itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from mockserver.formats.base import CannotDecode, Format, Kind, Limits, Plain, Reading, Type
from mockserver.formats.json import PlainJson
from mockserver.formats.negotiate import Asking, Choice, by_accept, charset, choose, media_type
from mockserver.formats.xml import PlainXml
from mockserver.kit import FIDELITY, Refused, Route, Vendor, unreadable
from mockserver.reply import Reply
from mockserver.request import Request

JSON = Choice(PlainJson(), "application/json;charset=UTF-8")
XML = Choice(PlainXml(), "application/xml;charset=UTF-8")
TEXT_XML = Choice(XML.format, "text/xml;charset=UTF-8")
RULES = (by_accept((XML, TEXT_XML), default=JSON),)

BY_MEDIA_TYPE: Mapping[str, Format] = {
    "": JSON.format,
    "application/json": JSON.format,
    "text/json": JSON.format,
    "application/xml": XML.format,
    "text/xml": XML.format,
}


def by_table(vendor: Vendor, request: Request) -> Route:
    """The plain way to an operation: the path and method as the table spells them.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    here = vendor.ways.get(request.path)
    if here is None:
        raise Refused("NoSuchPath", path=request.path, method=request.method, url=request.url)
    if request.method in here:
        return here[request.method]
    allowed = ", ".join(here)
    raise Refused("NoSuchMethod", method=request.method, path=request.path, allowed=allowed, url=request.url)


def negotiate(_route: Route | None, request: Request) -> Choice:
    """The best of JSON and XML for the Accept header; JSON when it says nothing."""
    return _chosen(request.headers.get("accept"))


@lru_cache(maxsize=128)  # clients say the same thing again and again
def _chosen(accept: str | None) -> Choice:
    return choose(RULES, Asking(accept))


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The body by its Content-Type; no body reads as no value.

    Raises:
        Refused: ``Unreadable``, or ``WrongMediaType`` for a type that nothing here reads.
    """
    media, reader, code = _reader(request.headers.get("content-type"))
    if reader is None:
        raise Refused("WrongMediaType", media_type=media)
    if not request.body:
        return Reading({})
    try:
        return reader.read(request.body, _wanted(route), charset=code, limits=limits)
    except CannotDecode as why:
        raise unreadable(why, route, media) from why


@lru_cache(maxsize=128)  # clients say the same thing again and again
def _reader(content_type: str | None) -> tuple[str, Format | None, str]:
    """The type without its parameters, what reads a body of it, and its charset."""
    media = media_type(content_type)
    return media, BY_MEDIA_TYPE.get(media), charset(content_type)


def _wanted(route: Route) -> Type:
    return route.operation.reads or Kind.ANY


def encode(value: Plain, type_: Type, choice: Choice, status: int = 200) -> Reply:
    """The value in the chosen format; that it is our own convention is said of XML."""
    headers = (*choice.headers, FIDELITY) if choice.format is XML.format else choice.headers
    return Reply(status, choice.format.write(value, type_), headers)
