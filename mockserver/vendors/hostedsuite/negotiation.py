"""Which format answers, in ServiceStack's order.

Rule: q-values count for nothing, and the same Accept header means different things for
different request bodies. Measured; where the recordings are silent, ServiceStack 5's source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from mockserver.formats.base import Format
from mockserver.formats.csv import Csv
from mockserver.formats.datacontract import DataContract
from mockserver.formats.form import fields, split_pairs
from mockserver.formats.json import ServiceStackJson
from mockserver.formats.jsv import Jsv
from mockserver.formats.negotiate import Asking, Choice, choose, media_type
from mockserver.kit import Route
from mockserver.request import Headers, Request
from mockserver.vendors.hostedsuite.paths import FORMS, place_of
from mockserver.vendors.hostedsuite.report import HtmlReport, NoFormat

JSON, JSV, CSV, HTML, NOTHING = ServiceStackJson(), Jsv(), Csv(), HtmlReport(), NoFormat()
XML = DataContract()  # new-lines as recorded; on Windows they are \r\n, which a parser reads alike

# fmt: off
FORMATS: Mapping[str, Choice] = {
    "json": Choice(JSON, "application/json; charset=utf-8"),
    "xml":  Choice(XML,  "application/xml"),
    "jsv":  Choice(JSV,  "application/jsv"),
    "csv":  Choice(CSV,  "text/csv"),
    "html": Choice(HTML, "text/html"),
}
BY_MEDIA_TYPE: Mapping[str, Format] = {
    "application/json": JSON, "text/json": JSON,
    "application/xml": XML, "text/xml": XML,
    "application/jsv": JSV, "text/jsv": JSV,
    "text/csv": CSV,
    "text/html": HTML,
}
# Html, json, xml, jsv: this order, whatever the client's.
PREFERRED = ("text/html", "application/json", "application/xml", "application/jsv")
# fmt: on
JSONP = "text/javascript"
_NO_NAME = re.compile("[^A-Za-z0-9_]")


def by_suffix(asking: Asking) -> Choice | None:
    """``/api/calls/update.xml``."""
    return FORMATS.get(asking.suffix)


def by_callback(asking: Asking) -> Choice | None:
    """``?callback=`` means JSON, whatever ``format`` says."""
    return FORMATS["json"] if asking.query.get("callback") else None


def by_format(asking: Asking) -> Choice | None:
    """``?format=xml``; a value that holds the name is enough, an unknown one counts for nothing."""
    wanted = asking.query.get("format", "").partition(".")[0].lower()
    held = next((name for name in ("json", "xml", "jsv") if name in wanted), wanted)
    return FORMATS.get(held)


def by_segment(asking: Asking) -> Choice | None:
    """``/api/xml/reply/…``."""
    return FORMATS.get(asking.segment)


def by_own_type(asking: Asking) -> Choice | None:
    """The type of the request's own body, if Accept names it and it is one of the preferred."""
    own = _own_type(asking)
    wanted = own in PREFERRED and any(name.startswith(own) for name in _accepted(asking))
    return _answer_as(own) if wanted else None


def by_preference(asking: Asking) -> Choice | None:
    """The first of the preferred types that Accept names; ``application/jsonx`` names JSON."""
    named = (kind for kind in PREFERRED if any(name.startswith(kind) for name in _accepted(asking)))
    kind = next(named, None)
    return _answer_as(kind) if kind else None


def by_anything(asking: Asking) -> Choice | None:
    """``*/*`` means the type of the request's own body, word for word, even if nothing can write it."""
    return _answer_as(_own_type(asking)) if "*/*" in _accepted(asking) else None


def by_csv(asking: Asking) -> Choice | None:
    """``text/csv``, when nothing else was named."""
    return FORMATS["csv"] if any(name.startswith("text/csv") for name in _accepted(asking)) else None


def by_default(_asking: Asking) -> Choice | None:
    """The HTML report."""
    return FORMATS["html"]


RULES = (
    by_suffix,
    by_callback,
    by_format,
    by_segment,
    by_own_type,
    by_preference,
    by_anything,
    by_csv,
    by_default,
)


def negotiate(_route: Route | None, request: Request) -> Choice:
    """The format of the answer; a path that leads nowhere still says what it can about it."""
    headers, place = request.headers, place_of(request.path)
    query = _lower(fields(split_pairs(request.query))) if request.query else {}
    callback = query.get("callback", "")
    choice = _chosen(
        headers.get("accept") if headers.count("accept") < 2 else _joined(headers),
        headers.get("content-type"),
        query.get("format", ""),
        bool(callback),
        (place.suffix, place.segment),
    )
    return _with_callback(choice, _NO_NAME.sub("_", callback)) if callback else choice


def _lower(query: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in query.items()}


def _joined(headers: Headers) -> str:
    return ",".join(value for name, value in headers.pairs if name.lower() == "accept")


@lru_cache(maxsize=128)  # clients say the same thing again and again
def _chosen(
    accept: str | None, content_type: str | None, wanted: str, jsonp: bool, path: tuple[str, str]
) -> Choice:
    query = {"format": wanted, "callback": "jsonp" if jsonp else ""}
    return choose(RULES, Asking(accept, content_type, query, *path))


def _with_callback(choice: Choice, name: str) -> Choice:
    """JSON becomes a script; anything else keeps its type and is wrapped all the same."""
    content_type = JSONP if "application/json" in choice.content_type else choice.content_type
    return Choice(choice.format, content_type, wrap=name)


def _accepted(asking: Asking) -> list[str]:
    return [media_type(part) for part in (asking.accept or "").split(",")]


def _own_type(asking: Asking) -> str:
    """The request's Content-Type as it was written; forms count as HTML."""
    own = asking.content_type or ""
    return "text/html" if not own or own.lower().startswith(FORMS) else own


def _answer_as(content_type: str) -> Choice:
    """A charset is added to exactly this one spelling."""
    shown = FORMATS["json"].content_type if content_type == "application/json" else content_type
    return Choice(BY_MEDIA_TYPE.get(media_type(content_type), NOTHING), shown)
