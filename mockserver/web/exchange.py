"""One exchange while it is going on: what is known of it so far."""

from __future__ import annotations

from dataclasses import dataclass

from mockserver.clock import Millis
from mockserver.formats.base import Limits, Reading
from mockserver.formats.negotiate import Choice
from mockserver.frozen import replaced
from mockserver.journal import Event, event_of, key_of
from mockserver.kit import ASSUMED, FIDELITY, Refused, Route, Vendor
from mockserver.reply import Reply
from mockserver.request import Request
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import Rule


@dataclass(slots=True)
class Exchange:
    """One exchange while it is going on: what is known of it so far."""

    vendor: Vendor
    sandbox: Sandbox
    request: Request
    limits: Limits
    number: int
    at: Millis
    route: Route | None = None
    reading: Reading | None = None
    rule: Rule | None = None
    refusal: str = ""
    bug: str = ""

    @property
    def id(self) -> str:
        """The id of the event that the journal will keep."""
        return key_of(self.sandbox.journal.seed, self.number)

    def choice(self) -> Choice:
        """The format of the answer."""
        return self.vendor.negotiate(self.route, self.request)

    @property
    def operation(self) -> str:
        """The name of the operation, if the request leads to one."""
        return self.route.operation.name if self.route else ""

    def way(self) -> Route:
        """Where the request leads; looked for once it is asked.

        Raises:
            Refused: nowhere; the vendor's own reason.
        """
        if self.route is None:
            self.route = self.vendor.route(self.vendor, self.request)
        return self.route

    def read(self) -> Reading:
        """The body as the vendor understands it; read once.

        Raises:
            Refused: it cannot be read, or there is no route that could tell how.
        """
        if self.reading is None:
            if self.request.too_large:
                raise Refused("TooLarge", limit=self.limits.size)
            self.reading = self.vendor.decode(self.way(), self.request, self.limits)
        return self.reading

    def event(self, reply: Reply, took: int) -> Event:
        """The exchange as the journal keeps it."""
        request, route, reading, rule = self.request, self.route, self.reading, self.rule
        request.memo = None  # nobody asks for it again
        return event_of(
            (
                self.sandbox.journal.seed,
                self.number,
                self.at,
                request,
                reply,
                self.vendor.name,
                route.operation.name if route is not None else "",
                self.refusal,
                rule.name if rule is not None else "",
                reading.losses if reading is not None else (),
                took,
                self.bug,
            )
        )


def marked(reply: Reply, fidelity: str) -> Reply:
    """The answer, saying so if it rests on an assumption."""
    if fidelity != ASSUMED or FIDELITY in reply.headers:
        return reply
    return replaced(reply, headers=(*reply.headers, FIDELITY))
