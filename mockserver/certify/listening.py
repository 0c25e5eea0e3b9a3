"""An application that listens is put through its ordeals, and watched over the admin API.

Rule: it is well while a client of its user has what it had subscribed to, nothing waits for it, and its
connect is held.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from mockserver.certify.ordeals import Message, Ordeal
from mockserver.clock import sleep_real, stopwatch
from mockserver.frozen import frozen
from mockserver.remote.admin import Admin
from mockserver.report.model import Case, Outcome

PAUSE = 0.02  # seconds between two looks
RULE = "certify"


class NobodyListens(Exception):
    """No client has connected and subscribed in time; the text says how far the nearest came."""


@frozen
class Client:
    """A client of the vendor's Bayeux server."""

    id: str
    user: str
    subscriptions: frozenset[str]
    queued: int
    is_held: bool

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Client:
        """As the admin API tells it."""
        names = frozenset(told["subscriptions"])
        return cls(told["clientId"], told["user"], names, told["queued"], told["held"])


class Listener:
    """The application, as the server sees it."""

    def __init__(self, admin: Admin, vendor: str, patience: float) -> None:
        self._admin = admin
        self._vendor = vendor
        self._path = f"bayeux/{vendor}"
        self._patience = patience
        self.client: Client  # as it was when it arrived
        self._is_given_up = False  # it was waited for in vain once: it is looked for, and waited for no more

    def await_arrival(self, wait: float) -> Client:
        """The first client that has subscribed to something and waits for it.

        Raises:
            NobodyListens: there was none in so many seconds.
        """
        found = self._await(lambda client: bool(client.subscriptions) and client.is_held, wait)
        if found is None:
            raise NobodyListens(f"nobody listens to {self._vendor} after {wait:g} s: {self._nearest()}")
        self.client = found
        return found

    def put_through(self, ordeals: Iterable[Ordeal], seen: Callable[[Case], object]) -> list[Case]:
        """What came of each ordeal; ``seen`` gets each as soon as it is known."""
        found = []
        for ordeal in ordeals:
            found.append(self._case(ordeal))
            seen(found[-1])
        return found

    def _case(self, ordeal: Ordeal) -> Case:
        began = stopwatch()
        was = self._await(self._is_well, 0 if self._is_given_up else self._patience)
        self._is_given_up = was is None
        if was is None:
            why = f"it had not come back before: {self._nearest()}"
            return _case(ordeal, Outcome.INCONCLUSIVE, self._nearest(), why, 0)
        self._do(ordeal)
        now = self._await(self._is_well, self._patience)
        took = (stopwatch() - began) // 1000
        if now is None or not self._was_struck(ordeal):
            why = f"{ordeal.why}; after {self._patience:g} s {self._nearest()}"
            return _case(ordeal, Outcome.FAIL, self._nearest(), why, took)
        session = "in the same session" if now.id == was.id else "in a new session, subscribed again"
        return _case(ordeal, Outcome.PASS, f"it listens, {session}, after {took} ms", "", took)

    def _do(self, ordeal: Ordeal) -> None:
        harm = {"fault": ordeal.fault, "respond": ordeal.respond}
        given = {name: value for name, value in harm.items() if value is not None}
        if given:
            about = {"name": RULE, "vendor": self._vendor, "operation": "connect", "when": {"first": 1}}
            self._admin.post("rules", {**about, **given})
        if ordeal.is_lost:
            self._admin.delete(f"{self._path}/{quote(self.client.user, safe='')}")
        if ordeal.messages:
            self._tell(ordeal.messages)

    def _was_struck(self, ordeal: Ordeal) -> bool:
        """Whether what was to go wrong with a connect has; after that it listens again."""
        if ordeal.fault is None and ordeal.respond is None:
            return True
        self._tell(ordeal.messages)  # where the answer was struck that was held when the fault began
        self._await(self._is_well, self._patience)
        struck = self._admin.delete(f"rules/{RULE}")["answered"] > 0
        return struck and self._await(self._is_well, self._patience) is not None

    def _tell(self, messages: Iterable[Message]) -> None:
        self._admin.post(self._path, {"user": self.client.user, "messages": list(messages)})

    def _is_well(self, client: Client) -> bool:
        mine = client.user == self.client.user and client.subscriptions >= self.client.subscriptions
        return mine and client.is_held and not client.queued

    def _await(self, fits: Callable[[Client], bool], seconds: float) -> Client | None:
        until = stopwatch() + int(seconds * 1_000_000)
        while True:
            found = next(filter(fits, self._clients()), None)
            if found is not None or stopwatch() > until:
                return found
            sleep_real(PAUSE)

    def _clients(self) -> list[Client]:
        return [Client.of(each) for each in self._admin.get(self._path)["clients"]]

    def _nearest(self) -> str:
        """How far the client that is nearest to being well has come."""
        clients = self._clients()
        if not clients:
            return "no client has shaken hands"
        best = max(clients, key=lambda each: (len(each.subscriptions), each.is_held, -each.queued))
        if not best.subscriptions:
            return f"a client of {best.user} has shaken hands and subscribed to nothing"
        if not best.is_held:
            return f"a client of {best.user} does not ask for more, {best.queued} messages wait for it"
        return f"a client of {best.user} listens to {', '.join(sorted(best.subscriptions))} alone"


def _case(ordeal: Ordeal, outcome: Outcome, found: str, reason: str, took: int) -> Case:
    return Case(
        ordeal.title,
        outcome,
        expected=f"it listens again in time: {ordeal.why} (assumed)",
        found=found,
        reason=reason,
        details=(f"done: {ordeal.about}",),
        took=took,
    )
