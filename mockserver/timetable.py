"""The timeline of a scenario, played: what happens by itself, each thing at its moment.

Rule: a thing that cannot happen any more is said in the log and left out; the others go on.
Loaded only where a scenario has a timeline.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from typing import Any

from mockserver.callcentre.errors import CampaignNotFound, NotPossibleNow, TooManyCalls
from mockserver.callcentre.lists.lifecycle import Order
from mockserver.sandbox import Sandbox
from mockserver.scenario.planned import (
    CallPlaced,
    CampaignTold,
    RuleBegun,
    RuleDropped,
    StatesSet,
    TargetAsked,
)
from mockserver.scenario.standing import RuleNotFound, TooManyRules, book_with
from mockserver.scenario.templates import CannotRender, is_template, rendered, text
from mockserver.timeline import Due

log = logging.getLogger(__name__)
LEFT_OUT = "timetable.left out"  # rows that could not happen, by their keys
OWNER = "timetable"  # of timeline entries; the key is the row's number
NOTICE = "request"  # what a request to the application under test is called among the deliveries
_LEFT_OUT = (CampaignNotFound, NotPossibleNow, TooManyCalls, RuleNotFound, TooManyRules, CannotRender)


def begin(sandbox: Sandbox) -> None:
    """Plan all rows."""
    now = sandbox.clock.now()
    for number, planned in enumerate(sandbox.scenario.timeline):
        sandbox.space.plan(now + planned.at, OWNER, str(number))


def happen(sandbox: Sandbox, due: Due) -> None:
    """Let one row happen."""
    does = sandbox.scenario.timeline[int(due.key)].does
    try:
        DOES[type(does)](sandbox, does, due)
    except _LEFT_OUT as why:
        log.warning("sandbox %s: timeline[%s] is left out: %r", sandbox.name, due.key, why)
        sandbox.space.put(LEFT_OUT, due.key, f"{type(why).__name__}: {why}")


def left_out(sandbox: Sandbox) -> list[tuple[int, str]]:
    """The rows that could not happen, by their numbers, and why."""
    with sandbox.transaction():
        return [(int(key), why) for key, why in sandbox.space.rows(LEFT_OUT)]


def _place(sandbox: Sandbox, does: CallPlaced, due: Due) -> None:
    said = {"caller": does.caller, "called": does.called, **dict(does.facts)}
    texts: dict[str, str] = {name: _text(sandbox, text, due) for name, text in said.items()}
    sandbox.calls[does.vendor].place(due.at, script=does.script, **texts)


def _order(sandbox: Sandbox, does: CampaignTold, due: Due) -> None:
    sandbox.order(does.vendor, does.campaign, Order(does.order), due.at)


def _set_states(sandbox: Sandbox, does: StatesSet, due: Due) -> None:
    for name, state in does.states:
        sandbox.states.put(name, _text(sandbox, state, due))


def _begin_rule(sandbox: Sandbox, does: RuleBegun, due: Due) -> None:
    sandbox.book_for(does.rule).add(does.rule, due.at)


def _end_rule(sandbox: Sandbox, does: RuleDropped, due: Due) -> None:
    book_with(sandbox.books, does.name).drop(does.name)


def _ask(sandbox: Sandbox, does: TargetAsked, due: Due) -> None:
    sandbox.outbox.post(
        vendor="",
        notice=NOTICE,
        call_id="",
        cause=f"timeline[{due.key}]",
        url=_text(sandbox, does.url, due),
        method=does.method,
        headers=tuple((name, _text(sandbox, text, due)) for name, text in does.headers),
        body=_body(sandbox, does, due),
        at=due.at,
        at_once=True,
    )


def _body(sandbox: Sandbox, does: TargetAsked, due: Due) -> bytes:
    if does.is_json:
        return json.dumps(rendered(does.body, _facts(sandbox, due)), ensure_ascii=False).encode()
    return b"" if does.body is None else _text(sandbox, str(does.body), due).encode()


def _text(sandbox: Sandbox, template: str, due: Due) -> str:
    return text(template, _facts(sandbox, due)) if is_template(template) else template


def _facts(sandbox: Sandbox, due: Due) -> Mapping[str, Any]:
    """What templates can name; made-up values are the same in every text of a row."""
    from mockserver.scenario.scene import moment_facts

    scenario = sandbox.scenario
    return moment_facts(scenario.seed, scenario.locale, due.at, OWNER, due.key)


DOES: Mapping[type, Callable[[Sandbox, Any, Due], None]] = {
    CallPlaced: _place,
    CampaignTold: _order,
    StatesSet: _set_states,
    RuleBegun: _begin_rule,
    RuleDropped: _end_rule,
    TargetAsked: _ask,
}
