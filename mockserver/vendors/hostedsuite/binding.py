"""What a request says, put together from its body, its query and its form, as ServiceStack 5 does.

Rule: on a route the Content-Type picks the parser and the query overrides the body, but a
form overrides the query; at a reply address the path picks the parser and the query is not
looked at. A body of a type that nothing reads is ignored, and everything in it is null.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.message import Message
from email.parser import BytesParser
from email.policy import HTTP
from functools import lru_cache

from mockserver.formats.base import CannotDecode, Format, Limits, ListOf, Plain, Reading, Shape, Type
from mockserver.formats.form import CannotBind, bind, fields, split_pairs
from mockserver.formats.guard import check_count, check_size
from mockserver.formats.negotiate import charset, media_type
from mockserver.formats.text import decode_leniently
from mockserver.frozen import frozen
from mockserver.kit import Refused, Route
from mockserver.request import Request
from mockserver.vendors.hostedsuite.negotiation import BY_MEDIA_TYPE, FORMATS, HTML
from mockserver.vendors.hostedsuite.operations import reads
from mockserver.vendors.hostedsuite.paths import FORMS, OVERRIDE, verb
from mockserver.vendors.hostedsuite.wire import CLR_NAMESPACE

KEYWORDS = ("format", "callback", "debug", "jsconfig", OVERRIDE)  # the framework's own query members
_READS_FORM = ("POST", "PUT")
_NEEDS_NO_BODY = ("GET", "DELETE", "OPTIONS")
NOTHING = Reading({})
_EARLY = "hostedsuite.early"


@frozen
class Early:
    """A reading from before it was known whose request it is; kept in the request's memo, taken once."""

    route: Route
    limits: Limits
    reading: Reading


def decode_early(route: Route, request: Request, limits: Limits) -> Reading:
    """As ``decode``, which then does not read the same a second time."""
    reading = decode(route, request, limits)
    request.memo = {**(request.memo or {}), _EARLY: Early(route, limits, reading)}
    return reading


def decode(route: Route, request: Request, limits: Limits) -> Reading:
    """The members that were given, by wire name; at a batch address, the list of them.

    Raises:
        Refused: ``Unreadable`` or ``CannotBind``.
    """
    early = request.memo.pop(_EARLY, None) if request.memo else None
    if isinstance(early, Early) and (early.route, early.limits) == (route, limits):
        return early.reading
    type_ = reads(route.operation)
    if type_ is None:
        return NOTHING
    parse = _at_segment if route.segment else _on_route
    try:
        return parse(route, request, type_, limits)
    except CannotBind as why:
        raise Refused("CannotBind", shape=_clr(type_).rpartition(".")[2], fields=why.errors) from why
    except CannotDecode as why:
        raise Refused("Unreadable", **_unreadable(why, _content_type(route, request), _clr(type_))) from why


def _on_route(_route: Route, request: Request, type_: Type, limits: Limits) -> Reading:
    reader, _, is_form = _reader(request.headers.get("content-type"))
    body = _parsed(reader, request, type_, limits)
    form = _form(request, limits) if is_form and verb(request) in _READS_FORM else {}
    return _overlaid(body, _query(request, limits), form, type_)


@lru_cache(maxsize=128)  # clients say the same thing again and again
def _reader(content_type: str | None) -> tuple[Format | None, str, bool]:
    """What reads a body of that type on a route, its charset, and whether it is a form."""
    is_form = (content_type or "").lower().startswith(FORMS)
    return BY_MEDIA_TYPE.get(media_type(content_type)), charset(content_type), is_form


def _at_segment(route: Route, request: Request, type_: Type, limits: Limits) -> Reading:
    if not request.body and verb(request) in _NEEDS_NO_BODY:
        return _bound(_query(request, limits), type_)
    if (request.headers.get("content-type") or "").lower().startswith(FORMS):
        return _bound(_form(request, limits), type_)
    return _parsed(FORMATS[route.segment].format, request, type_, limits)


