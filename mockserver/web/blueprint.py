"""Flask blueprints made from the vendors' tables; the one place that reads ``flask.request``.

Rule: a blueprint says what is served and by whom; every one of its rules leads to
the pipeline, which answers with data.
"""

from __future__ import annotations

from collections.abc import Callable

import flask
from werkzeug.exceptions import RequestEntityTooLarge

from mockserver.formats.base import NORMAL, Limits
from mockserver.kit import Vendor
from mockserver.reply import AT_ONCE, ENDING, HELD, Held, Reply
from mockserver.request import Headers, Request
from mockserver.sandbox import SandboxRefused
from mockserver.web import isolation, pipeline
from mockserver.web.target import PREFIX, TARGET
from mockserver.web.world import World

Straight = Callable[[Request], Reply | Held]  # an answer that needs nothing of Flask
REQUEST = "mockserver.request"  # in an environ: the request, where a server of ours has read it
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def blueprint_of(vendor: Vendor, world: World) -> flask.Blueprint:
    """The vendor's operations, and whatever else lies under its mounts, as a blueprint."""
    blueprint = flask.Blueprint(vendor.name, __name__)
    view = _view_of(vendor, world)
    for path in _paths(vendor):
        blueprint.add_url_rule(path, view_func=view, methods=METHODS, provide_automatic_options=False)
    return blueprint


def _paths(vendor: Vendor) -> list[str]:
    mounts = [path for mount in vendor.mounts for path in (mount, f"{mount}/<path:rest>")]
    return list(dict.fromkeys([*(operation.path for operation in vendor.operations), *mounts]))


def _view_of(vendor: Vendor, world: World) -> Callable[..., flask.Response]:
    limits = Limits(size=world.settings.body_limit)

    def straight(request: Request) -> Reply:
        return exchange(vendor, world, request, limits)

    def view(**_parts: str) -> flask.Response:
        return response_of(straight(request_now(world.settings.body_limit)))

    view.__name__ = vendor.name
    view.straight = straight  # type: ignore[attr-defined]
    return view


def exchange(vendor: Vendor, world: World, request: Request, limits: Limits = NORMAL) -> Reply:
    """The answer of a vendor, in the sandbox that the request belongs to."""
    try:
        sandbox = isolation.locate(world.sandboxes, vendor, request)
    except (isolation.BadName, SandboxRefused) as why:
        return plain(400, str(why))
    except Exception:
        return pipeline.stumbled(vendor, world.sandboxes.get(), request)
    if vendor.name not in sandbox.vendors:
        return plain(404, f"{vendor.title} is not in the scenario of sandbox {sandbox.name!r}")
    reply = pipeline.answer(vendor, sandbox, request, limits)
    world.dispatcher.wake(sandbox)
    return reply


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


def plain(status: int, text: str) -> Reply:
    """What the mock itself has to say, as plain text."""
    return Reply(status, f"mockserver: {text}\n".encode(), (("Content-Type", "text/plain; charset=utf-8"),))
