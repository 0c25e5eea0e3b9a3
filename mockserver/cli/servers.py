"""The servers ``run`` can serve by: each says ``ready URL`` when it can answer, and goes on until stopped."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

import click

from mockserver.cli.failing import Mistake

if TYPE_CHECKING:
    import flask

    from mockserver.settings import Settings

Introduce = Callable[[str], None]  # says what there is to try at a URL, before anybody can ask


def by_gunicorn(app: flask.Flask, settings: Settings, introduce: Introduce) -> None:
    """Serve as the Procfile does.

    Raises:
        Mistake: the address cannot be listened on.
    """
    from mockserver.server.serve import CannotListen, Server, listening, url_of

    try:
        bound = listening(settings.listen, settings.port)
    except CannotListen as why:
        raise Mistake(str(why)) from why
    introduce(url_of(bound))
    Server(app, bound, settings).run()


def by_werkzeug(app: flask.Flask, settings: Settings, introduce: Introduce) -> None:
    """Serve with a thread for each connection, where there is no gunicorn: on Windows.

    Raises:
        Mistake: the address cannot be listened on.
    """
    from werkzeug.serving import WSGIRequestHandler, make_server

    class Handler(WSGIRequestHandler):
        """Says nothing on its own."""

        def log_request(self, *_what: object) -> None:
            """Exchanges are told by ``--verbose``, whatever the server."""

    with _listening(settings) as bound:
        host, port = bound.getsockname()[:2]
        server = make_server(host, port, app, threaded=True, request_handler=Handler, fd=bound.fileno())
    url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    introduce(url)
    _run(server.serve_forever, app, url)


def _listening(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.listen else socket.AF_INET
    place = (settings.listen, settings.port)
    try:
        return socket.create_server(place, family=family)
    except OSError as why:
        reason = os.strerror(why.errno) if why.errno and why.errno > 0 else why.strerror
        raise Mistake(
            f"cannot listen on {place[0]}:{place[1]} ({reason}); try --port 0 for a free one"
        ) from why


def _run(serve: Callable[[], None], app: flask.Flask, url: str) -> None:
    dispatcher = app.extensions["mockserver"].dispatcher
    signal.signal(signal.SIGTERM, _stop)
    try:
        dispatcher.start()
        click.echo(f"ready {url}")
        serve()
    except KeyboardInterrupt:
        pass  # that is how it is stopped
    finally:
        dispatcher.stop()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


SERVERS: dict[str, Callable[[flask.Flask, Settings, Introduce], None]] = {
    "gunicorn": by_gunicorn,
    "werkzeug": by_werkzeug,
}
