"""All sandboxes of one server: made when first mentioned, found by name or credential, reset, dropped.

Rule: a reset replaces the world, it does not sweep it; what nobody owns is the default world's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from threading import Lock, RLock
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


class Owners:
    """Which worlds have a credential; two of one scenario have the same, and of one seed the same tokens.

    What only the default world has is nobody's: it comes there anyway.
    """

    def __init__(self) -> None:
        self._lock = Lock()  # taken last: a world that issues a token holds its own
        self._worlds: dict[str, dict[str, tuple[str, ...]]] = {}  # vendor -> credential -> names, newest last
        self._default: dict[str, set[str]] = {}  # vendor -> what the default world has
        self._held: dict[str, set[tuple[str, str]]] = {}  # name -> vendors and credentials

    def add(self, vendor: str, credential: str, name: str) -> None:
        """A world has a credential."""
        with self._lock:
            if name == DEFAULT:
                self._default.setdefault(vendor, set()).add(credential)
                return
            worlds = self._worlds.setdefault(vendor, {})
            others = [other for other in worlds.get(credential, ()) if other != name]
            worlds[credential] = (*others, name)
            self._held.setdefault(name, set()).add((vendor, credential))

    def drop(self, vendor: str, credential: str, name: str) -> None:
        """A world has it no longer."""
        with self._lock:
            if name == DEFAULT:
                self._default.get(vendor, set()).discard(credential)
                return
            self._held.get(name, set()).discard((vendor, credential))
            self._leave(vendor, credential, name)

    def forget(self, name: str) -> None:
        """A world is gone."""
        with self._lock:
            for vendor, credential in self._held.pop(name, ()):
                self._leave(vendor, credential, name)
            if name == DEFAULT:
                self._default.clear()

    def _leave(self, vendor: str, credential: str, name: str) -> None:
        worlds = self._worlds.get(vendor, {})
        left = tuple(other for other in worlds.get(credential, ()) if other != name)
        if left:
            worlds[credential] = left
        else:
            worlds.pop(credential, None)

    def of(self, vendor: Vendor, request: Request) -> tuple[str, ...]:
        """The worlds that have the credential of a request, the newest last; none if it is nobody's."""
        worlds = self._worlds.get(vendor.name)
        if not worlds:
            return ()
        for credential in vendor.credentials(request):
            if found := worlds.get(credential):
                return (DEFAULT, *found) if credential in self._default.get(vendor.name, ()) else found
        return ()


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
        self._made = 0  # worlds, ever
        self._of_base: set[str] = set()  # the names of those that are of the server's own scenario
        self.mistakes: tuple[str, ...] = ()  # in the newest edit of its files, while an older one is played
        self._owners = Owners()
        # The worlds that have the credential of a request, the newest last; none if it is nobody's.
        self.owners = self._owners.of
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
                name,
                scenario,
                space,
                self.vendors,
                tell=self._tell,
                own=self._owners.add,
                disown=self._owners.drop,
            )
            self._made += 1
            made.serial = self._made
            self._all[name] = made
            (self._of_base.add if scenario is self.base else self._of_base.discard)(name)
            self._own_settings(made)
            return made

    def _own_settings(self, sandbox: Sandbox) -> None:
        if sandbox.scenario is self.base:
            return  # everybody's credentials are nobody's
        for vendor in sandbox.vendors.values():
            common = set(self._base_credentials(vendor))
            for credential in vendor.owned(sandbox.settings(vendor.name)):
                if credential not in common:
                    self._owners.add(vendor.name, credential, sandbox.name)

    def _base_credentials(self, vendor: Vendor) -> Iterable[str]:
        settings: Mapping[str, Any] | None = self.base.vendors.get(vendor.name)
        return vendor.owned(settings) if settings is not None else ()

    def reset(self, name: str = DEFAULT) -> WasReset:
        """A world as new, of the same scenario; what was pending in the old one is cancelled."""
        with self._lock:
            old = self.get(name)
            with old.transaction():
                cancelled = old.outbox.cancel()
            scenario = self.base if name in self._of_base else old.scenario
            return WasReset(self.make(name, scenario), cancelled)

    def renew(self, base: Scenario) -> None:
        """The server's scenario is another: new worlds are of it, the default one too, others once reset."""
        with self._lock:
            self.base = base
            if DEFAULT in self._of_base:
                self.reset(DEFAULT)

    def drop(self, name: str) -> int:
        """Forget a world; says how many pending callbacks were cancelled."""
        with self._lock:
            old = self._all.pop(name, None)
            self._owners.forget(name)
            self._store.drop(name)
        if old is None:
            return 0
        old.close()
        with old.transaction():
            return old.outbox.cancel()

    def __iter__(self) -> Iterator[Sandbox]:
        """All worlds there are, oldest first."""
        return iter(list(self._all.values()))
