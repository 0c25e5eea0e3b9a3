"""Variables: ``${name}`` in a value of a scenario file is replaced when the file is read.

Rule: it is replaced once, in values alone, before anything is understood, and what a variable holds
is never looked at again. Without quotes it means what it would if it were written there; alone in
quotes it is of the kind that ``variables`` has it in, since braces within braces need quotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mockserver.frozen import frozen, replaced
from mockserver.scenario.facts import Around, Vendors
from mockserver.scenario.mistakes import Mistake, Wrong, listed, nearest, short
from mockserver.scenario.model import Scenario
from mockserver.scenario.nodes import Kind, Node, container, mistake, without
from mockserver.scenario.plainwords import resolved
from mockserver.scenario.shapes import Either, JsonSchema, MapOf, Text, gathered, wrong
from mockserver.scenario.source import MEGABYTE, SCENARIO_CAP
from mockserver.scenario.tables import Found, Key, Table

TARGET = "target"  # where the application under test listens: replay sets it
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_USE = re.compile(r"\$\$\{|\$\{([^${}]*)(\}?)")
_SPELLING = "${name}, or $${ for the two characters themselves"


class Unquoted(str):
    """What a variable holds that its file has as a number or a flag: alone in quotes, it still is one."""

    __slots__ = ()


class Secret(str):
    """What a variable holds that the environment said: no message repeats it."""

    __slots__ = ()


class UnquotedSecret(Secret, Unquoted):
    """Both."""

    __slots__ = ()


@frozen
class Variable:
    """A variable as a file has it: its value, or the environment's name for it."""

    value: str | None = None
    env: str = ""


@frozen
class Spelt:
    """A text, a number or a flag, as it is spelt."""

    def read(self, node: Node, around: Around) -> str:
        """The spelling."""
        if node.kind not in (Kind.TEXT, Kind.NUMBER, Kind.FLAG):
            raise wrong(node, around, "text")
        if node.kind is not Kind.TEXT:
            return Unquoted(node.source)
        text: str = node.value
        if "${" in text:
            raise wrong(node, around, "a value of its own: variables are not made of one another")
        return text

    def schema(self, vendors: Vendors) -> JsonSchema:
        """A scalar."""
        return {"type": ["string", "number", "boolean"]}


def _variable(found: Found, around: Around) -> Variable:
    return Variable(found["default"], found["env"])


def _name_problem(name: str) -> str:
    return "" if _NAME.fullmatch(name) else "a name of letters, digits and _, such as target"


_ENV = Text("the name of a variable of the environment", lambda name: _name_problem(name) and "it is no name")
_PLAINLY = Spelt()
# fmt: off
VARIABLE = Table((
    Key("env",     _ENV,    "its value is what the environment has under this name", required=True),
    Key("default", Spelt(), "its value where the environment has none"),
), _variable)
VARIABLES = MapOf(Either("a text, or a mapping such as {env: REGION, default: eu}", {
    Kind.TEXT: _PLAINLY, Kind.NUMBER: _PLAINLY, Kind.FLAG: _PLAINLY, Kind.MAPPING: VARIABLE,
}), _name_problem)
# fmt: on


def values_of(node: Node, around: Around, environ: Mapping[str, str]) -> dict[str, str]:
    """What the variables of a file hold: what is known ``around`` it, else what it says itself.

    Raises:
        Wrong: it says it wrongly, or one has no value.
    """
    said = node.child("variables")
    if said is None:
        return dict(around.variables)
    told: dict[str, str | Variable] = VARIABLES.read(said, around)
    values = gathered(lambda name: _value(name, told[name], said, around, environ), told)
    return {**around.variables, **dict(zip(told, values, strict=True))}


def _value(name: str, told: str | Variable, said: Node, around: Around, environ: Mapping[str, str]) -> str:
    variable = Variable(told) if isinstance(told, str) else told
    value = around.variables.get(name)
    if value is None and variable.env in environ:
        kind = UnquotedSecret if isinstance(variable.value, Unquoted) else Secret
        return kind(environ[variable.env])
    value = variable.value if value is None else value
    if value is None:
        found = f"no {variable.env} in the environment"
        raise Wrong(mistake(around.file, said.keys[name], found, f"it, a default, or --set {name}=…"))
    return Unquoted(value) if isinstance(variable.value, Unquoted) else value


