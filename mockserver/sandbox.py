"""A sandbox: one client's private world.

Rule: calls, records, rules, clock, journal and outbox belong to exactly one
sandbox; a reset replaces the world, it does not sweep it. Time moves only in
``catch_up``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from mockserver.callbacks.misdeeds.rules import CallbackRule, CallbackRules
from mockserver.callbacks.outbox import OWNER as OUTBOX
from mockserver.callbacks.outbox import Attempt, Delivery, Outbox
from mockserver.callcentre.calls import Calls
from mockserver.callcentre.generated import Generated
from mockserver.callcentre.model import Happening, State
from mockserver.callcentre.people import People
from mockserver.callcentre.records import Records
from mockserver.clock import DAWN, Clock, ManualClock, Millis, PacedClock, RealClock, stopwatch
from mockserver.frozen import replaced
from mockserver.journal import Journal
from mockserver.kit import Desk, Letter, Office, Push, Settings, Vendor
from mockserver.kit.mail import mailroom_of, post_letter
from mockserver.request import Request
from mockserver.scenario.model import ClockSpec, RecordsSpec, Rule, Scenario
from mockserver.scenario.rules import Rules
from mockserver.scenario.standing import Book
from mockserver.sharing import call_id, hearers
from mockserver.store.base import Space
from mockserver.timeline import Due
from mockserver.verify.book import OWNER as EXPECTATIONS
from mockserver.verify.book import Expectations

if TYPE_CHECKING:
    from mockserver.bayeux.hub import Hub
    from mockserver.callcentre.lists import CallingLists
    from mockserver.callcentre.lists.lifecycle import Order
    from mockserver.callcentre.lists.model import Campaign
    from mockserver.kit.bayeux import Bayeux

log = logging.getLogger(__name__)
_REFUSED = 400  # from this status on


Tell = Callable[["Sandbox", Vendor, Happening], None]
Own = Callable[[str, str, str], None]  # a vendor, a credential, a sandbox


class Sandbox:
    """One world: everything one client under test can see or change."""

    serial = 0  # which world of its server it is, from 1; a reset makes another

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
        self.transaction = space.transaction  # all or nothing, one at a time
        self.savepoint, self.go_back_to = space.savepoint, space.go_back_to
        self.first_due = space.next_due
        self.vendors = {vendor: vendors[vendor] for vendor in scenario.vendors}
        self.clock = clock_of(scenario.clock)
        self.journal = Journal(space, scenario.seed)
        self.began = self.clock.now()
        self.rules = Rules(space, scenario.rules, seed=scenario.seed, began=self.began, magic=scenario.magic)
        self.states = self.rules.states
        self.expectations = Expectations(space, scenario.expectations)
        self.outbox = Outbox(space, seed=scenario.seed, origin=scenario.callback_origin)
        self.callback_rules = CallbackRules(
            space, scenario.callbacks, seed=scenario.seed, began=self.began, magic=scenario.magic
        )
        self.books: tuple[Book[Any], ...] = (self.rules, self.callback_rules)
        self.mailroom = partial(mailroom_of, space, self.outbox, self.callback_rules)
        self.people = People(scenario.seed, scenario.locale)
        self._tell = tell
        self._own = own
        self._disown = disown
        served = self.vendors.values()
        self.calls = {vendor.name: self._calls_of(vendor) for vendor in served}
        self.records = {vendor.name: self._records_of(vendor) for vendor in served}
        self.hubs = {vendor.name: self._hub_of(vendor, vendor.bayeux) for vendor in served if vendor.bayeux}
        self._offices = {vendor.name: self._office(vendor) for vendor in served}
        everybody = (scenario.together, self.vendors, self._offices)
        self._hearers = {name: tuple(hearers(name, *everybody)) for name in self.vendors}
        self._own_doings = self._doings()
        self._begin()

    def _doings(self) -> dict[str, Callable[[Due], None]]:
        """What happens by itself and is no call's, by its owner on the timeline."""
        own = {OUTBOX: self._let_ripen, EXPECTATIONS: self.expectations.come_due}
        offices = [(vendor.doings, self._offices[vendor.name]) for vendor in self.vendors.values()]
        return own | {owner: partial(do, office) for rows, office in offices for owner, do in rows.items()}

    def _begin(self) -> None:
        """Plan what the scenario lets happen by itself."""
        for vendor in self.vendors.values():
            self._begin_campaigns(vendor)
        if not self.scenario.timeline:
            return
        from mockserver import timetable  # most scenarios have none

        self._own_doings[timetable.OWNER] = partial(timetable.happen, self)
        timetable.begin(self)

    def _calls_of(self, vendor: Vendor) -> Calls:
        courses = (*self.scenario.courses.get(vendor.name, ()), *vendor.playing.own_courses())
        ids = call_id(vendor, self.scenario.together)
        return Calls(self.space, vendor.name, seed=self.scenario.seed, courses=courses, call_id=ids)

    def _records_of(self, vendor: Vendor) -> Records:
        spec = self.scenario.records.get(vendor.name, RecordsSpec())
        made = generated(spec, self.scenario, vendor.name, self.people)
        return Records(self.space, vendor.name, given=spec.given, generated=made)

    def _hub_of(self, vendor: Vendor, server: Bayeux) -> Hub:
        """The state of the vendor's Bayeux server in this world; its clients keep real time."""
        from mockserver.bayeux.hub import Hub

        rules = server.rules(self.settings(vendor.name))
        return Hub(rules, seed=self.scenario.seed, clock=lambda: stopwatch() // 1000)

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
            publish=lambda user, messages: self.publish(vendor.name, user, *messages),
        )

    def publish(self, vendor: str, user: str | None, *messages: Push) -> None:
        """Let messages go to a user's Bayeux sessions (None: everybody's) once the transaction has succeeded.

        Raises:
            LookupError: the vendor has no Bayeux server.
        """
        hub = self.hubs[vendor]
        self.space.afterwards(lambda: hub.publish(user, messages))

    def order(self, vendor: str, campaign: str, what: Order, at: Millis) -> Campaign:
        """Tell a vendor's campaign to do something, and whoever is to hear of it; gives it as it is then.

        Raises:
            CampaignNotFound: the vendor has no campaign of that name.
            NotPossibleNow: the campaign's state does not allow that.
        """
        from mockserver import orders  # few vendors have campaigns

        return orders.order(self.vendors[vendor], self._offices[vendor], campaign, what, at)

    def lists(self, vendor: str) -> CallingLists:
        """A vendor's calling lists, with records that show what has become of their calls by now."""
        from mockserver import orders

        return orders.lists_of(self.vendors[vendor], self._offices[vendor])

    def _begin_campaigns(self, vendor: Vendor) -> None:
        """Let the scenario's campaigns be, and plan what they are told in time."""
        if vendor.outbound is None:
            return
        from mockserver import orders

        office = self._offices[vendor.name]
        self._own_doings[orders.owner_of(vendor.name)] = partial(orders.give, vendor, office)
        orders.begin(vendor.name, vendor.outbound, office, self.clock.now())

    def close(self) -> None:
        """The world has come to its end: whoever waits for something in it is told so."""
        for hub in self.hubs.values():
            hub.lose()

    def _send(self, vendor: Vendor, letter: Letter) -> None:
        """Put into the outbox what a handler posts."""
        notice = vendor.notice(letter.notice)
        usual = vendor.retries if notice.retries is None else notice.retries
        schedule = usual if letter.schedule is None else letter.schedule
        if self.callback_rules:
            post_letter(self.mailroom(), vendor.name, notice, letter, tuple(schedule))
            return
        self.outbox.post(
            vendor=vendor.name,
            notice=notice.name,
            call_id=letter.about,
            cause=letter.cause,
            url=letter.url,
            headers=notice.headers,
            body=notice.writes(letter.members),
            at=letter.at,
            schedule=schedule,
            at_once=True,
        )

    def book_for(self, rule: Rule | CallbackRule) -> Book[Any]:
        """Where a rule of its kind stands."""
        return self.callback_rules if isinstance(rule, CallbackRule) else self.rules

    def next_due(self) -> Millis | None:
        """When the next thing happens by itself."""
        due = self.space.next_due()
        return None if due is None else due.at

    def catch_up(self, until: Millis | None = None) -> None:
        """Let everything happen that is due, in order, each at its own moment."""
        now = self.clock.now() if until is None else until
        first = self.first_due()
        if first is None or first.at > now:  # as before most requests
            return
        with self.transaction():
            while (due := self.space.take_due(now)) is not None:
                self._let_happen(due)

    def _let_happen(self, due: Due) -> None:
        before = self.savepoint()
        try:
            self._play(due)
        except Exception:
            self.go_back_to(before)
            # One call that cannot go on must not stop the world; it is our bug, so it is said loudly.
            log.exception("sandbox %s: %s %s could not happen", self.name, due.owner, due.key)

    def _let_ripen(self, due: Due) -> None:
        self.outbox.ripen(due.key, due.at)

    def _play(self, due: Due) -> None:
        if due.owner in self._own_doings:
            self._own_doings[due.owner](due)
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
        if delivery.vendor:
            notice = self.vendors[delivery.vendor].notice(delivery.notice)
            why_not = notice.accepts(attempt.status, attempt.body)
        else:  # a request of the timeline
            why_not = "" if attempt.status < _REFUSED else f"answered {attempt.status}"
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
