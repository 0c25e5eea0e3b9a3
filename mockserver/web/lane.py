"""From a request as a server of ours read it to the answer: straight where the route is plain.

Rule: Flask's own map of routes says what is served, or, before Flask is loaded, the tables
that its blueprints are made of. The views of vendors and of the admin API need nothing of Flask,
so where they lead to one and nobody has hooked into the application, it is called; whatever
else there is goes through Flask, and both ways give the same answer.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mockserver.frozen import frozen
from mockserver.reply import AT_ONCE, ENDING, HELD, OWN_SERVER, Held, Reply, of_wsgi
from mockserver.request import Request
from mockserver.web import isolation
from mockserver.web.straight import (
    ADMIN_PATHS,
    BELOW,
    METHODS,
    REQUEST,
    Straight,
    paths_of,
    straight_admin,
    straight_of,
)
from mockserver.web.target import Application, Environ, origin_form, read
from mockserver.web.world import World

if TYPE_CHECKING:
    import flask

_APART = ("/~", "/%")  # how a target with a sandbox's prefix begins


@frozen
class Routes:
    """The paths, and the beginnings of paths, longest first, that lead to a view that needs no Flask."""

    exact: Mapping[str, Straight]
    below: tuple[tuple[str, Straight], ...] = ()


class Lane:
    """The application for a server that reads requests and carries out replies by itself."""

    def __init__(self, routes: Routes, wsgi: Callable[[], Application]) -> None:
        self._exact, self._below = routes.exact, routes.below
        self._wsgi = wsgi

    def __call__(self, request: Request) -> Reply | Held:
        """The answer to a request whose target is as it stood on the request line."""
        view = self._exact.get(request.raw_path)  # none of these begins with a sandbox's prefix
        if view is not None and request.method in METHODS:
            return view(request)
        if request.target.startswith(_APART) or not request.target.startswith("/"):
            request = _apart(request)
        view = self._view(request.raw_path) if request.method in METHODS else None
        return self._by_flask(request) if view is None else view(request)

    def _view(self, path: str) -> Straight | None:
        view = self._exact.get(path)
        if view is not None:
            return view
        if "%" in path or "//" in path:
            return None  # one vendor's mount may lie below another's: Flask says under which this is
        return next((view for mount, view in self._below if path.startswith(mount)), None)

    def _by_flask(self, request: Request) -> Reply | Held:
        environ = _environ(request)
        said: list[tuple[str, list[tuple[str, str]]]] = []

        def start_response(status: str, headers: list[tuple[str, str]], *_more: Any) -> Any:
            said.append((status, headers))

        body = self._wsgi()(environ, start_response)
        reply = of_wsgi(*said[-1], body, environ.get(ENDING, AT_ONCE))
        held = environ.get(HELD)
        return held if isinstance(held, Held) else reply


def routes_of_map(app: flask.Flask) -> Routes:
    """The straight routes of an application, by its own map; none where somebody wants to see them all."""
    if app.before_request_funcs or app.after_request_funcs or app.teardown_request_funcs:
        return Routes({})
    views = {rule.rule: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    straight = {path: view.straight for path, view in views.items() if hasattr(view, "straight")}
    return _sorted_out(straight, others=views.keys() - straight.keys())


def routes_of_tables(world: World) -> Routes:
    """The same, before there is an application: of what its blueprints will be made.

    Only of the vendors that the server's own scenario serves, so that no others need be loaded.
    """
    served = [world.vendors[name] for name in world.sandboxes.base.vendors]
    straight = {path: straight_of(vendor, world) for vendor in served for path in paths_of(vendor)}
    return _sorted_out({**straight, **dict.fromkeys(ADMIN_PATHS, straight_admin(world))})


def _sorted_out(straight: Mapping[str, Straight], others: Iterable[str] = ()) -> Routes:
    below = {path.removesuffix(BELOW) + "/": view for path, view in straight.items() if path.endswith(BELOW)}
    clear = [row for row in below.items() if not any(path.startswith(row[0]) for path in others)]
    exact = {path: view for path, view in straight.items() if "<" not in path}
    return Routes(exact, tuple(sorted(clear, key=lambda row: -len(row[0]))))


def _apart(request: Request) -> Request:
    """The request with its sandbox's prefix apart, and its target in the usual form."""
    prefix, target = isolation.split(origin_form(request.target))
    return Request(
        request.method,
        target,
        request.headers,
        request.body,
        request.scheme,
        request.host,
        request.client,
        unquote(prefix),
        request.too_large,
    )


def _environ(request: Request) -> Environ:
    """The request as WSGI has it."""
    name, _, port = request.host.rpartition(":")
    environ = {
        **read(request.target),
        "REQUEST_METHOD": request.method,
        "QUERY_STRING": request.query,
        "RAW_URI": request.prefix + request.target,
        "REMOTE_ADDR": request.client,
        "SERVER_NAME": name or request.host,
        "SERVER_PORT": port if name else "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": request.scheme,
        "wsgi.input": BytesIO(request.body),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "CONTENT_LENGTH": str(len(request.body)),
        OWN_SERVER: "own",
        REQUEST: request,
    }
    for field, value in request.headers.pairs:
        key = field.upper().replace("-", "_")
        if key not in ("CONTENT_LENGTH", "CONTENT_TYPE"):
            key = f"HTTP_{key}"
        elif key == "CONTENT_LENGTH":
            continue
        environ[key] = f"{environ[key]},{value}" if key in environ else value
    return environ