def unknown_variables(given: Iterable[str], scenario: Scenario) -> str:
    """What to say of names that the scenario neither has nor uses; empty where there are none of them.

    The target may be given to any: replay does not know who uses it.
    """
    known = scenario.variables
    strange = [name for name in given if name not in known and name != TARGET]
    if not strange:
        return ""
    near = nearest(strange[0], known)
    hint = f"; did you mean {near}?" if near else ""
    there = f"there is {listed(sorted(known))}" if known else "it has no variables"
    return f"no variable of the scenario is called {strange[0]!r}; {there}{hint}"


@frozen
class Filled:
    """A tree with its variables replaced, their names, and what is wrong with those that are not replaced."""

    node: Node
    names: frozenset[str]
    mistakes: tuple[Mistake, ...]


def filled(node: Node, around: Around) -> Filled:
    """The tree with each ``${name}`` replaced, but for what the variables themselves hold.

    Raises:
        Wrong: it becomes too large.
    """
    filling = _Filling(around)
    said = node.child("variables")
    made = filling.fill(without(node, "variables"))
    if said is None:
        return Filled(made, frozenset(filling.names), tuple(filling.mistakes))
    whole = container({**made.value, "variables": said}, made.place, made.keys)
    return Filled(whole, frozenset([*filling.names, *said.value]), tuple(filling.mistakes))


class _Filling:
    """Replaces what stands in one tree; what several aliases share is replaced once."""

    def __init__(self, around: Around) -> None:
        self.mistakes: list[Mistake] = []
        self.names: set[str] = set()
        self._around = around
        self._known = around.variables
        self._made: dict[int, Node] = {}
        self._size = 0

    def fill(self, node: Node) -> Node:
        """The node with each use replaced; the very node where there is none in it."""
        if isinstance(node.value, str):
            return self._text(node) if "${" in node.value else node
        if not isinstance(node.value, (tuple, dict)):
            return node
        if id(node) not in self._made:
            self._made[id(node)] = self._filled(node)
        return self._made[id(node)]

    def _filled(self, node: Node) -> Node:
        if isinstance(node.value, tuple):
            items = tuple(map(self.fill, node.value))
            return container(items, node.place) if _differ(items, node.value) else node
        members = {name: self.fill(each) for name, each in node.value.items()}
        is_same = not _differ(members.values(), node.value.values())
        return node if is_same else container(members, node.place, node.keys)

    def _text(self, node: Node) -> Node:
        text = _USE.sub(lambda use: self._replacement(use, node), node.value)
        self._size += len(text)
        if self._size > SCENARIO_CAP:
            most = f"{SCENARIO_CAP // MEGABYTE} MB"
            raise Wrong(self._at(node, f"variables that make more than {most}", "less of it"))
        value = resolved(text) if node.bare or self._is_unquoted(node.value) else text
        secret = node.value if self._is_secret(node.value) else ""
        return replaced(node, value=value, source=text, secret=secret)

    def _is_secret(self, text: str) -> bool:
        return any(isinstance(self._known.get(use[1]), Secret) for use in _USE.finditer(text))

    def _is_unquoted(self, text: str) -> bool:
        use = _USE.fullmatch(text)
        return use is not None and isinstance(self._known.get(use[1]), Unquoted)

    def _replacement(self, use: re.Match[str], node: Node) -> str:
        if use[0] == "$${":
            return "${"
        if not use[2] or not _NAME.fullmatch(use[1]):
            self.mistakes.append(self._at(node, short(use[0]), _SPELLING))
            return ""
        self.names.add(use[1])
        if use[1] not in self._known:
            self.mistakes.append(self._unknown(use[1], node))
        return self._known.get(use[1], "")

    def _unknown(self, name: str, node: Node) -> Mistake:
        there = f" (there is {listed(self._known)})" if self._known else ""
        expected = f"a name under 'variables', or --set {name}=…{there}"
        return self._at(node, f"the variable {name!r}", expected, nearest(name, self._known))

    def _at(self, node: Node, found: str, expected: str, near: str = "") -> Mistake:
        return mistake(self._around.file, node.place, found, expected, near)


def _differ(some: Iterable[Node], others: Iterable[Node]) -> bool:
    return any(one is not other for one, other in zip(some, others, strict=True))
