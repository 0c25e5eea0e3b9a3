"""The admin API at ``/__admin``: a table of routes, one module for each resource.

Rule: a handler takes an ``Ask`` and returns what becomes JSON; only this module
has met Flask.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import flask

from mockserver.reply import Reply
from mockserver.web.admin import callbacks, calls, clock, records, requests, sandboxes, server
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.guard import refuse_strangers
from mockserver.web.blueprint import request_now, response_of
from mockserver.web.world import World

Handler = Callable[[Ask], Any]

# fmt: off
ROUTES: tuple[tuple[str, str, Handler], ...] = (
    ("GET",    "/",                              server.index),
    ("GET",    "/health",                        server.health),
    ("GET",    "/version",                       server.version),
    ("GET",    "/settings",                      server.settings),
    ("GET",    "/vendors",                       server.vendors),
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
    ("GET",    "/requests",                      requests.listing),
    ("DELETE", "/requests",                      requests.clear),
    ("POST",   "/requests/reset",                requests.clear),
    ("POST",   "/requests/count",                requests.count),
    ("POST",   "/requests/find",                 requests.find),
    ("GET",    "/requests/unmatched",            requests.unmatched),
    ("GET",    "/requests/<key>",                requests.show),
    ("GET",    "/mappings",                      server.no_mappings),
    ("POST",   "/mappings",                      server.no_mappings),
)
# fmt: on


def admin_blueprint(world: World) -> flask.Blueprint:
    """The routes as a blueprint."""
    blueprint = flask.Blueprint("admin", __name__, url_prefix="/__admin")
    for method, path, handler in ROUTES:
        endpoint = f"{method} {path}".replace(".", "_")
        blueprint.add_url_rule(path, endpoint, _view_of(handler, world), methods=[method])
    blueprint.add_url_rule(
        "/<path:rest>", "unknown", _view_of(server.unknown, world), methods=["GET", "POST", "PUT"]
    )
    return blueprint


def _view_of(handler: Handler, world: World) -> Callable[..., flask.Response]:
    def view(**parts: str) -> flask.Response:
        try:
            return response_of(_reply(handler, world, parts))
        except Wrong as why:
            return response_of(_json(why.answer))

    return view


def _reply(handler: Handler, world: World, parts: dict[str, str]) -> Reply:
    request = request_now(world.settings.body_limit)
    refuse_strangers(world.settings, request)
    given = handler(Ask(world, request, parts, flask.request.args.to_dict()))
    return _json(given if isinstance(given, Answer) else Answer(given))


def _json(answer: Answer) -> Reply:
    body = json.dumps(answer.value, ensure_ascii=False, indent=2).encode("utf-8", "replace") + b"\n"
    return Reply(answer.status, body, (("Content-Type", "application/json"),))
