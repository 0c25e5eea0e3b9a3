"""The mailroom: puts callbacks into the outbox, those that a rule strikes as its fault has it.

Rule: everything happens in the transaction of what the callback tells of. One that is to follow another
waits in the outbox as every other, and leaves behind that one, or alone when its time is up.
"""

from __future__ import annotations

from typing import Any

from mockserver.callbacks.delivery import Delivery
from mockserver.callbacks.misdeeds.base import Draft
from mockserver.callbacks.misdeeds.rules import CallbackRules, Slip
from mockserver.callbacks.outbox import Outbox
from mockserver.clock import Millis
from mockserver.frozen import replaced
from mockserver.store.base import Space

BEHIND, SEALS = "callbacks behind others", "callback seals"  # tables: by line, by vendor
NO_EFFECT = "{} (without effect)"
KEPT_BACK = "the scenario keeps it back"


class Mailroom:
    """The mailroom of a sandbox that has rules for callbacks, or may have."""

    def __init__(self, space: Space, outbox: Outbox, rules: CallbackRules) -> None:
        self._space = space
        self._outbox = outbox
        self._rules = rules

    def post(self, slip: Slip, plain: Draft) -> None:
        """Put a callback into the outbox, struck if it is its turn."""
        with self._space.transaction():
            draft = replaced(plain, earlier=self._space.get(SEALS, slip.vendor))
            rule = self._rules.striking(slip)
            leaving = draft if rule is None else self._out_of_turn(slip, rule.misdeed.spoil(draft))
            fault = "" if rule is None else _named(rule.fault, draft, leaving)
            self._remember_seal(slip.vendor, draft)
            posted = self._hand_over(slip, leaving, fault)
            if leaving.behind:
                self._space.put(BEHIND, slip.line, (posted.id, slip.at + leaving.behind))
            elif not (leaving.late or leaving.is_kept_back):
                self._let_follow(slip.line, posted)

    def _out_of_turn(self, slip: Slip, draft: Draft) -> Draft:
        """The draft; two of one call do not wait for each other, and what is of no call is just late."""
        if not draft.behind:
            return draft
        if not slip.line:
            return replaced(draft, late=draft.behind, behind=0)
        waits = self._space.get(BEHIND, slip.line)
        return replaced(draft, behind=0) if waits is not None and slip.at < waits[1] else draft

    def _let_follow(self, line: str, posted: Delivery) -> None:
        """What waited for another of its call leaves behind it."""
        waits: tuple[str, Millis] | None = self._space.get(BEHIND, line)
        if waits is not None:
            self._space.remove(BEHIND, line)
            self._outbox.let_follow(waits[0], posted)

    def _remember_seal(self, vendor: str, draft: Draft) -> None:
        trio = draft.anatomy.trio
        if trio is None:
            return
        members: Any = draft.seal(draft.members)
        if trio.nonce in members:
            self._space.put(SEALS, vendor, (members[trio.nonce], members[trio.timestamp]))

    def _hand_over(self, slip: Slip, draft: Draft, fault: str) -> Delivery:
        """Post all its copies; the last of them."""
        body, wait = draft.body, draft.late + draft.behind
        copies = [
            self._outbox.post(
                vendor=slip.vendor, notice=slip.notice, call_id=slip.call_id, cause=slip.cause, url=slip.url,
                headers=draft.headers, body=body, at=slip.at + wait, created=slip.at, schedule=slip.schedule,
                at_once=not wait, fault=fault, over=draft.over, never=KEPT_BACK if draft.is_kept_back else "",
            )
            for _ in range(draft.copies)
        ]  # fmt: skip
        return copies[-1]


def _named(fault: str, draft: Draft, leaving: Draft) -> str:
    """The name of a fault; one that changes nothing says so."""
    return fault if leaving.looks != draft.looks else NO_EFFECT.format(fault)