def _parsed(reader: Format | None, request: Request, type_: Type, limits: Limits) -> Reading:
    """The body as its format has it; nothing where there is no body, or no format that reads it."""
    nothing: Plain = [] if isinstance(type_, ListOf) else {}
    if not request.body:
        return Reading(nothing)
    check_size(request.body, limits)
    if reader is None or reader is HTML:
        return Reading(nothing, _ignored(request))
    _, code, _ = _reader(request.headers.get("content-type"))
    reading = reader.read(request.body, type_, charset=code, limits=limits)
    return Reading(nothing, reading.losses) if reading.value is None else reading


def _ignored(request: Request) -> tuple[str, ...]:
    own = request.headers.get("content-type")
    if (own or "").lower().startswith(FORMS):
        return ()
    given = f"the Content-Type {own!r} is not one that is read" if own else "no Content-Type was given"
    return (f"{given}, so the body was ignored",)


def _bound(given: Mapping[str, str], type_: Type) -> Reading:
    return bind(given, type_) if isinstance(type_, Shape) else Reading([])


def _overlaid(body: Reading, query: Mapping[str, str], form: Mapping[str, str], type_: Type) -> Reading:
    """Query and form over the body. One map takes both, so of one spelling the form's value is left."""
    if not query and not form:
        return body
    given = _bound({**query, **form}, type_)
    changed = [name for name in given.value if body.value.get(name, given.value[name]) != given.value[name]]
    said = (
        *(f"the query's {name} overrides the body's" for name in changed),
        *(f"the form's {name} overrides the query's" for name in form if query.get(name)),
    )
    return Reading({**body.value, **given.value}, (*body.losses, *given.losses, *said))


def _query(request: Request, limits: Limits) -> Mapping[str, str]:
    if not request.query:
        return {}
    check_count(request.query.count("&"), limits)
    given = fields(pair for pair in split_pairs(request.query) if pair[1] is not None)
    return {name: value for name, value in given.items() if name.lower() not in KEYWORDS}


def _form(request: Request, limits: Limits) -> Mapping[str, str]:
    content_type = request.headers.get("content-type") or ""
    check_size(request.body, limits)
    lower = content_type.lower()
    if not lower.startswith(FORMS):
        return {}
    if lower.startswith(FORMS[1]):
        return fields(_parts(content_type, request.body, limits))
    check_count(request.body.count(b"&"), limits)
    code = charset(content_type)
    given = fields(split_pairs(decode_leniently(request.body, code), code))
    return {name: value for name, value in given.items() if name.lower() != OVERRIDE}


def _parts(content_type: str, body: bytes, limits: Limits) -> list[tuple[str, str | None]]:
    """The text fields of a multipart form; files are no members of a request here."""
    check_count(body.count(b"\n--"), limits)
    head = f"Content-Type: {content_type}\r\n\r\n".encode("latin-1", "replace")
    parts = BytesParser(policy=HTTP).parsebytes(head + body).iter_parts()
    named = ((part.get_param("name", header="content-disposition"), part) for part in parts)
    return [(str(name), _text(part)) for name, part in named if name and not part.get_filename()]


def _text(part: Message) -> str:
    payload = part.get_payload(decode=True)
    return decode_leniently(payload if isinstance(payload, bytes) else b"")


def _content_type(route: Route, request: Request) -> str:
    """What the error says the body was: the path's type at a reply address, else the client's own words."""
    own = request.headers.get("content-type") or ""
    return media_type(FORMATS[route.segment].content_type) if route.segment else own


def _clr(type_: Type) -> str:
    """The request's type as .NET writes it."""
    shape = type_.item if isinstance(type_, ListOf) else type_
    return f"{CLR_NAMESPACE}.{getattr(shape, 'name', '')}{'[]' if isinstance(type_, ListOf) else ''}"


def _unreadable(why: CannotDecode, content_type: str, clr: str) -> dict[str, str]:
    """The facts of an unreadable body. The real text goes on with a .NET stack."""
    return {"media_type": content_type, "contract": clr, "text": _exception(why, content_type, clr)}


def _exception(why: CannotDecode, content_type: str, clr: str) -> str:
    kind = getattr(why, "exception", "System.Runtime.Serialization.SerializationException")
    if "xml" not in content_type.lower() or str(why).startswith("Error in line"):
        return f"{kind}: {why}"
    outer = f"{kind}: There was an error deserializing the object of type {clr}. {why}"
    return f"{outer} ---> System.Xml.XmlException: {why}"
