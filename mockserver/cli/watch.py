"""What a running server says on standard error: its log, and with ``--verbose`` each exchange.

Rule: nothing leaves here that is not redacted and printable.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from mockserver import redact
from mockserver.clock import stopwatch
from mockserver.report.letters import printable

if TYPE_CHECKING:
    import flask

exchanges = logging.getLogger("mockserver.exchanges")


class Redacted(logging.Formatter):
    """A line of a log without secrets, phone numbers and control characters."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return printable(redact.text(super().format(record)))


def log(*, everything: bool) -> None:
    """Log warnings to standard error, or all that mockserver has to say."""
    handler = logging.StreamHandler()
    handler.setFormatter(Redacted("%(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    if everything:
        logging.getLogger("mockserver").setLevel(logging.DEBUG)


def tell_exchanges(app: flask.Flask) -> None:
    """Log a line for each exchange."""
    import flask

    @app.before_request
    def begin() -> None:
        flask.g.began = stopwatch()

    @app.after_request
    def tell(response: flask.Response) -> flask.Response:
        request = flask.request
        took = (stopwatch() - flask.g.began) / 1000
        answered = (request.method, request.full_path.removesuffix("?"), response.status_code, took)
        exchanges.info("%s %s -> %s in %.1f ms", *answered)
        return response
