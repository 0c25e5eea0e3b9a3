"""A file that includes others: each is read by itself, and all are one scenario, as several files are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.folder import FileMissing, Source
from mockserver.scenario.mistakes import ScenarioMistake, Wrong
from mockserver.scenario.nodes import Node
from mockserver.scenario.shapes import JsonSchema, Text, wrong
from mockserver.scenario.source import SCENARIO_CAP

if TYPE_CHECKING:
    from mockserver.scenario.model import Scenario

DEEPEST = 8  # so many files may stand in one another
_NAME = Text("the name of a file")


@frozen
class Include:
    """The name of another scenario file: the value is what that file says."""

    def read(self, node: Node, around: Around) -> Scenario:
        """The other file's scenario."""
        source = referred(node, around, SCENARIO_CAP)
        if source.file in around.trail:
            circle = " -> ".join((*around.trail[around.trail.index(source.file) :], source.file))
            raise wrong(node, around, f"files that do not go in a circle ({circle})")
        if len(around.trail) >= DEEPEST:
            raise wrong(node, around, f"no more than {DEEPEST} files in one another")
        if around.load is None:
            raise wrong(node, around, "no other file here")
        try:
            scenario: Scenario = around.load(source, around, node)
        except ScenarioMistake as why:
            raise Wrong(*why.mistakes) from None
        return scenario

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A string."""
        return {"type": "string"}


def referred(node: Node, around: Around, cap: int) -> Source:
    """The file that a value names; it lies in the folder of the file it is named in, or below.

    Raises:
        Wrong: it is no name, leads elsewhere, or there is no such file.
    """
    name = _NAME.read(node, around)
    try:
        found = None if around.folder is None else around.folder.find(name, cap)
    except FileMissing as why:
        raise wrong(node, around, "an existing file", why.nearest) from None
    except ScenarioMistake as why:
        raise Wrong(*why.mistakes) from None
    if found is None:
        raise wrong(node, around, "a file in the folder of the scenario, or below it")
    return found
