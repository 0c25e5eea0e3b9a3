"""From the tree of a file to its scenario: its variables, the files it includes, its vendors, then the rest.

Rule: what a file is written in is not known here; whoever loads says how a text becomes a tree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from mockserver.frozen import replaced
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.folder import Source
from mockserver.scenario.grammar import INCLUDE, SCENARIO
from mockserver.scenario.mistakes import Mistake, ScenarioMistake, Wrong, nearest
from mockserver.scenario.model import Scenario, combine
from mockserver.scenario.nodes import START, Kind, Node, mistake, without
from mockserver.scenario.shapes import Shape
from mockserver.scenario.variables import filled, values_of

MOST_FILES = 100  # so many may be included, all in all
Parse = Callable[[str, str], tuple[Node, list[Mistake]]]  # a text and its file's name


class Loading:
    """One file with all it includes."""

    def __init__(self, parse: Parse, environ: Mapping[str, str]) -> None:
        self._parse = parse
        self._environ = environ
        self._files = 0

    def first(self, source: Source, vendors: Vendors, variables: Mapping[str, str]) -> Scenario:
        """The scenario of the file itself."""
        around = Around(source.file, source.folder, vendors, variables=variables, load=self.included)
        scenario = self._scenario(source, replaced(around, trail=(source.file,)))
        if scenario.expectations:
            from mockserver.scenario.expecting import check  # most scenarios have none

            check(scenario)
        return scenario

    def included(self, source: Source, outer: Around, named: Node) -> Scenario:
        """The scenario of a file that another names; the other's variables are stronger than its own."""
        self._files += 1
        if self._files > MOST_FILES:
            raise Wrong(mistake(outer.file, named.place, f"more than {MOST_FILES} files", "fewer of them"))
        trail = (*outer.trail, source.file)
        return self._scenario(source, replaced(outer, file=source.file, folder=source.folder, trail=trail))

    def _scenario(self, source: Source, around: Around) -> Scenario:
        node, mistakes = self._parse(source.text, source.file)
        try:
            scenario = self._read(node, around, mistakes)
        except Wrong as why:
            known = {(slip.file, slip.line, slip.column) for slip in mistakes}  # one mistake for one value
            more = [slip for slip in why.mistakes if (slip.file, slip.line, slip.column) not in known]
            raise ScenarioMistake([*mistakes, *more]) from None
        if mistakes:
            raise ScenarioMistake(mistakes)
        return scenario

    def _read(self, node: Node, around: Around, mistakes: list[Mistake]) -> Scenario:
        if node.kind is Kind.NOTHING:
            raise Wrong(mistake(around.file, START, "an empty file", SCENARIO.expected))
        around = replaced(around, variables=values_of(node, around, self._environ))
        tree = filled(node, around)
        mistakes += tree.mistakes
        others: tuple[Scenario, ...] = _read_or(INCLUDE, tree.node.child("include"), around, mistakes)
        own = SCENARIO.read(without(tree.node, "include"), _served(tree.node, around, others))
        return combine([replaced(own, variables=tree.names), *others])


def _read_or(shape: Shape, node: Node | None, around: Around, mistakes: list[Mistake]) -> tuple[Any, ...]:
    """What a list holds; nothing where it is wrong, so that the rest is looked at as well."""
    try:
        return () if node is None else tuple(shape.read(node, around))
    except Wrong as why:
        mistakes += why.mistakes
        return ()


def _served(node: Node, around: Around, others: Iterable[Scenario]) -> Around:
    """The vendors that the files name are known before the rest is read, however wrong their settings are."""
    named, vendors = node.child("vendors"), around.vendors
    if named is None or named.kind is not Kind.MAPPING:
        return replaced(around, served=tuple(vendors))
    # A misspelt one is one mistake: what is said of the vendor that is meant is none.
    own = [name if name in vendors else nearest(name, vendors) for name in named.value]
    theirs = [name for other in others if not other.implied for name in other.vendors]
    return replaced(around, served=tuple(dict.fromkeys(filter(None, [*own, *theirs]))))
