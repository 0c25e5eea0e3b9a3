"""The battery: from a vendor's notices and the table of cases to trials that are ready to be sent.

Rule: every trial has calls of its own, so what an application remembers of one says nothing of another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.misdeeds.base import Draft, Trio
from mockserver.callbacks.misdeeds.seals import ReplayedNonce
from mockserver.callcentre.model import Happening, Script
from mockserver.certify.calls import Calls, follower, told_by
from mockserver.certify.trials import BURST, HOSTILE, OTHERS, Expected, Hostile, Sending, Trial
from mockserver.chance import identity
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.kit import Notice, Settings, Telling, Vendor
from mockserver.kit.mail import draft

LATEST: Millis = 600_000  # as late as a late one comes, where the vendor has no retries
_ACCEPT, _REFUSE = Expected.ACCEPT, Expected.REFUSE


@frozen
class Wanted:
    """What a battery is made for."""

    vendor: Vendor
    notices: tuple[Notice, ...]
    urls: dict[str, str]  # of each notice
    settings: Settings
    seed: int
    at: Millis
    burst: int = BURST


class Battery:
    """The trials of one run."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        url = next(iter(wanted.urls.values()))
        self._calls = Calls(wanted.vendor, wanted.settings, seed=wanted.seed, at=wanted.at, url=url)
        self._numbers = count(1)

    def trials(self) -> Iterator[Trial]:
        """Every trial, in the order in which they are sent."""
        for notice in self._wanted.notices:
            yield from self._documented(notice)
        for notice in self._wanted.notices:
            yield from self._hostile(notice)
        for notice in self._wanted.notices:
            last = Sending(self._delivery(notice, self._plain(notice)), _ACCEPT)
            yield self._trial(notice, "afterwards", (last,))

    def untried(self) -> Iterator[str]:
        """Cases that are left out, each with the reason."""
        for notice in self._wanted.notices:
            if notice.anatomy.trio and not self._trio(notice):
                names = [name for name, case in HOSTILE.items() if case.needs_seal]
                yield f"{notice.name}: not tried without a secret: {', '.join((*names, 'replayed_nonce'))}"

    def _documented(self, notice: Notice) -> Iterator[Trial]:
        for label, one in self._samples(notice):
            sending = Sending(self._delivery(notice, one), _ACCEPT)
            yield self._trial(notice, "documented", (sending,), label)

    def _samples(self, notice: Notice) -> Iterator[tuple[str, Draft]]:
        if notice.samples is not None:
            for label, members in notice.samples(self._wanted.seed, self._wanted.at):
                yield label, Draft(members, notice.headers, notice.writes, anatomy=notice.anatomy)
            return
        for label, script in self._calls.courses(notice):
            (happenings,) = self._calls.played(script)
            happening = told_by(notice, happenings)
            if happening is not None:
                yield label, self._draft(notice, happening)

    def _hostile(self, notice: Notice) -> Iterator[Trial]:
        yield self._duplicate(notice)
        yield self._late(notice)
        yield from self._out_of_order(notice)
        trio = self._trio(notice)
        for name, case in HOSTILE.items():
            one = self._plain(notice)
            if case.fits(one) and (not case.needs_seal or trio):
                yield self._spoilt(notice, name, case, one)
        if trio:
            yield self._replayed(notice, trio)
        yield self._burst(notice)

    def _duplicate(self, notice: Notice) -> Trial:
        one = Sending(self._delivery(notice, self._plain(notice)), _ACCEPT)
        return self._trial(notice, "duplicate", (one, one))

    def _late(self, notice: Notice) -> Trial:
        late = sum(self._wanted.vendor.retries if notice.retries is None else notice.retries) or LATEST
        return self._trial(
            notice, "late", (Sending(self._delivery(notice, self._plain(notice, late)), _ACCEPT),)
        )

    def _out_of_order(self, notice: Notice) -> Iterator[Trial]:
        later = follower(notice, self._wanted.notices)
        if later is None:
            return
        (happenings,) = self._calls.played(self._usual(notice))
        pair = [
            Sending(self._delivery(each, self._draft(each, happening)), _ACCEPT)
            for each in (later, notice)
            if (happening := told_by(each, happenings)) is not None
        ]
        if len(pair) == 2:
            yield self._trial(notice, "out_of_order", tuple(pair), f"after {later.name}")

    def _spoilt(self, notice: Notice, name: str, case: Hostile, one: Draft) -> Trial:
        sending = Sending(self._delivery(notice, case.make().spoil(one)), case.expects)
        return self._trial(notice, name, (sending,))

    def _replayed(self, notice: Notice, trio: Trio) -> Trial:
        first, second = self._plain(notice), self._plain(notice)
        signed = first.seal(first.members)
        earlier = (signed[trio.nonce], signed[trio.timestamp])
        again = ReplayedNonce().spoil(replaced(second, earlier=earlier))
        begun = Sending(self._delivery(notice, first), _ACCEPT, prepares=True)
        return self._trial(notice, "replayed_nonce", (begun, Sending(self._delivery(notice, again), _REFUSE)))

    def _burst(self, notice: Notice) -> Trial:
        many = [
            Sending(self._delivery(notice, one), _ACCEPT) for one in self._many(notice, self._wanted.burst)
        ]
        return replaced(self._trial(notice, "burst", tuple(many)), together=True)

    def _plain(self, notice: Notice, before: Millis = 0) -> Draft:
        return next(self._many(notice, 1, before))

    def _many(self, notice: Notice, many: int, before: Millis = 0) -> Iterator[Draft]:
        """So many as the vendor sends them every day, each of a call of its own."""
        if notice.samples is not None:
            for _ in range(many):
                seed = self._wanted.seed + next(self._numbers)
                _, members = next(iter(notice.samples(seed, self._wanted.at - before)))
                yield Draft(members, notice.headers, notice.writes, anatomy=notice.anatomy)
            return
        for happenings in self._calls.played(self._usual(notice), many, before):
            happening = told_by(notice, happenings)
            if happening is not None:
                yield self._draft(notice, happening)

    def _usual(self, notice: Notice) -> Script:
        return self._calls.courses(notice)[0][1]

    def _draft(self, notice: Notice, happening: Happening) -> Draft:
        return draft(notice, Telling(happening, self._wanted.settings, self._wanted.seed))

    def _trio(self, notice: Notice) -> Trio | None:
        """What its signature consists of; None where it is not signed."""
        one, trio = self._plain(notice), notice.anatomy.trio
        return trio if trio and trio.signature in one.seal(one.members) else None

    def _delivery(self, notice: Notice, one: Draft) -> Delivery:
        number = next(self._numbers)
        return Delivery(
            identity(self._wanted.seed, "certify", number), self._wanted.vendor.name, notice.name, "", "",
            self._wanted.urls[notice.name], one.headers, one.body, self._wanted.at, number=number,
            over=one.over,
        )  # fmt: skip

    def _trial(self, notice: Notice, name: str, sendings: Sequence[Sending], label: str = "") -> Trial:
        known = HOSTILE.get(name)
        about, why = OTHERS[name] if known is None else (known.about, known.why)
        return Trial(name, label, notice.name, about, why, notice.sources.get(name, ""), tuple(sendings))
