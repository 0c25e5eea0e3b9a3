"""The admin API at ``/__admin``: a table of routes, one module for each resource.

Rule: a handler takes an ``Ask`` and returns what becomes JSON, a ``Reply`` that is
none, or an answer that is held; nothing here has met Flask.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import parse_qsl

from mockserver.reply import Held, Reply
from mockserver.request import Request
from mockserver.web.admin import (
    bayeux,
    callbacks,
    calls,
    campaigns,
    clock,
    events,
    expectations,
    faults,
    lists,
    metrics,
    near_misses,
    openapi,
    records,
    requests,
    requests_wait,
    rules,
    sandboxes,
    scenarios,
    server,
)
from mockserver.web.admin.ask import Ask, Wrong, json_of
from mockserver.web.admin.guard import refuse_strangers
from mockserver.web.world import World

log = logging.getLogger(__name__)
Handler = Callable[[Ask], Any]

# fmt: off
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET",    "/",                              server.index),
    ("GET",    "/health",                        server.health),
    ("GET",    "/version",                       server.version),
    ("GET",    "/settings",                      server.settings),
    ("GET",    "/ca.pem",                        server.ca),
    ("GET",    "/vendors",                       server.vendors),
    ("GET",    "/openapi.json",                  openapi.document),
    ("GET",    "/metrics",                       metrics.metrics),
    ("GET",    "/events",                        events.follow),
    ("POST",   "/reset",                         sandboxes.reset),
    ("GET",    "/sandboxes",                     sandboxes.listing),
    ("POST",   "/sandboxes",                     sandboxes.make),
    ("GET",    "/sandboxes/<name>",              sandboxes.show),
    ("DELETE", "/sandboxes/<name>",              sandboxes.drop),
    ("POST",   "/sandboxes/<name>/reset",        sandboxes.reset_one),
    ("GET",    "/clock",                         clock.show),
    ("PUT",    "/clock",                         clock.put),
    ("POST",   "/clock/advance",                 clock.advance),
    ("GET",    "/calls",                         calls.listing),
    ("POST",   "/calls",                         calls.place),
    ("GET",    "/calls/<key>",                   calls.show),
    ("GET",    "/records/<vendor>",              records.listing),
    ("POST",   "/records/<vendor>",              records.add),
    ("GET",    "/records/<vendor>/<path:key>",   records.show),
    ("GET",    "/callbacks",                     callbacks.listing),
    ("DELETE", "/callbacks",                     callbacks.cancel_all),
    ("POST",   "/callbacks/wait",                callbacks.wait),
    ("GET",    "/callbacks/<key>",               callbacks.show),
    ("DELETE", "/callbacks/<key>",               callbacks.cancel),
    ("POST",   "/callbacks/<key>/redeliver",     callbacks.redeliver),
    ("GET",    "/campaigns",                     campaigns.listing),
    ("POST",   "/campaigns/<vendor>/<path:key>", campaigns.order),
    ("GET",    "/lists",                         lists.listing),
    ("GET",    "/lists/<vendor>/<path:key>",     lists.show),
    ("GET",    "/bayeux/<vendor>",               bayeux.listing),
    ("POST",   "/bayeux/<vendor>",               bayeux.publish),
    ("DELETE", "/bayeux/<vendor>",               bayeux.lose_all),
    ("DELETE", "/bayeux/<vendor>/<path:key>",    bayeux.lose),
    ("GET",    "/rules",                         rules.listing),
    ("POST",   "/rules",                         rules.add),
    ("DELETE", "/rules",                         rules.drop_all),
    ("DELETE", "/rules/<path:key>",              rules.drop),
    ("GET",    "/expectations",                  expectations.listing),
    ("POST",   "/expectations",                  expectations.add),
    ("DELETE", "/expectations",                  expectations.drop),
    ("POST",   "/expectations/wait",             expectations.wait),
    ("GET",    "/faults",                        faults.listing),
    ("POST",   "/faults",                        faults.switch_on),
    ("GET",    "/scenarios",                     scenarios.listing),
    ("PUT",    "/scenarios/<name>/state",        scenarios.put),
    ("POST",   "/scenarios/reset",               scenarios.reset),
    ("GET",    "/requests",                      requests.listing),
    ("DELETE", "/requests",                      requests.clear),
    ("POST",   "/requests/reset",                requests.clear),
    ("POST",   "/requests/count",                requests.count),
    ("POST",   "/requests/find",                 requests.find),
    ("POST",   "/requests/wait",                 requests_wait.wait),
    ("GET",    "/requests/unmatched",            requests.unmatched),
    ("GET",    "/requests/unmatched/near-misses", near_misses.unmatched),
    ("POST",   "/near-misses/request",           near_misses.of_request),
    ("POST",   "/near-misses/request-pattern",   near_misses.of_pattern),
    ("POST",   "/requests/near-misses/request",  near_misses.of_request),  # as an npm client spells it
    ("POST",   "/requests/near-misses/request-pattern", near_misses.of_pattern),
    ("GET",    "/requests/<key>",                requests.show),
    ("GET",    "/mappings",                      server.no_mappings),
    ("POST",   "/mappings",                      server.no_mappings),
)
# fmt: on
_ROWS: dict[str, list[tuple[str, str, Handler]]] = {}  # by the first part of the path
for _method, _path, _handler in sorted(ROUTES, key=lambda row: "<" in row[1]):
    _ROWS.setdefault(_path.split("/")[1], []).append((_method, _path.strip("/"), _handler))


def answer(world: World, request: Request) -> Reply | Held:
    """The answer to an admin request; bad asking is answered, and nothing is changed by it."""
    try:
        refuse_strangers(world.settings, request)
        handler, parts = route(request)
        query = dict(parse_qsl(request.query, keep_blank_values=True))
        given = handler(Ask(world, request, parts, query))
    except Wrong as why:
        given = why.answer
    except Exception:
        log.exception("%s %s: the mock itself failed", request.method, request.target)
        given = Wrong(500, "mockserver has a bug; its log has the traceback").answer
    return given if isinstance(given, (Reply, Held)) else json_of(given)


def route(request: Request) -> tuple[Handler, dict[str, str]]:
    """The handler of a request, and the named parts of its path.

    Raises:
        Wrong: 404 for a path that is nowhere in the table, 405 for another method.
    """
    asked = request.path.removeprefix("/__admin").strip("/")
    here = list(_fitting(asked))
    wanted = "GET" if request.method == "HEAD" else request.method
    for method, handler, parts in here:
        if method == wanted:
            return handler, parts
    if here:
        raise Wrong(
            405, f"{request.path} takes {', '.join(method for method, _, _ in here)}, not {request.method}"
        )
    raise Wrong(404, f"no admin route is {request.path!r}; GET /__admin/ lists them")


def _fitting(asked: str) -> Iterator[tuple[str, Handler, dict[str, str]]]:
    """The rows whose path fits, those without named parts first."""
    for method, path, handler in _ROWS.get(asked.partition("/")[0], ()):
        parts = _parts(path, asked)
        if parts is not None:
            yield method, handler, parts


def _parts(path: str, asked: str) -> dict[str, str] | None:
    names, given = path.split("/"), asked.split("/")
    if "<path:" in path:  # a last part that may hold slashes
        given = [*given[: len(names) - 1], "/".join(given[len(names) - 1 :])]
    if len(names) != len(given):
        return None
    pairs = list(zip(names, given, strict=True))
    if any(name != part for name, part in pairs if name[:1] != "<"):
        return None
    return {name.strip("<>").rpartition(":")[2]: part for name, part in pairs if name[:1] == "<"}
