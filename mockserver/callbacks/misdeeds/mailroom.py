"""The mailroom: puts callbacks into the outbox, those that a scenario's rules strike as their faults have it.

Rule: everything happens in the transaction of what the callback tells of; what waits for another
callback is a row of the sandbox, and leaves with it or when its time is up.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from mockserver.callbacks.misdeeds.base import Draft
from mockserver.callbacks.misdeeds.rules import CallbackRule, striking
from mockserver.callbacks.outbox import Outbox
from mockserver.clock import Millis
from mockserver.frozen import frozen, replaced
from mockserver.store.base import Space
from mockserver.timeline import Due

OWNER = "mailroom"  # of timeline entries; the key is the line of what waits
BEHIND, SEALS = "callbacks behind others", "callback seals"
NO_EFFECT = "{} (without effect)"
KEPT_BACK = "the scenario keeps it back"


@frozen
class Slip:
    """What is known of a callback beside its words: what it is about, and where it goes when."""

    vendor: str
    notice: str
    call_id: str
    cause: str
    url: str
    at: Millis
    schedule: tuple[Millis, ...] = ()

    @property
    def line(self) -> str:
        """Callbacks of one call have the same; empty: it belongs to none."""
        return f"{self.vendor} {self.call_id}" if self.call_id else ""


@frozen
class Parcel:
    """A callback that is worded, with what the outbox is to know of it."""

    slip: Slip
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fault: str
    late: Millis
    copies: int
    over: Millis
    never: str


class Mailroom:
    """The mailroom of one sandbox whose scenario has rules for callbacks."""

    owner = OWNER

    def __init__(self, space: Space, outbox: Outbox, rules: Sequence[CallbackRule], seed: int) -> None:
        self._space = space
        self._outbox = outbox
        self._rules = rules
        self._seed = seed

    def post(self, slip: Slip, plain: Draft) -> None:
        """Put a callback into the outbox, or keep it for later."""
        with self._space.transaction():
            draft = replaced(plain, earlier=self._space.get(SEALS, slip.vendor))
            rule = striking(self._space, self._seed, self._rules, slip.vendor, slip.notice)
            leaving = draft if rule is None else rule.misdeed.spoil(draft)
            waits = bool(leaving.behind) and not self._is_behind(slip.line)
            has_effect = waits or leaving.looks != replaced(draft, behind=leaving.behind).looks
            fault = "" if rule is None else rule.fault if has_effect else NO_EFFECT.format(rule.fault)
            self._remember_seal(slip.vendor, draft)
            parcel = _packed(slip, leaving, fault)
            if waits:
                self._keep(parcel, slip.at + leaving.behind)
            else:
                self._hand_over(parcel)
                self._let_follow(slip.line, slip.at)

    def let_go(self, due: Due) -> None:
        """The time of what waits for another callback is up."""
        self._let_follow(due.key, due.at)

    def _is_behind(self, line: str) -> bool:
        return self._space.get(BEHIND, line) is not None

    def _keep(self, parcel: Parcel, until: Millis) -> None:
        key = parcel.slip.line or self._place_alone()
        self._space.put(BEHIND, key, (parcel, self._space.plan(until, OWNER, key)))

    def _place_alone(self) -> str:
        """A line of its own for what belongs to no call."""
        number = 1 + (self._space.get(OWNER, "alone") or 0)
        self._space.put(OWNER, "alone", number)
        return f"alone {number}"

    def _let_follow(self, line: str, at: Millis) -> None:
        """What waited for another of its call leaves now."""
        found: tuple[Parcel, Due] | None = self._space.get(BEHIND, line)
        if found is None:
            return
        parcel, due = found
        self._space.drop_due(due)
        self._space.remove(BEHIND, line)
        self._hand_over(replaced(parcel, slip=replaced(parcel.slip, at=at)))

    def _remember_seal(self, vendor: str, draft: Draft) -> None:
        trio = draft.anatomy.trio
        if trio is None:
            return
        members: Any = draft.seal(draft.members)
        if trio.nonce in members:
            self._space.put(SEALS, vendor, (members[trio.nonce], members[trio.timestamp]))

    def _hand_over(self, parcel: Parcel) -> None:
        slip = parcel.slip
        for _ in range(parcel.copies):
            self._outbox.post(
                vendor=slip.vendor, notice=slip.notice, call_id=slip.call_id, cause=slip.cause, url=slip.url,
                headers=parcel.headers, body=parcel.body, at=slip.at + parcel.late, created=slip.at,
                schedule=slip.schedule, at_once=not parcel.late, fault=parcel.fault, over=parcel.over,
                never=parcel.never,
            )  # fmt: skip


def _packed(slip: Slip, draft: Draft, fault: str) -> Parcel:
    never = KEPT_BACK if draft.is_kept_back else ""
    return Parcel(slip, draft.headers, draft.body, fault, draft.late, draft.copies, draft.over, never)
