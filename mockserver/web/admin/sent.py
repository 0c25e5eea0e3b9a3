"""A scenario that came with a request: its text, the files it names, its variables.

Rule: nothing is read from the disk or the environment because a request said so.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from posixpath import normpath
from typing import Any

from mockserver.scenario.folder import Given
from mockserver.scenario.load import loads
from mockserver.scenario.mistakes import Mistake, ScenarioMistake
from mockserver.scenario.model import Scenario
from mockserver.scenario.variables import unknown_variables
from mockserver.web.admin.ask import Ask, Wrong


class Mistaken(Wrong):
    """A scenario that came with a request cannot be used: 422, with all its mistakes."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        super().__init__(422, "the scenario cannot be used", "/text")
        self.answer.value["errors"] = [_told(mistake) for mistake in mistakes]


def _told(mistake: Mistake) -> dict[str, Any]:
    return {"code": 422, "title": str(mistake), "source": {"pointer": "/text"}, "mistake": asdict(mistake)}


def sent_scenario(ask: Ask) -> Scenario:
    """The scenario of the body's ``text``, with ``files``, ``variables``, ``environ`` and ``file``.

    Raises:
        Wrong: 422, with each mistake in it.
    """
    files = {normpath(name): text for name, text in _texts(ask, "files").items()}
    variables, environ = _texts(ask, "variables"), _texts(ask, "environ")
    text, file = ask.text("text"), ask.text("file", "scenario.yaml")
    given = {"variables": variables, "environ": environ}
    made_of = json.dumps([text, file, files, variables, environ])
    try:
        scenario = ask.world.shelf.find(
            made_of, lambda: loads(text, file, Given(files), ask.world.vendors, **given)
        )
    except ScenarioMistake as why:
        raise Mistaken(why.mistakes) from why
    if unknown := unknown_variables(variables, scenario):
        raise Wrong(422, unknown, "/variables")
    return scenario


def _texts(ask: Ask, name: str) -> dict[str, str]:
    found = ask.body.get(name, {})
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Wrong(422, f"{name!r} has to be an object: texts by name", f"/{name}")
    return found
