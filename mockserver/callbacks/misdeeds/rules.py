"""Which callbacks go wrong: the first rule that is for a callback and whose turn it is.

Rule: as with the rules of requests, a rule counts the callbacks it is for, and what stands behind
the first that strikes is neither looked at nor counted. What the request asked for that led to a
callback comes first, then live rules, then the scenario's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import chain

from mockserver.callbacks.misdeeds.base import Misdeed
from mockserver.callcentre.model import is_like
from mockserver.chance import fraction
from mockserver.clock import Millis
from mockserver.formats.base import Plain
from mockserver.frozen import frozen
from mockserver.scenario.standing import Book, Standing
from mockserver.scenario.turns import Turn
from mockserver.store.base import Space

COUNTS, WISHES = "callback rules", "callback wishes"  # tables: by the key of a rule; by the event that wished
MOST_WISHES = 10_000  # the oldest leaves when there are more


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
    caller: str = ""  # of the call it tells of, if it does
    called: str = ""

    @property
    def line(self) -> str:
        """Callbacks of one call have the same; empty: it belongs to none."""
        return f"{self.vendor} {self.call_id}" if self.call_id else ""


@frozen
class CallbackRule:
    """A fault, and which callbacks it strikes; empty texts fit every one."""

    name: str
    fault: str  # its name
    misdeed: Misdeed
    vendor: str = ""
    notice: str = ""
    caller: str = ""  # glob patterns of the call it tells of; what tells of none fits only empty ones
    called: str = ""
    turn: Turn = Turn()  # which of them: ``nth``, ``first``, ``every``, ``chance``
    ttl: Millis | None = None  # how long it holds, since the sandbox began or since it was added
    words: Plain = field(default=None, compare=False, repr=False)  # as it was written

    def is_for(self, slip: Slip) -> bool:
        """Whether it is for this callback."""
        return (
            self.vendor in ("", slip.vendor)
            and self.notice in ("", slip.notice)
            and is_like(slip.caller, self.caller)
            and is_like(slip.called, self.called)
        )


class CallbackRules(Book[CallbackRule]):
    """A sandbox's rules for callbacks; callers hold the space's transaction."""

    def __init__(
        self,
        space: Space,
        rules: Iterable[CallbackRule] = (),
        *,
        seed: int = 0,
        began: Millis = 0,
        magic: bool = False,
    ) -> None:
        kind, key = "callback rule", "callbacks[{}]"
        super().__init__(space, rules, seed=seed, began=began, magic=magic, kind=kind, key=key)

    def wish(self, cause: str, rule: CallbackRule, at: Millis) -> None:
        """Let a rule strike what comes of one request alone, whose event this is."""
        if self._space.count(WISHES) >= MOST_WISHES:
            oldest, _ = next(self._space.rows(WISHES))
            self._space.remove(WISHES, oldest)
            self._forget(oldest)
        self._space.put(WISHES, cause, Standing(cause, rule, at))

    def striking(self, slip: Slip) -> CallbackRule | None:
        """The rule that strikes this callback, if any; counters move."""
        for standing in chain(self._wished(slip.cause), self):
            rule = standing.rule
            if rule.is_for(slip) and self._stands(standing, slip.at) and self._comes(standing):
                self._answer(standing)
                return rule
        return None

    def _wished(self, cause: str) -> Iterator[Standing[CallbackRule]]:
        wish = self._space.get(WISHES, cause) if self.magic else None
        if wish is not None:
            yield wish

    def _comes(self, standing: Standing[CallbackRule]) -> bool:
        count = 1 + (self._space.get(COUNTS, standing.key) or 0)
        self._space.put(COUNTS, standing.key, count)
        turn, name = standing.rule.turn, standing.rule.name
        return turn.falls_on(count) and (
            turn.chance is None or fraction(self._seed, "callback", name, standing.key, count) < turn.chance
        )

    def _forget(self, key: str) -> None:
        self._space.remove(COUNTS, key)
