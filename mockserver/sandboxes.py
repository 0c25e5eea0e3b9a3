"""All sandboxes of one server: made when first mentioned, found by name or credential, reset, dropped.

Rule: a reset replaces the world, it does not sweep it; what nobody owns is the default world's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import RLock
from typing import Any

from mockserver.frozen import frozen
from mockserver.kit import Vendor
from mockserver.request import Request
from mockserver.sandbox import Sandbox, Tell
from mockserver.scenario.model import Scenario
from mockserver.store.base import Store

DEFAULT = "default"


class SandboxNotFound(LookupError):
    """No sandbox has this name."""


class SandboxRefused(ValueError):
    """A sandbox cannot be made: the text says why."""


@frozen
class WasReset:
    """What a reset did away with."""

    sandbox: Sandbox
    cancelled: int  # callbacks that were pending


class Sandboxes:
    """All worlds of one server. A name that nobody made yet gets a world of the server's own scenario."""

    def __init__(
        self, store: Store, base: Scenario, vendors: Mapping[str, Vendor], *, tell: Tell, limit: int = 2_000
    ) -> None:
        self.base = base
        self.vendors = vendors
        self._store = store
        self._tell = tell
        self._limit = limit
        self._lock = RLock()
        self._all: dict[str, Sandbox] = {}
        self._owners: dict[str, dict[str, str]] = {}  # vendor -> credential -> sandbox
        self._make(DEFAULT, base)

    def get(self, name: str = DEFAULT) -> Sandbox:
        """The world of that name, made if there is none.

        Raises:
            SandboxRefused: it would be one too many.
        """
        found = self._all.get(name)
        return found if found is not None else self._make(name, self.base)

    def find(self, name: str) -> Sandbox:
        """The world of that name.

        Raises:
            SandboxNotFound: nobody made it.
        """
        if name not in self._all:
            raise SandboxNotFound(name)
        return self._all[name]

    def make(self, name: str, scenario: Scenario) -> Sandbox:
        """A new world of a scenario, in place of the one that had the name."""
        with self._lock:
            self.drop(name)
            return self._make(name, scenario)

    def _make(self, name: str, scenario: Scenario) -> Sandbox:
        with self._lock:
            if name in self._all:
                return self._all[name]
            if len(self._all) >= self._limit:
                raise SandboxRefused(
                    f"there are {self._limit} sandboxes already; drop one: DELETE /__admin/sandboxes/NAME"
                )
            space = self._store.space(name)
            made = Sandbox(
                name, scenario, space, self.vendors, tell=self._tell, own=self._own, disown=self._disown
            )
            self._all[name] = made
            self._own_settings(made)
            return made

    def _own_settings(self, sandbox: Sandbox) -> None:
        if sandbox.scenario is self.base:
            return  # everybody's credentials are nobody's
        for vendor in sandbox.vendors.values():
            common = set(self._base_credentials(vendor))
            for credential in vendor.owned(sandbox.settings(vendor.name)):
                if credential not in common:
                    self._own(vendor.name, credential, sandbox.name)

    def _base_credentials(self, vendor: Vendor) -> Iterable[str]:
        settings: Mapping[str, Any] | None = self.base.vendors.get(vendor.name)
        return vendor.owned(settings) if settings is not None else ()

    def _own(self, vendor: str, credential: str, sandbox: str) -> None:
        if sandbox != DEFAULT:  # whatever nobody owns comes to the default world anyway
            self._owners.setdefault(vendor, {})[credential] = sandbox

    def _disown(self, vendor: str, credential: str, sandbox: str) -> None:
        owners = self._owners.get(vendor, {})
        if owners.get(credential) == sandbox:
            del owners[credential]

    def owner(self, vendor: Vendor, request: Request) -> str | None:
        """The world whose credential the request carries."""
        owners = self._owners.get(vendor.name)
        if not owners:
            return None
        return next((owners[found] for found in vendor.credentials(request) if found in owners), None)

    def reset(self, name: str = DEFAULT) -> WasReset:
        """A world as new, of the same scenario; what was pending in the old one is cancelled."""
        with self._lock:
            old = self.get(name)
            with old.transaction():
                cancelled = old.outbox.cancel()
            return WasReset(self.make(name, old.scenario), cancelled)

    def drop(self, name: str) -> int:
        """Forget a world; says how many pending callbacks were cancelled."""
        with self._lock:
            old = self._all.pop(name, None)
            for owners in self._owners.values():
                for credential in [key for key, owner in owners.items() if owner == name]:
                    del owners[credential]
            self._store.drop(name)
        if old is None:
            return 0
        old.close()
        with old.transaction():
            return old.outbox.cancel()

    def __iter__(self) -> Iterator[Sandbox]:
        """All worlds there are, oldest first."""
        return iter(list(self._all.values()))
