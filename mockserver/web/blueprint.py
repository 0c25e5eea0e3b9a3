"""Flask blueprints made from the vendors' tables; the one place that reads ``flask.request``.

Rule: a blueprint says what is served and by whom; every one of its rules leads to
the pipeline, which answers with data.
"""

from __future__ import annotations

from collections.abc import Callable

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from mockserver.kit import Vendor
from mockserver.reply import AT_ONCE, ENDING, HELD, Held, Reply
from mockserver.request import Headers, Request
from mockserver.web.straight import METHODS, REQUEST, paths_of, straight_of
from mockserver.web.target import PREFIX, TARGET
from mockserver.web.world import World


def blueprint_of(vendor: Vendor, world: World) -> flask.Blueprint:
    """The vendor's operations, and whatever else lies under its mounts, as a blueprint."""
    blueprint = flask.Blueprint(vendor.name, __name__)
    view = _view_of(vendor, world)
    for path in paths_of(vendor):
        blueprint.add_url_rule(path, view_func=view, methods=METHODS, provide_automatic_options=False)
    return blueprint


def _view_of(vendor: Vendor, world: World) -> Callable[..., flask.Response]:
    straight = straight_of(vendor, world)

    def view(**_parts: str) -> flask.Response:
        return response_of(straight(request_now(world.settings.body_limit)))

    view.__name__ = vendor.name
    view.straight = straight  # type: ignore[attr-defined]
    return view


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
