"""Where a request leads, as ServiceStack 5 decides it.

Rule: a path is a route, a reply address, a metadata page, or nothing. On routes a wrong
verb is a bare 404, as a wrong path is; reply addresses say what is wrong.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from mockserver.kit import Operation, Refused, Route, Vendor
from mockserver.request import Request
from mockserver.vendors.hostedsuite import metadata, service
from mockserver.vendors.hostedsuite.paths import Place, place_of, verb


def route(vendor: Vendor, request: Request) -> Route:
    """The operation a request leads to.

    Raises:
        Refused: ``NoSuchPath``, ``NoSuchMethod`` or ``NoSuchOperation``.
    """
    place = place_of(request.path)
    if place.page:
        return Route(metadata.PAGES[place.page], segment=place.segment)
    if place.segment:
        return _reply(vendor, request, place)
    here = vendor.ways.get(place.route)
    if here is None:
        raise Refused("NoSuchPath", path=request.path, method=request.method, url=request.url)
    return _checked(here, request, place)


def _checked(here: Mapping[str, Route], request: Request, place: Place) -> Route:
    asked = verb(request)
    way = here.get(asked.upper())
    if way is None:
        allowed = ", ".join(here)
        raise Refused("NoSuchMethod", method=asked, path=request.path, allowed=allowed, url=request.url)
    return Route(way.operation, suffix=place.suffix) if place.suffix else way


def _reply(vendor: Vendor, request: Request, place: Place) -> Route:
    known = {row.name.lower(): row for row in vendor.operations}
    name, bracket, _ = place.name.lower().partition("[")
    row = known.get(name)
    if row is None:
        raise Refused("NoSuchOperation", operation=place.name, path=request.path, url=request.url)
    asked = verb(request)
    if bracket:
        return Route(_batch(row, asked), segment=place.segment)
    return Route(row if asked.upper() == row.method else _other_verb(row, asked), segment=place.segment)


@lru_cache(maxsize=64)
def _batch(row: Operation, asked: str) -> Operation:
    """The same for a list. The handler validates and authenticates item by item, as the framework does."""
    each = row if asked.upper() == row.method else _other_verb(row, asked)
    return replace(row, takes=None, does=service.batch(each), many=True, open=True)


@lru_cache(maxsize=64)
def _other_verb(row: Operation, asked: str) -> Operation:
    """The body is read before the framework looks for a method of the verb's name, and finds none."""
    return replace(row, does=service.no_method(asked, row.name), open=True)
