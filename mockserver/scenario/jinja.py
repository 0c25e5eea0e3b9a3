"""The environment in which templates are rendered: immutable, and watched as ``bounds`` says.

Rule: whatever can go on for long or grow comes by ``bounds``. Loaded when there is a template.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import ChainableUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from mockserver.scenario import bounds

_DRAWS = ("lipsum",)  # by itself: nobody could say the same twice
_CHANGES = ("cycler", "joiner", "namespace")


def environment() -> ImmutableSandboxedEnvironment:
    """A new one."""
    made = _Watched(
        undefined=ChainableUndefined, autoescape=False, keep_trailing_newline=True, finalize=_shown
    )
    for name in (*_DRAWS, *_CHANGES):
        made.globals.pop(name)
    del made.filters["random"]  # it draws as well
    made.filters = {name: bounds.bounded(name, does) for name, does in made.filters.items()}
    tests: dict[str, Any] = made.tests
    made.tests = {name: bounds.watched(does) for name, does in tests.items()}
    return made


class _Watched(ImmutableSandboxedEnvironment):
    intercepted_binops = frozenset({"*", "**", "+", "%"})
    concat = joined = staticmethod(bounds.joined)
    look = staticmethod(bounds.look)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree: nodes.Template = _Watching().visit(super()._parse(source, name, filename))
        tree.set_environment(self)
        return tree

    def getattr(self, obj: Any, attribute: str) -> Any:
        """A member of a mapping comes before a method: clients have members called ``items``."""
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805
        """Let a call be, unless it makes too much."""
        if __obj is bounds.look:  # each turn of each loop
            return bounds.look()
        return super().call(__context, __obj, *bounds.called_with(__obj, args), **kwargs)

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Let an operator be, unless it makes too much."""
        bounds.check_operands(operator, left, right)
        return super().call_binop(context, operator, left, right)


class _Watching(NodeTransformer):
    """Lets each turn of a loop look at the clock, and ``~`` be weighed, which nothing else intercepts."""

    def visit_For(self, node: nodes.For) -> nodes.For:  # noqa: N802 (as Jinja2)
        self.generic_visit(node)
        node.body.insert(0, nodes.ExprStmt(_asked("look")))
        node.test = None if node.test is None else nodes.And(_asked("look"), node.test)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Call:  # noqa: N802
        self.generic_visit(node)
        return _asked("joined", nodes.List(node.nodes))


def _asked(does: str, *given: nodes.Expr) -> nodes.Call:
    """A call of one of the environment's own functions."""
    return nodes.Call(nodes.EnvironmentAttribute(does), list(given), [], None, None)


def _shown(value: Any) -> Any:
    """What is to become text, as JSON spells it: nothing is empty, flags are in small letters."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value.__class__ is not str or len(value) > bounds.MOST:  # most are short texts
        bounds.check_output(value)
    return value
