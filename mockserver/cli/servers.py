"""The servers ``run`` can serve by: each says ``ready URL`` when it can answer, and goes on until stopped."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Any, NoReturn, cast

import click

from mockserver.cli.failing import Mistake
from mockserver.settings import Settings, WrongSetting

if TYPE_CHECKING:
    from mockserver.server.serve import Served

Introduce = Callable[[str], None]  # says what there is to try at a URL, before anybody can ask


def by_loop(app: Served, settings: Settings, introduce: Introduce) -> None:
    """Serve as the Procfile does, by gunicorn with our own worker.

    Raises:
        Mistake: the address cannot be listened on, or TLS not be spoken as the settings say.
    """
    from mockserver.server.serve import LOOP

    _by_gunicorn(app, settings, introduce, LOOP)


def by_gthread(app: Served, settings: Settings, introduce: Introduce) -> None:
    """Serve by gunicorn's threaded worker.

    Raises:
        Mistake: the address cannot be listened on, or TLS not be spoken as the settings say.
    """
    _by_gunicorn(app, settings, introduce, "gthread")


def _by_gunicorn(app: Served, settings: Settings, introduce: Introduce, worker: str) -> None:
    from mockserver.server.listening import url_of
    from mockserver.server.serve import Server

    context = _context(settings)
    bound = _bound(settings)
    introduce(url_of(bound, settings.scheme))
    Server(app, bound, settings, context, worker).run()


def by_werkzeug(app: Served, settings: Settings, introduce: Introduce) -> None:
    """Serve with a thread for each connection, where there is no gunicorn: on Windows.

    Raises:
        Mistake: the address cannot be listened on, or TLS not be spoken as the settings say.
    """
    from werkzeug.serving import WSGIRequestHandler, make_server

    from mockserver.server.listening import url_of

    class Handler(WSGIRequestHandler):
        """Says nothing on its own."""

        def log_request(self, *_what: object) -> None:
            """Exchanges are told by ``--verbose``, whatever the server."""

    context = _context(settings)
    with _bound(settings) as bound:
        host, port = bound.getsockname()[:2]
        server = make_server(
            host, port, cast(Any, app), threaded=True, request_handler=Handler, fd=bound.fileno()
        )
        url = url_of(bound, settings.scheme)
    if context is not None:
        # Werkzeug itself would shake hands before it hands the connection to a thread: one that never does,
        # and nobody else gets in.
        server.ssl_context = context
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    introduce(url)
    _run(server.serve_forever, app, url)


def _bound(settings: Settings) -> socket.socket:
    from mockserver.server.listening import CannotListen, listening

    try:
        return listening(settings.listen, settings.port)
    except CannotListen as why:
        raise Mistake(str(why)) from why


def _context(settings: Settings) -> ssl.SSLContext | None:
    from mockserver.server.tls import context_of

    try:
        return context_of(settings)
    except WrongSetting as why:
        raise Mistake(str(why)) from why


def _run(serve: Callable[[], None], app: Served, url: str) -> None:
    dispatcher = app.extensions["mockserver"].dispatcher
    signal.signal(signal.SIGTERM, _stop)
    try:
        dispatcher.start()
        app.extensions.get("mockserver.watch", lambda: None)()
        click.echo(f"ready {url}")
        serve()
    except KeyboardInterrupt:
        pass  # that is how it is stopped
    finally:
        dispatcher.stop()


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt


SERVERS: dict[str, Callable[[Served, Settings, Introduce], None]] = {
    "loop": by_loop,
    "gthread": by_gthread,
    "werkzeug": by_werkzeug,
}
