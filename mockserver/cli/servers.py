"""The servers ``run`` can serve by: each says ``ready URL`` when it can answer, and goes on until stopped."""

from __future__ import annotations

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
    from mockserver.server.listening import url_of
    from mockserver.server.serve import Server

    bound = _bound(settings)
    introduce(url_of(bound))
    Server(app, bound, settings).run()


def by_werkzeug(app: flask.Flask, settings: Settings, introduce: Introduce) -> None:
    """Serve with a thread for each connection, where there is no gunicorn: on Windows.

    Raises:
        Mistake: the address cannot be listened on.
    """
    from werkzeug.serving import WSGIRequestHandler, make_server

    from mockserver.server.listening import url_of

    class Handler(WSGIRequestHandler):
        """Says nothing on its own."""

        def log_request(self, *_what: object) -> None:
            """Exchanges are told by ``--verbose``, whatever the server."""

    with _bound(settings) as bound:
        host, port = bound.getsockname()[:2]
        server = make_server(host, port, app, threaded=True, request_handler=Handler, fd=bound.fileno())
        url = url_of(bound)
    introduce(url)
    _run(server.serve_forever, app, url)


def _bound(settings: Settings) -> socket.socket:
    from mockserver.server.listening import CannotListen, listening

    try:
        return listening(settings.listen, settings.port)
    except CannotListen as why:
        raise Mistake(str(why)) from why


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
