"""Scenario states in WireMock's shapes: what each is in, what it may be in, and put into another.

Rule: a name that no rule says is no scenario, and a state that no rule says is none of it; both
are refused as WireMock refuses them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mockserver.chance import identity
from mockserver.sandbox import Sandbox
from mockserver.scenario.model import Rule
from mockserver.scenario.standing import Standing
from mockserver.scenario.states import STARTED
from mockserver.web.admin.ask import Ask, Wrong


def listing(ask: Ask) -> Any:
    """All scenario states, with the rules that ask for them or set them."""
    sandbox = ask.sandbox
    with sandbox.transaction():
        sandbox.catch_up()
        return {"scenarios": [_told(sandbox, name, state) for name, state in sandbox.states.all().items()]}


def _told(sandbox: Sandbox, name: str, state: str) -> dict[str, Any]:
    return {
        "id": name,  # since 3.0 WireMock's id is the name
        "name": name,
        "state": state,
        "possibleStates": list(sandbox.states.possible(name)),
        "mappings": list(_mappings(sandbox, name)),
    }


def _mappings(sandbox: Sandbox, name: str) -> Iterator[dict[str, Any]]:
    """The rules that know a scenario, as WireMock's clients know mappings."""
    for row in sandbox.rules:
        needs, sets = dict(row.rule.when.state), dict(row.rule.sets)
        if (name in needs or name in sets) and not sandbox.rules.has_ended(row):
            yield _mapping(sandbox, row) | {
                "scenarioName": name,
                **({"requiredScenarioState": needs[name] or STARTED} if name in needs else {}),
                **({"newScenarioState": sets[name] or STARTED} if name in sets else {}),
            }


def _mapping(sandbox: Sandbox, row: Standing[Rule]) -> dict[str, Any]:
    key = identity(sandbox.scenario.seed, "mapping", row.key)
    return {
        "id": key,
        "uuid": key,
        "name": row.rule.name,
        "request": {"method": row.rule.method or "ANY"},
        "metadata": {"vendor": row.rule.vendor, "operation": row.rule.operation, "path": row.rule.path},
    }


def put(ask: Ask) -> Any:
    """Put a scenario into a ``state``; without a body it is ``Started`` again."""
    ask.only("state")
    name, state = ask.parts["name"], ask.text("state", STARTED) or STARTED
    sandbox = ask.sandbox
    with sandbox.transaction():
        sandbox.catch_up()
        states = sandbox.states
        if name not in states.all():
            raise Wrong(404, f"Scenario {name} does not exist")
        if state not in states.possible(name):
            there = ", ".join(states.possible(name))
            raise Wrong(422, f"Scenario {name} does not support state {state}; there is {there}", "/state")
        states.put(name, state)
    ask.world.dispatcher.wake(sandbox)
    return {}


def reset(ask: Ask) -> Any:
    """Let each scenario be ``Started`` again."""
    with ask.sandbox.transaction():
        ask.sandbox.states.reset()
    ask.world.dispatcher.wake(ask.sandbox)
    return {}
