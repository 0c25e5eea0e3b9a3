"""A sandbox: one client's private world, and the registry of all of them.

Rule: calls, records, rules, clock, journal and outbox belong to exactly one
sandbox; a reset replaces the world, it does not sweep it. Time moves only in
``catch_up``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from threading import RLock
from typing import Any

from mockserver.callbacks.outbox import OWNER as OUTBOX
from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.callcentre.calls import Calls
from mockserver.callcentre.generated import Generated
from mockserver.callcentre.model import Happening, State
from mockserver.callcentre.people import People
from mockserver.callcentre.records import Records
from mockserver.clock import DAWN, Clock, ManualClock, Millis, PacedClock, RealClock
from mockserver.frozen import frozen, replaced
from mockserver.journal import Journal
from mockserver.kit import Desk, Letter, Office, Settings, Vendor
from mockserver.request import Request
from mockserver.scenario.model import ClockSpec, RecordsSpec, Scenario
from mockserver.scenario.rules import Rules
from mockserver.sharing import call_id, hearers
from mockserver.store.base import Space, Store
from mockserver.timeline import Due

DEFAULT = "default"
log = logging.getLogger(__name__)


class SandboxNotFound(LookupError):
    """No sandbox has this name."""


class SandboxRefused(ValueError):
    """A sandbox cannot be made: the text says why."""


Tell = Callable[["Sandbox", Vendor, Happening], None]
Own = Callable[[str, str, str], None]  # a vendor, a credential, a sandbox


class Sandbox:
    """One world: everything one client under test can see or change."""

    def __init__(
        self,
        name: str,
        scenario: Scenario,
        space: Space,
        vendors: Mapping[str, Vendor],
        *,
        tell: Tell,
        own: Own,
        disown: Own,
    ) -> None:
        self.name = name
        self.scenario = scenario
        self.space = space
        self.vendors = {vendor: vendors[vendor] for vendor in scenario.vendors}
        self.clock = clock_of(scenario.clock)
        self.journal = Journal(space, scenario.seed)
        self.rules = Rules(space, scenario.rules)
        self.outbox = Outbox(space, seed=scenario.seed)
        self.people = People(scenario.seed, scenario.locale)
        self._tell = tell
        self._own = own
        self._disown = disown
        self.calls = {vendor.name: self._calls_of(vendor) for vendor in self.vendors.values()}
        self.records = {vendor.name: self._records_of(vendor) for vendor in self.vendors.values()}
        self._offices = {vendor.name: self._office(vendor) for vendor in self.vendors.values()}
        self._hearers = {
            name: tuple(hearers(name, scenario.together, self.vendors, self._offices))
            for name in self.vendors
        }

    def _calls_of(self, vendor: Vendor) -> Calls:
        courses = (*self.scenario.courses.get(vendor.name, ()), *vendor.playing.own_courses())
        ids = call_id(vendor, self.scenario.together)
        return Calls(self.space, vendor.name, seed=self.scenario.seed, courses=courses, call_id=ids)

    def _records_of(self, vendor: Vendor) -> Records:
        spec = self.scenario.records.get(vendor.name, RecordsSpec())
        made = generated(spec, self.scenario, vendor.name, self.people)
        return Records(self.space, vendor.name, given=spec.given, generated=made)

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, one at a time."""
        return self.space.transaction()

    def settings(self, vendor: str) -> Settings:
        """What the scenario says of a vendor."""
        return self.scenario.vendors[vendor]

    def desk(self, vendor: Vendor, request: Request, number: int, now: Millis) -> Desk:
        """The vendor's part of this world, for one exchange."""
        return Desk(self._offices[vendor.name], now, request, number)

    def _office(self, vendor: Vendor) -> Office:
        """What is the vendor's in every exchange."""
        return Office(
            calls=self.calls[vendor.name],
            records=self.records[vendor.name],
            people=self.people,
            rows=self.space,
            settings=self.settings(vendor.name),
            seed=self.scenario.seed,
            sandbox=self.name,
            own=lambda credential: self._own(vendor.name, credential, self.name),
            disown=lambda credential: self._disown(vendor.name, credential, self.name),
            send=lambda letter: self._send(vendor, letter),
        )

    def _send(self, vendor: Vendor, letter: Letter) -> None:
        """Put into the outbox what a handler posts."""
        notice = vendor.notice(letter.notice)
        usual = vendor.retries if notice.retries is None else notice.retries
        self.outbox.post(
            vendor=vendor.name,
            notice=notice.name,
            call_id=letter.about,
            cause=letter.cause,
            url=letter.url,
            headers=notice.headers,
            body=notice.writes(letter.members),
            at=letter.at,
            schedule=usual if letter.schedule is None else letter.schedule,
            at_once=True,
        )

    def next_due(self) -> Millis | None:
        """When the next thing happens by itself."""
        due = self.space.next_due()
        return None if due is None else due.at

    def catch_up(self, until: Millis | None = None) -> None:
        """Let everything happen that is due, in order, each at its own moment."""
        now = self.clock.now() if until is None else until
        first = self.space.next_due()
        if first is None or first.at > now:  # as before most requests
            return
        with self.transaction():
            while (due := self.space.take_due(now)) is not None:
                self._let_happen(due)

    def _let_happen(self, due: Due) -> None:
        try:
            with self.transaction():
                self._play(due)
        except Exception:
            # One call that cannot go on must not stop the world; it is our bug, so it is said loudly.
            log.exception("sandbox %s: %s %s could not happen", self.name, due.owner, due.key)

    def _play(self, due: Due) -> None:
        if due.owner == OUTBOX:
            self.outbox.ripen(due.key, due.at)
            return
        happening = self.calls[due.owner].play(due.key, due.at)
        self._tell(self, self.vendors[due.owner], happening)
        if happening.call.state is State.ENDED:
            for hear in self._hearers[due.owner]:
                hear(happening.call)

    def judge(self, delivery: Delivery, attempt: Attempt) -> Attempt:
        """The attempt with the vendor's verdict: why it does not count as delivered, if so."""
        if attempt.error or attempt.status is None:
            return attempt
        notice = self.vendors[delivery.vendor].notice(delivery.notice)
        why_not = notice.accepts(attempt.status, attempt.body)
        return replaced(attempt, error=why_not) if why_not else attempt


def clock_of(spec: ClockSpec) -> Clock:
    """The clock a scenario asks for."""
    if spec.kind == "manual":
        return ManualClock(DAWN if spec.start is None else spec.start)
    if spec.kind == "paced":
        return PacedClock(spec.pace, spec.start)
    return RealClock()


def generated(spec: RecordsSpec, scenario: Scenario, vendor: str, people: People) -> Generated | None:
    """The records that the scenario lets be made, if any."""
    if spec.generate is None:
        return None
    wanted = spec.generate
    return Generated(
        wanted.count,
        seed=scenario.seed,
        vendor=vendor,
        people=people,
        since=wanted.since,
        until=wanted.until,
        first_id=wanted.first_id,
    )


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
        with old.transaction():
            return old.outbox.cancel()

    def __iter__(self) -> Iterator[Sandbox]:
        """All worlds there are, oldest first."""
        return iter(list(self._all.values()))
