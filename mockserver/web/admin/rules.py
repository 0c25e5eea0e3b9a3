"""Rules of a sandbox: the scenario's, and live ones that are put before them while it runs."""

from __future__ import annotations

from typing import Any

from mockserver.clock import iso
from mockserver.scenario.grammar import RULE
from mockserver.scenario.rules import RuleNotFound, Standing
from mockserver.web.admin.ask import Answer, Ask, Wrong
from mockserver.web.admin.words import words_of


def listing(ask: Ask) -> Any:
    """All rules in the order in which they are looked at, each with how often it has answered."""
    with ask.sandbox.transaction():
        return {"rules": [told(ask, row) for row in ask.sandbox.rules]}


def add(ask: Ask) -> Any:
    """Put a rule before all others, in the words of scenario files."""
    return begin(ask, dict(ask.body))


def begin(ask: Ask, words: dict[str, Any], pointer: str = "") -> Answer:
    """Let a rule of these words stand, and tell it.

    Raises:
        Wrong: 422, with each mistake in them.
    """
    rule = words_of(ask, RULE, words, pointer)
    with ask.sandbox.transaction():
        ask.sandbox.catch_up()
        standing = ask.sandbox.rules.add(rule, ask.sandbox.clock.now())
        return Answer(told(ask, standing), 201)


def drop(ask: Ask) -> Any:
    """Take a rule away, by its id or its name."""
    key = ask.parts["key"]
    with ask.sandbox.transaction():
        try:
            found = told(ask, ask.sandbox.rules.find(key))
            ask.sandbox.rules.drop(key)
            return found
        except RuleNotFound as why:
            raise Wrong(404, f"no rule has the id or the name {key!r}") from why


def drop_all(ask: Ask) -> Any:
    """Take all live rules away; the scenario's stay."""
    with ask.sandbox.transaction():
        live = [row for row in ask.sandbox.rules if row.is_live]
        for row in live:
            ask.sandbox.rules.drop(row.key)
    return {"dropped": len(live)}


def told(ask: Ask, standing: Standing) -> dict[str, Any]:
    """A rule as JSON."""
    rules = ask.sandbox.rules
    return {
        "id": standing.key,
        "name": standing.rule.name,
        "origin": "live" if standing.is_live else "scenario",
        "answered": rules.answered(standing),
        "until": None if standing.until is None else iso(standing.until),
        "ended": not standing.holds(ask.sandbox.clock.now()) or rules.has_ended(standing),
        "rule": standing.rule.words,
    }
