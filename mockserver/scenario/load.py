"""Scenario files, read: text in, a ``Scenario`` out, or every mistake with its line and column.

Rule: the only module that has met YAML. It takes libyaml's events and makes its
own tree of them: composing with PyYAML is slower, and ends the process on deep nesting.
Plain words mean what YAML 1.2 says: ``no`` and ``2025-01-01`` are text, ``12:30`` is no number.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mockserver.patterns import late_patterns_of
from mockserver.scenario.facts import Vendors
from mockserver.scenario.folder import Disk, Folder, Noted, Source
from mockserver.scenario.loading import Loading
from mockserver.scenario.mistakes import Mistake, ScenarioMistake, short
from mockserver.scenario.model import Scenario
from mockserver.scenario.nodes import START, Kind, Node, Place, container, mistake
from mockserver.scenario.plainwords import resolved
from mockserver.scenario.source import SCENARIO_CAP, line_and_column, text_of

with late_patterns_of("yaml.reader", "yaml.resolver", "yaml.constructor"):  # only events are asked for here
    import yaml

NO_VARIABLES: Mapping[str, str] = MappingProxyType({})

DEPTH = 64
UNFOLDED = 100_000  # so many values may come in by aliases
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAGS = (None, "!", "tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map")
_NO_BEGINNING = "found character that cannot start any token"  # libyaml's words
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]"
)  # YAML 1.2, 5.1


def load(
    path: Path,
    vendors: Vendors,
    *,
    variables: Mapping[str, str] = NO_VARIABLES,
    environ: Mapping[str, str] = os.environ,
    notes: dict[str, str] | None = None,
) -> Scenario:
    """The scenario of a file; ``variables`` are stronger than its own.

    ``notes`` is filled with what the files hold that it names, by name: included ones and data.

    Raises:
        ScenarioMistake: it cannot be used; all its mistakes are there.
    """
    text, disk = text_of(path, SCENARIO_CAP), Disk(path.parent)
    folder: Folder = disk if notes is None else Noted(disk, notes)
    return loads(text, str(path), folder, vendors, variables=variables, environ=environ)


def loads(
    text: str,
    where: str,
    folder: Folder | Path | None,
    vendors: Vendors,
    *,
    variables: Mapping[str, str] = NO_VARIABLES,
    environ: Mapping[str, str] = NO_VARIABLES,
) -> Scenario:
    """The scenario of a text that came from ``where``; the files that it names lie in the folder.

    ``environ``: what the variables may take from the environment: nothing, for what a request brought.

    Raises:
        ScenarioMistake: it cannot be used; all its mistakes are there.
    """
    held = Disk(folder) if isinstance(folder, Path) else folder
    return Loading(_tree, environ).first(Source(where, text, held), vendors, variables)


def tree_of(text: str, where: str) -> Node:
    """The tree of one value: words of the command line, or of a header.

    Raises:
        ScenarioMistake: it is no YAML.
    """
    reader = _Reader(text, where)
    node = reader.document()
    if reader.mistakes:
        raise ScenarioMistake(reader.mistakes)
    return node


def _tree(text: str, file: str) -> tuple[Node, list[Mistake]]:
    reader = _Reader(text, file)
    return reader.document(), reader.mistakes


class _Reader:
    """Reads one text. Mistakes that leave a tree to go on with are kept in ``mistakes``."""

    def __init__(self, text: str, file: str) -> None:
        self.mistakes: list[Mistake] = []
        self._text = text
        self._file = file
        self._anchors: dict[str, Node | None] = {}  # None: it is still being read
        self._unfolded = 0
        self._events: Iterator[Any] = iter(())

    def document(self) -> Node:
        """The whole text as one tree.

        Raises:
            ScenarioMistake: it is no YAML.
        """
        if unprintable := _UNPRINTABLE.search(self._text):
            raise ScenarioMistake([self._unreadable(unprintable)])
        try:
            self._events = iter(yaml.parse(self._text, Loader=_LOADER))
            return self._document()
        except yaml.MarkedYAMLError as why:
            raise ScenarioMistake([*self.mistakes, self._misspelt(why)]) from None

    def _document(self) -> Node:
        next(self._events)  # the stream starts
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return Node(None)
        node = self._node(next(self._events), 0)
        next(self._events)  # the document ends
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            self._keep(after, "a second document", "one document a file")
        return node

    def _node(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.AliasEvent):
            return self._alias(event, depth)
        self._check_depth(event, depth)
        if event.tag not in _TAGS:
            self._keep(event, f"the tag {short(event.tag)}", "a value without a tag")
        if event.anchor is not None:
            self._anchors[event.anchor] = None
        node = self._made(event, depth)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
        return node

    def _made(self, event: Any, depth: int) -> Node:
        if isinstance(event, yaml.ScalarEvent):
            is_plain = event.implicit[0] and event.tag is None
            value = resolved(event.value) if is_plain else event.value
            return Node(value, _place(event), source=event.value, bare=is_plain)
        if isinstance(event, yaml.SequenceStartEvent):
            items = tuple(self._items(depth))
            return container(items, _place(event))
        return self._mapping(event, depth)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _mapping(self, start: Any, depth: int) -> Node:
        own: dict[str, Node] = {}
        places: dict[str, Place] = {}
        merged: list[Node] = []
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key, value = self._node(event, depth + 1), self._node(next(self._events), depth + 1)
            if isinstance(event, yaml.ScalarEvent) and event.value == "<<" and not event.style:
                merged += self._to_merge(value)
            elif key.kind in (Kind.LIST, Kind.MAPPING):
                self._keep(event, "a key that is no text", "text; a template {{ … }} stands in quotes")
            elif key.source in own:
                self._keep(event, f"the key {short(key.source)} a second time", "each key once")
            else:
                own[key.source], places[key.source] = value, key.place
        for node in merged:  # what stands there itself comes first, then the earlier of those merged in
            own, places = {**node.value, **own}, {**node.keys, **places}
        return container(own, _place(start), places)

    def _to_merge(self, node: Node) -> list[Node]:
        nodes = list(node.value) if node.kind is Kind.LIST else [node]
        if all(item.kind is Kind.MAPPING for item in nodes):
            return nodes
        self.mistakes.append(mistake(self._file, node.place, "<< with something else", "<< with a mapping"))
        return []

    def _alias(self, event: Any, depth: int) -> Node:
        node = self._anchors.get(event.anchor)
        if node is None:
            inside = event.anchor in self._anchors
            found = (
                f"*{event.anchor} inside itself" if inside else f"*{event.anchor}, which nothing is called"
            )
            self._keep(event, found, f"the name of something above, marked &{event.anchor}")
            return Node(None, _place(event))
        self._check_depth(event, depth + node.height)
        self._unfolded += node.size
        if self._unfolded > UNFOLDED:
            many = self._at(event, f"aliases for more than {UNFOLDED} values", "fewer of them")
            raise ScenarioMistake([*self.mistakes, many])
        return node

    def _check_depth(self, event: Any, depth: int) -> None:
        if depth > DEPTH:
            deep = self._at(event, f"more than {DEPTH} levels of nesting", "fewer of them")
            raise ScenarioMistake([*self.mistakes, deep])

    def _keep(self, event: Any, found: str, expected: str) -> None:
        self.mistakes.append(self._at(event, found, expected))

    def _at(self, event: Any, found: str, expected: str) -> Mistake:
        return mistake(self._file, _place(event), found, expected)

    def _unreadable(self, sign: re.Match[str]) -> Mistake:
        place = line_and_column(self._text, sign.start())
        found = f"the character U+{ord(sign[0]):04X}"
        return Mistake(self._file, *place, found, "text without control characters")

    def _misspelt(self, why: yaml.MarkedYAMLError) -> Mistake:
        """The words of libyaml are ``found X`` and ``did not find expected X``, while it was at something."""
        mark, problem = why.problem_mark or why.context_mark, why.problem or "no YAML"
        place = Place(mark.line + 1, mark.column + 1) if mark else START
        if problem == _NO_BEGINNING:
            return mistake(self._file, place, self._character(place), "YAML, in which nothing begins so")
        missing = problem.removeprefix("did not find expected ")
        if missing != problem:
            return mistake(self._file, place, self._character(place), missing + _begun(why))
        return mistake(self._file, place, problem.removeprefix("found "), "YAML" + _begun(why))

    def _character(self, place: Place) -> str:
        lines = self._text.split("\n", place.line)
        rest = lines[place.line - 1][place.column - 1 :] if len(lines) >= place.line else ""
        is_last = len(lines) <= place.line
        return short(rest[0]) if rest else "the end of the file" if is_last else "the end of the line"


def _begun(why: yaml.MarkedYAMLError) -> str:
    mark = why.context_mark
    return f", {why.context} that begins at {mark.line + 1}:{mark.column + 1}" if why.context and mark else ""


def _place(event: Any) -> Place:
    return Place(event.start_mark.line + 1, event.start_mark.column + 1)
