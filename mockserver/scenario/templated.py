"""Values that may hold templates: each is rehearsed when the file is read; a bad one is a mistake there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from mockserver.clock import DAWN
from mockserver.frozen import frozen
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import Mistake, Wrong, short
from mockserver.scenario.nodes import Node, Place, found, mistake
from mockserver.scenario.shapes import JsonSchema, Shape
from mockserver.scenario.templates import is_template, problem

Facts = Callable[[], Mapping[str, Any]]


def at_a_moment() -> Mapping[str, Any]:
    """What templates can name where nothing was asked."""
    from mockserver.scenario.scene import moment_facts

    return moment_facts(1, "en_US", DAWN)


@frozen
class Templated:
    """A shape whose texts may be templates; ``facts`` is what they can name, if not all that rules know."""

    shape: Shape
    facts: Facts | None = None

    def read(self, node: Node, around: Around) -> Any:
        """The value, its templates as they are."""
        value = self.shape.read(node, around)
        if mistakes := [slip for text in _texts(node) for slip in _problems(text, self.facts, around)]:
            raise Wrong(*mistakes)
        return value

    def schema(self, vendors: Vendors) -> JsonSchema:
        """The shape's own."""
        return self.shape.schema(vendors)


def _texts(node: Node) -> Iterator[Node]:
    """The texts in a tree that are templates."""
    if isinstance(node.value, str):
        if is_template(node.value):
            yield node
    elif isinstance(node.value, (tuple, dict)):
        for inside in node.value.values() if isinstance(node.value, dict) else node.value:
            yield from _texts(inside)


def _problems(node: Node, facts: Facts | None, around: Around) -> Iterator[Mistake]:
    slip = problem(node.value, None if facts is None else facts())
    if slip is None:
        return
    line, why = slip
    # A text of several lines is a block, whose place is that of the sign before it.
    place = Place(node.place.line + 1 + line, 1) if "\n" in node.value else node.place
    if node.secret:  # Jinja2's words repeat it
        yield mistake(around.file, place, found(node), "a template that renders")
    else:
        text = short(node.value.split("\n")[line])
        yield mistake(around.file, place, text, f"a template that renders ({why})")
