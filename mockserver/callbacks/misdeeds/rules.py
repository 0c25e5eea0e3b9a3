"""Which callbacks go wrong: the first rule that is for a callback and whose turn it is.

Rule: as with the rules of requests, a rule counts the callbacks it is for, and what stands behind
the first that strikes is neither looked at nor counted.
"""

from __future__ import annotations

from collections.abc import Sequence

from mockserver.callbacks.misdeeds.base import Misdeed
from mockserver.chance import fraction
from mockserver.frozen import frozen
from mockserver.scenario.turns import Turn
from mockserver.store.base import Space

TABLE = "callback rules"


@frozen
class CallbackRule:
    """A fault, and which callbacks it strikes; empty texts fit every one."""

    name: str
    fault: str  # its name
    misdeed: Misdeed
    vendor: str = ""
    notice: str = ""
    turn: Turn = Turn()  # which of them: ``nth``, ``first``, ``every``, ``chance``

    def is_for(self, vendor: str, notice: str) -> bool:
        """Whether it is for callbacks of this kind."""
        return self.vendor in ("", vendor) and self.notice in ("", notice)


def striking(
    space: Space, seed: int, rules: Sequence[CallbackRule], vendor: str, notice: str
) -> CallbackRule | None:
    """The rule that strikes this callback, if any; counters move."""
    for place, rule in enumerate(rules):
        if rule.is_for(vendor, notice):
            count = 1 + (space.get(TABLE, str(place)) or 0)
            space.put(TABLE, str(place), count)
            chance = rule.turn.chance
            if rule.turn.falls_on(count) and (
                chance is None or fraction(seed, "callback", rule.name, place, count) < chance
            ):
                return rule
    return None
