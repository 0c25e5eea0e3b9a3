"""Flask blueprints: the vendors' tables and the admin API; the one place that reads ``flask.request``.

Rule: a blueprint says what is served and by whom; every one of its rules leads to
the pipeline, which answers with data.
"""

from __future__ import annotations

from collections.abc import Iterable

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from mockserver.kit import Vendor
from mockserver.reply import AT_ONCE, ENDING, HELD, Held, Reply
from mockserver.request import Headers, Request
from mockserver.web.straight import (
    ADMIN_PATHS,
    METHODS,
    REQUEST,
    Straight,
    paths_of,
    straight_admin,
    straight_of,
)
from mockserver.web.target import PREFIX, TARGET
from mockserver.web.world import World


def blueprint_of(vendor: Vendor, world: World) -> flask.Blueprint:
    """The vendor's operations, and whatever else lies under its mounts, as a blueprint."""
    return _blueprint(vendor.name, paths_of(vendor), straight_of(vendor, world), world)


def admin_blueprint(world: World) -> flask.Blueprint:
    """The admin API as a blueprint; its own table decides what is where."""
    return _blueprint("admin", ADMIN_PATHS, straight_admin(world), world)


def _blueprint(name: str, paths: Iterable[str], straight: Straight, world: World) -> flask.Blueprint:
    def view(**_parts: str) -> flask.Response:
        return response_of(straight(request_now(world.settings.body_limit)))

    view.__name__ = name
    view.straight = straight  # type: ignore[attr-defined]
    blueprint = flask.Blueprint(name, __name__)
    for path in paths:
        blueprint.add_url_rule(path, view_func=view, methods=METHODS, provide_automatic_options=False)
    return blueprint


def request_now(limit: int) -> Request:
    """The request that Flask holds, as data."""
    environ = flask.request.environ
    read: Request | None = environ.get(REQUEST)
    if read is not None:
        return read
    too_large, body = _body(limit)
    return Request(
        method=flask.request.method,
        target=environ[TARGET],
        headers=Headers(flask.request.headers.items()),
        body=body,
        scheme=flask.request.scheme,
        host=environ.get("HTTP_HOST", "") or "localhost",
        client=environ.get("REMOTE_ADDR", ""),
        prefix=environ[PREFIX],
        too_large=too_large,
    )


def _body(limit: int) -> tuple[bool, bytes]:
    """Whether the body is over the cap, and the body if it is not.

    One byte more than the cap is read: a chunked body is cut at what is read, without a word.
    """
    flask.request.max_content_length = limit + 1
    try:
        body = flask.request.get_data(cache=False)
    except RequestEntityTooLarge:
        return True, b""
    return (True, b"") if len(body) > limit else (False, body)


def response_of(answer: Reply | Held) -> flask.Response:
    """An answer as Flask returns it; what Flask does not know of it goes beside it, in the environ."""
    environ = flask.request.environ
    if isinstance(answer, Held):
        environ[HELD] = answer
        return flask.Response(status=204)  # whoever serves waits for the real one
    if answer.ending is not AT_ONCE:
        environ[ENDING] = answer.ending
    response = flask.Response(answer.body, status=answer.status_line)
    response.headers.clear()
    response.headers.extend(answer.headers)
    response.content_length = len(answer.body)
    return response
