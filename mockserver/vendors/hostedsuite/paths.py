"""What a request line says: the place its path names, and the verb that counts.

Rule: on routes letters' case, doubled slashes and a slash at the end count for nothing, a
suffix counts as written; at reply addresses the last segment is the name, slash and all.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from mockserver.formats.form import fields, split_pairs
from mockserver.formats.negotiate import media_type
from mockserver.frozen import frozen
from mockserver.request import Request

MOUNT = "/api"
SUFFIXES = ("json", "xml", "jsv", "csv", "html")  # written like this and not otherwise
SEGMENTS = SUFFIXES  # these in any case
ACTIONS = ("reply", "oneway")
OVERRIDE = "x-http-method-override"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@frozen
class Place:
    """What a path says: the route it spells, or the format, action and name of a reply address."""

    route: str = ""  # in lower case, without suffix
    suffix: str = ""
    segment: str = ""
    name: str = ""  # of the operation, as written; a slash at the end counts
    page: str = ""  # "index", "operation" or "home"


@lru_cache(maxsize=1024)
def place_of(path: str) -> Place:
    """What a decoded path says."""
    inner = path[len(MOUNT) :].lstrip("/")
    if not inner:
        return Place(page="home")
    parts = inner.split("/")
    first, second = parts[0].lower(), parts[1].lower() if len(parts) > 1 else ""
    if first in SEGMENTS and second in ACTIONS:
        return Place(segment=first, name=_last(parts))
    if second == "metadata" and first in SEGMENTS:
        return Place(page="operation", segment=first)
    if first == "metadata" and not second:
        return Place(page="index")
    return _route(inner)


def _last(parts: list[str]) -> str:
    """The last segment of the URL, which keeps its slash, as .NET's ``Uri.Segments`` has it."""
    return parts[-1] or f"{parts[-2]}/"


def _route(inner: str) -> Place:
    bare, dot, suffix = inner.rpartition(".")
    known = bool(dot) and suffix in SUFFIXES
    pieces = (piece for piece in (bare if known else inner).lower().split("/") if piece)
    return Place(route=f"{MOUNT}/{'/'.join(pieces)}", suffix=suffix if known else "")


def verb(request: Request) -> str:
    """The method, or what the client says to take for it: in a header, the query or a form field."""
    query = request.query
    return request.headers.get(OVERRIDE) or (query and _named(query)) or _in_form(request) or request.method


def _named(pairs: str, charset: str = "utf-8") -> str | None:
    if "override" not in pairs.lower():
        return None
    given: Mapping[str, str] = fields(split_pairs(pairs, charset))
    return next((value for name, value in given.items() if name.lower() == OVERRIDE), None)


def _in_form(request: Request) -> str | None:
    return _named(request.body.decode("latin-1")) if _is_form(request.headers.get("content-type")) else None


@lru_cache(maxsize=128)  # clients say the same thing again and again
def _is_form(content_type: str | None) -> bool:
    return media_type(content_type) == FORMS[0]
