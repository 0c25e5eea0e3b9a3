"""The admin API of a running server, as commands ask it: what goes wrong ends the command in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from mockserver.cli.failing import Mistake, Unmet
from mockserver.frozen import frozen
from mockserver.remote import admin as remote
from mockserver.remote.admin import USUAL

WRONG = (400, 404, 422)  # statuses that say that what was asked is wrong
# fmt: off
SERVER_OPTIONS = (  # of every command that asks a running server
    click.option("--url", metavar="URL", default=USUAL, show_default=True, envvar="MOCKSERVER_URL",
                 help="Where the server is."),
    click.option("--sandbox", metavar="NAME", help="Another sandbox than default."),
    click.option("--admin-token", metavar="TEXT", envvar="MOCKSERVER_ADMIN_TOKEN",
                 help="For a server that asks for it."),
)
# fmt: on


@frozen
class Admin(remote.Admin):
    """One server's admin API, as one sandbox sees it, for a command."""

    option: str = "--url"  # which says where the server is

    def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        query: Mapping[str, object] | None = None,
        timeout: float | None = None,
    ) -> Any:
        """What it answers.

        Raises:
            Mistake: the URL is none, or the answer is that what was asked is wrong.
            Unmet: nobody answers, or the answer is no.
        """
        try:  # named by its class: ``frozen`` makes a class anew, and ``super()`` knows the old one
            return remote.Admin.ask(self, method, path, body, query=query, timeout=timeout)
        except remote.NoURL as why:
            raise Mistake(str(why)) from why
        except remote.Unreachable as why:
            raise Unmet(f"{why}; {self.option} says where it is") from why
        except remote.AdminRefused as why:
            raise (Mistake if why.status in WRONG else Unmet)(_refusal(self.url, why)) from why


def _refusal(url: str, why: remote.AdminRefused) -> str:
    if why.status == 401:
        return f"{url} wants its admin token: --admin-token, or MOCKSERVER_ADMIN_TOKEN"
    return str(why)
