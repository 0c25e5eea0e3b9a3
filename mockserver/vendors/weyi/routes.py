"""Where a request leads, as Web API's attribute routes decide it.

Rule: case counts for nothing, one slash at the end neither, and everything is also under ``/API``.
The path is looked at before the verb; HEAD and OPTIONS are verbs like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mockserver.kit import Refused, Route, Vendor
from mockserver.request import Request
from mockserver.vendors.weyi.operations import OPERATIONS

PREFIX = "/API"
Ways = Mapping[str, Route]  # by verb


def _paths() -> Iterator[tuple[str, dict[str, Route]]]:
    here: dict[str, dict[str, Route]] = {}
    for row in OPERATIONS:
        here.setdefault(row.path, {})[row.method] = Route(row)
    for path, ways in here.items():
        for spelt in (path, PREFIX + path):
            yield spelt, ways
            yield spelt.lower(), ways


WAYS: Mapping[str, Ways] = dict(_paths())


def route(_vendor: Vendor, request: Request) -> Route:
    """The operation a request leads to.

    Raises:
        Refused: ``NoSuchPath`` or ``NoSuchMethod``.
    """
    here = WAYS.get(request.raw_path) or WAYS.get(_folded(request.path))
    if here is None:
        raise Refused("NoSuchPath", path=request.path, method=request.method, url=request.url)
    way = here.get(request.method) or here.get(request.method.upper())  # .NET compares verbs so
    if way is None:
        facts = {"path": request.path, "url": request.url, "allowed": ", ".join(here)}
        raise Refused("NoSuchMethod", method=request.method, **facts)
    return way


def _folded(path: str) -> str:
    return (path[:-1] if path.endswith("/") else path).lower()
