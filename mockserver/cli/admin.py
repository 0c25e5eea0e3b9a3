"""The admin API of a running server, as commands ask it: what goes wrong ends the command in one line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mockserver.cli.failing import Mistake, Unmet
from mockserver.frozen import frozen
from mockserver.remote import admin as remote
from mockserver.remote.admin import USUAL

__all__ = ["USUAL", "Admin"]


@frozen
class Admin(remote.Admin):
    """One server's admin API, as one sandbox sees it, for a command."""

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
            Mistake: the URL is none.
            Unmet: nobody answers, or the answer is no.
        """
        try:  # named by its class: ``frozen`` makes a class anew, and ``super()`` knows the old one
            return remote.Admin.ask(self, method, path, body, query=query, timeout=timeout)
        except remote.NoURL as why:
            raise Mistake(str(why)) from why
        except remote.Unreachable as why:
            raise Unmet(f"{why}; --url says where it is") from why
        except remote.AdminRefused as why:
            raise Unmet(_refusal(self.url, why)) from why


def _refusal(url: str, why: remote.AdminRefused) -> str:
    if why.status == 401:
        return f"{url} wants its admin token: --admin-token, or MOCKSERVER_ADMIN_TOKEN"
    return str(why)
