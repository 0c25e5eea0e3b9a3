"""A past to be judged: exchanges and callbacks at seconds since the beginning."""

from __future__ import annotations

import json
from typing import Any

from mockserver.callbacks.delivery import Attempt, Delivery, State
from mockserver.clock import DAWN
from mockserver.journal import Event
from mockserver.reply import Reply
from mockserver.request import Headers, Request
from mockserver.scenario.asked import Asked, Where
from mockserver.scenario.conditions import Condition
from mockserver.scenario.expected import Expectation, Times, Timing
from mockserver.verify.evidence import Evidence, Message
from mockserver.verify.judging import judged

PER_ID = Where("body", "id")
ONCE = Times(1, 1)
NEVER = Times(0, 0)


def within(
    seconds: float, *, least: float = 0, after: str = "", each: bool = False, before: str = ""
) -> Timing:
    return Timing(after, each, before, round(least * 1000), round(seconds * 1000))


class Past:
    """What happened, and what is judged of it."""

    def __init__(self, **facts: Any) -> None:
        self.events: list[Event] = []
        self.deliveries: list[Delivery] = []
        self.messages: list[Message] = []
        self.facts = facts

    def request(
        self, at: float, operation: str = "write", *, status: int = 200, rule: str = "", id: str | None = None
    ) -> Past:
        body = json.dumps({"id": id}).encode() if id else b""
        request = Request("POST", f"/{operation}", Headers([("X-Try", "1")]), body)
        number = len(self.events) + 1
        self.events.append(
            Event(1, number, DAWN + round(at * 1000), request, Reply(status), "acme", operation, rule=rule)
        )
        return self

    def callback(
        self,
        at: float,
        state: str = "delivered",
        *,
        attempts: int = 1,
        body: bytes = b"{}",
        arrived: float | None = None,
        cause: int | None = None,
    ) -> Past:
        tried = DAWN + round((at if arrived is None else arrived) * 1000)
        made = tuple(Attempt(number, tried) for number in range(1, attempts + 1))
        number = len(self.deliveries) + 1
        at_ = DAWN + round(at * 1000)
        led = "" if cause is None else self.events[cause].id
        about = (f"callback-{number}", "acme", "released", "1", led, "http://127.0.0.1:9/hook")
        self.deliveries.append(Delivery(*about, (), body, at_, State(state), attempts=made, number=number))
        return self

    def message(self, at: float, channel: str, data: Any = None) -> Past:
        self.request(at, "Bayeux")
        self.messages.append(Message("acme", channel, data, self.events[-1], DAWN + round(at * 1000)))
        return self

    def evidence(self, now: float) -> Evidence:
        return Evidence(
            now=DAWN + round(now * 1000),
            began=DAWN,
            asked=asked,
            events=tuple(self.events),
            deliveries=tuple(self.deliveries),
            messages=tuple(self.messages),
            **self.facts,
        )

    def verdict(self, wanted: Expectation, *known: Expectation, now: float = 100, final: bool = False) -> Any:
        by_name = {each.name: each for each in (wanted, *known)}
        return judged(wanted, by_name, self.evidence(now), final=final)


def asked(event: Event) -> Asked:
    return Asked(
        event.vendor,
        event.operation,
        event.request,
        lambda: json.loads(event.request.body or b"null"),
        event.at,
    )


def writes(**facts: Any) -> Expectation:
    return Expectation("writes", operation="write", **facts)


def body_is(path: str, value: Any) -> tuple[Condition, ...]:
    return (Condition(Where("body", path), (("equals", value),)),)
