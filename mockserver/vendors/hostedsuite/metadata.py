"""The metadata pages: the list of operations, and one page an operation, as seed 004 shows it.

Rule: pages are drawn from the table and the schemas; nothing is said here that is not there.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from marshmallow import fields

from mockserver.formats.base import Kind, ListOf, Member, Plain, Shape, Type
from mockserver.formats.form import fields as by_name
from mockserver.formats.form import split_pairs
from mockserver.kit import MEASURED, Desk, Operation, Refused
from mockserver.reply import Reply
from mockserver.vendors.hostedsuite.encoding import COMMON, written
from mockserver.vendors.hostedsuite.negotiation import FORMATS
from mockserver.vendors.hostedsuite.operations import OPERATIONS
from mockserver.vendors.hostedsuite.paths import place_of
from mockserver.wire import Wire

HTML = (("Content-Type", "text/html; charset=utf-8"), ("X-Powered-By", dict(COMMON)["X-Powered-By"]))
_LISTED = ("xml", "json", "jsv", "csv")
_KINDS = {Kind.STRING: "string", Kind.INT: "int", Kind.DOUBLE: "double", Kind.BOOL: "bool"}
_SAMPLES: dict[Kind, Plain] = {Kind.STRING: "String", Kind.INT: 0, Kind.DOUBLE: 0.0, Kind.BOOL: False}
_HELP = """<p>To override the Content-type in your clients, use the HTTP <b>Accept</b> Header,
append the <b>.{format}</b> suffix or <b>?format={format}</b></p>
<p>To embed the response in a <b>jsonp</b> callback, append <b>?callback=myCallback</b></p>"""
_SAMPLE_NOTE = (
    "<p>The following are sample HTTP requests and responses. "
    "The placeholders shown need to be replaced with actual values.</p>"
)


def home(desk: Desk, _asked: dict[str, Any]) -> Reply:
    """``/api`` leads to the list."""
    request = desk.request
    place = f"{request.scheme}://{request.host}{request.prefix}/api/metadata"
    return Reply(302, b"", (("Location", place), *COMMON))


def index(_desk: Desk, _asked: dict[str, Any]) -> Reply:
    """The list of operations, each with its formats."""
    rows = "".join(f"<tr><th>{escape(row.name)}</th>{_links(row)}</tr>\n" for row in OPERATIONS)
    return _page("Operations", f"<p>The following operations are supported.</p>\n<table>\n{rows}</table>")


def _links(row: Operation) -> str:
    links = (f'<td><a href="{name}/metadata?op={row.name}">{name.upper()}</a></td>' for name in _LISTED)
    return "".join(links)


def operation(desk: Desk, _asked: dict[str, Any]) -> Reply:
    """One operation's page; without ``op``, the list.

    Raises:
        Refused: there is no such operation.
    """
    query = {name.lower(): value for name, value in by_name(split_pairs(desk.request.query)).items()}
    wanted = query.get("op", "").lower()
    if not wanted:
        return index(desk, _asked)
    row = next((row for row in OPERATIONS if row.name.lower() == wanted), None)
    if row is None:
        raise Refused("NoSuchPath", path=desk.request.path)
    return _page(row.name, _about(row, place_of(desk.request.path).segment))


PAGES = {
    "home": Operation("MetadataRedirect", "GET", "/api", None, home, fidelity=MEASURED, open=True),
    "index": Operation("Metadata", "GET", "/api/metadata", None, index, fidelity=MEASURED, open=True),
    "operation": Operation(
        "OperationMetadata", "GET", "/api/json/metadata", None, operation, fidelity=MEASURED, open=True
    ),
}


def _page(title: str, inner: str) -> Reply:
    text = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"</head>\n<body><h1>HostedSuite</h1>\n{inner}\n</body></html>\n"
    )
    return Reply(200, text.encode(), HTML)


def _about(row: Operation, segment: str) -> str:
    name = segment if segment in _LISTED else "json"
    return "\n".join(
        (
            '<p><a href="../metadata">&lt;back to all web services</a></p>',
            f"<h2>{escape(row.name)}</h2>\n<p>{escape(row.about)}</p>",
            "<p>The following routes are available for this service:</p>",
            f"<table><tr><th>{row.method}</th><td>{escape(row.path)}</td></tr></table>",
            *(_parameters(schema) for schema in _schemas(row)),
            _HELP.format(format=name),
            f"<h3>HTTP + {name.upper()}</h3>\n{_SAMPLE_NOTE}",
            f"<pre>{escape(_samples(row, name))}</pre>",
        )
    )


def _schemas(row: Operation) -> Iterable[type[Wire]]:
    """The request's class, its base classes, then the answer's and what is inside it."""
    if row.takes is not None:
        yield from (cls for cls in row.takes.__mro__ if issubclass(cls, Wire) and cls is not Wire)
    if row.gives is not None:
        yield from _with_inner(row.gives)


def _with_inner(schema: type[Wire]) -> Iterable[type[Wire]]:
    yield schema
    for field in schema._declared_fields.values():
        inner = getattr(field, "inner", field)
        if isinstance(inner, fields.Nested):
            yield from _with_inner(type(inner.schema))  # type: ignore[arg-type]


def _parameters(schema: type[Wire]) -> str:
    base = schema.__mro__[1]
    own = {
        name: field
        for name, field in schema._declared_fields.items()
        if name not in getattr(base, "_declared_fields", {})
    }
    kinds = {member.name: member for member in schema.type().members}
    rows = "".join(_row(field, kinds[field.data_key or name]) for name, field in own.items())
    head = "<tr><th>Name</th><th>Parameter</th><th>Data Type</th><th>Required</th><th>Description</th></tr>"
    return f"<table><caption><b>{escape(schema.contract)}</b> Parameters:</caption>{head}\n{rows}</table>"


def _row(field: Any, member: Member) -> str:
    said = field.metadata
    cells = (
        member.name,
        said.get("where", "form"),
        said.get("type") or _kind(member.type),
        "Yes" if said.get("required") else "No",
        said.get("about", ""),
    )
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>\n"


def _kind(type_: Type) -> str:
    if isinstance(type_, ListOf):
        return f"IList<{_kind(type_.item)}>"
    return type_.name if isinstance(type_, Shape) else _KINDS.get(type_, "string")


def _samples(row: Operation, name: str) -> str:
    choice = FORMATS[name]
    plain = choice.content_type.partition(";")[0]
    asks = _sample(row.reads, name)
    gives = _sample(row.writes, name)
    return (
        f"{row.method} {row.path} HTTP/1.1\nHost: evo.hostedsuite.com\nAccept: {plain}\n"
        f"Content-Type: {plain}\nContent-Length: length\n\n{asks}\n\n"
        f"HTTP/1.1 200 OK\nContent-Type: {plain}\nContent-Length: length\n\n{gives}"
    )


def _sample(type_: Type | None, name: str) -> str:
    return "" if type_ is None else written(_filled(type_), type_, FORMATS[name].format).decode()


def _filled(type_: Type) -> Plain:
    """A value with every scalar filled; lists are left null, as the real page leaves them out."""
    if isinstance(type_, Shape):
        return {member.name: _filled(member.type) for member in type_.members}
    return None if isinstance(type_, ListOf) else _SAMPLES.get(type_, "String")
